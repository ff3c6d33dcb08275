"""Builders of schedules in the normal form: each returns a plain dict ready for JSON.

One place decides how windows, precisions and year sources are written, so that the parser speaks
of dates and never of keys.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from roadmap.occurrences import expand, rule_days

__all__ = [
    "DefaultYear",
    "NoYearError",
    "Schedule",
    "day",
    "days",
    "deadline",
    "month",
    "month_end",
    "month_range",
    "months",
    "multi",
    "ongoing",
    "open_from",
    "period",
    "plain",
    "quarter",
    "quarters",
    "range_of",
    "recurring",
    "unknown",
    "year_of",
]

Schedule = dict[str, Any]


class NoYearError(Exception):
    """The term needs a year and nobody has named one."""


@dataclass(frozen=True, slots=True)
class DefaultYear:
    """The year of the document: calendar (2022), academic ("2021/2022") or unknown."""

    first: int | None
    academic: bool = False

    @classmethod
    def of(cls, value: int | str | None) -> DefaultYear:
        """Read 2022, "2022" or "2021/2022"; anything else means unknown."""
        if value is None or isinstance(value, bool):
            return cls(None)
        head, _, tail = str(value).partition("/")
        if not head.strip().isdigit():
            return cls(None)
        return cls(int(head), academic=bool(tail))

    def _known(self) -> int:
        if self.first is None:
            raise NoYearError
        return self.first

    def for_month(self, number: int) -> int:
        """The year a bare month falls into."""
        return self._known() + int(self.academic and number < 9)

    def for_quarter(self, number: int) -> int:
        """The year a bare quarter falls into."""
        return self._known() + int(self.academic and number < 4)

    def bounds(self) -> tuple[date, date]:
        """First and last day that open terms are closed at."""
        first = self._known()
        if self.academic:
            return date(first, 9, 1), date(first + 1, 5, 31)
        return date(first, 1, 1), date(first, 12, 31)

    def closing(self, start: date) -> date:
        """Where a term opened at ``start`` is closed: its own year if outside the document's."""
        if self.first is not None and start <= self.bounds()[1]:
            return self.bounds()[1]
        if self.academic:
            return date(start.year + int(start.month >= 6), 5, 31)
        return date(start.year, 12, 31)


def month_end(year: int, number: int) -> date:
    """Last day of a month."""
    return date(year, number, monthrange(year, number)[1])


def plain(
    kind: str, start: date | None, end: date | None, precision: str, /, **more: Any
) -> Schedule:
    """A schedule with its window; ``more`` holds the fields of its type."""
    bounds = {"start": _iso(start), "end": _iso(end)}
    return {"type": kind, **more, "window": bounds, "precision": precision}


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None


def day(when: date) -> Schedule:
    """One day."""
    return plain("day", when, when, "day", date=when.isoformat())


def days(dates: Sequence[date]) -> Schedule:
    """Several separate days."""
    ordered = sorted(set(dates))
    texts = [item.isoformat() for item in ordered]
    return plain("days", ordered[0], ordered[-1], "day", dates=texts)


def range_of(start: date, end: date) -> Schedule:
    """Consecutive days, both ends inclusive."""
    return plain("range", start, end, "day", start=start.isoformat(), end=end.isoformat())


def deadline(when: date) -> Schedule:
    """Any time up to and including ``when``."""
    return plain("deadline", None, when, "day", date=when.isoformat())


def month(year: int, number: int) -> Schedule:
    """Somewhere inside a month."""
    return plain(
        "month", date(year, number, 1), month_end(year, number), "month", year=year, month=number
    )


def months(pairs: Sequence[tuple[int, int]]) -> Schedule:
    """Several months, one happening in each."""
    ordered = sorted(set(pairs))
    texts = [f"{year}-{number:02d}" for year, number in ordered]
    first, last = ordered[0], ordered[-1]
    return plain("months", date(*first, 1), month_end(*last), "month", months=texts)


def month_range(first: tuple[int, int], last: tuple[int, int]) -> Schedule:
    """From a month through a month."""
    return plain(
        "month_range",
        date(*first, 1),
        month_end(*last),
        "month",
        start=f"{first[0]}-{first[1]:02d}",
        end=f"{last[0]}-{last[1]:02d}",
    )


def quarter(year: int, number: int) -> Schedule:
    """Somewhere inside a quarter."""
    start, end = quarter_bounds(year, number)
    return plain("quarter", start, end, "quarter", year=year, quarter=number)


def quarters(year: int, numbers: Sequence[int]) -> Schedule:
    """Several quarters of one year."""
    ordered = sorted(set(numbers))
    start, end = quarter_bounds(year, ordered[0])[0], quarter_bounds(year, ordered[-1])[1]
    return plain("quarters", start, end, "quarter", year=year, quarters=ordered)


def quarter_bounds(year: int, number: int) -> tuple[date, date]:
    """First and last day of a quarter."""
    return date(year, 3 * number - 2, 1), month_end(year, 3 * number)


def year_of(year: int) -> Schedule:
    """Somewhere inside a year."""
    return plain("year", date(year, 1, 1), date(year, 12, 31), "year", year=year)


def period(start: date, end: date, label: str, *, approx: bool) -> Schedule:
    """A named stretch of days; ``approx``: its ends are a convention, not a fact."""
    return plain(
        "period",
        start,
        end,
        "approx",
        start=start.isoformat(),
        end=end.isoformat(),
        label=label,
        approx=approx,
    )


def open_from(start: date, end: date | None) -> Schedule:
    """From a day on; ``end`` is inferred, None means without end."""
    flag = {"open_end": True} if end is None else {"end_inferred": True}
    return {**plain("from", start, end, "day", start=start.isoformat()), **flag}


def ongoing(start: date, end: date, phrase: str) -> Schedule:
    """All the time between two days."""
    return {**plain("ongoing", start, end, "none"), "phrase": phrase}


def unknown(reason: str) -> Schedule:
    """A term that says no date, with the reason."""
    return plain("unknown", None, None, "none", reason=reason)


def multi(items: Sequence[Schedule]) -> Schedule:
    """Terms of different shapes in one cell."""
    starts = [item["window"]["start"] for item in items]
    ends = [item["window"]["end"] for item in items]
    start = None if None in starts else min(starts)
    end = None if None in ends else max(ends)
    return {
        "type": "multi",
        "items": list(items),
        "window": {"start": start, "end": end},
        "precision": "mixed",
    }


def recurring(
    rule: str,
    granularity: str,
    periods: Iterable[tuple[date, date]],
    **flags: Any,
) -> Schedule:
    """A repetition: ``rule`` applied inside every period, both ends inclusive."""
    spans = list(periods)
    dates = [when for first, last in spans for when in rule_days(rule, first, last)]
    schedule: Schedule = {
        "type": "recurring",
        "rrule": rule,
        "granularity": granularity,
        "periods": [{"start": a.isoformat(), "end": b.isoformat()} for a, b in spans],
        "count": len(dates),
        "first5": [when.isoformat() for when in dates[:5]],
        "window": {
            "start": min(a for a, _ in spans).isoformat(),
            "end": max(b for _, b in spans).isoformat(),
        },
        "precision": granularity,
        **flags,
    }
    if granularity != "day":
        windows = [[item.first_day, item.last_day] for item in expand(schedule)[:5]]
        schedule["windows_first5"] = [[a.isoformat(), b.isoformat()] for a, b in windows]
    return schedule
