"""When somebody should be reminded of an occurrence: pure arithmetic of wall time.

Which stages there are is said in `roadmap.reminder_rules`; here they become moments. What names no
day (a month, «by plan») is never announced as if it did, and work in the background not at all.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from roadmap.reminder_rules import (
    LAST_CALL,
    OFFERED,
    OVERDUE,
    OVERDUE_WEEKS,
    SPAN_CLOSERS,
    WINDOW_CLOSERS,
    Shape,
    defaults_for,
)

MORNING = time(9)
EVENING = time(18)

_DAY = timedelta(days=1)
# A window of so many days or fewer has only its last word.
_SHORT_WINDOW = 5
# How many days lie at least between the opening and the last word, and around the middle.
_CLOSING_GAP = 2 * _DAY
_MIDDLE_GAP = 3 * _DAY
_LATE_TO_JOIN = timedelta(minutes=15)
_NEWS = timedelta(days=2)
_WEEK = timedelta(days=7)
# The next week's reminder takes over.
_OVERDUE_USEFUL = timedelta(days=6)
_ASKING = timedelta(days=3)
_DAYS_BEFORE = re.compile(r"d(\d{1,2})")
_WEEKS_AFTER = re.compile(r"o[1-9]")


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
    kind: str = "other"
    has_link: bool = False
    # Chosen by a coordinator; None leaves the rules of its shape and kind.
    codes: frozenset[str] | None = None


def shape_of(what: Happening) -> Shape | None:
    """How an occurrence lies in time; None for what nobody is reminded of."""
    if what.temporal_role not in {"event", "deadline", "period", "recurring"}:
        return None
    if what.is_deadline or what.temporal_role == "deadline":
        return Shape.DEADLINE
    has_days = what.precision == "day"
    happens = what.temporal_role == "event" or (
        what.temporal_role == "recurring" and what.first_day == what.last_day
    )
    if happens and has_days:
        return Shape.CLOCKED if what.begin_time is not None else Shape.DAY
    if what.temporal_role == "event":
        return None
    if what.temporal_role == "recurring" and what.attendance_expected:
        # A webinar «once a quarter» has no day yet: its coordinator is asked, nobody else is told.
        return None
    return Shape.WINDOW if has_days else Shape.SPAN


def stages(what: Happening) -> list[Stage]:
    """All stages of an occurrence up to its end, in order of time."""
    shape = shape_of(what)
    if shape is None:
        return []
    codes = chosen(what)
    match shape:
        case Shape.CLOCKED | Shape.DAY:
            found = _event(what, shape, codes)
        case Shape.DEADLINE:
            found = [_closing(what, code) for code in codes if code != OVERDUE]
        case _:
            found = _window(what, codes)
    return sorted(found, key=lambda stage: stage.due_at)


def overdue(what: Happening) -> list[Stage]:
    """The weekly stages after a missed deadline, bounded; none when it has not any."""
    if shape_of(what) is not Shape.DEADLINE or OVERDUE not in chosen(what):
        return []
    due = [
        (week, _at(what, what.last_day + week * _WEEK, MORNING))
        for week in range(1, OVERDUE_WEEKS + 1)
    ]
    return [Stage(f"o{week}", at, at + _OVERDUE_USEFUL) for week, at in due]


def is_overdue(code: str) -> bool:
    """Whether a stage is one of those after a missed deadline."""
    return _WEEKS_AFTER.fullmatch(code) is not None


def chosen(what: Happening) -> tuple[str, ...]:
    """The codes that hold for an occurrence: those of its coordinator, else those of the rules."""
    shape = shape_of(what)
    if shape is None:
        return ()
    if what.codes is None:
        defaults = defaults_for(shape, what.kind)
        defaults = _inside(what, defaults) if _is_window(shape) else defaults
        return tuple(code for code in defaults if _makes_sense(what, code))
    wanted = set(what.codes)
    if shape in LAST_CALL:
        gone, instead = LAST_CALL[shape]
        wanted |= {instead} if gone in wanted else set()
    return tuple(code for code in offered(what) if code in wanted)


def offered(what: Happening) -> tuple[str, ...]:
    """The codes a coordinator may choose from for an occurrence."""
    shape = shape_of(what)
    if shape is None:
        return ()
    found = OFFERED[shape]
    if _is_window(shape):
        found = tuple(code for code in found if what.first_day <= _day_in(what, code))
        if _length(what) <= _SHORT_WINDOW:
            found = tuple(code for code in found if code not in {"open", "middle"})
    return tuple(code for code in found if _makes_sense(what, code))


def _is_window(shape: Shape) -> bool:
    return shape in {Shape.WINDOW, Shape.SPAN}


def _makes_sense(what: Happening, code: str) -> bool:
    return code != "after" or what.attendance_expected


def _event(what: Happening, shape: Shape, codes: tuple[str, ...]) -> list[Stage]:
    """Before it begins nothing is late: only the link is of use for a while yet."""
    begins = _at(what, what.first_day, what.begin_time or MORNING)
    not_after = begins if shape is Shape.CLOCKED else _at(what, what.first_day, EVENING)
    found = []
    for code in codes:
        match code:
            case "h1":
                found.append(Stage(code, begins - timedelta(hours=1), not_after))
            case "link" if what.has_link:
                found.append(Stage(code, begins, begins + _LATE_TO_JOIN))
            case "after":
                asked = what.ends_at
                if what.begin_time is None:
                    asked = _at(what, what.last_day, EVENING)
                found.append(Stage(code, asked, asked + _ASKING))
            case _ if (days := days_before(code)) is not None:
                day = what.first_day - days * _DAY
                due_at = _at(what, day, what.begin_time or MORNING)
                found.append(Stage(code, due_at, not_after))
    return found


def days_before(code: str) -> int | None:
    """How many days before something a stage is; None for those of another sort."""
    found = _DAYS_BEFORE.fullmatch(code)
    return int(found[1]) if found else None


def _closing(what: Happening, code: str) -> Stage:
    not_after = _at(what, what.last_day + _DAY, time())
    return Stage(code, _at(what, _day_in(what, code), MORNING), not_after)


def _window(what: Happening, codes: tuple[str, ...]) -> list[Stage]:
    """The last words first: where two stages meet on a day, the more urgent one stays."""
    by_day: dict[date, Stage] = {}
    for code in sorted(codes, key=lambda code: (code in {"open", "middle"}, code == "middle")):
        stage = _closing(what, code)
        if code in {"open", "middle"}:
            stage = Stage(code, stage.due_at, min(stage.due_at + _NEWS, stage.not_after))
        by_day.setdefault(_day_in(what, code), stage)
    return list(by_day.values())


def _inside(what: Happening, defaults: tuple[str, ...]) -> tuple[str, ...]:
    """What a window has by the rules: fewer stages the shorter it is."""
    is_short = _length(what) <= _SHORT_WINDOW
    earliest = what.first_day + (timedelta() if is_short else _CLOSING_GAP)
    closers = WINDOW_CLOSERS if what.precision == "day" else SPAN_CLOSERS
    closer = next(code for code in closers if _day_in(what, code) >= earliest)
    if is_short:
        return (closer,)
    middle, close = _day_in(what, "middle"), _day_in(what, closer)
    has_room = min(middle - what.first_day, close - middle) >= _MIDDLE_GAP
    if has_room and "middle" in defaults:
        return ("open", "middle", closer)
    return ("open", closer)


def _day_in(what: Happening, code: str) -> date:
    """The day of a stage of something that has a last day."""
    if code == "open":
        return what.first_day
    if code == "middle":
        return what.first_day + (what.last_day - what.first_day) // 2
    return what.last_day - (days_before(code) or 0) * _DAY


def _length(what: Happening) -> int:
    return (what.last_day - what.first_day).days + 1


def _at(what: Happening, day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, what.zone).astimezone(UTC)
