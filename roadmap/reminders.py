"""When somebody should be reminded of an occurrence: pure arithmetic of wall time.

An event has stages before it and one question after it; a deadline counts down; a window is
announced when it opens and before it closes. What names no day (a month, «by plan») is never
announced as if it did.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING = time(9)
EVENING = time(18)

_DAY_PRECISIONS = frozenset({"day"})
_LONG_WINDOW = timedelta(days=5)


@dataclass(frozen=True, slots=True)
class Stage:
    """One reminder of an occurrence; both moments are aware and in UTC."""

    code: str
    due_at: datetime
    not_after: datetime


@dataclass(frozen=True, slots=True)
class Happening:
    """What the arithmetic needs to know of an occurrence; days and clocks are local."""

    temporal_role: str
    precision: str
    first_day: date
    last_day: date
    begin_time: time | None
    ends_at: datetime
    is_deadline: bool
    attendance_expected: bool
    zone: ZoneInfo


def stages(what: Happening) -> list[Stage]:
    """All stages of an occurrence, in order of time."""
    if what.is_deadline or what.temporal_role == "deadline":
        return _countdown(what, (7, 3, 1, 0))
    if what.temporal_role == "period":
        return _window(what)
    if what.temporal_role == "event":
        return _event(what)
    if what.temporal_role == "recurring":
        return _recurring(what)
    return []


def _recurring(what: Happening) -> list[Stage]:
    if what.precision in _DAY_PRECISIONS and what.first_day == what.last_day:
        return _event(what)
    if what.attendance_expected:
        # A webinar «once a quarter» has no day yet: its coordinator is asked, nobody else is told.
        return []
    return _window(what)


def _event(what: Happening) -> list[Stage]:
    if what.precision not in _DAY_PRECISIONS:
        return []
    clock = what.begin_time or MORNING
    begins = _at(what, what.first_day, clock)
    if what.begin_time is None:
        not_after = _at(what, what.first_day, EVENING)
        last_call = Stage("d0", begins, not_after)
    else:
        not_after = begins + timedelta(minutes=15)
        last_call = Stage("h1", begins - timedelta(hours=1), not_after)
    before = [
        Stage(f"d{days}", _at(what, what.first_day - timedelta(days=days), clock), not_after)
        for days in (3, 1)
    ]
    return [*before, last_call, *_question_after(what)]


def _question_after(what: Happening) -> list[Stage]:
    if not what.attendance_expected:
        return []
    asked = what.ends_at if what.begin_time is not None else _at(what, what.last_day, EVENING)
    return [Stage("after", asked, asked + timedelta(days=3))]


def _countdown(what: Happening, days_before: tuple[int, ...]) -> list[Stage]:
    end = what.last_day
    not_after = _at(what, end + timedelta(days=1), time())
    return [
        Stage(f"d{days}", _at(what, end - timedelta(days=days), MORNING), not_after)
        for days in days_before
    ]


def _window(what: Happening) -> list[Stage]:
    opens = _at(what, what.first_day, MORNING)
    close = (3, 1, 0) if what.precision in _DAY_PRECISIONS else (5,)
    closing = [stage for stage in _countdown(what, close) if stage.due_at > opens]
    if what.last_day - what.first_day < _LONG_WINDOW:
        return closing or _countdown(what, (0,))
    return [Stage("open", opens, opens + timedelta(days=2)), *closing]


def _at(what: Happening, day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, what.zone).astimezone(UTC)
