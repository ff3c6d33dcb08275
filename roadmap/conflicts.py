"""What in a plan cannot well happen as it is written, for a person to look at.

Three warnings: two events for the same people on one day, a review that ends before the work it
reviews, an event on a day off. They are warnings and no errors: many plans are lived by as they
are, so a case that can be told to be harmless (hours that do not meet, two rows that share one
date cell, a working Saturday) is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations
from typing import Any, Protocol

from roadmap.lexer import fold
from roadmap.occurrences import Occurrence, expand, is_day_off
from roadmap.vocabulary_conflicts import ROUND, ROUND_WORDS, WORK

__all__ = ["Conflict", "RowLike", "find_conflicts"]

_HAPPENS = frozenset({"event", "recurring"})
_REVIEWS = frozenset({"expertise", "monitoring"})
# «Other» stands for many bodies; that two rows say it does not make them the same people.
_NOBODY_IN_PARTICULAR = frozenset({"other"})
_LONGEST_EVENT = timedelta(days=6)
_USUAL_MINUTES = 120
_STEM = 7


class RowLike(Protocol):
    """What a row must offer; compiled rows and stored ones both do.

    A row that also has a ``twin`` (the number of the row it shares its event with) is believed.
    """

    @property
    def number(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def schedule(self) -> Mapping[str, Any]: ...

    @property
    def temporal_role(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def roles(self) -> Sequence[str]: ...

    @property
    def participants(self) -> Sequence[str]: ...

    @property
    def schools_named(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Conflict:
    """One warning about one or two rows; rows are positions in the sequence that was asked about.

    ``code`` and what goes with it:

    * same_day: ``first_row`` stands above ``second_row``, ``day`` is the (first) day, ``count`` how
      many days two repetitions share;
    * review_before_end: ``second_row`` reviews what ``first_row`` makes; ``day`` is the last day of
      the review, ``work_until`` that of the work;
    * day_off: one row; ``count`` how many of its days are off, where most of them are.

    ``params`` hold the printed numbers of the rows as ``first`` and ``second``.
    """

    code: str
    first_row: int
    second_row: int | None
    day: date | None
    params: dict[str, str | int] = field(default_factory=dict)


def find_conflicts(rows: Sequence[RowLike]) -> tuple[Conflict, ...]:
    """Every warning, in the order of their days."""
    found = [*_same_day(rows), *_review_before_end(rows), *_days_off(rows)]
    return tuple(sorted(found, key=lambda item: (item.day or date.max, item.code, item.first_row)))


@dataclass(frozen=True, slots=True)
class _Meeting:
    """A row in which people come together, with its days."""

    at: int
    row: RowLike
    days: Mapping[date, Occurrence]

    @property
    def repeats(self) -> bool:
        return bool(self.row.schedule["type"] == "recurring")


def _meetings(rows: Sequence[RowLike]) -> list[_Meeting]:
    found = []
    for at, row in enumerate(rows):
        if row.temporal_role in _HAPPENS and (days := _days(row)):
            found.append(_Meeting(at, row, days))
    return found


def _days(row: RowLike) -> dict[date, Occurrence]:
    """The fixed days of a row; windows and long stretches name none."""
    days = {}
    for item in expand(row.schedule):
        length = item.last_day - item.first_day
        if item.precision == "day" and not item.is_deadline and length <= _LONGEST_EVENT:
            for ahead in range(length.days + 1):
                days[item.first_day + timedelta(days=ahead)] = item
    return days


def _same_day(rows: Sequence[RowLike]) -> Iterator[Conflict]:
    for one, other in combinations(_meetings(rows), 2):
        shared = sorted(one.days.keys() & other.days.keys())
        if not shared or _one_event(one.row, other.row) or not _same_people(one.row, other.row):
            continue
        met = [day for day in shared if _may_overlap(one.days[day], other.days[day])]
        if one.repeats and other.repeats:
            met, count = met[:1], len(met)
        else:
            count = 1
        for day in met:
            yield _pair("same_day", rows, one.at, other.at, day, count=count)


def _pair(
    code: str, rows: Sequence[RowLike], first: int, second: int, day: date, **more: str | int
) -> Conflict:
    params = {"first": rows[first].number, "second": rows[second].number, **more}
    return Conflict(code, first, second, day, params)


def _one_event(one: RowLike, other: RowLike) -> bool:
    """Whether two rows are two duties of one event, or share one merged date cell."""
    names = _partners(one), _partners(other)
    named = _bare(other.number) in names[0] or _bare(one.number) in names[1]
    return named or bool(names[0] & names[1])


def _partners(row: RowLike) -> frozenset[str]:
    """Numbers of the rows this one is tied to."""
    found: list[Any] = [getattr(row, "twin", None), row.schedule.get("inherited_from")]
    return frozenset(_bare(str(name)) for name in found if name)


def _bare(number: str) -> str:
    return number.strip().rstrip(".")


def _same_people(one: RowLike, other: RowLike) -> bool:
    common = _people(one) & _people(other)
    if common == {"school"} and one.schools_named and other.schools_named:
        return bool(set(one.schools_named) & set(other.schools_named))
    return bool(common)


def _people(row: RowLike) -> frozenset[str]:
    return frozenset(row.participants or row.roles) - _NOBODY_IN_PARTICULAR


def _may_overlap(one: Occurrence, other: Occurrence) -> bool:
    """Whether hours meet; they do unless both rows tell hours that do not."""
    if one.time is None or other.time is None or one.tz != other.tz:
        return True
    spans = sorted(_minutes(item) for item in (one, other))
    return spans[1][0] < spans[0][1]


def _minutes(item: Occurrence) -> tuple[int, int]:
    start = item.time.hour * 60 + item.time.minute if item.time else 0
    end = item.time_end.hour * 60 + item.time_end.minute if item.time_end else 0
    return start, end if end > start else start + _USUAL_MINUTES


@dataclass(frozen=True, slots=True)
class _Work:
    """What a title says is made or looked through, and in which round."""

    phrases: frozenset[tuple[str, str]]
    round: str | None

    def is_of(self, other: _Work) -> bool:
        return bool(self.phrases & other.phrases) and self.round == other.round


def _work(title: str) -> _Work:
    text = fold(title)
    phrases = frozenset((found[1][:_STEM], found[2]) for found in WORK.finditer(text))
    numbered = ROUND.search(text)
    word = next((group for group in numbered.groups() if group), None) if numbered else None
    return _Work(phrases, ROUND_WORDS.get(word, word) if word else None)


def _review_before_end(rows: Sequence[RowLike]) -> Iterator[Conflict]:
    works = [(at, row, _work(row.title)) for at, row in enumerate(rows)]
    reviews = [item for item in works if item[1].kind in _REVIEWS and item[2].phrases]
    for at, review, subject in reviews:
        until = _last_day(review)
        if until is None:
            continue
        for other, row, work in works:
            bounds = _school_window(row)
            if bounds is None or row.kind in _REVIEWS or not work.is_of(subject):
                continue
            start, end = bounds
            if start <= until < end:
                yield _pair("review_before_end", rows, other, at, until, work_until=end.isoformat())


def _last_day(row: RowLike) -> date | None:
    schedule = row.schedule
    dated = schedule["type"] in {"day", "deadline", "range"}
    return date.fromisoformat(schedule["window"]["end"]) if dated else None


def _school_window(row: RowLike) -> tuple[date, date] | None:
    """First and last day of a stretch in which schools do something."""
    if row.schedule["type"] != "range" or "school" not in {*row.roles, *row.participants}:
        return None
    bounds = row.schedule["window"]
    return date.fromisoformat(bounds["start"]), date.fromisoformat(bounds["end"])


def _days_off(rows: Sequence[RowLike]) -> Iterator[Conflict]:
    for meeting in _meetings(rows):
        off = [item for item in _happenings(meeting) if _all_off(item)]
        if not off:
            continue
        mostly = meeting.repeats and 2 * len(off) > len(meeting.days)
        # Every Saturday is meant; one warning says it. A holiday on one Thursday is not meant.
        for item in off[:1] if mostly else off:
            params: dict[str, str | int] = {"first": meeting.row.number}
            if mostly:
                params["count"] = len(off)
            yield Conflict("day_off", meeting.at, None, item.first_day, params)


def _happenings(meeting: _Meeting) -> list[Occurrence]:
    return sorted(set(meeting.days.values()), key=lambda item: item.first_day)


def _all_off(item: Occurrence) -> bool:
    length = (item.last_day - item.first_day).days
    return all(is_day_off(item.first_day + timedelta(days=ahead)) for ahead in range(length + 1))
