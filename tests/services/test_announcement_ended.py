"""After «send»: the minute in which it can be taken back, pause, stop; and the totals add up."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.enums import OutboxStatus, Role
from services.access import Actor
from services.errors import NotFoundError
from services.terms import BroadcastStatus
from tests.support.announced import adds_up, arrives, held, launched
from tests.support.databases import on_sqlite
from tests.support.world import DISTRICT, SCHOOL_2, World

READERS = ("Мария", "Анна", "Иван", "Павел", "Вера")
pytestmark = on_sqlite


@pytest.fixture
async def olga(world: World) -> Actor:
    """The author."""
    return await world.joins("Ольга")


async def test_nobody_gets_it_within_the_minute_and_everybody_after_it(world: World, olga: Actor):
    number = await held(world, olga, await world.join(*READERS))
    world.clock.advance(seconds=59)
    assert await world.services.outbox.claim(10) == []
    assert await world.services.deliveries.launch_due() == 0
    before = await world.services.deliveries.progress(olga, number)
    assert (before.status, before.finished, before.is_started) == ("held", False, False)

    world.clock.advance(seconds=1)
    assert await world.services.deliveries.launch_due() == 1
    assert len(await world.services.outbox.claim(10)) == len(READERS)
    assert (await world.services.deliveries.progress(olga, number)).status == "sending"


async def test_taken_back_within_the_minute_it_was_never_sent(world: World, olga: Actor):
    number = await held(world, olga, await world.join(*READERS))
    world.clock.advance(seconds=30)
    progress = await world.services.deliveries.stop(olga, number)
    assert (progress.status, progress.called_off, progress.finished) == ("cancelled", 5, True)

    world.clock.advance(minutes=5)
    assert await world.services.deliveries.launch_due() == 0
    assert await world.services.outbox.claim(10) == []
    assert await world.services.deliveries.running() == []


async def test_stopped_in_the_middle_nobody_else_gets_it(world: World, olga: Actor):
    number = await launched(world, olga, await world.join(*READERS))
    outbox, deliveries = world.services.outbox, world.services.deliveries
    has_it, on_its_way, refused, at_the_door = await outbox.claim(4)
    await arrives(world, has_it, 11)

    stopped = await deliveries.stop(olga, number)
    assert (stopped.status, stopped.called_off, stopped.waiting) == ("stopped", 1, 3)
    assert not stopped.finished, "three are on their way"
    assert number in world.services.halts

    await arrives(world, on_its_way, 12)
    await outbox.retry(refused, timedelta(seconds=1), "flood")
    await outbox.call_off(at_the_door)
    world.clock.advance(days=1)
    assert await outbox.claim(10) == [], "nobody who had not got it gets it"
    (seen,) = await deliveries.running()
    assert (seen.sent, seen.called_off, seen.finished, seen.asks) == (2, 3, True, False)
    assert adds_up(seen)
    await deliveries.close(seen)
    assert await deliveries.running() == []
    assert (await deliveries.progress(olga, number)).status == "stopped"


async def test_what_sleeps_is_stopped_too(world: World, olga: Actor):
    number = await launched(world, olga, await world.join(*READERS))
    for envelope in await world.services.outbox.claim(10):
        await world.services.outbox.put_off(envelope, world.clock.now() + timedelta(hours=8))
    assert (await world.services.deliveries.progress(olga, number)).asleep == 5
    stopped = await world.services.deliveries.stop(olga, number)
    assert (stopped.status, stopped.called_off) == ("cancelled", 5), "nobody had it"
    world.clock.advance(hours=9)
    assert await world.services.outbox.claim(10) == []


async def test_paused_nobody_gets_it_resumed_everybody_once(world: World, olga: Actor):
    number = await launched(world, olga, await world.join(*READERS))
    outbox, deliveries = world.services.outbox, world.services.deliveries
    first, second = await outbox.claim(2)
    await arrives(world, first, 11)
    paused = await deliveries.pause(olga, number)
    assert (paused.status, paused.sent, paused.waiting, paused.finished) == ("paused", 1, 4, False)

    await outbox.call_off(second)
    world.clock.advance(days=3)
    assert await outbox.claim(10) == []
    assert number in world.services.halts

    resumed = await deliveries.resume(olga, number)
    assert (resumed.status, resumed.waiting) == ("sending", 4)
    assert number not in world.services.halts
    rest = await outbox.claim(10)
    for at, envelope in enumerate(rest):
        await arrives(world, envelope, 20 + at)
    (seen,) = await deliveries.running()
    assert (len(rest), seen.sent, seen.finished) == (4, 5, True)


async def test_after_a_long_pause_a_try_that_fails_is_not_the_last(world: World, olga: Actor):
    number = await launched(world, olga, await world.join("Мария"))
    await world.services.deliveries.pause(olga, number)
    world.clock.advance(days=5)
    await world.services.deliveries.resume(olga, number)
    (envelope,) = await world.services.outbox.claim(10)
    await world.services.outbox.retry(envelope, timedelta(seconds=1), "flood")
    (row,) = await world.outbox(kind="broadcast")
    assert row.status == OutboxStatus.QUEUED


async def test_a_crash_in_a_stopped_announcement_leaves_it_stopped(world: World, olga: Actor):
    number = await launched(world, olga, await world.join(*READERS))
    first, _, _ = await world.services.outbox.claim(3)
    await arrives(world, first, 11)
    await world.services.deliveries.stop(olga, number)

    assert await world.services.outbox.recover() == 2
    assert await world.services.outbox.claim(10) == []
    (seen,) = await world.services.deliveries.running()
    assert (seen.sent, seen.unknown, seen.called_off, seen.finished) == (1, 2, 2, True)
    assert not seen.asks, "it was stopped: nothing is sent once more"


async def test_a_second_tap_and_a_stranger_change_nothing(world: World, olga: Actor):
    number = await launched(world, olga, await world.join(*READERS))
    roman = await world.joins("Роман")
    for wish in (
        world.services.deliveries.stop,
        world.services.deliveries.pause,
        world.services.deliveries.resume,
        world.services.deliveries.progress,
    ):
        with pytest.raises(NotFoundError):
            await wish(roman, number)
    assert number not in world.services.halts, "what is on its way goes on"
    await world.services.deliveries.stop(olga, number)
    again = await world.services.deliveries.stop(olga, number)
    late = await world.services.deliveries.resume(olga, number)
    assert again == late
    assert (late.status, late.called_off) == ("cancelled", 5)
    assert number in world.services.halts


async def test_a_pause_that_comes_too_late_holds_nothing_back(world: World, olga: Actor):
    number = await launched(world, olga, await world.join("Мария"))
    (envelope,) = await world.services.outbox.claim(10)
    await arrives(world, envelope, 11)
    after = await world.services.deliveries.pause(olga, number)
    assert (after.status, after.finished) == ("sending", True)
    assert number not in world.services.halts


async def test_who_speaks_for_the_place_no_more_cannot_end_it(world: World, olga: Actor):
    number = await launched(world, olga, await world.join(*READERS))
    district = await world.place_id(DISTRICT)
    await world.joins("Ольга", Role.MUNICIPAL_COORDINATOR, "Соседний район")
    olga = await world.services.registration.leave(olga, district, Role.MUNICIPAL_COORDINATOR)
    with pytest.raises(NotFoundError):
        await world.services.deliveries.stop(olga, number)


STEPS = st.lists(
    st.sampled_from(
        ["claim", "arrive", "retry", "call_off", "uncertain", "crash", "pause", "resume", "late"]
    ),
    max_size=14,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
async def test_whatever_happens_before_nobody_gets_it_after_the_stop(
    world: World, olga: Actor, steps: list[str]
):
    outbox, deliveries = world.services.outbox, world.services.deliveries
    world.clock.advance(days=1)
    number = await launched(world, olga, await world.join(*READERS))
    flying = []
    for step in steps:
        match step:
            case "claim":
                flying += await outbox.claim(2)
            case "pause":
                await deliveries.pause(olga, number)
            case "resume":
                await deliveries.resume(olga, number)
            case "late":
                world.clock.advance(minutes=2)
            case "crash":
                await outbox.recover()
                flying.clear()
            case _ if flying:
                await _ends(world, flying.pop(0), step)
    assert adds_up(await deliveries.progress(olga, number))

    stopped = await deliveries.stop(olga, number)
    for envelope in flying:
        await outbox.call_off(envelope)
    world.clock.advance(days=2)
    assert await outbox.claim(10) == []
    after = await deliveries.progress(olga, number)
    assert adds_up(after)
    assert (after.waiting, after.sent) == (0, stopped.sent)
    for progress in await deliveries.running():
        await deliveries.close(progress)
    await deliveries.leave_so(olga, number, 0)


async def _ends(world: World, envelope, step: str) -> None:
    match step:
        case "arrive":
            await world.services.outbox.announced(envelope, [[envelope.id]], 0, None)
        case "retry":
            await world.services.outbox.retry(envelope, timedelta(seconds=1), "flood")
        case "call_off":
            await world.services.outbox.call_off(envelope)
        case "uncertain":
            await world.services.outbox.uncertain(envelope, "timeout")


async def test_a_school_that_left_is_still_counted(world: World, olga: Actor):
    ivan = await world.joins("Иван")
    number = await launched(world, olga, [ivan])
    await world.services.registration.leave(ivan, await world.place_id(SCHOOL_2), Role.DIRECTOR)
    progress = await world.services.deliveries.progress(olga, number)
    assert (progress.total, adds_up(progress)) == (1, True)
    assert progress.status == BroadcastStatus.SENDING
