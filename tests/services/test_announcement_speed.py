"""How fast an announcement goes, and how long the rest of it takes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from services.broadcast_progress import Progress, Speedometer
from services.terms import BroadcastStatus

NOON = datetime(2027, 2, 15, 12, tzinfo=UTC)


def seen(seconds: float, sent: int, **more: object) -> Progress:
    """How it stands some seconds after noon."""
    progress = Progress(1, 1000, sent, 0, 0, 0, 7, None, at=NOON + timedelta(seconds=seconds))
    return replace(progress, **more)  # type: ignore[arg-type]


def test_nothing_is_said_before_it_is_known():
    meter = Speedometer()
    assert meter.note(seen(0, 0)) is None
    assert meter.note(seen(1, 30)) is None
    assert meter.note(seen(3, 90)) is not None


def test_thirty_a_second_and_what_that_means_for_the_rest():
    meter = Speedometer()
    for second in range(11):
        speed = meter.note(seen(second, 30 * second))
    assert speed is not None
    assert speed.a_second == 30
    assert speed.left == timedelta(seconds=700 / 30)


def test_only_the_last_seconds_count():
    meter = Speedometer()
    for second in range(10):
        meter.note(seen(second, 0))
    for second in range(10, 60):
        speed = meter.note(seen(second, 10 * (second - 10)))
    assert speed is not None
    assert speed.a_second == 10


def test_who_sleeps_is_not_waited_for():
    meter = Speedometer()
    meter.note(seen(0, 0))
    speed = meter.note(seen(10, 100, asleep=800))
    assert speed is not None
    assert speed.left == timedelta(seconds=10)
    assert meter.note(seen(11, 110, asleep=890)) is None


def test_a_pause_begins_anew():
    meter = Speedometer()
    meter.note(seen(0, 0))
    assert meter.note(seen(5, 50, status=BroadcastStatus.PAUSED)) is None
    assert meter.note(seen(100, 50)) is None
    speed = meter.note(seen(104, 90))
    assert speed is not None
    assert speed.a_second == 10


def test_the_same_counts_later_are_no_news():
    assert seen(0, 10) == seen(1, 10)
    assert seen(0, 10) != seen(0, 11)
