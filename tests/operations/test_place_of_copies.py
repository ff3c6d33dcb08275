"""The place of copies: one of two by the settings, tried by doctor, watched by /healthz."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import doctor
from bot.config import DatabaseSettings
from bot.file_store import Folder, copies_of
from bot.health import Health
from services.queues import Waiting
from tests.operations.test_backup import NOON
from tests.support.clock import ManualClock


def settings_with(**given: Any) -> DatabaseSettings:
    return DatabaseSettings(_env_file=None, **given)  # type: ignore[call-arg]


async def test_copies_that_do_not_come_are_a_warning_of_healthz():
    class Still:
        waiting = Waiting(None, None, {}, files=2, file_since=timedelta(minutes=59))

        async def look(self) -> Waiting:
            return self.waiting

    queues = Still()
    health = Health(queues, ManualClock(NOON), newest_backup=lambda: NOON)
    answer = (await health.look()).as_json()
    assert (answer["files_waiting"], answer["warnings"]) == (2, [])

    queues.waiting = replace(queues.waiting, file_since=timedelta(minutes=61))
    answer = (await health.look()).as_json()
    assert (answer["ok"], answer["warnings"]) == (True, ["files"])


def test_doctor_tries_the_place_of_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    assert "no copies" in doctor._files()
    monkeypatch.setenv("FILES_DIR", str(tmp_path / "files"))
    assert "copies are kept" in doctor._files()
    assert "copies are kept" in doctor._files(), "as often as one likes"

    (tmp_path / "taken").write_text("a file where the folder should be")
    monkeypatch.setenv("FILES_DIR", str(tmp_path / "taken"))
    with pytest.raises(doctor._CheckError, match="cannot be kept"):
        doctor._files()


def test_settings_name_one_whole_place():
    assert copies_of(settings_with()) is None
    assert isinstance(copies_of(settings_with(files_dir="x")), Folder)
    for wrong in (
        {"s3_bucket": "files"},
        {"s3_endpoint": "http://s3", "s3_bucket": "files", "s3_key_id": "a"},
        {
            "s3_endpoint": "http://s3",
            "s3_bucket": "files",
            "s3_key_id": "a",
            "s3_secret": "b",
            "files_dir": "x",
        },
    ):
        with pytest.raises(ValueError, match=r"S3_ENDPOINT|FILES_DIR"):
            settings_with(**wrong)
