"""What the folder has measured is printed at the end of the run, passed or not."""

from __future__ import annotations

import os
import random

import pytest

from tests.roadmap_safety.record import Record

_RECORD = Record(seed=int(os.environ.get("ROADMAP_SAFETY_SEED", "20220224")))


@pytest.fixture
def record() -> Record:
    return _RECORD


@pytest.fixture
def dice(record: Record) -> random.Random:
    return random.Random(record.seed)  # noqa: S311  repeatable damage, not a secret


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _RECORD.outcomes:
        terminalreporter.write_line(_RECORD.summary())
