"""Announcements at a time and every week: who gets them is looked up when they leave."""

from datetime import timedelta

import pytest

from db.enums import Role
from services.access import Actor
from services.terms import BroadcastStatus
from tests.support.announced import written
from tests.support.databases import on_sqlite
from tests.support.world import DISTRICT, World, at

pytestmark = on_sqlite
DIRECTORS = {"roles": ["director"]}


@pytest.fixture
async def olga(world: World) -> Actor:
    """The author."""
    return await world.joins("Ольга")


async def planned(world: World, olga: Actor, moment: str, **more: object) -> int:
    """An announcement for the directors at a moment; return its number."""
    broadcast = await written(world, olga, audience=DIRECTORS, send_at=at(moment), **more)
    return broadcast.id


async def leaves(world: World, moment: str) -> set[str]:
    """Let it become that late; return who is written to then."""
    world.clock.set(at(moment))
    await world.services.deliveries.launch_due()
    told = {envelope.telegram_id for envelope in await world.services.outbox.claim(20)}
    return {name for name in ("Мария", "Иван", "Глеб", "Анна") if world.account(name) in told}


async def test_it_leaves_at_its_time_to_those_who_are_there_then(world: World, olga: Actor):
    maria, _ = await world.join("Мария", "Анна")
    number = await planned(world, olga, "07.04 09:00")
    assert await leaves(world, "07.04 08:59") == set()
    waiting = await world.services.deliveries.progress(olga, number)
    assert (waiting.status, waiting.finished) == ("scheduled", False)
    assert await world.services.deliveries.running() == []

    await world.join("Иван", "Глеб")
    await world.services.preferences.pause(maria, True)
    assert await leaves(world, "07.04 09:00") == {"Иван"}
    assert await leaves(world, "07.04 09:01") == set(), "once"
    (running,) = await world.services.deliveries.running()
    assert (running.status, running.total, running.message_id) == ("sending", 1, None)


async def test_cancelled_before_its_time_it_never_leaves(world: World, olga: Actor):
    await world.join("Мария")
    number = await planned(world, olga, "07.04 09:00")
    stopped = await world.services.deliveries.stop(olga, number)
    assert (stopped.status, stopped.finished) == ("cancelled", True)
    assert await leaves(world, "07.04 09:30") == set()


async def test_every_week_at_the_same_hour_until_it_is_ended(world: World, olga: Actor):
    await world.join("Мария")
    await planned(world, olga, "07.04 09:00", repeats="weekly")
    assert await leaves(world, "07.04 09:00") == {"Мария"}
    await world.join("Иван")
    assert await leaves(world, "14.04 08:59") == set()
    assert await leaves(world, "14.04 09:00") == {"Мария", "Иван"}

    third, second, first = (await world.services.deliveries.listed(olga)).lines
    assert [one.status for one in (first, second, third)] == ["sending", "sending", "scheduled"]
    assert third.at == at("21.04 09:00")
    await world.services.deliveries.stop(olga, third.broadcast_id)
    assert await leaves(world, "21.04 09:00") == set()
    assert await leaves(world, "28.04 09:00") == set()


async def test_a_week_that_was_slept_through_is_not_made_up_for(world: World, olga: Actor):
    await world.join("Мария")
    await planned(world, olga, "07.04 09:00", repeats="weekly")
    assert await leaves(world, "20.04 12:00") == set()
    assert await leaves(world, "21.04 09:00") == {"Мария"}


@pytest.mark.parametrize(("moment", "expected"), [("07.04 14:59", True), ("07.04 15:01", False)])
async def test_what_is_hours_late_waits_for_its_author(
    world: World, olga: Actor, moment: str, *, expected: bool
):
    await world.join("Мария")
    number = await planned(world, olga, "07.04 09:00")
    assert bool(await leaves(world, moment)) == expected
    if expected:
        return
    late = await world.services.deliveries.progress(olga, number)
    assert (late.status, late.is_started, late.finished) == ("paused", False, False)
    resumed = await world.services.deliveries.resume(olga, number)
    assert (resumed.status, resumed.total) == ("sending", 1)
    assert len(await world.services.outbox.claim(10)) == 1


async def test_who_speaks_for_the_place_no_more_sends_nothing(world: World, olga: Actor):
    await world.join("Мария")
    number = await planned(world, olga, "07.04 09:00", repeats="weekly")
    district = await world.place_id(DISTRICT)
    await world.services.registration.leave(olga, district, Role.MUNICIPAL_COORDINATOR)
    assert await leaves(world, "07.04 09:00") == set()
    async with world.database.read() as store:
        broadcast = await store.broadcasts.get(number)
        assert broadcast is not None
        assert broadcast.status == BroadcastStatus.CANCELLED
    assert await leaves(world, "14.04 09:00") == set()


async def test_after_a_restore_it_is_not_said_twice(world: World, olga: Actor):
    await world.join("Мария")
    number = await planned(world, olga, "07.04 09:00")
    world.clock.set(at("07.04 09:10"))
    async with world.database.write() as store:
        await store.held.hold(world.clock.now())
    assert await leaves(world, "07.04 09:11") == set()
    assert (await world.services.deliveries.progress(olga, number)).status == "paused"


async def test_the_list_has_pages(world: World, olga: Actor):
    for day in range(10):
        await planned(world, olga, f"{10 + day}.04 09:00", words=f"№ {day}")
        world.clock.advance(seconds=1)
    first = await world.services.deliveries.listed(olga)
    second = await world.services.deliveries.listed(olga, 1)
    assert (len(first.lines), first.is_last, len(second.lines), second.is_last) == (
        8,
        False,
        2,
        True,
    )
    roman = await world.joins("Роман")
    assert (await world.services.deliveries.listed(roman)).lines == ()
    assert timedelta(0) < first.lines[0].at - second.lines[-1].at
