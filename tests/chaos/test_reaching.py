"""Who was chosen gets it, and gets the new words, though the bot is killed in between."""

from pathlib import Path

import pytest

from tests.chaos.reaching import reached_under_fire


@pytest.mark.process
async def test_all_who_were_chosen_get_it_and_then_its_other_words(tmp_path: Path):
    reached = await reached_under_fire(tmp_path, people=120, kills=1, seed=20261122)
    assert reached.faults == ()
    assert (reached.received, reached.changed) == (120, 120)
    assert reached.twice <= reached.in_doubt
