"""What taps cause is kept together, and each is answered for by himself."""

import asyncio

import pytest
from sqlalchemy import Engine, event, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from db.database import AlreadyAppliedError, Database, UpdateInHand, update_in_hand
from db.driver import StatementConnection
from db.models import Marker, Mute
from db.together import WaitsForOthersError
from tests.storage.test_transactions import NOON
from tests.support.databases import on_sqlite


async def marked(database: Database) -> set[str]:
    async with database.read() as store:
        found = set(await store.intake.session.scalars(select(Marker.key)))
    return found - {"places"}


def marking(key: str, *, then: BaseException | None = None):
    async def body(store):
        assert await store.intake.mark(key, NOON)
        if then is not None:
            raise then
        return key

    return body


async def at_once(database: Database, *bodies):
    return await asyncio.gather(*(database.brief(one) for one in bodies), return_exceptions=True)


class Heard:
    """The statements of all connections."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def __call__(self, _connection, _cursor, statement, *_rest) -> None:
        self.told.append(statement)


@pytest.fixture
def heard():
    listener = Heard()
    event.listen(Engine, "before_cursor_execute", listener)
    yield listener
    event.remove(Engine, "before_cursor_execute", listener)


async def test_an_error_undoes_what_is_its_own(database: Database):
    wrong = ValueError("wrong")

    told = await at_once(
        database, marking("a"), marking("b"), marking("c", then=wrong), marking("d")
    )

    assert told == ["a", "b", wrong, "d"]
    assert await marked(database) == {"a", "b", "d"}


async def test_a_broken_insert_takes_nobody_with_it(database: Database):
    async def twice(store):
        await store.intake.mark("x", NOON)
        store.intake.add(Marker(key="x", at=NOON))
        await store.flush()

    told = await at_once(database, marking("a"), marking("b"), twice, marking("d"))

    assert told[:2] + told[3:] == ["a", "b", "d"]
    assert isinstance(told[2], IntegrityError)
    assert await marked(database) == {"a", "b", "d"}


@on_sqlite
async def test_whoever_cannot_be_kept_spoils_nobody_elses_commit(database: Database):
    async def rootless(store):
        await store.intake.session.execute(text("PRAGMA defer_foreign_keys=ON"))
        store.mutes.add(Mute(person_id=404, kind="row", target_id=1, created_at=NOON))

    told = await at_once(database, marking("a"), marking("b"), rootless, marking("d"))

    assert told[:2] + told[3:] == ["a", "b", "d"]
    assert isinstance(told[2], IntegrityError)
    assert await marked(database) == {"a", "b", "d"}


async def test_the_effect_of_one_update_happens_once(database: Database):
    async with database.write() as store:
        await store.intake.receive(
            [
                {
                    "update_id": number,
                    "sender_id": 7,
                    "body": "{}",
                    "status": "new",
                    "attempts": 0,
                    "received_at": NOON,
                }
                for number in (1, 2)
            ]
        )

    async def of(number: int, key: str) -> str:
        update_in_hand.set(UpdateInHand(number, NOON))
        return await database.brief(marking(key))

    told = await asyncio.gather(of(1, "a"), of(2, "b"), of(1, "c"), return_exceptions=True)

    kept = {one for one in told if isinstance(one, str)}
    assert kept in ({"a", "b"}, {"b", "c"})
    assert [type(one) for one in told if one not in kept] == [AlreadyAppliedError]
    assert await marked(database) == kept


@on_sqlite
async def test_those_who_wait_share_a_transaction(database: Database, heard: Heard):
    told = await at_once(database, *(marking(str(number)) for number in range(12)))

    assert told == [str(number) for number in range(12)]
    # All twelve, or the first alone and then those that came meanwhile.
    assert 1 <= heard.told.count("BEGIN IMMEDIATE") <= 2


@on_sqlite
async def test_nobody_hears_of_success_before_it_is_kept(database: Database):
    def full(_connection) -> None:
        raise OperationalError("-", {}, Exception("full"))

    event.listen(Engine, "commit", full)
    told = await at_once(database, *(marking(str(number)) for number in range(3)))
    event.remove(Engine, "commit", full)

    assert [type(one) for one in told] == [OperationalError] * 3
    assert await marked(database) == set()
    assert await database.brief(marking("a")) == "a"


@on_sqlite
async def test_troubles_of_the_database_are_met_once_by_all(database: Database):
    met: list[str] = []

    def locked(_connection, _cursor, statement, *_rest) -> None:
        met.append(statement)
        raise OperationalError("-", {}, Exception("locked"))

    event.listen(Engine, "before_cursor_execute", locked)
    told = await at_once(database, *(marking(str(number)) for number in range(5)))
    event.remove(Engine, "before_cursor_execute", locked)

    assert [type(one) for one in told] == [OperationalError] * 5
    assert len(met) <= 2


@on_sqlite
async def test_whoever_waits_for_something_else_is_refused(database: Database):
    never: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def wait(store):
        await store.intake.mark("x", NOON)
        await never

    told = await at_once(database, marking("a"), wait, marking("b"))

    assert [told[0], type(told[1]), told[2]] == ["a", WaitsForOthersError, "b"]
    assert await marked(database) == {"a", "b"}


async def test_who_no_longer_waits_takes_nobody_with_him(database: Database):
    first, second, third = (
        asyncio.create_task(database.brief(marking(key))) for key in ("a", "b", "c")
    )
    await asyncio.sleep(0)
    second.cancel()

    assert (await first, await third) == ("a", "c")
    with pytest.raises(asyncio.CancelledError):
        await second
    assert await marked(database) >= {"a", "c"}


@on_sqlite
async def test_questions_of_several_go_together_and_each_hears_its_own(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    crossings: list[object] = []
    plain = StatementConnection.ran

    async def counted(connection, run, *given):
        crossings.append(run)
        return await plain(connection, run, *given)

    async def ask(number: int):
        sql = "SELECT 1 / 0 FROM nowhere" if number == 5 else f"SELECT {number} AS number"
        async with database.glance() as store:
            return (await store.people.session.execute(text(sql))).one()

    # The connections are opened first.
    await asyncio.gather(*(ask(number) for number in range(4)))
    monkeypatch.setattr(StatementConnection, "ran", counted)
    told = await asyncio.gather(*(ask(number) for number in range(12)), return_exceptions=True)

    assert isinstance(told.pop(5), OperationalError)
    assert [row.number for row in told] == [0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11]
    # Two go by themselves; the rest goes together.
    assert len(crossings) <= 5


@on_sqlite
async def test_a_question_sees_what_was_kept_before_it(database: Database):
    async def ask() -> object:
        async with database.glance() as store:
            return await store.people.session.scalar(
                select(Marker.key).where(Marker.key.startswith("a"))
            )

    before = await asyncio.gather(*(ask() for _ in range(5)))
    await database.brief(marking("a"))

    assert before == [None] * 5
    assert await asyncio.gather(*(ask() for _ in range(5))) == ["a"] * 5


@on_sqlite
async def test_whoever_listens_to_the_database_hears_what_goes_together(database: Database):
    heard: list[str] = []

    def hear(_connection, _cursor, statement, *_rest) -> None:
        heard.append(statement)

    for engine in (database._writer.sync_engine, database._reader.sync_engine):
        event.listen(engine, "before_cursor_execute", hear)
    await database.brief(marking("a"))
    async with database.glance() as store:
        await store.intake.marker("a")

    assert [statement.split()[0] for statement in heard] == ["BEGIN", "INSERT", "SELECT"]


@on_sqlite
async def test_what_is_being_kept_is_kept_before_the_end(database: Database):
    waiting = [asyncio.create_task(database.brief(marking(key))) for key in ("a", "b", "c")]
    await asyncio.sleep(0)

    await database.close()

    assert [task.done() for task in waiting] == [True] * 3
    assert [await task for task in waiting] == ["a", "b", "c"]


@on_sqlite
async def test_who_breaks_off_reading_does_not_hold_the_log(database: Database):
    async def broken_off(store):
        found = await store.intake.session.execute(text("SELECT key FROM marker"))
        for row in found:
            raise ValueError(row)

    await at_once(database, marking("x"), marking("y"))
    told = await at_once(database, broken_off, marking("a"))

    # Whoever keeps the error keeps all that was at hand where it was raised.
    assert isinstance(told[0], ValueError)
    assert await database.cut_log()
