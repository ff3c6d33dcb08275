"""What a threshold counts and for how long, where its row says it in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from roadmap.asks import Goal, Party
from roadmap.people import roles_in

__all__ = ["kind_of_people", "periods_between", "window_of"]

_PARTIES: Mapping[str, Party] = {
    "school": Party.SCHOOL,
    "curator": Party.CURATOR,
    "methodist": Party.METHODIST,
    "municipal_coordinator": Party.MUNICIPALITY,
    "regional_coordinator": Party.REGION,
}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_WEEK = 7


def kind_of_people(goal: Goal) -> Party | None:
    """Whom a goal counts (at least five curators); None where it counts things."""
    found = [_PARTIES[role] for role in roles_in(goal.unit) if role in _PARTIES]
    return found[0] if found else None


def window_of(schedule: Mapping[str, Any], year: str | None) -> tuple[date, date] | None:
    """The days a row lasts; what it leaves open is the year of its road map."""
    window = schedule.get("window") or {}
    start, end = window.get("start"), window.get("end")
    first = date.fromisoformat(str(start)) if start else None
    last = date.fromisoformat(str(end)) if end else None
    if year is not None and year[:4].isdigit():
        is_school_year = not year.isdigit()
        first_year = int(year[:4])
        first = first or (date(first_year, 9, 1) if is_school_year else date(first_year, 1, 1))
        last = last or (date(first_year + 1, 8, 31) if is_school_year else date(first_year, 12, 31))
    if first is None or last is None or last < first:
        return None
    return first, last


def periods_between(per: str, first: date, last: date) -> int:
    """How many whole weeks, months, quarters or years have passed from a day up to another."""
    if last < first:
        return 0
    if per == "week":
        return ((last - first).days + 1) // _WEEK
    months = (last.year - first.year) * 12 + last.month - first.month
    # The last month counts once it is over.
    following = date.fromordinal(last.toordinal() + 1)
    months += 1 if following.month != last.month else 0
    return months // _MONTHS.get(per, 1)
