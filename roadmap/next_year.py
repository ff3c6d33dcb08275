"""Last year's terms as the base of the next year's: the same weekdays, the same shapes.

A printed day moves to the same weekday nearest to the same date, because schools live by weekdays:
a Thursday webinar stays on Thursday. What the document names by the calendar (a month, a quarter,
«all year round») stays where the calendar has it. Nothing is announced from here: the caller asks
a person to confirm every row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from roadmap import spans
from roadmap.occurrences import rule_days
from roadmap.spans import DefaultYear, Schedule

__all__ = ["shift_year"]

_PRINTED_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NAMES_A_YEAR = ("label", "phrase", "anchor")
_AROUND = timedelta(days=31)
_COUNTED = frozenset(
    {"type", "rrule", "granularity", "periods", "count", "first5", "window", "precision"}
    | {"windows_first5"}
)


def shift_year(
    schedule: Mapping[str, Any], to_year: int | str, *, from_year: int | str | None = None
) -> Schedule:
    """A copy of ``schedule`` for the plan of ``to_year`` (2023 or "2022/2023").

    ``from_year`` is the year of the plan copied, by default the one before: a row may lie in
    another year than its plan (December 2021 in a plan for 2022), so its dates cannot tell.
    Raises ValueError where a year is not one.
    """
    target = _first(to_year)
    return _shift(schedule, target - (target - 1 if from_year is None else _first(from_year)))


def _first(year: int | str) -> int:
    first = DefaultYear.of(year).first
    if first is None:
        raise ValueError(f"not a year: {year!r}")
    return first


def _shift(schedule: Mapping[str, Any], years: int) -> Schedule:
    shifted = {**schedule, **_SHIFTERS.get(schedule["type"], _by_calendar)(schedule, years)}
    for name in _NAMES_A_YEAR:
        if name in schedule:
            shifted[name] = _renamed(schedule[name], years)
    if schedule.get("anchor_date"):
        shifted["anchor_date"] = _iso(_same_date(_day(schedule["anchor_date"]), years))
    return shifted


def _renamed(text: str, years: int) -> str:
    return _PRINTED_YEAR.sub(lambda found: str(int(found.group()) + years), text)


def _day(value: str) -> date:
    return date.fromisoformat(value)


def _iso(value: date) -> str:
    return value.isoformat()


def _same_date(day: date, years: int) -> date:
    """The same date; the last day of a month stays the last one."""
    end = spans.month_end(day.year + years, day.month)
    return end if _ends_month(day) or day.day > end.day else end.replace(day=day.day)


def _same_weekday(day: date, years: int) -> date:
    """The day of the same weekday nearest to the same date."""
    near = _same_date(day, years) if (day.month, day.day) == (2, 29) else _plain(day, years)
    return near + timedelta(days=(day.weekday() - near.weekday() + 3) % 7 - 3)


def _plain(day: date, years: int) -> date:
    return day.replace(year=day.year + years)


def _ends_month(day: date) -> bool:
    return day == spans.month_end(day.year, day.month)


def _window(start: date | None, end: date) -> dict[str, str | None]:
    return {"start": None if start is None else _iso(start), "end": _iso(end)}


def _dated(schedule: Mapping[str, Any], years: int) -> Schedule:
    """One day or a deadline; «every year until the 1st of March» is a date, not a weekday."""
    move = _same_date if schedule.get("yearly") else _same_weekday
    day = move(_day(schedule["date"]), years)
    start = None if schedule["window"]["start"] is None else day
    return {"date": _iso(day), "window": _window(start, day)}


def _days(schedule: Mapping[str, Any], years: int) -> Schedule:
    days = sorted(_same_weekday(_day(value), years) for value in schedule["dates"])
    return {"dates": [_iso(day) for day in days], "window": _window(days[0], days[-1])}


def _range(schedule: Mapping[str, Any], years: int) -> Schedule:
    """A range keeps its length and weekdays; whole months stay whole months."""
    start, end = _day(schedule["start"]), _day(schedule["end"])
    if start.day == 1 and _ends_month(end):
        first, last = _same_date(start, years), _same_date(end, years)
    else:
        first = _same_weekday(start, years)
        last = first + (end - start)
    return {"start": _iso(first), "end": _iso(last), "window": _window(first, last)}


def _by_calendar(schedule: Mapping[str, Any], years: int) -> Schedule:
    """Months, quarters, named periods: the same place in the calendar of the other year."""
    changed: Schedule = {"window": _same_window(schedule["window"], years)}
    if "year" in schedule:
        changed["year"] = schedule["year"] + years
    if "months" in schedule:
        changed["months"] = [_month(value, years) for value in schedule["months"]]
    if schedule["type"] == "month_range":
        changed.update({name: _month(schedule[name], years) for name in ("start", "end")})
    elif schedule["type"] == "period":
        bounds = ((name, _day(schedule[name])) for name in ("start", "end"))
        changed.update({name: _iso(_same_date(day, years)) for name, day in bounds})
    return changed


def _same_window(window: Mapping[str, str | None], years: int) -> dict[str, str | None]:
    moved = (
        (name, value and _iso(_same_date(_day(value), years))) for name, value in window.items()
    )
    return dict(moved)


def _month(value: str, years: int) -> str:
    year, _, number = value.partition("-")
    return f"{int(year) + years}-{number}"


def _from(schedule: Mapping[str, Any], years: int) -> Schedule:
    start = _opening(_day(schedule["start"]), years)
    end = _same_window(schedule["window"], years)["end"]
    return {"start": _iso(start), "window": {"start": _iso(start), "end": end}}


def _opening(day: date, years: int) -> date:
    return _same_date(day, years) if day.day == 1 else _same_weekday(day, years)


def _multi(schedule: Mapping[str, Any], years: int) -> Schedule:
    return spans.multi([_shift(item, years) for item in schedule["items"]])


def _recurring(schedule: Mapping[str, Any], years: int) -> Schedule:
    """The same rule inside moved bounds, counted anew."""
    rule = schedule["rrule"]
    periods = [
        _period(rule, _day(period["start"]), _day(period["end"]), years)
        for period in schedule["periods"]
    ]
    flags = {name: value for name, value in schedule.items() if name not in _COUNTED}
    return spans.recurring(rule, schedule["granularity"], periods, **flags)


def _period(rule: str, start: date, end: date, years: int) -> tuple[date, date]:
    """Bounds of a repetition: by the calendar where the rule or the bound is of the calendar."""
    if "BYDAY" not in rule:
        return _same_date(start, years), _same_date(end, years)
    first = _opening(start, years)
    last = _same_date(end, years) if _ends_month(end) else _same_weekday(end, years)
    if "MONTHLY" in rule:
        first = _kept(rule, start, first)
        last = _kept(rule, end, last)
    return first, last


def _kept(rule: str, bound: date, moved: date) -> date:
    """A bound that was an occurrence itself stays one: the last Tuesday stays the last Tuesday."""
    if bound not in _near(rule, bound):
        return moved
    return min(_near(rule, moved), key=lambda day: abs(day - moved), default=moved)


def _near(rule: str, day: date) -> list[date]:
    opening = (day - _AROUND).replace(day=1)
    return list(rule_days(rule, opening, day + _AROUND))


_SHIFTERS: dict[str, Callable[[Mapping[str, Any], int], Schedule]] = {
    "day": _dated,
    "deadline": _dated,
    "days": _days,
    "range": _range,
    "from": _from,
    "multi": _multi,
    "recurring": _recurring,
}
