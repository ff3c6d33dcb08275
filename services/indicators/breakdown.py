"""A figure taken apart: by municipality, event, month, cohort; and figures by section."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from db.repositories.paths import ids_of
from services.indicators.figure import HUNDRED, Counted, Figure, Named, NamedKind, Shape
from services.times import local_day

_IN_PARTS = frozenset({Shape.SHARE, Shape.EVERYONE, Shape.FACT})
_BY_HAND = frozenset({Counted.NUMBERS, Counted.GROWTH})


class Standing(StrEnum):
    """How a figure stands against what is wanted."""

    REACHED = "reached"
    RUNNING = "running"
    # Somebody is late with it.
    BEHIND = "behind"
    # The target can be reached no more.
    LOST = "lost"
    # Nobody has entered what only people know.
    UNKNOWN = "unknown"
    AHEAD = "ahead"
    # Its row has no day yet, so nobody is asked.
    UNDATED = "undated"


class Split(StrEnum):
    """By what a figure can be taken apart."""

    PLACE = "place"
    EVENT = "event"
    MONTH = "month"
    COHORT = "cohort"


@dataclass(frozen=True, slots=True)
class Slice:
    """One part of a figure: so many of so many. `key` is a place, an event or a year by number."""

    key: int
    name: str
    done: int
    of: int
    # The day of an event, the first of a month.
    day: date | None = None

    @property
    def percent(self) -> float | None:
        """The share, or None of nothing."""
        return HUNDRED * self.done / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a road map: how much of what it wants is done, over all its figures."""

    title: str
    figures: tuple[Figure, ...]
    done: float
    of: float

    @property
    def percent(self) -> float | None:
        """The share, or None where nothing can be counted yet."""
        return HUNDRED * self.done / self.of if self.of else None


def standing(figure: Figure, now: datetime) -> Standing:
    """How a figure stands; a share without a target of its own wants everybody."""
    if figure.value is None:
        return _without_value(figure, now)
    wanted = figure.target if figure.target is not None else _wanted(figure)
    if wanted is None:
        return Standing.REACHED if figure.value > 0 else Standing.RUNNING
    if figure.value >= wanted:
        return Standing.REACHED
    if figure.forecast is not None and not figure.forecast.is_reachable:
        return Standing.LOST
    if _is_ahead(figure, now):
        return Standing.AHEAD
    late = figure.plan is not None and figure.value < figure.plan
    return Standing.BEHIND if late or _is_late(figure, now) else Standing.RUNNING


def _is_ahead(figure: Figure, now: datetime) -> bool:
    """Whether nothing of it has begun, and nobody was early."""
    untouched = not figure.done and figure.entry is None and not figure.value
    return untouched and figure.begins_at is not None and figure.begins_at > now


def _without_value(figure: Figure, now: datetime) -> Standing:
    """Nothing is counted yet: is it too early, does nobody know it, or has nobody told it?"""
    if figure.begins_at is not None and figure.begins_at > now:
        return Standing.AHEAD
    if figure.counted in _BY_HAND and figure.shape is Shape.SHARE:
        return Standing.UNKNOWN
    if figure.begins_at is None:
        return Standing.UNDATED
    if not figure.of:
        # Nobody is there who could be counted.
        return Standing.UNKNOWN
    return Standing.BEHIND if _is_late(figure, now) else Standing.RUNNING


def _is_late(figure: Figure, now: datetime) -> bool:
    return any(one.due_at is not None and one.due_at <= now for one in figure.missing)


def _wanted(figure: Figure) -> float | None:
    return float(HUNDRED) if figure.unit == "%" else None


def completion(figures: Iterable[Figure]) -> tuple[float, float]:
    """How much is done of all that figures want: each figure is one, parts of it count.

    What has not begun, or what nobody has entered, is left out.
    """
    done = of = 0.0
    for figure in figures:
        part = part_done(figure)
        if part is not None:
            done, of = done + part, of + 1
    return done, of


def part_done(figure: Figure) -> float | None:
    """Which part of a figure's target is reached, at most all of it; None where unknown."""
    if figure.value is None:
        return None
    if figure.target:
        return max(0.0, min(1.0, figure.value / figure.target))
    if figure.shape in _IN_PARTS and figure.unit == "%":
        return max(0.0, min(1.0, figure.value / HUNDRED))
    return 1.0 if figure.value > 0 else 0.0


def by_section(figures: Sequence[Figure]) -> list[Section]:
    """Figures by section, in the order of the map."""
    grouped: dict[str, list[Figure]] = {}
    for figure in figures:
        grouped.setdefault(figure.section, []).append(figure)
    return [Section(title, tuple(some), *completion(some)) for title, some in grouped.items()]


def by_place(figure: Figure, names: Mapping[int, str], *, depth: int = 1) -> list[Slice]:
    """By the places of one level of the tree, by name; 1 are municipalities, 2 are schools."""
    grouped: defaultdict[int, list[Named]] = defaultdict(list)
    for one in figure.of:
        ids = ids_of(one.path)
        if one.kind is not NamedKind.ROW and len(ids) > depth:
            grouped[ids[depth]].append(one)
    slices = [_slice(key, names.get(key, ""), some) for key, some in grouped.items()]
    return sorted(slices, key=lambda one: (one.name, one.key))


def by_cohort(figure: Figure, years: Mapping[int, Iterable[int]]) -> list[Slice]:
    """By the years in which schools take part; a school of two years stands in both."""
    grouped: defaultdict[int, list[Named]] = defaultdict(list)
    for one in figure.of:
        if one.kind is NamedKind.PLACE:
            for year in years.get(one.id, ()):
                grouped[year].append(one)
    return [_slice(year, str(year), grouped[year]) for year in sorted(grouped)]


def by_event(figure: Figure, days: Mapping[int, date]) -> list[Slice]:
    """By happening, in order of time: who was counted at each of them."""
    return [
        Slice(key, "", done, of, day)
        for key, day in sorted(days.items(), key=lambda item: (item[1], item[0]))
        for done, of in [_at_event(figure, key)]
        if of
    ]


def _at_event(figure: Figure, key: int) -> tuple[int, int]:
    there = [one for one in figure.of if one.occurrence_id in {0, key}]
    done = sum(any(trace.occurrence_id == key for trace in one.traces) for one in there)
    return done, len(there)


def by_month(figure: Figure, timezone: str) -> list[Slice]:
    """How many were counted by the end of each month, of all."""
    days = sorted(local_day(one.done_at, timezone) for one in figure.done if one.done_at)
    months = sorted({day.replace(day=1) for day in days})
    return [
        Slice(0, "", sum(day.replace(day=1) <= month for day in days), len(figure.of), month)
        for month in months
    ]


def _slice(key: int, name: str, named: Sequence[Named]) -> Slice:
    return Slice(key, name, sum(bool(one.traces) for one in named), len(named))


def splits_of(figure: Figure, *, cohorts: bool) -> Iterator[Split]:
    """By what a figure can be taken apart sensibly."""
    if not figure.of:
        return
    kinds = {one.kind for one in figure.of}
    if len({ids[1] for one in figure.of if len(ids := ids_of(one.path)) > 1}) > 1:
        yield Split.PLACE
    if kinds != {NamedKind.ROW}:
        events = {trace.occurrence_id for one in figure.of for trace in one.traces}
        if len(events | {one.occurrence_id for one in figure.of if one.occurrence_id}) > 1:
            yield Split.EVENT
    if figure.done:
        yield Split.MONTH
    if cohorts and NamedKind.PLACE in kinds:
        yield Split.COHORT
