"""A figure of a road map: so many of so many, each of them by name, with what proves it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

HUNDRED = 100


class Shape(StrEnum):
    """The five shapes of the road maps' indicators."""

    # So many per cent of a whole, once in the year.
    SHARE = "share"
    # All who are named, each time.
    EVERYONE = "everyone"
    # At least so many.
    THRESHOLD = "threshold"
    COUNT = "count"
    # Done or not.
    FACT = "fact"


class Counted(StrEnum):
    """What is counted: the rule by which somebody is among `Figure.done`."""

    ATTENDED = "attended"
    CERTIFIED = "certified"
    HANDED_IN = "handed_in"
    CURATED = "curated"
    ACTIVITIES = "activities"
    # Numbers that people have entered in their reports.
    NUMBERS = "numbers"
    # The second of two such shares less the first.
    GROWTH = "growth"
    LINKS = "links"


class NamedKind(StrEnum):
    """What stands in a numerator or a denominator."""

    PLACE = "place"
    PERSON = "person"
    ROW = "row"


class ProofKind(StrEnum):
    """The table in which the row behind a figure stands."""

    ATTENDANCE = "attendance"
    REPORT = "report"
    MEMBERSHIP = "membership"
    ENTRY = "figure_entry"


@dataclass(frozen=True, slots=True)
class Trace:
    """One row of the database behind a figure: where it stands, when it was said, what it adds.

    `amount` and `whole` are for numbers that people entered; else each row is one.
    """

    kind: ProofKind
    id: int
    at: datetime
    amount: float = 1
    whole: float | None = None
    # About which happening it was said; 0 where it is about none.
    occurrence_id: int = 0


@dataclass(frozen=True, slots=True)
class Named:
    """One of those counted; `occurrence_id` where each happening counts for itself (else 0)."""

    kind: NamedKind
    id: int
    name: str
    # Path of the place it is, or of the seat of the person: in whose figures it counts.
    path: str
    occurrence_id: int = 0
    # As what, in the words of roadmap.asks.Party, where several parties owe the same.
    by: str = ""
    # When it was to be done; None where no day is known.
    due_at: datetime | None = None
    # When the first day was over on which it could be seen; None of papers, and without a day.
    held_at: datetime | None = None
    # Whether it may still be done; those done are not asked.
    is_open: bool = True
    # Whether a report is there that counts as soon as a curator has said yes.
    is_with_curator: bool = False
    # Rows behind it, the first that made it count in front; empty where nothing is done.
    traces: tuple[Trace, ...] = ()

    @property
    def done_at(self) -> datetime | None:
        """When it was done; None where it is not."""
        return self.traces[0].at if self.traces else None


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure as somebody entered it by hand: two numbers of a share, or one."""

    id: int
    amount: float
    whole: float | None
    added_by: int | None
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Forecast:
    """Whether the target can still be reached: if `needed` of those `open` do it."""

    needed: int
    open: int

    @property
    def is_reached(self) -> bool:
        """Whether nothing more is needed."""
        return self.needed <= 0

    @property
    def is_reachable(self) -> bool:
        """Whether enough of them may still do it."""
        return self.needed <= self.open


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator of one row, counted now.

    A row may have several (`part` 0, 1, …). `value` is in `unit`: «%» of a share, «» for a number
    of things, «bool» for a fact (0 or 1), «pp» for a growth of percentage points. It is None where
    nothing has begun yet, or where nobody has entered what only people know. `done` are those of
    `of` that have traces, in its order; both are empty where nobody in particular is counted.
    """

    row_id: int
    part: int
    number: str
    section: str
    title: str
    shape: Shape
    counted: Counted
    done: tuple[Named, ...]
    of: tuple[Named, ...]
    value: float | None
    # What the row wants at the end; None where it says nothing.
    target: float | None
    # What is to be there by now, of that; None where it cannot be told.
    plan: float | None
    unit: str
    # Entered by a coordinator instead of being counted; `counted_value` is what was counted.
    is_manual: bool = False
    counted_value: float | None = None
    entry: Entry | None = None
    forecast: Forecast | None = None
    # Words of the row for what a threshold counts; empty elsewhere.
    words: str = ""
    # Numbers entered by people add up to these; None where people or places are counted.
    amount: float | None = None
    whole: float | None = None
    # When the first happening of the row begins; None where it has none.
    begins_at: datetime | None = None

    @property
    def numerator(self) -> float:
        """The upper number of a share, or the number itself."""
        if self.entry is not None:
            return self.entry.amount
        return self.amount if self.amount is not None else len(self.done)

    @property
    def denominator(self) -> float | None:
        """The lower number of a share; None where there is none."""
        if self.entry is not None:
            return self.entry.whole
        if self.amount is not None:
            return self.whole
        return len(self.of) or None

    @property
    def missing(self) -> tuple[Named, ...]:
        """Those counted who have not done it."""
        return tuple(one for one in self.of if not one.traces)

    @property
    def with_curator(self) -> int:
        """Of those missing, how many have sent what a curator has still to say yes to."""
        return sum(one.is_with_curator for one in self.missing)

    @property
    def is_reached(self) -> bool | None:
        """Whether the target is reached; None without a target or a value."""
        if self.target is None or self.value is None:
            return None
        return self.value >= self.target
