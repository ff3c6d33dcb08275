"""What a card shows depends on who reads it."""

from tests.support.plans import WEBINAR
from tests.support.world import REGION, World


async def test_only_who_may_edit_an_event_gets_the_way_to_it(world: World):
    roman, olga, maria = await world.join("Роман", "Ольга", "Мария")
    await world.publish(roman, [WEBINAR], place=REGION)

    rows = [(await world.card(reader, WEBINAR)).row_id for reader in (roman, olga, maria)]

    assert rows[0] is not None
    assert rows[1:] == [None, None], "the map of the region is not the municipality's to change"


async def test_only_who_may_read_the_schools_answers_is_offered_them(world: World):
    olga, pavel, maria, zoya = await world.join("Ольга", "Павел", "Мария", "Зоя")
    await world.publish(olga, [WEBINAR])

    offered = [
        (await world.card(reader, WEBINAR)).can_read_answers
        for reader in (olga, pavel, maria, zoya)
    ]

    assert offered == [True, True, False, False]
