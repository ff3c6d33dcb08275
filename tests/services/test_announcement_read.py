"""«I have read it», who is silent, who did not get it, and a reminder to the silent only."""

from datetime import timedelta

import pytest

from db.enums import OutboxKind, OutboxStatus, Role
from services.access import Actor
from services.broadcast_messages import ReadNotice
from services.errors import NotFoundError
from tests.support.announced import arrives, launched
from tests.support.databases import on_sqlite
from tests.support.world import SCHOOL_1, SCHOOL_2, World

pytestmark = on_sqlite
READERS = ("Мария", "Анна", "Иван", "Павел")


@pytest.fixture
async def olga(world: World) -> Actor:
    """The author."""
    return await world.joins("Ольга")


@pytest.fixture
async def number(world: World, olga: Actor) -> int:
    """An announcement that all of two schools and a curator have got."""
    number = await launched(world, olga, await world.join(*READERS), wants_ack=True)
    for envelope in await world.services.outbox.claim(10):
        await arrives(world, envelope, 100 + envelope.id)
    return number


async def nudged(world: World) -> set[str]:
    """Who is reminded now."""
    told = [one.telegram_id for one in await world.deliver() if one.kind == "broadcast_nudge"]
    assert len(told) == len(set(told))
    return {name for name in READERS if world.account(name) in told}


async def test_a_school_has_read_it_when_one_of_it_has(world: World, olga: Actor, number: int):
    readers = world.services.readers
    before = await readers.unread(olga, number)
    assert [one.name for one in before.lines] == [SCHOOL_1, SCHOOL_2, "Павел"]
    assert (before.schools, before.people, before.can_nudge) == ((0, 2), (0, 1), 4)

    at = await readers.acknowledge(await world.stranger("Анна"), number)
    world.clock.advance(minutes=5)
    assert await readers.acknowledge(await world.stranger("Анна"), number) == at, "the first counts"

    after = await readers.unread(olga, number)
    assert [one.name for one in after.lines] == [SCHOOL_2, "Павел"]
    assert (after.schools, after.people, after.can_nudge) == ((1, 2), (0, 1), 2)
    progress = await world.services.deliveries.progress(olga, number)
    assert (progress.acknowledged, progress.wants_ack) == (1, True)


async def test_only_the_silent_are_reminded_and_once_a_day(world: World, olga: Actor, number: int):
    readers = world.services.readers
    await readers.acknowledge(await world.stranger("Мария"), number)
    told = await readers.nudge_silent(olga, number)
    assert (told.nudged, told.can_nudge) == (2, 0)
    assert all(one.nudged_at for one in told.lines)
    assert (await readers.nudge_silent(olga, number)).nudged == 0
    assert await nudged(world) == {"Иван", "Павел"}

    world.clock.advance(days=1)
    await readers.acknowledge(await world.stranger("Иван"), number)
    assert (await readers.nudge_silent(olga, number)).nudged == 1
    assert await nudged(world) == {"Павел"}


async def test_who_reads_it_before_the_reminder_is_not_reminded(
    world: World, olga: Actor, number: int
):
    await world.services.readers.nudge_silent(olga, number)
    envelope, *_ = [
        one for one in await world.services.outbox.claim(10) if one.kind == "broadcast_nudge"
    ]
    opened = await world.services.outbox.open(envelope)
    assert isinstance(opened, tuple)
    actor, notice = opened
    assert isinstance(notice, ReadNotice)
    assert notice.announcement.broadcast_id == number
    await world.services.readers.acknowledge(actor, number)
    assert await world.services.outbox.open(envelope) is None


async def test_who_has_read_it_has_got_it(world: World, olga: Actor):
    number = await launched(world, olga, await world.join("Мария"), wants_ack=True)
    (envelope,) = await world.services.outbox.claim(10)
    await world.services.outbox.uncertain(envelope, "timeout")
    assert (await world.services.deliveries.progress(olga, number)).unknown == 1
    await world.services.readers.acknowledge(await world.stranger("Мария"), number)
    after = await world.services.deliveries.progress(olga, number)
    assert (after.sent, after.unknown, after.acknowledged) == (1, 0, 1)


