"""The restore drill: a backup comes back in a clean place, the bot lives, nothing is said twice."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot import cli
from db import schema
from db.backup import Backups
from db.database import Database
from db.lock import sole_user
from services.clock import SystemClock
from services.terms import Role
from tests.conversations.district import DISTRICT, District, _settings, make_template, open_district
from tests.operations.test_backup import NOON, write


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The district with its road map published."""
    return asyncio.run(
        make_template(tmp_path_factory.mktemp("drill") / "template.db", published=True)
    )


@pytest.fixture
async def district(published: Path, tmp_path: Path) -> AsyncIterator[District]:
    """The district on Monday, 15 February 2027, half past eight."""
    async with open_district(published, tmp_path / "district.db") as opened:
        yield opened
        assert opened.problems() == []


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """Nothing of this machine's own settings."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ALLOW_CLOCK_CONTROL", "1")
    return monkeypatch


async def command(*arguments: str) -> int:
    """The command line, in a thread: it has a loop of its own."""
    return await asyncio.to_thread(cli.main, arguments)


def states(path: Path, table: str) -> dict[str, int]:
    with contextlib.closing(sqlite3.connect(path)) as opened:
        return dict(opened.execute(f"SELECT status, count(*) FROM {table} GROUP BY status"))


async def test_the_drill(
    district: District,
    tmp_path: Path,
    environment: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    maria = await district.person("Мария Лебедева", Role.DIRECTOR)
    pavel = await district.person("Павел Ершов", Role.CURATOR, DISTRICT)
    services = district.app.container
    first = await services.reminders.next_due()
    assert first is not None
    district.clock.advance(first - services.clock.now() + timedelta(seconds=1))
    await services.reminders.enqueue_due()

    # The backup is made when a reminder is queued, an update lies in the inbox, and the digest
    # of Monday nine o'clock is not thought of yet.
    await services.inbox.receive([(77, maria.id, '{"update_id": 77, "message": {}}')])
    database = Database(district.settings.database_url)
    made = await Backups(database, tmp_path / "backups").make(services.clock.now())
    await database.close()
    before = states(made.path, "outbox")
    assert before["queued"] >= 1

    # All that is sent, and more, before the machine is lost.
    await district.passes(days=1)
    heard = (await maria.said(), await pavel.said())
    assert len(heard[0]) > 2
    await district.closes()

    # A clean place.
    new = tmp_path / "new" / "marshrut.db"
    environment.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{new}")
    environment.setenv("CLOCK_START", district.clock.now().isoformat())
    new.parent.mkdir()
    assert await command("restore", str(made.path)) == 0
    printed = capsys.readouterr().out
    assert "× message reminder" in printed
    assert "× reminder (since" in printed
    assert "1 × update" in printed
    assert "--release" in printed
    assert "--discard" in printed
    held = states(new, "outbox")
    assert held.get("queued", 0) == held.get("sending", 0) == 0
    assert held["held"] == before["queued"]
    planned = states(new, "reminder")
    assert planned["held"] >= 1
    assert planned["planned"] >= 1

    # The bot starts on it: it talks, and is silent about the past.
    district.settings = _settings(new)
    await district.opens()
    await district.passes(minutes=5)
    assert (await maria.said(), await pavel.said()) == heard, "something of the past was sent again"
    await maria.sends("/plan")
    await maria.sees("Установочное совещание")
    heard_then = await maria.said()

    # What is due later goes on by itself.
    later = await district.app.container.reminders.next_due()
    assert later is not None
    assert later > district.clock.now()
    with contextlib.closing(sqlite3.connect(new)) as opened:
        assert opened.execute("SELECT count(*) FROM outbox WHERE status = 'queued'").fetchone() == (
            0,
        )
    await district.closes()

    # The operator looks once more and decides.
    assert await command("doctor") in {0, 1}
    assert "warn  restore: held back: " in capsys.readouterr().out
    assert await command("restore", "--show") == 0
    assert "× message reminder" in capsys.readouterr().out
    assert states(new, "outbox") == {**held, **states(new, "outbox")}
    assert await command("restore", "--release") == 0
    assert "held" not in states(new, "outbox")
    assert "held" not in states(new, "reminder")
    district.expected_errors.add("update_quarantined")
    await district.opens()
    await district.passes(seconds=1)
    assert len(await maria.said()) >= len(heard_then)
    assert states(new, "outbox").get("queued", 0) == 0


async def test_given_up_is_never_sent(
    district: District, tmp_path: Path, environment: pytest.MonkeyPatch
) -> None:
    maria = await district.person("Мария Лебедева", Role.DIRECTOR)
    services = district.app.container
    first = await services.reminders.next_due()
    assert first is not None
    district.clock.advance(first - services.clock.now() + timedelta(seconds=1))
    await services.reminders.enqueue_due()
    path = Path(str(district.settings.database_url).partition(":///")[2])
    environment.setenv("DATABASE_URL", district.settings.database_url)
    environment.setenv("CLOCK_START", district.clock.now().isoformat())
    heard = await maria.said()
    await district.closes()

    assert await command("backup", str(tmp_path / "kept")) == 0
    [made] = (tmp_path / "kept").iterdir()
    assert await command("restore", str(made)) == 0
    assert await command("restore", "--discard") == 0
    assert states(path, "outbox").get("held", 0) == 0
    await district.opens()
    await district.passes(minutes=1)
    assert await maria.said() == heard
    assert states(path, "outbox")["skipped"] >= 1


@pytest.fixture
async def damaged(published: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A damaged database with a good backup, and the backup."""
    path = tmp_path / "marshrut.db"
    path.write_bytes(published.read_bytes())
    database = Database(f"sqlite+aiosqlite:///{path}")
    await write(database, 1)
    made = await Backups(database).make(NOON)
    await write(database, 2)
    await database.close()
    data = bytearray(path.read_bytes())
    data[4096 * 3 : 4096 * 40] = b"\xa5" * (4096 * 37)
    path.write_bytes(data)
    return path, made.path


