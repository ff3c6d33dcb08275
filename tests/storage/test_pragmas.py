"""What SQLite was asked for is what it does; where it does not, nothing starts."""

from pathlib import Path

import pytest
from sqlalchemy import text

from bot import cli
from bot.upkeep import is_running
from db import database as module
from db.database import Database, UnsafeDatabaseError
from db.lock import sole_user


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path / 'marshrut.db'}"


async def test_what_was_asked_for_is_so(url: str):
    database = Database(url)
    await database.verify()
    async with database._writer.connect() as connection:
        found = [
            await connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    await database.close()
    assert found == ["wal", 2, 1, 5000]


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("journal_mode", "DELETE"),
        ("synchronous", "NORMAL"),
        ("foreign_keys", "OFF"),
        ("busy_timeout", "0"),
    ],
)
async def test_anything_less_is_refused(
    url: str, monkeypatch: pytest.MonkeyPatch, name: str, asked: str
):
    """As on a disk of the network, which keeps another log than it was told."""
    _, answer = module._PRAGMAS[name]
    monkeypatch.setattr(module, "_PRAGMAS", {**module._PRAGMAS, name: (asked, answer)})
    database = Database(url)
    with pytest.raises(UnsafeDatabaseError, match=f"does not keep {name}="):
        await database.verify()
    await database.close()


def test_the_program_ends_with_a_line(
    url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("BOT_TOKEN", "42:token")
    kept = {**module._PRAGMAS, "journal_mode": ("DELETE", "wal")}
    monkeypatch.setattr(module, "_PRAGMAS", kept)
    assert cli.main(["migrate"]) == 78
    assert cli.main(["run"]) == 78
    lines = capsys.readouterr().err.splitlines()
    assert len([line for line in lines if line.startswith("DATABASE_URL cannot be used")]) == 2
    assert all("a disk of this machine" in line for line in lines if "cannot be used" in line)


async def test_two_writers_on_an_old_sqlite_are_warned(url: str, monkeypatch: pytest.MonkeyPatch):
    database = Database(url)
    for version, old in (((3, 51, 2), True), ((3, 51, 3), False), ((4, 0, 0), False)):
        monkeypatch.setattr(module.sqlite3, "sqlite_version_info", version)
        assert database.needs_one_writer is old
    assert not await is_running(database)
    async with sole_user(Database(url)):
        assert await is_running(database)
    await database.close()
    assert not Database("postgresql+asyncpg://a@b/c").needs_one_writer
