"""What is due for one person within an hour is one message, and the tick asks in batches."""

import pytest
from sqlalchemy import event, select, update

from db.enums import Role
from db.models import Membership, Person, Reminder
from services.access import Actor
from services.terms import Intention
from tests.support.databases import on_sqlite
from tests.support.plans import Line
from tests.support.world import SCHOOL_1, World, at

FIRST = Line("Вебинар первый", "15.04.2021, 14:00", "школа", "Участие школ")
SECOND = Line("Вебинар второй", "15.04.2021, 14:40", "школа", "Участие школ")
THIRD = Line("Вебинар третий", "15.04.2021, 15:30", "школа", "Участие школ")


@pytest.fixture
async def olga(world: World) -> Actor:
    return await world.joins("Ольга")


@pytest.fixture
async def maria(world: World) -> Actor:
    return await world.joins("Мария")


async def publish(world: World, author: Actor, *lines: Line) -> None:
    """A road map whose first reminders have gone a week before."""
    await world.publish(author, lines)
    await world.tick(at("09.04 12:00"))


async def told(world: World, moment: str) -> list[list[str]]:
    """The titles in each message that Мария gets at a moment."""
    world.clock.set(at(moment))
    await world.services.reminders.enqueue_due()
    found = []
    outbox = world.services.outbox
    for envelope in await outbox.claim(100):
        opened = await outbox.open(envelope)
        if opened is None:
            await outbox.skip(envelope, "of_no_use")
            continue
        await outbox.sent(envelope, 1000 + envelope.id)
        if envelope.telegram_id == world.account("Мария"):
            found.append([f"{e.stage} {e.card.title.split()[1]}" for e in opened[1].entries])
    return found


async def test_what_is_due_within_the_hour_comes_along(world: World, olga: Actor, maria: Actor):
    await publish(world, olga, FIRST, SECOND, THIRD)

    assert await told(world, "14.04 14:00") == [["d1 первый", "d1 второй"]]
    assert await told(world, "14.04 14:40") == []
    assert await told(world, "14.04 15:30") == [["d1 третий"]]


async def test_the_last_call_is_never_early(world: World, olga: Actor, maria: Actor):
    await publish(world, olga, FIRST, SECOND)

    assert await told(world, "14.04 15:00") == [["d1 первый", "d1 второй"]]
    assert await told(world, "15.04 13:00") == [["h1 первый"]]
    assert await told(world, "15.04 13:40") == [["h1 второй"]]


async def test_who_has_answered_meanwhile_is_not_asked(world: World, olga: Actor, maria: Actor):
    await publish(world, olga, FIRST, SECOND)
    world.clock.set(at("14.04 14:00"))
    await world.services.reminders.enqueue_due()
    school = await world.school(SCHOOL_1)

    await world.services.attendance.intend(
        maria, await world.occurrence(FIRST), school, Intention.GOING
    )

    assert await told(world, "14.04 14:01") == [["d1 второй"]]
    assert (await world.promised("Мария", FIRST))["d1"] == "answered"
    assert (await world.promised("Мария", SECOND))["d1"] == "queued"


async def test_when_nothing_is_left_nothing_is_sent(world: World, olga: Actor, maria: Actor):
    await publish(world, olga, FIRST)
    world.clock.set(at("14.04 14:00"))
    await world.services.reminders.enqueue_due()
    school = await world.school(SCHOOL_1)

    await world.services.attendance.intend(
        maria, await world.occurrence(FIRST), school, Intention.GOING
    )

    assert await told(world, "14.04 14:01") == []
    statuses = [m.status for m in await world.outbox("Мария", "reminder")]
    assert statuses[-1] == "skipped"


async def test_all_of_a_message_are_joined_to_it(world: World, olga: Actor, maria: Actor):
    await publish(world, olga, FIRST, SECOND)
    await told(world, "14.04 14:00")

    *_, message = await world.outbox("Мария", "reminder")
    query = select(Reminder).where(Reminder.outbox_id == message.id)

    assert [r.stage for r in await world.all(query)] == ["d1", "d1"]
    school = await world.place_id(SCHOOL_1)
    for line in (FIRST, SECOND):
        fate = await world.services.ledger.of_both(olga, school, await world.occurrence(line))
        assert {e.fate for e in fate.entries if e.stage == "d1"} == {"sent"}


async def test_the_ledger_still_finds_messages_of_before(world: World, olga: Actor, maria: Actor):
    await publish(world, olga, FIRST)
    await told(world, "14.04 14:00")
    async with world.database.write() as store:
        await store.people.session.execute(update(Reminder).values(outbox_id=None))

    school = await world.place_id(SCHOOL_1)
    fate = await world.services.ledger.of_both(olga, school, await world.occurrence(FIRST))

    assert {e.fate for e in fate.entries if e.stage == "d1"} == {"sent"}


async def test_an_outage_into_the_night_waits_for_the_morning(
    world: World, olga: Actor, maria: Actor
):
    await publish(world, olga, FIRST)

    assert await told(world, "14.04 23:30") == []
    assert await told(world, "15.04 07:59") == []
    assert await told(world, "15.04 08:00") == [["d1 первый"]]


async def test_an_outage_into_the_night_that_lasts_too_long_is_late(
    world: World, olga: Actor, maria: Actor
):
    early = Line("Вебинар ранний", "15.04.2021, 08:00", "школа", "Участие школ")
    await publish(world, olga, early)

    assert await told(world, "14.04 22:00") == []
    fates = await world.promised("Мария", early)
    # The last call would have come in the evening, before the night began.
    assert (fates["d1"], fates["h1"]) == ("superseded", "late")


async def crowd(world: World, size: int, first: int) -> None:
    """More readers of Школа № 1."""
    school = await world.place_id(SCHOOL_1)
    now = world.clock.now()
    async with world.database.write() as store:
        people = [
            Person(
                telegram_id=first + number,
                name=f"Читатель {number}",
                locale="ru",
                consent_version="2",
                consented_at=now,
                created_at=now,
            )
            for number in range(size)
        ]
        for person in people:
            store.people.add(person)
        await store.flush()
        for person in people:
            store.people.add(
                Membership(
                    person_id=person.id,
                    place_id=school,
                    role=Role.SUBSCRIBER,
                    granted_at=now,
                )
            )


@on_sqlite
async def test_the_tick_asks_as_often_for_ten_times_as_many(world: World, olga: Actor):
    counts = []
    for day, size in ((15, 50), (16, 450)):
        await crowd(world, size, 8_000_000_000 + day * 10_000)
        line = Line("Вебинар для школ", f"{day}.04.2021, 14:00", "школа", "Участие школ")
        await world.publish(olga, [line])
        world.clock.set(at(f"{day - 1}.04 14:00"))
        counts.append(await statements_of_a_tick(world))

    (few, queued), (many, queued_more) = counts
    assert (queued, queued_more) == (50, 500)
    # Long lists of values are bound in a few pieces.
    assert many <= few + 5, counts


async def statements_of_a_tick(world: World) -> tuple[int, int]:
    """How many statements one tick makes, and how many reminders it queues."""
    made: list[int] = []

    def note(*_: object) -> None:
        made.append(1)

    engines = {world.database._reader.sync_engine, world.database._writer.sync_engine}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        counts = await world.services.reminders.enqueue_due()
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
    return len(made), counts.queued
