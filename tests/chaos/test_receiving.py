"""A short form of `make chaos`: the bot is ended while people press buttons."""

from pathlib import Path

import pytest

from tests.chaos.receiving import presses_under_fire

SEED = 20261122


@pytest.mark.process
async def test_no_press_is_lost_and_none_counts_twice(tmp_path: Path):
    outcome = await presses_under_fire(tmp_path, people=60, kills=6, terms=6, seed=SEED)
    assert outcome.faults == (), f"seed {SEED}"
    assert (outcome.people, outcome.answered, outcome.lives) == (60, 60, 12)
