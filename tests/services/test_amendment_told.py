"""Before an amended map is applied, the preview says how many messages that will send."""

import pytest

from handlers.views.amendment import amendment_text
from locales import translator
from tests.support.databases import on_sqlite
from tests.support.plans import MEETING, SELF_CHECK, WEBINAR, plan_text
from tests.support.world import DISTRICT, World

pytestmark = on_sqlite

LATER = WEBINAR._replace(dates="16.04.2021, 14:00")


@pytest.mark.parametrize("lines", [[LATER, SELF_CHECK], [SELF_CHECK], [WEBINAR, SELF_CHECK]])
async def test_as_many_are_told_as_the_preview_says(world: World, lines):
    await world.join("Мария", "Иван", "Павел")
    olga = await world.joins("Ольга")
    await world.publish(olga, [WEBINAR, SELF_CHECK])

    preview = await world.services.roadmap_import.read(
        olga, plan_text(lines), "план.txt", place_id=await world.place_id(DISTRICT)
    )
    assert preview.amendment is not None
    published = await world.services.roadmap_import.publish(olga, preview.plan_id)

    expected = 0 if lines[0] == WEBINAR else 3
    assert preview.amendment.told == published.told == expected
    said = amendment_text(translator("ru"), preview.amendment)
    assert ("3 сообщения" in said) is bool(expected)


async def test_nobody_is_told_of_what_is_past(world: World):
    olga = await world.joins("Ольга")
    await world.joins("Мария")
    await world.publish(olga, [WEBINAR, SELF_CHECK, MEETING])
    world.clock.advance(days=30)

    preview = await world.services.roadmap_import.read(
        olga, plan_text([SELF_CHECK, MEETING]), "план.txt", place_id=await world.place_id(DISTRICT)
    )

    assert preview.amendment is not None
    assert preview.amendment.told == 0
