"""What a paper about a road map tells: rows with their days and figures, territories, schools."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from services.indicators import Counted, Figure, Shape


class Verdict(StrEnum):
    """How a row of a road map stands."""

    DONE = "done"
    PARTLY = "partly"
    MISSED = "missed"
    # Its day has passed, and nothing is counted about it.
    HELD = "held"
    # It has begun, and its term is still ahead.
    RUNNING = "running"
    AHEAD = "ahead"
    UNDATED = "undated"


# Nothing can be said about such rows yet.
QUIET = frozenset({Verdict.RUNNING, Verdict.AHEAD, Verdict.UNDATED})


@dataclass(frozen=True, slots=True)
class Day:
    """One happening of a row, by the clock of its place."""

    first: date
    last: date
    begins_at: datetime
    ends_at: datetime
    # A meeting or a webinar on a known day; else work with a term.
    is_event: bool


@dataclass(frozen=True, slots=True)
class Term:
    """When a row is, where a person has said so and the document's words no longer hold."""

    first: date
    last: date
    clock: time | None
    timezone: str
    # In whose zone `clock` is told: a moment of it, for the zone's name.
    at: datetime


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the document, and what stands in it; "" for what we do not know."""

    title: str
    role: str


@dataclass(frozen=True, slots=True)
class RowFacts:
    """A row in the words of its document, its happenings up to now, and its figures."""

    row_id: int
    number: str
    section: str
    title: str
    # As the document has it: the one above may have been changed by hand.
    source_title: str
    texts: Mapping[str, str]
    days: tuple[Day, ...]
    figures: tuple[Figure, ...]
    # Of all its happenings, those of other times too.
    has_days: bool
    now: datetime
    # Empty where the term is the document's own.
    terms: tuple[Term, ...] = ()

    @property
    def begun(self) -> tuple[Day, ...]:
        """Its happenings that have begun."""
        return tuple(day for day in self.days if day.begins_at <= self.now)

    @property
    def counted(self) -> tuple[Figure, ...]:
        """The figures that say something by now."""
        return tuple(one for one in self.figures if one.value is not None)

    @property
    def verdict(self) -> Verdict:
        """How it stands: all of its figures, else its days."""
        told = self.counted
        if told and (self.begun or not self.has_days or any(one.done for one in told)):
            reached = [is_complete(one) for one in told]
            if all(reached):
                return Verdict.DONE
            if any(reached) or any(one.value for one in told):
                return Verdict.PARTLY
            return Verdict.MISSED if self.is_over else self._before_its_term
        if not self.has_days:
            return Verdict.UNDATED
        return Verdict.HELD if self.is_over else self._before_its_term

    @property
    def _before_its_term(self) -> Verdict:
        return Verdict.RUNNING if self.begun else Verdict.AHEAD

    @property
    def is_over(self) -> bool:
        """Whether every happening of it that is looked at has ended."""
        return bool(self.days) and all(day.ends_at <= self.now for day in self.days)


@dataclass(frozen=True, slots=True)
class Area:
    """A municipality, or a school where there is only one municipality."""

    name: str
    path: str
    schools: int


@dataclass(frozen=True, slots=True)
class Sums:
    """Shares of several figures together: who took part, what was handed in."""

    attended: tuple[int, int] = (0, 0)
    handed_in: tuple[int, int] = (0, 0)

    @property
    def whole(self) -> tuple[int, int]:
        """Both."""
        return (
            self.attended[0] + self.handed_in[0],
            self.attended[1] + self.handed_in[1],
        )

    def less(self, others: Iterable[Sums]) -> Sums:
        """What is left of these without others."""
        left = [*self.attended, *self.handed_in]
        for one in others:
            left = [a - b for a, b in zip(left, (*one.attended, *one.handed_in), strict=True)]
        return Sums((left[0], left[1]), (left[2], left[3]))


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """Everything about one road map at one place up to one moment."""

    place_name: str
    place_path: str
    plan_title: str
    year: str
    columns: tuple[Column, ...]
    rows: tuple[RowFacts, ...]
    areas: tuple[Area, ...]
    # Whether an area is a municipality; else it is a school.
    by_municipality: bool
    schools: tuple[Area, ...]
    since: date
    until: date
    as_of: datetime
    timezone: str
    author_name: str
    # In the words of db.enums.Role; empty for the operator.
    author_role: str

    @property
    def begun(self) -> tuple[RowFacts, ...]:
        """Rows about which something can be said by now."""
        return tuple(row for row in self.rows if row.verdict not in QUIET)


def is_complete(figure: Figure) -> bool:
    """Whether nothing is missing of a figure: its target, or all who are named."""
    reached = figure.is_reached
    if reached is not None:
        return reached
    if figure.shape is Shape.FACT:
        return bool(figure.value)
    return bool(figure.of) and len(figure.done) >= len(figure.of)


def in_order(name: str) -> tuple[tuple[str, int], ...]:
    """A key by which «School 9» stands before «School 10»."""
    pieces = re.split(r"(\d+)", name.casefold())
    return tuple(
        (text, int(digits)) for text, digits in zip(pieces[::2], [*pieces[1::2], "0"], strict=True)
    )


_PAPERS = frozenset({Counted.HANDED_IN, Counted.CERTIFIED})


def sums_below(rows: Iterable[RowFacts], path: str) -> Sums:
    """The shares of what is counted by name below a path: each of its parts is one."""
    attended, handed_in = [0, 0], [0, 0]
    for row in rows:
        for figure in row.counted:
            into = (
                attended
                if figure.counted is Counted.ATTENDED
                else handed_in
                if figure.counted in _PAPERS
                else None
            )
            if into is not None:
                into[0] += sum(one.path.startswith(path) for one in figure.done)
                into[1] += sum(one.path.startswith(path) for one in figure.of)
    return Sums((attended[0], attended[1]), (handed_in[0], handed_in[1]))
