"""Stop in the middle is exact, also when the bot is killed before, during and after it."""

from pathlib import Path

import pytest

from tests.chaos.ending import stopped_under_fire


@pytest.mark.process
@pytest.mark.parametrize("seed", [20261122, 7])
async def test_nobody_gets_it_after_the_stop_and_the_totals_add_up(tmp_path: Path, seed: int):
    ended = await stopped_under_fire(tmp_path, people=400, kills=3, seed=seed)
    assert ended.faults == (), f"seed {seed}"
    assert sum(ended.statuses.values()) == 400
    assert ended.statuses.get("skipped", 0) > 0, "it was stopped before its end"
    assert 0 < ended.delivered < 400
    # At most what was made ready already.
    assert ended.after_the_answer <= 3