async def test_a_damaged_database_is_not_run_and_can_be_replaced(
    damaged: tuple[Path, Path],
    environment: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path, good = damaged
    environment.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{path}")
    environment.setenv("BOT_TOKEN", "1:a")
    broken = path.read_bytes()

    assert await command("run") == 65
    line = capsys.readouterr().err.strip()
    assert line.endswith(f"python -m bot restore {good}")
    assert "\n" not in line
    assert path.read_bytes() == broken, "nothing was written into it"
    assert await command("doctor") == 1
    assert f"restore {good}" in capsys.readouterr().out

    assert await command("restore", str(good)) == 0
    out = capsys.readouterr().out
    [kept] = path.parent.glob("marshrut.db.replaced-*")
    assert str(kept) in out
    assert kept.read_bytes() == broken
    database = Database(f"sqlite+aiosqlite:///{path}")
    try:
        backups = Backups(database)
        await backups.check()
        assert await schema.current_revision(database) == schema.newest_revision()
        async with database.read() as store:
            assert await store.intake.marker("row:1") == NOON
            assert await store.intake.marker("row:2") is None
        assert not list(path.parent.glob("*.restoring*"))
        # It holds personal data as well: gone with the old backups.
        assert backups.rotate(10, SystemClock().now()) == 0
        assert backups.rotate(10, SystemClock().now() + timedelta(days=31)) == 1
        assert not kept.exists()
    finally:
        await database.close()


async def test_the_log_of_the_old_file_does_not_get_into_the_new_one(
    published: Path, tmp_path: Path, environment: pytest.MonkeyPatch
) -> None:
    """A process that was killed leaves its changes in a log beside the file."""
    path = tmp_path / "marshrut.db"
    path.write_bytes(published.read_bytes())
    database = Database(f"sqlite+aiosqlite:///{path}")
    made = await Backups(database).make(NOON)
    for number in range(50):
        await write(database, number)
    log = path.with_name("marshrut.db-wal").read_bytes()
    file = path.read_bytes()
    await database.close()
    path.write_bytes(file)
    path.with_name("marshrut.db-wal").write_bytes(log)
    environment.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{path}")

    assert await command("restore", str(made.path)) == 0
    with contextlib.closing(sqlite3.connect(path)) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert opened.execute("SELECT count(*) FROM marker WHERE key LIKE 'row:%'").fetchone() == (
            0,
        )
    [kept] = [p for p in path.parent.glob("marshrut.db.replaced-*") if "wal" not in p.name]
    with contextlib.closing(sqlite3.connect(kept)) as opened:
        count = opened.execute("SELECT count(*) FROM marker WHERE key LIKE 'row:%'").fetchone()
    assert count == (50,), "what was there before is all kept"


async def test_what_restore_refuses(
    published: Path,
    tmp_path: Path,
    environment: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "marshrut.db"
    path.write_bytes(published.read_bytes())
    before = path.read_bytes()
    environment.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{path}")
    environment.setenv("BOT_TOKEN", "1:a")
    (tmp_path / "letter.db").write_text("Dear operator")
    newer = tmp_path / "newer.db"
    newer.write_bytes(before)
    with contextlib.closing(sqlite3.connect(newer)) as opened:
        opened.execute("UPDATE alembic_version SET version_num = '9999'")
        opened.commit()
        opened.execute("PRAGMA journal_mode = DELETE")

    for file, words in (
        ("letter.db", "is no whole backup"),
        ("nothing.db", "there is no file"),
        ("newer.db", "was written by a newer version"),
    ):
        assert await command("restore", file) == 1
        assert words in capsys.readouterr().err
    database = Database(f"sqlite+aiosqlite:///{path}")
    try:
        async with sole_user(database):
            assert await command("restore", "newer.db") == 75
            assert "The bot is running" in capsys.readouterr().err
            assert await command("run") == 75
            assert "runs on this database" in capsys.readouterr().err
    finally:
        await database.close()
    assert path.read_bytes() == before
    assert not list(tmp_path.glob("*.restoring*"))


async def test_whoever_was_forgotten_since_is_forgotten_again(
    district: District,
    tmp_path: Path,
    environment: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    maria = await district.person("Мария Лебедева", Role.DIRECTOR)
    boris = await district.person("Борис Другой", Role.DEPUTY)
    await district.person("Павел Ершов", Role.CURATOR, DISTRICT)
    services = district.app.container
    environment.setenv("DATABASE_URL", district.settings.database_url)
    environment.setenv("CLOCK_START", district.clock.now().isoformat())
    assert await command("backup", str(tmp_path / "kept")) == 0
    [made] = (tmp_path / "kept").iterdir()
    capsys.readouterr()

    await services.privacy.withdraw(await services.registration.actor(boris.id, "ru"))
    await services.privacy.forget(await services.registration.actor(maria.id, "ru"))
    await district.closes()
    assert await command("restore", str(made)) == 0
    assert "and so again now: 2" in capsys.readouterr().out

    names = str(district.rows("person"))
    assert "Лебедева" not in names
    assert "Другой" in names
    assert "Ершов" in names
    path = str(district.settings.database_url).partition(":///")[2]
    with contextlib.closing(sqlite3.connect(path)) as opened:
        query = "SELECT count(*) FROM person WHERE withdrawn_at IS NOT NULL"
        assert opened.execute(query).fetchone() == (2,)
