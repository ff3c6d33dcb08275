"""From a schedule in the normal form to the days and windows people will live by.

Pure and bounded: the same schedule always gives the same occurrences, at most ``LIMIT`` of them,
sorted and without repeats. Nothing here asks what day it is today.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from datetime import time as wall_time
from functools import lru_cache
from itertools import islice
from typing import Any, Literal

__all__ = ["LIMIT", "Occurrence", "Precision", "expand", "is_day_off", "zone_of"]

LIMIT = 400

Precision = Literal["day", "week", "month", "quarter", "half", "year", "period", "approx"]

# One well-known zone for each whole-hour offset from Moscow that Russian documents print.
_ZONES = {
    -1: "Europe/Kaliningrad",
    0: "Europe/Moscow",
    1: "Europe/Samara",
    2: "Asia/Yekaterinburg",
    3: "Asia/Omsk",
    4: "Asia/Barnaul",
    5: "Asia/Irkutsk",
    6: "Asia/Yakutsk",
    7: "Asia/Vladivostok",
    8: "Asia/Magadan",
    9: "Asia/Kamchatka",
}
_STEP = {"day": 1, "week": 7}
_MONTHS_IN = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One happening: a day (first == last) or a window whose exact day is still open.

    ``index`` counts from zero in date order; ``tz`` is an IANA name if the cell named a zone.
    """

    index: int
    first_day: date
    last_day: date
    precision: Precision
    time: wall_time | None = None
    time_end: wall_time | None = None
    tz: str | None = None
    is_deadline: bool = False


def expand(schedule: Mapping[str, Any]) -> tuple[Occurrence, ...]:
    """Occurrences of ``schedule``; empty for background, planless and unknown terms."""
    found = {
        (occurrence.first_day, occurrence.last_day, occurrence.is_deadline): occurrence
        for occurrence in islice(_walk(schedule), LIMIT)
    }
    ordered = sorted(found.values(), key=lambda item: (item.first_day, item.last_day))
    return tuple(replace(item, index=index) for index, item in enumerate(ordered))


@lru_cache(maxsize=64)
def _production_calendar(year: int) -> Any:
    import holidays  # noqa: PLC0415  heavy, and needed only when a calendar is asked for

    return holidays.country_holidays("RU", years=(year,))


def is_day_off(day: date) -> bool:
    """Whether ``day`` is off by the Russian production calendar, moved days included."""
    calendar = _production_calendar(day.year)
    if day in calendar:
        return True
    moved_to_work = getattr(calendar, "weekend_workdays", ())
    return day.weekday() >= 5 and day not in moved_to_work


def zone_of(name: str | None) -> str | None:
    """IANA name of a printed zone: "MSK" -> Europe/Moscow, "MSK+4" -> Asia/Barnaul.

    A zone the table does not know is None, so that a person is asked.
    """
    if not name:
        return None
    if "/" in name:
        return name
    head, digits = name[:3], name[3:]
    try:
        offset = int(digits) if digits else 0
    except ValueError:
        return None
    if head == "UTC":
        offset -= 3
    elif head != "MSK":
        return None
    return _ZONES.get(offset)


def _walk(schedule: Mapping[str, Any]) -> Iterator[Occurrence]:
    kind = schedule.get("type", "")
    walker = _WALKERS.get(kind)
    if walker is not None:
        for occurrence in walker(schedule):
            yield _with_clock(occurrence, schedule)


def _with_clock(occurrence: Occurrence, schedule: Mapping[str, Any]) -> Occurrence:
    if "time" not in schedule:
        return occurrence
    return replace(
        occurrence,
        time=_clock(schedule.get("time")),
        time_end=_clock(schedule.get("time_end")),
        tz=zone_of(schedule.get("tz")),
    )


def _clock(value: str | None) -> wall_time | None:
    return wall_time.fromisoformat(value) if value else None


def _day(value: str) -> date:
    return date.fromisoformat(value)


def _one(day: date, *, deadline: bool = False) -> Occurrence:
    return Occurrence(0, day, day, "day", is_deadline=deadline)


def _days(schedule: Mapping[str, Any]) -> Iterator[Occurrence]:
    for value in schedule.get("dates") or [schedule["date"]]:
        yield _one(_day(value))


def _range(schedule: Mapping[str, Any]) -> Iterator[Occurrence]:
    yield Occurrence(0, _day(schedule["start"]), _day(schedule["end"]), "day")


def _deadline(schedule: Mapping[str, Any]) -> Iterator[Occurrence]:
    yield _one(_day(schedule["date"]), deadline=True)


def _window(schedule: Mapping[str, Any]) -> Iterator[Occurrence]:
    bounds = schedule["window"]
    if bounds["start"] and bounds["end"]:
        precision = _WINDOW_PRECISION[schedule["type"]]
        yield Occurrence(0, _day(bounds["start"]), _day(bounds["end"]), precision)


def _months(schedule: Mapping[str, Any]) -> Iterator[Occurrence]:
    for value in schedule["months"]:
        yield _span_from(_day(f"{value}-01"), "month")


def _quarters(schedule: Mapping[str, Any]) -> Iterator[Occurrence]:
    for number in schedule["quarters"]:
        yield _span_from(date(schedule["year"], 3 * number - 2, 1), "quarter")


def _multi(schedule: Mapping[str, Any]) -> Iterator[Occurrence]:
    for item in schedule["items"]:
        yield from _walk(item)


def _recurring(schedule: Mapping[str, Any]) -> Iterator[Occurrence]:
    granularity = schedule["granularity"]
    deadline = schedule.get("occurrence") == "deadline"
    for period in schedule["periods"]:
        first, last = _day(period["start"]), _day(period["end"])
        for day in rule_days(schedule["rrule"], first, last):
            if granularity == "day":
                yield _one(day, deadline=deadline)
            else:
                span = _span_from(day, granularity)
                yield replace(span, last_day=min(span.last_day, last), is_deadline=deadline)


def rule_days(rule: str, first: date, last: date) -> Iterator[date]:
    """The days of an RRULE applied with DTSTART = ``first``, both ends inclusive, bounded."""
    from dateutil.rrule import rrulestr  # noqa: PLC0415  only recurring terms pay for it

    start = datetime(first.year, first.month, first.day)  # noqa: DTZ001  a day, not an instant
    stamps = rrulestr(rule, dtstart=start)
    for stamp in islice(stamps, LIMIT):
        if stamp.date() > last:
            return
        yield stamp.date()


def _span_from(first: date, unit: str) -> Occurrence:
    """The window of one ``unit`` that begins on ``first``."""
    if unit in _STEP:
        last = first + timedelta(days=_STEP[unit] - 1)
    else:
        ending = first.month - 1 + _MONTHS_IN[unit] - 1
        year, month = first.year + ending // 12, ending % 12 + 1
        last = date(year, month, monthrange(year, month)[1])
    precision: Precision = "day" if unit == "day" else unit  # type: ignore[assignment]
    return Occurrence(0, first, last, precision)


_WINDOW_PRECISION: dict[str, Precision] = {
    "month": "month",
    "month_range": "period",
    "quarter": "quarter",
    "half": "half",
    "year": "year",
    "period": "approx",
    "from": "period",
}
_WALKERS = {
    "day": _days,
    "days": _days,
    "range": _range,
    "deadline": _deadline,
    "month": _window,
    "month_range": _window,
    "quarter": _window,
    "half": _window,
    "year": _window,
    "period": _window,
    "from": _window,
    "months": _months,
    "quarters": _quarters,
    "multi": _multi,
    "recurring": _recurring,
}
