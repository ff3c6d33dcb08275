"""A short form of `make chaos backups`; the drill of a restore is in tests/operations."""

import shutil
from pathlib import Path

from tests.chaos.backups import restored, under_load
from tests.support.databases import sqlite_template


async def test_backups_while_somebody_writes(tmp_path: Path):
    outcome = await under_load(tmp_path, rounds=4, seed=20261122)
    assert outcome.faults == ()
    assert (outcome.made, outcome.verified) == (4, 4)


def test_a_damaged_copy_holds_nothing(tmp_path: Path):
    damaged = tmp_path / "damaged.db"
    shutil.copy(sqlite_template(), damaged)
    with damaged.open("r+b") as file:
        file.seek(8192)
        file.write(bytes(8192))
    assert restored(damaged, tmp_path / "restored.db") == set()
