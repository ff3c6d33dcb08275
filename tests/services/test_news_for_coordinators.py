"""Coordinators hear that a school has another representative, and that a municipality came in."""

from services.access import SYSTEM
from services.handing import Change
from services.role_news import RoleNotice
from services.succession import SeatCard
from services.terms import OutboxKind
from tests.services.test_succession import seat
from tests.support.databases import on_sqlite
from tests.support.world import DISTRICT, NEIGHBOUR, World

pytestmark = on_sqlite


async def news(world: World, name: str) -> list[str]:
    sent = await world.outbox(name, OutboxKind.ROLE_CHANGED)
    return [str(message.payload["change"]) for message in sent]


async def test_the_coordinator_hears_of_a_school_that_was_handed_over(world: World):
    await world.join("Ольга", "Нина", "Роман", "Павел")
    maria, anna = await world.join("Мария", "Анна")

    handed = await world.services.succession.hand_over(
        maria, seat(maria), anna.seats[0].membership_id
    )

    assert isinstance(handed, SeatCard)
    assert await news(world, "Ольга") == [Change.NEW_HEAD]
    assert await news(world, "Нина") == await news(world, "Роман") == await news(world, "Павел")
    assert await news(world, "Нина") == []
    (message,) = await world.outbox("Ольга", OutboxKind.ROLE_CHANGED)
    # The school and nobody's name.
    assert message.payload["other_id"] is None
    envelopes = await world.services.outbox.claim(50)
    (envelope,) = [one for one in envelopes if one.id == message.id]
    opened = await world.services.outbox.open(envelope)
    assert isinstance(opened, tuple)
    notice = opened[1]
    assert isinstance(notice, RoleNotice)
    assert notice.other_name == ""


async def test_who_hands_over_himself_is_not_told_of_it(world: World):
    await world.join("Мария", "Анна")
    olga = await world.joins("Ольга")
    (maria, anna) = (await world.stranger("Мария"), await world.stranger("Анна"))

    await world.services.succession.hand_over(olga, seat(maria), anna.seats[0].membership_id)

    assert await news(world, "Ольга") == []


async def test_the_coordinator_who_gets_a_municipality_hears_of_it(world: World):
    await world.join("Ольга", "Нина")
    changes = world.services.place_changes

    await changes.merge(SYSTEM, await world.place_id(NEIGHBOUR), await world.place_id(DISTRICT))

    assert await news(world, "Ольга") == [Change.MERGED_IN]
    assert await news(world, "Нина") == [Change.TERM_OVER]
