"""Migrations: up, down and up again on both databases; the models are what they make."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from db.database import Database
from db.models import Base
from db.schema import (
    UnknownRevisionError,
    current_revision,
    differences,
    migrate,
    newest_revision,
)
from tests.support.databases import fresh_postgres, postgres_server


@pytest.fixture
async def empty(engine: str, tmp_path: Path) -> AsyncIterator[Database]:
    """A database in which nothing has been migrated."""
    if engine == "sqlite":
        url = f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}"
        database = Database(url)
        yield database
        await database.close()
        return
    async with fresh_postgres(postgres_server()) as url:
        database = Database(url)
        yield database
        await database.close()


async def tables(database: Database) -> set[str]:
    async with database.read() as store:
        connection = await store.people.session.connection()
        return set(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))


async def test_an_empty_database_has_no_revision(empty: Database):
    assert await current_revision(empty) is None
    assert await tables(empty) == set()


async def test_up_down_and_up_again(empty: Database):
    await migrate(empty)
    assert await current_revision(empty) == newest_revision()
    assert await tables(empty) == {*Base.metadata.tables, "alembic_version"}

    await migrate(empty, "base")
    assert await current_revision(empty) is None
    assert await tables(empty) == {"alembic_version"}

    await migrate(empty)
    assert await differences(empty) == []


async def test_the_models_are_what_migrations_make(empty: Database):
    await migrate(empty)

    assert await differences(empty) == []


async def test_migrating_twice_changes_nothing_and_keeps_data(empty: Database):
    await migrate(empty)
    async with empty.write() as store:
        await store.people.session.execute(
            text("INSERT INTO marker (key, at) VALUES ('kept', '2021-04-05 07:00:00+00:00')")
        )

    await migrate(empty)

    async with empty.read() as store:
        assert await store.people.session.scalar(text("SELECT count(*) FROM marker")) == 1


async def test_a_database_of_a_newer_program_is_refused(empty: Database):
    await migrate(empty)
    async with empty.write() as store:
        await store.people.session.execute(
            text("UPDATE alembic_version SET version_num = '9999_from_the_future'")
        )

    with pytest.raises(UnknownRevisionError):
        await migrate(empty)
    assert await current_revision(empty) == "9999_from_the_future"
    assert await tables(empty) == {*Base.metadata.tables, "alembic_version"}
