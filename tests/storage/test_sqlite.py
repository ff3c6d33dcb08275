"""What only the SQLite file promises: its settings, and that others may hold it."""

import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from db.database import Database
from tests.support.databases import on_sqlite

NOON = datetime(2021, 4, 5, 7, tzinfo=UTC)


async def pragma(database: Database, name: str) -> object:
    found = set()
    async with database.read() as reader:
        found.add(await reader.people.session.scalar(text(f"PRAGMA {name}")))
    async with database.write() as writer:
        found.add(await writer.people.session.scalar(text(f"PRAGMA {name}")))
    (value,) = found
    return value


@on_sqlite
@pytest.mark.parametrize(
    ("name", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("busy_timeout", 5000), ("foreign_keys", 1)],
)
async def test_every_connection_is_set_up_for_safety(database: Database, name: str, value: object):
    assert await pragma(database, name) == value


@on_sqlite
async def test_another_process_may_hold_the_file_for_a_moment(database: Database):
    holder = sqlite3.connect(database.url.database, isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")

    async def let_go() -> None:
        await asyncio.sleep(0.3)
        holder.rollback()

    async def write() -> None:
        async with database.write() as store:
            await store.intake.mark("kept", NOON)

    await asyncio.gather(let_go(), write())
    holder.close()

    async with database.read() as store:
        assert await store.intake.marker("kept") == NOON


@on_sqlite
async def test_two_processes_on_one_file_lose_nothing(database: Database):
    """A deferred BEGIN would read first and then find that the other has written."""
    other = Database(database.url.render_as_string())

    async def add_one(own: Database) -> None:
        async with own.write() as store:
            seen = await store.intake.marker("count") or NOON
            await asyncio.sleep(0)
            await store.intake.touch("count", seen + timedelta(seconds=1))

    try:
        await asyncio.gather(*(add_one(own) for own in (database, other) for _ in range(30)))
    finally:
        await other.close()

    async with database.read() as store:
        assert await store.intake.marker("count") == NOON + timedelta(seconds=60)


@on_sqlite
async def test_while_the_file_is_held_reading_goes_on(database: Database):
    holder = sqlite3.connect(database.url.database, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        async with asyncio.timeout(2):
            await database.ping()
    finally:
        holder.rollback()
        holder.close()


@on_sqlite
async def test_a_full_disk_is_an_error_and_no_damage(database: Database):
    async with database.write() as store:
        before = await store.people.session.scalar(text("SELECT count(*) FROM audit"))
        pages = await store.people.session.scalar(text("PRAGMA page_count"))
        await store.people.session.execute(text(f"PRAGMA max_page_count = {pages}"))

    async def write_much() -> None:
        async with database.write() as store:
            for number in range(2_000):
                store.intake.audit(NOON, None, "a" * 48, object_kind="trial", object_id=number)

    with pytest.raises(OperationalError, match="full"):
        await write_much()

    async with database.read() as store:
        assert await store.people.session.scalar(text("SELECT count(*) FROM audit")) == before
        assert await store.people.session.scalar(text("PRAGMA integrity_check")) == "ok"
    async with database.write() as store:
        await store.people.session.execute(text(f"PRAGMA max_page_count = {pages + 1000}"))
    async with database.write() as store:
        await store.intake.mark("room again", NOON)


async def test_a_folder_is_made_for_a_new_file(tmp_path: Path):
    path = tmp_path / "new" / "folder" / "marshrut.db"
    database = Database(f"sqlite+aiosqlite:///{path}")
    try:
        await database.ping()
    finally:
        await database.close()

    assert path.exists()
