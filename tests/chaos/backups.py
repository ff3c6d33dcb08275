"""Backups while the bot works: each whole, each with all that was committed before it began."""

import asyncio
import random
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from db import schema
from db.backup import Backups
from db.database import Database
from tests.support.databases import sqlite_template

NOON = datetime(2027, 2, 15, 5, tzinfo=UTC)


@dataclass(frozen=True)
class Outcome:
    """What came of a run; `faults` is empty when every promise was kept."""

    made: int
    verified: int
    written: int
    # Of a writer, in seconds.
    longest_wait: float
    faults: tuple[str, ...]


async def under_load(folder: Path, *, rounds: int, seed: int) -> Outcome:
    """Make so many backups at random moments while two writers never rest."""
    dice = random.Random(seed)  # noqa: S311 - repeatable on purpose
    path = folder / "marshrut.db"
    await asyncio.to_thread(shutil.copy, sqlite_template(), path)
    database = Database(f"sqlite+aiosqlite:///{path}")
    backups = Backups(database, folder / "backups")
    committed: list[int] = []
    waits: list[float] = []
    loop = asyncio.get_running_loop()

    async def write(first: int) -> None:
        number = first
        while True:
            began = loop.time()
            async with database.write() as store:
                await store.intake.mark(f"row:{number}", NOON)
                store.intake.audit(NOON, None, "trial", object_kind="trial", object_id=number)
            waits.append(loop.time() - began)
            committed.append(number)
            number += 2

    writers = [asyncio.create_task(write(first)) for first in (0, 1)]
    faults: list[str] = []
    made = verified = 0
    try:
        for number in range(rounds):
            await asyncio.sleep(dice.random() * 0.05)
            before = set(committed)
            backup = await backups.make(NOON + timedelta(seconds=number))
            made += 1
            found = await asyncio.to_thread(restored, backup.path, folder / "restored.db")
            if missing := before - found:
                faults.append(f"backup {number}: {len(missing)} committed rows are missing")
            if await backups.verify(backup.path) == schema.newest_revision():
                verified += 1
            else:
                faults.append(f"backup {number}: not of this version")
    finally:
        for writer in writers:
            writer.cancel()
        await asyncio.gather(*writers, return_exceptions=True)
        await database.close()
    if len(committed) <= rounds:
        faults.append("nobody wrote meanwhile")
    return Outcome(made, verified, len(committed), max(waits, default=0.0), tuple(faults))


def restored(backup: Path, place: Path) -> set[int]:
    """Put a backup where a database would be; what is in it, or nothing when it is not whole."""
    shutil.copy(backup, place)
    with closing(sqlite3.connect(place)) as connection:
        try:
            (whole,) = connection.execute("PRAGMA integrity_check").fetchone()
            broken = connection.execute("PRAGMA foreign_key_check").fetchall()
        except sqlite3.DatabaseError:
            return set()
        if whole != "ok" or broken:
            return set()
        numbers = {n for (n,) in connection.execute("SELECT object_id FROM audit")}
        marks = {key for (key,) in connection.execute("SELECT key FROM marker")}
    # Both rows of a transaction, or neither.
    return {n for n in numbers if f"row:{n}" in marks}
