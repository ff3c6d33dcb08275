"""What a transaction promises, the same on both databases."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError, StatementError

from db.database import AlreadyAppliedError, Database, UpdateInHand, update_in_hand
from db.enums import InboxStatus, OutboxKind, OutboxStatus
from db.models import AuditEntry, InboxUpdate, Marker, Membership, OutboxMessage, Person

NOON = datetime(2021, 4, 5, 7, tzinfo=UTC)


def person(number: int, *, seen: datetime = NOON) -> Person:
    return Person(
        telegram_id=7_000_000_000 + number,
        name=f"Житель {number}",
        locale="ru",
        consent_version="1",
        consented_at=seen,
        created_at=seen,
    )


async def count(database: Database, model: type) -> int:
    async with database.read() as store:
        return int(await store.people.session.scalar(select(func.count()).select_from(model)))


async def found(database: Database, number: int) -> Person | None:
    async with database.read() as store:
        return await store.people.by_telegram(7_000_000_000 + number)


async def test_200_concurrent_changes_lose_nothing(database: Database):
    async with database.write() as store:
        store.people.add(person(0))

    async def add_one() -> None:
        async with database.write() as store:
            row = await store.people.by_telegram(7_000_000_000)
            seen = int(row.name.split()[1])
            await asyncio.sleep(0)
            row.name = f"Житель {seen + 1}"

    await asyncio.gather(*(add_one() for _ in range(200)))

    assert (await found(database, 0)).name == "Житель 200"


async def test_whoever_looks_before_adding_adds_once(database: Database):
    """Check and insert are one step: the loser of the race sees the winner's row."""

    async def come() -> None:
        async with database.write() as store:
            if await store.people.by_telegram(7_000_000_001) is None:
                await asyncio.sleep(0)
                store.people.add(person(1))

    await asyncio.gather(*(come() for _ in range(20)))

    assert await count(database, Person) == 1


async def test_readers_go_on_beside_a_writer_and_see_only_what_is_committed(database: Database):
    async with database.write() as store:
        store.people.add(person(1))
        await store.flush()
        async with asyncio.timeout(5):
            assert await found(database, 1) is None
    assert await found(database, 1) is not None


async def test_a_reader_sees_one_moment(database: Database):
    async with database.read() as store:
        before = await store.people.by_telegram(7_000_000_001)
        async with database.write() as other:
            other.people.add(person(1))
        again = await store.people.session.scalar(select(func.count(Person.id)))

    assert (before, again) == (None, 0)
    assert await count(database, Person) == 1


async def test_an_exception_undoes_everything(database: Database):
    async def break_half_way() -> None:
        async with database.write() as store:
            store.people.add(person(1))
            await store.flush()
            store.intake.audit(NOON, None, "trial", object_kind="person", object_id=1)
            raise RuntimeError("half-way")

    before = await count(database, AuditEntry)
    with pytest.raises(RuntimeError, match="half-way"):
        await break_half_way()

    assert (await count(database, Person), await count(database, AuditEntry)) == (0, before)


async def test_a_cancelled_task_undoes_everything_and_frees_the_writer(database: Database):
    entered = asyncio.Event()

    async def hang() -> None:
        async with database.write() as store:
            store.people.add(person(1))
            await store.flush()
            entered.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(hang())
    await entered.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    async with asyncio.timeout(5), database.write() as store:
        store.people.add(person(2))
    assert (await found(database, 1), await count(database, Person)) == (None, 1)


async def test_what_is_done_while_reading_is_not_kept(database: Database):
    async with database.read() as store:
        store.people.add(person(1))
        await store.flush()

    assert await count(database, Person) == 0


async def test_foreign_keys_hold(database: Database):
    with pytest.raises(IntegrityError):
        async with database.write() as store:
            store.people.add(
                Membership(person_id=404, place_id=404, role="director", granted_at=NOON)
            )


async def test_ping_answers_while_the_database_is_there(database: Database):
    await database.ping()


# -- the effect of an update ------------------------------------------------------------------


async def receive(database: Database, *ids: int) -> None:
    async with database.write() as store:
        await store.intake.receive(
            [
                {
                    "update_id": number,
                    "sender_id": 1,
                    "body": "{}",
                    "status": InboxStatus.NEW,
                    "attempts": 0,
                    "received_at": NOON,
                }
                for number in ids
            ]
        )


async def effect(database: Database, update_id: int, *, breaks: bool = False) -> None:
    """Add a person as the effect of an update, as a handler in its own task does."""

    async def handle() -> None:
        update_in_hand.set(UpdateInHand(update_id, NOON))
        async with database.effect() as store:
            store.people.add(person(update_id))
            await store.outbox.enqueue([message(1, f"for {update_id}")])
            if breaks:
                raise RuntimeError("killed")

    await asyncio.create_task(handle())


def message(person_id: int, key: str) -> dict:
    return {
        "person_id": person_id,
        "telegram_id": 1,
        "kind": OutboxKind.REMINDER,
        "lane": 1,
        "payload": {},
        "dedupe_key": key,
        "due_at": NOON,
        "status": OutboxStatus.QUEUED,
    }


