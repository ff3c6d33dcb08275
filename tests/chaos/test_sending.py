"""A short form of `make chaos`: the bot is killed while it tells many people."""

from collections import Counter
from pathlib import Path

import pytest

from db.enums import OutboxKind
from tests.chaos.checker import Fate, judge
from tests.chaos.sending import told_under_fire

SEED = 20261122


@pytest.mark.process
@pytest.mark.parametrize("kind", [OutboxKind.BROADCAST, OutboxKind.REMINDER])
async def test_nobody_is_lost_when_the_bot_is_killed(tmp_path: Path, kind: OutboxKind):
    outcome = await told_under_fire(tmp_path, people=120, kills=12, seed=SEED, kind=kind)
    assert outcome.verdict.faults == (), f"seed {SEED}"
    assert sum(outcome.statuses.values()) == 120
    assert outcome.in_flight > 0, "no kill met a message on its way"


@pytest.mark.process
async def test_without_a_kill_everybody_is_told_once(tmp_path: Path):
    outcome = await told_under_fire(
        tmp_path, people=120, kills=0, seed=SEED, kind=OutboxKind.BROADCAST
    )
    assert outcome.verdict.faults == ()
    assert (outcome.verdict.doubled, outcome.verdict.flagged) == (0, 0)
    assert outcome.statuses == {"sent": 120}


GOOD = {1: Fate("sent"), 2: Fate("sent")}


@pytest.mark.parametrize(
    ("deliveries", "fates", "in_doubt", "ask"),
    [
        pytest.param({1: 1}, GOOD, {}, False, id="lost"),
        pytest.param({1: 1, 2: 2}, GOOD, {}, False, id="doubled without a kill"),
        pytest.param({1: 1, 2: 2}, GOOD, {2: 1}, False, id="doubled and not marked"),
        pytest.param({1: 1, 2: 2}, {1: Fate("sent"), 2: Fate("unknown")}, {2: 1}, True, id="asked"),
        pytest.param({1: 1, 2: 1}, {1: Fate("sent")}, {}, False, id="no fate"),
        pytest.param({1: 1, 2: 1}, {1: Fate("sent"), 2: Fate("failed")}, {}, False, id="failed"),
        pytest.param({1: 1, 2: 1, 3: 1}, GOOD, {}, False, id="not meant"),
        pytest.param(
            {1: 1, 2: 1},
            {1: Fate("sent"), 2: Fate("sent", True)},
            {},
            False,
            id="marked for nothing",
        ),
    ],
)
def test_the_judge_sees_a_broken_promise(deliveries, fates, in_doubt, ask):
    assert judge([1, 2], deliveries, fates, in_doubt, ask=ask).faults


def test_the_judge_lets_a_kept_promise_pass():
    assert judge([1, 2], {1: 1, 2: 1}, GOOD, {}, ask=True).faults == ()
    marked = {1: Fate("sent"), 2: Fate("sent", repeated=True)}
    assert judge([1, 2], Counter({1: 1, 2: 2}), marked, {2: 1}, ask=False).faults == ()
    asked = {1: Fate("sent"), 2: Fate("unknown")}
    assert judge([1, 2], {1: 1}, asked, {2: 1}, ask=True).faults == ()
