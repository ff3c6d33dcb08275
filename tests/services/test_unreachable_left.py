"""News of a school that nobody can be reached at go to who still looks after it."""

import pytest

from db.enums import Role
from services.access import Actor
from tests.support.databases import on_sqlite
from tests.support.plans import WEBINAR
from tests.support.world import DISTRICT, SCHOOL_1, SCHOOL_2, World, at

pytestmark = on_sqlite


@pytest.fixture
async def pavel(world: World) -> Actor:
    """Павел, curator, for whom news wait till the morning: Мария has blocked the bot at night."""
    olga, pavel, _ = await world.join("Ольга", "Павел", "Мария")
    await world.publish(olga, [WEBINAR])
    await world.services.nudges.nudge(
        pavel, await world.occurrence(WEBINAR), await world.place_id(SCHOOL_1)
    )
    (envelope,) = await world.services.outbox.claim(10)
    world.clock.set(at("05.04 22:00"))
    await world.services.outbox.unreachable(envelope, "blocked")
    return pavel


async def told(world: World) -> bool:
    world.clock.set(at("06.04 08:00"))
    account = world.account("Павел")
    return ("unreachable", account) in {(m.kind, m.telegram_id) for m in await world.deliver()}


async def test_a_curator_is_told_in_the_morning(world: World, pavel: Actor):
    assert await told(world)


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (None, None),
        (Role.CURATOR, SCHOOL_2),
        (Role.METHODIST, DISTRICT),
    ],
)
async def test_who_is_its_curator_no_more_is_not(
    world: World, pavel: Actor, role: Role | None, place: str | None
):
    if role is not None:
        await world.joins("Павел", role, place)
    await world.services.registration.leave(pavel, await world.place_id(DISTRICT), Role.CURATOR)

    assert not await told(world)


async def test_a_curator_who_became_coordinator_is(world: World, pavel: Actor):
    await world.joins("Павел", Role.MUNICIPAL_COORDINATOR, DISTRICT)
    await world.services.registration.leave(pavel, await world.place_id(DISTRICT), Role.CURATOR)

    assert await told(world)
