"""A second pair of eyes and the clock: late words, audiences that grow, hours a night lacks."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from db.models import Broadcast
from services.access import Actor
from services.broadcast_limits import Limits
from services.errors import NotFoundError
from services.terms import BroadcastStatus, Role
from tests.support.announced import written
from tests.support.databases import on_sqlite
from tests.support.world import DISTRICT, World, at

pytestmark = on_sqlite
DIRECTORS = {"roles": ["director"]}


@pytest.fixture
async def olga(world: World) -> Actor:
    """The author; everybody may be alone with one person, nobody with two."""
    limits = Limits.by_role(5, 5, 1)
    world.services.broadcasts._limits = world.services.deliveries._limits = limits
    return await world.joins("Ольга")


async def waits(world: World, olga: Actor, moment: str, **more: object) -> int:
    """An announcement that somebody is asked to look at; return its number."""
    one = await written(
        world,
        olga,
        audience=DIRECTORS,
        send_at=at(moment),
        status=BroadcastStatus.WAITING,
        **more,
    )
    return one.id


async def agrees(world: World, roman: Actor, number: int) -> None:
    """The second pair of eyes lets it go out."""
    await world.services.broadcast_checks.decide(roman, number, agrees=True)


async def leave(world: World, moment: str) -> int:
    """Let it become that late; return how many announcements leave."""
    world.clock.set(at(moment))
    await world.services.deliveries.launch_due()
    return sum(one.kind == "broadcast" for one in await world.services.outbox.claim(50))


async def hours(world: World) -> list[datetime]:
    """When the announcements there are go out."""
    return sorted(
        one.send_at for one in await world.all(select(Broadcast)) if one.send_at is not None
    )


async def test_a_word_that_comes_late_does_not_move_the_hour_of_every_week(
    world: World, olga: Actor
):
    roman, _ = await world.join("Роман", "Мария")
    number = await waits(world, olga, "07.04 09:00", repeats="weekly")
    assert await leave(world, "07.04 09:20") == 0
    await agrees(world, roman, number)
    assert await leave(world, "07.04 09:21") == 1
    assert await hours(world) == [at("07.04 09:00"), at("14.04 09:00")]
    assert await leave(world, "14.04 09:00") == 1


async def test_a_word_that_comes_hours_too_late_leaves_it_to_the_author(world: World, olga: Actor):
    roman, _ = await world.join("Роман", "Мария")
    number = await waits(world, olga, "07.04 09:00")
    world.clock.set(at("08.04 12:00"))
    await agrees(world, roman, number)
    assert await leave(world, "08.04 12:01") == 0
    late = await world.services.deliveries.progress(olga, number)
    assert (late.status, late.is_started) == (BroadcastStatus.PAUSED, False)
    assert (await world.services.deliveries.resume(olga, number)).total == 1


async def test_an_audience_that_has_grown_is_looked_at_when_it_leaves(world: World, olga: Actor):
    roman, _ = await world.join("Роман", "Мария")
    one = await written(
        world, olga, audience=DIRECTORS, send_at=at("07.04 09:00"), repeats="weekly"
    )
    await world.join("Иван")
    assert await leave(world, "07.04 09:00") == 0
    (progress,) = await world.services.deliveries.running()
    assert (progress.status, progress.total) == (BroadcastStatus.WAITING, 2), "its author is told"
    assert (await world.outbox("Роман", "broadcast_check"))[0].payload == {"broadcast_id": one.id}

    with pytest.raises(NotFoundError):
        await agrees(world, olga, one.id)
    await agrees(world, roman, one.id)
    assert await leave(world, "07.04 09:05") == 2
    assert await leave(world, "14.04 09:00") == 2, "who has let one go out has let all of them"
    assert len(await world.outbox("Роман", "broadcast_check")) == 1


async def test_who_is_no_coordinator_any_more_lets_nothing_go_out(world: World, olga: Actor):
    roman, _ = await world.join("Роман", "Мария")
    number = await waits(world, olga, "07.04 09:00")
    region = await world.place_id("Заречный край")
    await world.services.registration.leave(roman, region, Role.REGIONAL_COORDINATOR)
    with pytest.raises(NotFoundError):
        await agrees(world, await world.stranger("Роман"), number)
    assert await leave(world, "07.04 09:00") == 0


@pytest.mark.parametrize(
    ("first", "then"),
    [
        # On 28 March 2021 the clock of Berlin goes from 2:00 to 3:00.
        ("2021-03-21T01:30", ["2021-03-28T00:30", "2021-04-04T00:30"]),
        ("2021-03-21T05:00", ["2021-03-28T04:00", "2021-04-04T04:00"]),
        ("2021-03-27T08:00", ["2021-04-03T07:00", "2021-04-10T07:00"]),
    ],
)
async def test_every_week_at_the_same_hour_of_the_wall_though_a_night_has_no_such_hour(
    world: World, olga: Actor, first: str, then: list[str]
):
    """02:30 in Berlin is 01:30 UTC in winter; the night it is missing it is said at 03:30."""
    await world.join("Мария")
    world.clock.set(datetime.fromisoformat("2021-03-20T12:00+00:00"))
    await world.services.preferences.live_in(olga, "Europe/Berlin")
    began = datetime.fromisoformat(f"{first}+00:00")
    await written(world, olga, audience=DIRECTORS, send_at=began, repeats="weekly")
    expected = [datetime.fromisoformat(f"{one}+00:00") for one in then]
    if first.endswith("01:30"):
        # The hour that is missing, said an hour later by the clock, and back the week after.
        expected[0] = datetime(2021, 3, 28, 1, 30, tzinfo=UTC)
    for now in (began, expected[0]):
        world.clock.set(now)
        await world.services.deliveries.launch_due()
    assert await hours(world) == [began, *expected]


async def test_a_place_is_named_by_those_who_look(world: World, olga: Actor):
    roman, _ = await world.join("Роман", "Мария")
    number = await waits(world, olga, "07.04 09:00", repeats="weekly")
    card = await world.services.broadcast_checks.card(roman, number)
    assert (card.speaker, card.repeats) == (DISTRICT, "weekly")
