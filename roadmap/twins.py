"""Organise/participate twins: one event, two duties, two rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from roadmap import vocabulary_meaning as v
from roadmap.lexer import fold
from roadmap.model import Row

__all__ = ["link_twins"]

_NEAR = 3
_ALIKE = 0.72


def link_twins(rows: Sequence[Row]) -> list[Row]:
    """Rows with ``twin`` set where a neighbour organises what the other takes part in."""
    linked = list(rows)
    for at, row in enumerate(rows):
        if not _organises(row):
            continue
        for other_at in range(at + 1, min(at + 1 + _NEAR, len(rows))):
            other = rows[other_at]
            if linked[other_at].twin is None and _participates(other) and _same(row, other):
                linked[at] = replace(linked[at], twin=other.row_id)
                linked[other_at] = replace(linked[other_at], twin=row.row_id)
                break
    return linked


def _organises(row: Row) -> bool:
    return bool(v.ORGANISES.match(fold(row.title))) and row.attendance_expected


def _participates(row: Row) -> bool:
    return bool(v.PARTICIPATION.match(fold(row.title)))


def _same(first: Row, second: Row) -> bool:
    if first.kind != second.kind:
        return False
    name, other = _named(first.title), _named(second.title)
    if name and other:
        return SequenceMatcher(None, name, other).ratio() > _ALIKE
    left, right = (v.TWIN_NOISE.sub(" ", fold(row.title)) for row in (first, second))
    return SequenceMatcher(None, left, right).ratio() > _ALIKE


def _named(title: str) -> str:
    names = v.QUOTED_NAME.findall(title)
    return max((fold(name) for name in names), key=len, default="")
