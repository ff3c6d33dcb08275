"""What changed between two compilations of one plan: re-import is a diff, never a second plan.

Rows are matched one to one, by number together with title, so that a renumbered row keeps its
answers and a reused number does not inherit somebody else's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any, Protocol

from roadmap.lexer import fold

__all__ = ["Diff", "Pair", "RowLike", "compare", "when"]

_SAME_NUMBER = 0.5
_OTHER_NUMBER = 0.72
_NUMBER_BONUS = 0.15
_COMPARED = ("title", "responsible_raw", "result_raw", "indicator_raw", "level_raw", "links")
_DATE_KEYS = frozenset(
    {"type", "window", "date", "dates", "rrule", "periods", "items", "time", "time_end", "tz"}
)


class RowLike(Protocol):
    """What a row must offer to be compared; compiled rows and stored plan items both do."""

    @property
    def row_id(self) -> str | None: ...

    @property
    def title(self) -> str: ...

    @property
    def schedule(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Pair:
    """One row before and after; ``fields``: names of what differs."""

    old: RowLike
    new: RowLike
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Diff:
    """``moved``: another time (texts may differ too); ``changed``: other texts, same time."""

    added: tuple[RowLike, ...]
    removed: tuple[RowLike, ...]
    moved: tuple[Pair, ...]
    changed: tuple[Pair, ...]
    same: tuple[Pair, ...]


def compare(old: Sequence[RowLike], new: Sequence[RowLike]) -> Diff:
    """Match ``old`` with ``new`` one to one and sort the pairs by what changed."""
    matches = _match(old, new)
    moved: list[Pair] = []
    changed: list[Pair] = []
    same: list[Pair] = []
    for at, old_at in sorted((new_at, old_at) for old_at, new_at in matches.items()):
        before, after = old[old_at], new[at]
        fields = _differences(before, after)
        if when(before.schedule) != when(after.schedule):
            moved.append(Pair(before, after, ("schedule", *fields)))
        else:
            (changed if fields else same).append(Pair(before, after, fields))
    taken = set(matches.values())
    return Diff(
        added=tuple(row for at, row in enumerate(new) if at not in taken),
        removed=tuple(row for at, row in enumerate(old) if at not in matches),
        moved=tuple(moved),
        changed=tuple(changed),
        same=tuple(same),
    )


def when(schedule: Mapping[str, Any]) -> Any:
    """The part of a schedule people live by: sources, flags and questions left out."""
    kept: dict[str, Any] = {}
    for key, value in schedule.items():
        if key == "items":
            kept[key] = [when(item) for item in value]
        elif key in _DATE_KEYS:
            kept[key] = value
    return kept


def _match(old: Sequence[RowLike], new: Sequence[RowLike]) -> dict[int, int]:
    """old index -> new index, the most alike first."""
    matches = _exact(old, new)
    taken = set(matches.values())
    # Comparing titles letter by letter is dear: only what has no twin to the letter is compared.
    scored = [
        (-score, abs(old_at - new_at), old_at, new_at)
        for old_at, before in enumerate(old)
        if old_at not in matches
        for new_at, after in enumerate(new)
        if new_at not in taken and (score := _likeness(before, after)) > 0
    ]
    for _, _, old_at, new_at in sorted(scored):
        if old_at not in matches and new_at not in taken:
            matches[old_at] = new_at
            taken.add(new_at)
    return matches


def _exact(old: Sequence[RowLike], new: Sequence[RowLike]) -> dict[int, int]:
    """Rows whose number, section and title are the same to the letter, in order."""
    waiting: dict[tuple[str, str, str], list[int]] = {}
    for at, row in enumerate(new):
        waiting.setdefault(_name(row), []).append(at)
    matches: dict[int, int] = {}
    for at, row in enumerate(old):
        if twins := waiting.get(_name(row)):
            matches[at] = twins.pop(0)
    return matches


def _name(row: RowLike) -> tuple[str, str, str]:
    return (row.row_id or "", _text(row, "section"), fold(row.title))


def _likeness(before: RowLike, after: RowLike) -> float:
    """Zero for rows that must not be matched."""
    numbered = bool(before.row_id) and before.row_id == after.row_id
    floor = _SAME_NUMBER if numbered else _OTHER_NUMBER
    ratio = _ratio(before.title, after.title, floor)
    if ratio < floor:
        return 0.0
    section = _text(before, "section") == _text(after, "section")
    return ratio + _NUMBER_BONUS * numbered + 0.05 * section


@lru_cache(maxsize=65536)
def _ratio(first: str, second: str, floor: float) -> float:
    left, right = fold(first), fold(second)
    if left == right:
        return 1.0
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if matcher.real_quick_ratio() < floor or matcher.quick_ratio() < floor:
        return 0.0
    return matcher.ratio()


def _differences(before: RowLike, after: RowLike) -> tuple[str, ...]:
    return tuple(name for name in _COMPARED if _text(before, name) != _text(after, name))


def _text(row: RowLike, name: str) -> str:
    value = getattr(row, name, "")
    joined = " ".join(value) if isinstance(value, tuple | list) else str(value or "")
    return fold(joined)
