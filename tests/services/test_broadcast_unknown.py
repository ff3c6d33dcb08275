"""An announcement of whose arrival nobody knows: the author decides, once, and figures add up."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.enums import BroadcastStatus, OutboxStatus, Role
from db.models import AuditEntry, Broadcast
from services.access import Actor
from services.broadcast_progress import Progress
from services.errors import NotFoundError
from tests.services.test_broadcasts import announce
from tests.support.world import DISTRICT, LYCEUM, NEIGHBOUR, SCHOOL_2, World

PEOPLE = ("Мария", "Анна", "Иван", "Павел")


def adds_up(progress: Progress) -> bool:
    """Whether everybody is counted, and once."""
    settled = progress.sent + progress.blocked + progress.failed
    unsettled = progress.unknown + progress.skipped + progress.waiting
    return settled + unsettled == progress.total == len(PEOPLE)


async def seen(world: World) -> Progress:
    """The author has seen how it stands."""
    (progress,) = await world.services.deliveries.running()
    assert adds_up(progress)
    await world.services.deliveries.close(progress)
    return progress


@pytest.fixture
async def olga(world: World) -> Actor:
    """She has announced something; one person has it, three may have it."""
    olga, *_ = await world.join("Ольга", *PEOPLE)
    await announce(world, olga, "all")
    outbox = world.services.outbox
    first, *others = await outbox.claim(10)
    await outbox.sent(first, 1)
    for other in others:
        await outbox.uncertain(other, "timeout")
    return olga


async def test_once_more_to_those_of_whom_nobody_knows(world: World, olga: Actor):
    outbox, deliveries = world.services.outbox, world.services.deliveries
    before = await seen(world)
    assert (before.sent, before.unknown, before.asks) == (1, 3, True)
    world.clock.advance(days=2)

    again = await deliveries.send_again(olga, before.broadcast_id, before.rounds)
    assert (again.sent, again.unknown, again.waiting, again.asks) == (1, 0, 3, False)

    reaches, refused, breaks = await outbox.claim(10)
    assert all(envelope.repeated for envelope in (reaches, refused, breaks)), "it says so"
    await outbox.sent(reaches, 2)
    await outbox.retry(refused, timedelta(seconds=1), "flood")
    assert (await world.outbox())[0].status == OutboxStatus.SENT
    await outbox.uncertain(breaks, "timeout")
    world.clock.advance(minutes=1)
    (late,) = await outbox.claim(10)
    await outbox.sent(late, 3)

    after = await seen(world)
    assert (after.sent, after.unknown, after.asks, after.rounds) == (3, 1, True, 1)


async def test_a_second_tap_does_nothing(world: World, olga: Actor):
    deliveries = world.services.deliveries
    before = await seen(world)

    outcomes = await asyncio.gather(
        *(deliveries.send_again(olga, before.broadcast_id, before.rounds) for _ in range(5))
    )

    assert all(adds_up(outcome) and outcome.waiting == 3 for outcome in outcomes)
    assert len(await world.services.outbox.claim(10)) == 3
    written = await world.all(select(AuditEntry).where(AuditEntry.action == "broadcast:again"))
    assert [(entry.person_id, entry.detail) for entry in written] == [(olga.id, {"people": 3})]


async def test_a_tap_that_comes_when_the_next_round_is_over_too(world: World, olga: Actor):
    """Its number is that of the round it was made for."""
    deliveries, outbox = world.services.deliveries, world.services.outbox
    before = await seen(world)
    await deliveries.send_again(olga, before.broadcast_id, before.rounds)
    for envelope in await outbox.claim(10):
        await outbox.uncertain(envelope, "timeout")
    assert (await seen(world)).asks

    late = await deliveries.send_again(olga, before.broadcast_id, before.rounds)
    assert (late.unknown, late.waiting, late.asks) == (3, 0, True)
    left = await deliveries.leave_so(olga, before.broadcast_id, before.rounds)
    assert left.asks, "this one too"


async def test_left_so_it_stays_so(world: World, olga: Actor):
    deliveries = world.services.deliveries
    before = await seen(world)

    left = await deliveries.leave_so(olga, before.broadcast_id, before.rounds)
    assert (left.unknown, left.asks, adds_up(left)) == (3, False, True)
    await deliveries.leave_so(olga, before.broadcast_id, before.rounds)
    again = await deliveries.send_again(olga, before.broadcast_id, before.rounds)

    assert (again.unknown, again.waiting) == (3, 0)
    (broadcast,) = await world.all(select(Broadcast))
    assert broadcast.status == BroadcastStatus.DONE
    written = await world.all(select(AuditEntry).where(AuditEntry.action == "broadcast:left"))
    assert len(written) == 1


async def test_only_the_author_decides(world: World, olga: Actor):
    roman = await world.joins("Роман")
    before = await seen(world)

    for decide in (world.services.deliveries.send_again, world.services.deliveries.leave_so):
        with pytest.raises(NotFoundError):
            await decide(roman, before.broadcast_id, before.rounds)
        with pytest.raises(NotFoundError):
            await decide(olga, before.broadcast_id + 1, before.rounds)
    assert await world.services.outbox.claim(10) == []


async def test_a_tap_before_the_board_has_noted_that_it_was_seen(world: World, olga: Actor):
    """The buttons are on the screen a moment before that: the round they began stays open."""
    deliveries = world.services.deliveries
    (shown,) = await deliveries.running()
    await deliveries.send_again(olga, shown.broadcast_id, shown.rounds)

    await deliveries.close(shown)

    (running,) = await deliveries.running()
    assert (running.waiting, running.rounds) == (3, 1)


async def test_nothing_is_asked_while_it_is_still_being_sent(world: World):
    olga, *_ = await world.join("Ольга", *PEOPLE)
    await announce(world, olga, "all")
    first, *_ = await world.services.outbox.claim(10)
    await world.services.outbox.uncertain(first, "timeout")

    (progress,) = await world.services.deliveries.running()
    assert (progress.unknown, progress.asks) == (1, False)
    again = await world.services.deliveries.send_again(olga, progress.broadcast_id, 0)
    assert (again.unknown, again.rounds) == (1, 0)


async def test_whoever_has_left_meanwhile_is_counted_and_not_written_to(world: World, olga: Actor):
    before = await seen(world)
    unknown = [m for m in await world.outbox() if m.status == OutboxStatus.UNKNOWN]
    names = [name for name in PEOPLE if world.account(name) in {m.telegram_id for m in unknown}]
    await world.services.privacy.forget(await world.stranger(names[0]))
    await world.services.preferences.pause(await world.stranger(names[1]), True)

    again = await world.services.deliveries.send_again(olga, before.broadcast_id, before.rounds)
    assert (again.unknown, again.waiting) == (1, 2)
    assert len(await world.deliver()) == 1
    after = await seen(world)
    assert (after.sent, after.unknown, after.skipped) == (2, 1, 1)
    assert after.asks
    last = await world.services.deliveries.send_again(olga, before.broadcast_id, after.rounds)
    assert (last.waiting, last.unknown, last.asks, adds_up(last)) == (0, 1, False, True)


async def test_words_of_an_announcement_go_although_nobody_decided(world: World, olga: Actor):
    await seen(world)
    world.clock.advance(days=400)
    await world.services.retention.sweep()

    (broadcast,) = await world.all(select(Broadcast))
    assert broadcast.content is None


async def test_who_coordinates_another_place_by_now_decides_no_more(world: World, olga: Actor):
    before = await seen(world)
    elsewhere = await world.joins("Ольга", Role.MUNICIPAL_COORDINATOR, NEIGHBOUR)
    here = await world.place_id(DISTRICT)
    await world.services.registration.leave(elsewhere, here, Role.MUNICIPAL_COORDINATOR)
    moved = await world.stranger("Ольга")

    for decide in (world.services.deliveries.send_again, world.services.deliveries.leave_so):
        with pytest.raises(NotFoundError):
            await decide(moved, before.broadcast_id, before.rounds)
    assert await world.services.outbox.claim(10) == []


async def test_who_went_to_another_district_is_not_written_to_again(world: World, olga: Actor):
    before = await seen(world)
    ivan = await world.joins("Иван", Role.DIRECTOR, LYCEUM)
    await world.services.registration.leave(ivan, await world.place_id(SCHOOL_2), Role.DIRECTOR)

    again = await world.services.deliveries.send_again(olga, before.broadcast_id, before.rounds)

    assert again.waiting == before.unknown - 1
    written_to = {envelope.telegram_id for envelope in await world.services.outbox.claim(10)}
    assert world.account("Иван") not in written_to
