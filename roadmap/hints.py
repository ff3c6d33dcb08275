"""Frequencies a row names outside its date cell: «weekly» in the title, a threshold.

A hint never changes dates: it tells the coordinator what the exact days must add up to.
"""

from __future__ import annotations

from typing import Any

from roadmap import vocabulary as v
from roadmap.lexer import fold
from roadmap.spans import Schedule

__all__ = ["with_hint"]

_HINTED = frozenset(
    {"range", "from", "month_range", "ongoing", "quarters", "half", "year", "period", "by_plan"}
)


def with_hint(schedule: Schedule, title: str, indicator: str) -> Schedule:
    """``schedule`` with a ``hint`` if it spans time and the row names a frequency elsewhere."""
    if schedule["type"] not in _HINTED:
        return schedule
    hint = _from_title(fold(title), schedule) or _from_indicator(fold(indicator))
    return {**schedule, "hint": hint} if hint else schedule


def _from_title(title: str, schedule: Schedule) -> dict[str, Any] | None:
    for freq, pattern in v.WEEKLY_HINT:
        if pattern.search(title):
            return {"freq": freq, "byday": None, "from": "title"}
    if schedule["type"] == "ongoing" and v.PLAN_HINT.search(title):
        return {"by_plan": True, "from": "title"}
    return None


def _from_indicator(indicator: str) -> dict[str, Any] | None:
    match = v.AT_LEAST_HINT.search(indicator)
    if match:
        freq = v.HINT_UNITS[match.group(2)]
        return {"freq": freq, "at_least": int(match.group(1)), "from": "indicator"}
    match = v.SESSIONS_HINT.search(indicator)
    return {"at_least": int(match.group(1)), "from": "indicator"} if match else None