@pytest.fixture
async def somebody(database: Database) -> None:
    async with database.write() as store:
        store.people.add(person(0))


async def test_of_an_effect_that_was_killed_nothing_is_kept(database: Database, somebody: None):
    await receive(database, 1)
    with pytest.raises(RuntimeError):
        await effect(database, 1, breaks=True)

    assert (await count(database, Person), await count(database, OutboxMessage)) == (1, 0)
    async with database.read() as store:
        assert (await store.intake.session.get(InboxUpdate, 1)).applied_at is None

    await effect(database, 1)
    assert (await count(database, Person), await count(database, OutboxMessage)) == (2, 1)


async def test_an_effect_happens_once_however_often_it_is_replayed(
    database: Database, somebody: None
):
    await receive(database, 1)
    outcomes = await asyncio.gather(
        *(effect(database, 1) for _ in range(5)), return_exceptions=True
    )

    assert [type(outcome) for outcome in outcomes if outcome is not None] == [
        AlreadyAppliedError
    ] * 4
    assert (await count(database, Person), await count(database, OutboxMessage)) == (2, 1)


# -- repositories -----------------------------------------------------------------------------


async def test_rows_that_are_there_already_are_kept_as_they_are(database: Database, somebody: None):
    async with database.write() as store:
        assert await store.outbox.enqueue([message(1, "a"), message(1, "b")]) == 2
    async with database.write() as store:
        rows = [{**message(1, "b"), "lane": 3}, message(1, "c")]
        assert await store.outbox.enqueue(rows) == 1

    async with database.read() as store:
        lanes = await store.outbox.session.execute(
            select(OutboxMessage.dedupe_key, OutboxMessage.lane)
        )
    assert dict(lanes.all()) == {"a": 1, "b": 1, "c": 1}


async def test_thousands_of_rows_go_in_at_once(database: Database, somebody: None):
    async with database.write() as store:
        await store.outbox.enqueue([message(1, "message 7")])
        await store.outbox.enqueue([message(1, f"message {n}") for n in range(2_300)])

    assert await count(database, OutboxMessage) == 2_300


async def test_a_marker_is_set_once_and_can_be_renewed(database: Database):
    async with database.write() as store:
        assert await store.intake.mark("key", NOON)
        assert not await store.intake.mark("key", NOON + timedelta(hours=1))
    async with database.read() as store:
        assert await store.intake.marker("key") == NOON

    async with database.write() as store:
        await store.intake.touch("key", NOON + timedelta(hours=2))
        await store.intake.touch("new", NOON)
    async with database.read() as store:
        assert await store.intake.marker("key") == NOON + timedelta(hours=2)
        assert await store.intake.marker("new") == NOON
        assert await store.intake.marker("none") is None


# -- moments ----------------------------------------------------------------------------------


async def without_markers(database: Database) -> None:
    """Forget what the template remembers of its own making."""
    async with database.write() as store:
        await store.intake.session.execute(delete(Marker))


@pytest.mark.parametrize(
    "zone", [UTC, timezone(timedelta(hours=12)), timezone(timedelta(hours=-7))]
)
async def test_a_moment_comes_back_aware_and_the_same(database: Database, zone):
    await without_markers(database)
    moment = datetime(2021, 4, 5, 23, 59, 59, 123456, tzinfo=zone)
    async with database.write() as store:
        await store.intake.mark("moment", moment)

    async with database.read() as store:
        back = await store.intake.marker("moment")
        smallest = await store.intake.session.scalar(select(func.min(Marker.at)))

    assert back == smallest == moment
    assert back.tzinfo is UTC


async def test_moments_of_different_zones_are_compared_as_moments(database: Database):
    await without_markers(database)
    east = timezone(timedelta(hours=12))
    async with database.write() as store:
        await store.intake.mark("earlier", datetime(2021, 4, 6, 1, tzinfo=east))
        await store.intake.mark("later", datetime(2021, 4, 5, 14, tzinfo=UTC))

    async with database.read() as store:
        query = select(Marker.key).where(Marker.at < datetime(2021, 4, 6, 1, 30, tzinfo=east))
        assert list(await store.intake.session.scalars(query)) == ["earlier"]
        ordered = await store.intake.session.scalars(select(Marker.key).order_by(Marker.at))
        assert list(ordered) == ["earlier", "later"]


async def test_a_naive_moment_is_refused(database: Database):
    await without_markers(database)
    naive = datetime(2021, 4, 5, 12)  # noqa: DTZ001 - what must be refused
    with pytest.raises(StatementError, match="naive"):
        async with database.write() as store:
            await store.intake.mark("moment", naive)
    with pytest.raises(StatementError, match="naive"):
        async with database.read() as store:
            await store.reminders.due(naive, 1)

    assert await count(database, Marker) == 0


async def test_an_error_keeps_names_to_itself(database: Database):
    """Errors end in the log, and values of a statement are names and texts."""

    async def come_twice() -> None:
        async with database.write() as store:
            store.people.add(person(1))
            store.people.add(person(1))

    with pytest.raises(IntegrityError) as refused:
        await come_twice()

    assert "person" in str(refused.value)
    assert "Житель" not in str(refused.value)
