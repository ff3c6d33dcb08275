"""A short form of `make chaos storm`: a week of reminders in bad weather, and its judge's eyes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.chaos.storm import storm
from tests.chaos.storm_judge import Promise, weigh
from tests.chaos.weather import Amount, Delivery, Trouble
from tests.support.databases import sqlite_template

SEED = 20261122
SHORT = Amount(
    outages=1, errors=1, pages=1, drops=1, floods=1, restarts=2, jumps=1, outage_seconds=900
)
DUE = datetime(2027, 2, 15, 9, tzinfo=UTC)
BEGINS = DUE + timedelta(hours=1)


def test_a_week_of_bad_weather(tmp_path: Path):
    outcome = storm(tmp_path, sqlite_template(), people=10, days=5, seed=SEED, amount=SHORT)
    verdict = outcome.verdict
    assert verdict.faults == (), f"seed {SEED}"
    assert verdict.lost == 0
    assert verdict.promised > 200
    assert (outcome.impatient, outcome.refused) == (0, 0)
    assert {spell.trouble for spell in outcome.spells} == set(Trouble)
    assert verdict.flagged > 0, "no message met the weather"
    assert len(verdict.calm) > 50
    assert len(verdict.troubled) > 10


KEPT = Promise(
    id=1,
    stage="h1",
    due_at=DUE,
    status="queued",
    begins_at=BEGINS,
    outbox_id=7,
    fate="sent",
    error=None,
    settled_at=DUE + timedelta(seconds=2),
    is_repeated=False,
)
CAME = Delivery(7, 1, DUE + timedelta(seconds=1), "🔔 Напоминаю: через 1 час\n…")
AGAIN = replace(CAME, text="🔔 Напоминаю: через 1 час\n…")


def test_the_judge_lets_a_kept_promise_pass():
    verdict = weigh([KEPT], [CAME], [])
    assert verdict.faults == ()
    assert (verdict.sent, verdict.lost, verdict.doubled) == (1, 0, 0)


@pytest.mark.parametrize(
    ("promise", "arrived", "word"),
    [
        pytest.param(KEPT, [], "lost", id="settled but never came"),
        pytest.param(replace(KEPT, status="planned", outbox_id=None), [], "lost", id="forgotten"),
        pytest.param(replace(KEPT, status="late", outbox_id=None), [], "lost", id="let go"),
        pytest.param(replace(KEPT, fate="failed"), [CAME], "lost", id="given up"),
        pytest.param(KEPT, [CAME, AGAIN], "unmarked", id="twice"),
        pytest.param(replace(KEPT, is_repeated=True), [CAME, AGAIN], "unmarked", id="no word"),
        pytest.param(KEPT, [replace(CAME, at=DUE + timedelta(minutes=7))], "untrue", id="untrue"),
        pytest.param(
            KEPT,
            [replace(CAME, at=BEGINS + timedelta(minutes=16), text="🔔")],
            "begun",
            id="after the event",
        ),
        pytest.param(
            replace(KEPT, stage="d1"),
            [replace(CAME, at=BEGINS + timedelta(minutes=1), text="🔔")],
            "begun",
            id="the day before, too late",
        ),
        pytest.param(
            replace(KEPT, settled_at=DUE + timedelta(minutes=4)), [CAME], "late", id="late"
        ),
    ],
)
def test_the_judge_sees_a_broken_promise(promise: Promise, arrived: list[Delivery], word: str):
    assert any(word in fault for fault in weigh([promise], arrived, []).faults)


def test_trouble_explains_lateness_but_not_for_ever():
    trouble = (DUE - timedelta(minutes=5), DUE + timedelta(minutes=20))
    late = replace(KEPT, settled_at=trouble[1] + timedelta(seconds=50))
    too_late = replace(KEPT, settled_at=trouble[1] + timedelta(seconds=70))
    assert weigh([late], [CAME], [trouble]).faults == ()
    assert any("after the trouble" in f for f in weigh([too_late], [CAME], [trouble]).faults)