async def test_nobody_reads_what_was_not_sent_to_him(world: World, olga: Actor, number: int):
    gleb = await world.joins("Глеб")
    for stranger in (gleb, olga):
        with pytest.raises(NotFoundError):
            await world.services.readers.acknowledge(stranger, number)
    with pytest.raises(NotFoundError):
        await world.services.readers.acknowledge(gleb, number + 100)


async def test_only_the_author_sees_who_is_silent(world: World, olga: Actor, number: int):
    roman = await world.joins("Роман")
    readers = world.services.readers
    for look in (readers.unread, readers.missed, readers.nudge_silent):
        with pytest.raises(NotFoundError):
            await look(roman, number)


async def test_who_did_not_get_it_and_why(world: World, olga: Actor):
    number = await launched(world, olga, await world.join(*READERS))
    outbox = world.services.outbox
    blocked, refused, unsure, stopped = await outbox.claim(10)
    await outbox.unreachable(blocked, "blocked")
    await outbox.fail(refused, "refused: chat is strange")
    await outbox.uncertain(unsure, "timeout")
    await outbox.retry(stopped, timedelta(seconds=9), "flood")
    await world.services.deliveries.stop(olga, number)

    found = await world.services.readers.missed(olga, number)
    assert [(one.name, one.place_name, one.reason) for one in found.lines] == [
        ("Мария", SCHOOL_1, "blocked"),
        ("Анна", SCHOOL_1, "refused"),
        ("Иван", SCHOOL_2, "unknown"),
        ("Павел", "Заречный район", "called_off"),
    ]
    assert found.reasons == {"blocked": 1, "refused": 1, "unknown": 1, "called_off": 1}
    progress = await world.services.deliveries.progress(olga, number)
    assert progress.missed == sum(found.reasons.values())


async def test_a_school_that_nobody_reached_is_named_and_not_reminded(world: World, olga: Actor):
    number = await launched(world, olga, await world.join("Мария", "Иван"), wants_ack=True)
    maria, ivan = await world.services.outbox.claim(10)
    await arrives(world, maria, 7)
    await world.services.outbox.unreachable(ivan, "blocked")
    found = await world.services.readers.unread(olga, number)
    assert [(one.name, one.is_reached) for one in found.lines] == [
        (SCHOOL_1, True),
        (SCHOOL_2, False),
    ]
    assert (found.can_nudge, found.schools) == (1, (0, 2))


async def test_two_seats_of_one_person_are_two_schools(world: World, olga: Actor):
    await world.joins("Мария")
    maria = await world.joins("Мария", Role.DIRECTOR, SCHOOL_2)
    number = await launched(world, olga, [maria], wants_ack=True)
    assert (await world.services.readers.unread(olga, number)).schools == (0, 2)
    await world.services.readers.acknowledge(maria, number)
    assert (await world.services.readers.unread(olga, number)).schools == (2, 2)


async def test_a_reminder_leaves_in_its_readers_morning(world: World, olga: Actor, number: int):
    world.clock.advance(hours=12, minutes=30)
    await world.services.readers.nudge_silent(olga, number)
    assert await nudged(world) == set()
    rows = await world.outbox(kind=OutboxKind.BROADCAST_NUDGE)
    assert {row.status for row in rows} == {OutboxStatus.QUEUED}
    world.clock.advance(hours=10)
    assert await nudged(world) == set(READERS)


async def test_a_school_that_nobody_represents_is_told_apart_and_not_reminded(
    world: World, olga: Actor
):
    maria, ivan = await world.join("Мария", "Иван")
    audience = {"roles": ["director"]}
    number = await launched(world, olga, [maria, ivan], wants_ack=True, audience=audience)
    for envelope in await world.services.outbox.claim(10):
        await arrives(world, envelope, 100 + envelope.id)
    before = await world.services.readers.unread(olga, number)
    await world.services.registration.leave(ivan, ivan.seats[0].place_id, Role.DIRECTOR)

    found = await world.services.readers.unread(olga, number)

    assert [one.name for one in found.lines] == [SCHOOL_1], "nobody waits for who has left"
    assert (found.schools, found.people, found.can_nudge) == ((0, 1), (0, 0), 1)
    assert found.without == before.without + 1
    assert (await world.services.readers.nudge_silent(olga, number)).nudged == 1
