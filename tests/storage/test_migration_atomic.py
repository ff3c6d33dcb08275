"""A migration that fails anywhere leaves the database as it was, and the next one works."""

import itertools
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from alembic.ddl.impl import DefaultImpl
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from db.database import Database
from db.models import Invite, Person
from db.schema import current_revision, differences, migrate, newest_revision
from tests.support.databases import fresh_postgres, postgres_server

ROWS = (
    "INSERT INTO place (id, parent_id, kind, name, search_key, keywords, path)"
    " VALUES (1, NULL, 'region', 'Край', 'край', 'край', '/1/')",
    "INSERT INTO person (id, telegram_id, name, locale, paused, consent_version, consented_at,"
    " created_at) VALUES (1, 5, 'Мария', 'ru', false, '1', '2021-01-01 00:00:00',"
    " '2021-01-01 00:00:00')",
    "INSERT INTO membership (person_id, place_id, role, granted_at)"
    " VALUES (1, 1, 'owner', '2021-01-01 00:00:00')",
    "INSERT INTO audit (at, person_id, action, object_kind, object_id, result)"
    " VALUES ('2021-01-01 00:00:00', 1, 'x', 'place', 1, 'done')",
    *(
        "INSERT INTO invite (id, token_hash, place_id, role, uses_left, expires_at, created_at)"
        f" VALUES ({number}, 'hash {number}', 1, 'director', 5, '2030-01-01 00:00:00',"
        " '2021-01-01 00:00:00')"
        for number in (3, 7)
    ),
)


class BrokenOffError(Exception):
    """The power fails, so to speak."""


class Steps:
    """Counts the statements of a migration and breaks off after one of them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.fail_after, self.done = 0, 0
        real = DefaultImpl._exec

        def step(impl: Any, *args: Any, **kwargs: Any) -> Any:
            result = real(impl, *args, **kwargs)
            self.done += 1
            if self.done == self.fail_after:
                raise BrokenOffError
            return result

        monkeypatch.setattr(DefaultImpl, "_exec", step)

    async def break_off(self, database: Database, after: int) -> bool:
        """Whether there was such a step."""
        self.fail_after, self.done = after, 0
        try:
            await migrate(database)
        except BrokenOffError:
            return True
        return False


def dump(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    try:
        return [*connection.iterdump()]
    finally:
        connection.close()


async def old(database: Database) -> None:
    """A database of the version before, with something in it."""
    await migrate(database, "0002")
    async with database.write() as store:
        for row in ROWS:
            await store.people.session.execute(text(row))


async def test_after_each_step_the_file_is_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "old.db"
    database = Database(f"sqlite+aiosqlite:///{path}")
    await old(database)
    before, steps = dump(path), Steps(monkeypatch)

    for number in itertools.count(1):
        if not await steps.break_off(database, number):
            break
        assert dump(path) == before, f"after step {number}"

    assert number > 25, "the migration was broken off at every step"
    assert await current_revision(database) == newest_revision()
    assert await differences(database) == []
    async with database.read() as store:
        session = store.people.session
        assert list(await session.scalars(select(Person.name))) == ["Мария"]
        invites = list(await session.scalars(select(Invite).order_by(Invite.id)))
    assert [(i.id, i.token_hash, i.uses_left, i.uses) for i in invites] == [
        (3, "hash 3", 5, 1),
        (7, "hash 7", 5, 1),
    ]
    await database.close()


async def test_an_empty_file_stays_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "empty.db"
    database = Database(f"sqlite+aiosqlite:///{path}")
    before, steps = dump(path), Steps(monkeypatch)
    for number in (1, 2, 30, 60):
        assert await steps.break_off(database, number)
        assert dump(path) == before
    await migrate(database)
    await database.close()


@pytest.mark.postgres
@pytest.mark.parametrize("engine", ["postgres"], indirect=True)
async def test_postgres_keeps_the_old_version_too(engine: str, monkeypatch: pytest.MonkeyPatch):
    assert engine == "postgres"
    async with fresh_postgres(postgres_server()) as url:
        database = Database(url)
        await old(database)
        steps = Steps(monkeypatch)
        for number in (1, 12, 20):
            assert await steps.break_off(database, number)
            assert await current_revision(database) == "0002"
        await migrate(database)
        assert await differences(database) == []
        await database.close()


@pytest.mark.parametrize("table", ["invite", "role_request"])
async def test_the_id_of_what_was_deleted_is_never_used_again(database: Database, table: str):
    """Retention deletes them, and what was sent about them is known by their ids."""
    insert = {
        "invite": "INSERT INTO invite (token_hash, place_id, role, uses_left, uses, expires_at,"
        " created_at) SELECT 'h', min(id), 'director', 1, 1, '2030-01-01 00:00:00+00:00',"
        " '2021-01-01 00:00:00+00:00' FROM place RETURNING id",
        "role_request": "INSERT INTO role_request (person_id, place_id, role, status, created_at)"
        " SELECT 1, min(id), 'director', 'open', '2021-01-01 00:00:00+00:00' FROM place"
        " RETURNING id",
    }[table]
    async with database.write() as store:
        session = store.people.session
        await session.execute(
            text(
                "INSERT INTO person (id, telegram_id, name, locale, paused, consent_version,"
                " consented_at, created_at) VALUES (1, 5, 'Мария', 'ru', false, '1',"
                " '2021-01-01 00:00:00+00:00', '2021-01-01 00:00:00+00:00')"
            )
        )
        first = await session.scalar(text(insert))
        await session.execute(text(f"DELETE FROM {table}"))
        assert await session.scalar(text(insert)) == first + 1


async def test_ids_go_on_where_they_were_before_the_migration(tmp_path: Path):
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'old.db'}")
    await old(database)
    await migrate(database)
    insert = (
        "INSERT INTO invite (token_hash, place_id, role, uses_left, expires_at, created_at)"
        " VALUES ('new', 1, 'director', 1, '2030-01-01 00:00:00', '2021-01-01 00:00:00')"
        " RETURNING id"
    )
    async with database.write() as store:
        session = store.people.session
        await session.execute(text("DELETE FROM invite WHERE id = 7"))
        assert await session.scalar(text(insert)) == 8
    with pytest.raises(IntegrityError):
        async with database.write() as store:
            await store.people.session.execute(text(insert))
    await migrate(database, "0002")
    async with database.read() as store:
        found = await store.people.session.scalars(text("SELECT id FROM invite ORDER BY id"))
        assert list(found) == [3, 8]
    await database.close()
