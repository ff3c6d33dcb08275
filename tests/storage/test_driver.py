"""The driver's own cursor: one crossing for a statement, and nothing else is different."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from db import driver
from db.database import Database


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A file with one table and two rows."""
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'one.db'}")
    async with database.write() as store:
        session = store.people.session
        await session.execute(
            text("CREATE TABLE school (id INTEGER PRIMARY KEY, name TEXT UNIQUE)")
        )
        await session.execute(text("INSERT INTO school (name) VALUES ('A'), ('B')"))
    yield database
    await database.close()


async def test_a_statement_crosses_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cursor, rows and close come along with the statement itself."""
    crossings: list[Any] = []
    plain = driver.StatementConnection._execute

    async def counted(connection: Any, run: Any, *given: Any, **named: Any) -> Any:
        crossings.append(run)
        return await plain(connection, run, *given, **named)

    async with database.glance() as store:
        await store.people.session.execute(text("SELECT 1"))
        monkeypatch.setattr(driver.StatementConnection, "_execute", counted)
        found = await store.people.session.execute(text("SELECT id, name FROM school ORDER BY id"))
        assert [tuple(row) for row in found] == [(1, "A"), (2, "B")]
        assert list(found.keys()) == ["id", "name"]
    assert len(crossings) == 1


async def test_what_a_statement_did_is_told(database: Database) -> None:
    """The number of rows, the last id, and what RETURNING gives."""
    async with database.write() as store:
        session = store.people.session
        inserted: Any = await session.execute(text("INSERT INTO school (name) VALUES ('C')"))
        assert (inserted.rowcount, inserted.lastrowid) == (1, 3)
        changed: Any = await session.execute(
            text("UPDATE school SET name = name || '!' WHERE id > 1")
        )
        assert changed.rowcount == 2
        gone = await session.execute(text("DELETE FROM school WHERE id = 1 RETURNING name"))
        assert gone.scalars().all() == ["A"]
        many: Any = await session.execute(
            text("INSERT INTO school (name) VALUES (:name)"), [{"name": "D"}, {"name": "E"}]
        )
        assert many.rowcount == 2
    async with database.read() as store:
        names = await store.people.session.scalars(text("SELECT name FROM school ORDER BY id"))
        assert names.all() == ["B!", "C!", "D", "E"]


async def test_errors_are_those_of_sqlalchemy_and_undo_the_transaction(database: Database) -> None:
    """A broken key and a broken statement end the transaction, and the next one goes on."""

    async def twice() -> None:
        async with database.write() as store:
            session = store.people.session
            await session.execute(text("INSERT INTO school (name) VALUES ('Z')"))
            await session.execute(text("INSERT INTO school (name) VALUES ('A')"))

    async def nowhere() -> None:
        async with database.read() as store:
            await store.people.session.execute(text("SELECT * FROM nowhere"))

    with pytest.raises(IntegrityError):
        await twice()
    with pytest.raises(OperationalError, match="no such table"):
        await nowhere()
    async with database.write() as store:
        found = await store.people.session.scalars(text("SELECT name FROM school ORDER BY id"))
        assert found.all() == ["A", "B"]


async def test_a_cancelled_statement_leaves_no_transaction(database: Database) -> None:
    """Whoever comes after it writes as if it had not been."""

    async def slow() -> None:
        async with database.write() as store:
            session = store.people.session
            await session.execute(text("INSERT INTO school (name) VALUES ('half')"))
            await session.execute(
                text(
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                    " WHERE i < 3000000) SELECT count(*) FROM n"
                )
            )

    task = asyncio.create_task(slow())
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with database.write() as store:
        found = await store.people.session.scalars(text("SELECT name FROM school ORDER BY id"))
        assert found.all() == ["A", "B"]


@pytest.fixture
def crossings(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What goes over into the threads of the connections."""
    found: list[Any] = []
    plain = driver.StatementConnection._execute

    async def counted(connection: Any, run: Any, *given: Any, **named: Any) -> Any:
        found.append(run)
        return await plain(connection, run, *given, **named)

    monkeypatch.setattr(driver.StatementConnection, "_execute", counted)
    return found


async def test_a_transaction_begins_with_its_first_statement(
    database: Database, crossings: list[Any]
) -> None:
    """One crossing for both, one for each further statement, one for the commit."""
    async with database.write() as store:
        session = store.people.session
        await session.execute(text("SELECT count(*) FROM school"))
        # It writes already: nobody else may between what is read and what is written.
        other = sqlite3.connect(database.url.database or "", timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()
        await session.execute(text("INSERT INTO school (name) VALUES ('C')"))
    assert len(crossings) == 3


async def test_a_transaction_of_nothing_leaves_nothing_to_the_next(
    database: Database, crossings: list[Any]
) -> None:
    """However it ends: what comes after it on the same connection is no part of one."""

    async def breaks() -> None:
        async with database.write():
            raise RuntimeError

    async with database.write():
        pass
    with pytest.raises(RuntimeError):
        await breaks()
    assert crossings == []
    async with database.stroke() as store:
        await store.people.session.execute(text("INSERT INTO school (name) VALUES ('C')"))
    async with database.read() as store:
        assert await store.people.session.scalar(text("SELECT count(*) FROM school")) == 3


async def test_who_cannot_begin_hears_it_and_has_done_nothing(database: Database) -> None:
    """Another process writes: the error is the one of BEGIN, and the next one goes on."""
    held = sqlite3.connect(database.url.database or "", isolation_level=None)
    async with database.write() as store:
        await store.people.session.execute(text("PRAGMA busy_timeout=1"))

    async def write() -> None:
        async with database.write() as store:
            await store.people.session.execute(text("INSERT INTO school (name) VALUES ('C')"))

    held.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="locked"):
        await write()
    # Not even what would only be read goes on without the transaction that was asked for.
    with pytest.raises(OperationalError, match="locked"):
        async with database.write() as store:
            await store.people.session.execute(text("SELECT 1"))
    held.execute("ROLLBACK")
    held.close()
    await write()
    async with database.read() as store:
        assert await store.people.session.scalar(text("SELECT count(*) FROM school")) == 3


async def test_a_cancelled_first_statement_leaves_no_transaction(database: Database) -> None:
    """Nobody knows whether it had begun: the connection is left, with all that was open on it."""

    async def slow() -> None:
        async with database.write() as store:
            await store.people.session.execute(
                text(
                    "INSERT INTO school (name) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL"
                    " SELECT i + 1 FROM n WHERE i < 300000) SELECT 'half' || i FROM n"
                )
            )

    task = asyncio.create_task(slow())
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(5), database.write() as store:
        found = await store.people.session.scalars(text("SELECT name FROM school ORDER BY id"))
        assert found.all() == ["A", "B"]


async def test_rows_are_given_in_parts(tmp_path: Path) -> None:
    """As the cursors of other drivers do: one, some, the rest, nothing."""
    connection = await driver.connect(str(tmp_path / "parts.db"))
    async with connection.cursor() as cursor:
        await cursor.execute("SELECT value FROM json_each('[1, 2, 3, 4]')")
        assert await cursor.fetchone() == (1,)
        assert await cursor.fetchmany(2) == [(2,), (3,)]
        assert await cursor.fetchall() == [(4,)]
        assert await cursor.fetchone() is None
        with pytest.raises(sqlite3.OperationalError):
            await cursor.execute("SELEC")
    await connection.close()
