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
