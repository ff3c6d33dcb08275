"""Buttons of the weekly messages: a school's card, the curator's and the coordinator's digest."""

from dataclasses import dataclass
from typing import ClassVar

from keyboards.tap import Tap, taps_of
from services.terms import Fact, Intention


@dataclass(frozen=True, slots=True)
class TurnWeekCard(Tap):
    """A page of the card of a week, by the number of its first day."""

    prefix: ClassVar[str] = "cwo"
    since: int
    page: int


@dataclass(frozen=True, slots=True)
class WeekIntend(Tap):
    """Who will come, answered on the card."""

    prefix: ClassVar[str] = "cwi"
    since: int
    page: int
    occurrence_id: int
    school_id: int
    intention: Intention


@dataclass(frozen=True, slots=True)
class WeekFact(Tap):
    """Who came, answered on the card."""

    prefix: ClassVar[str] = "cwf"
    since: int
    page: int
    occurrence_id: int
    school_id: int
    fact: Fact


@dataclass(frozen=True, slots=True)
class WeekEvent(Tap):
    """An event of the card, shown below it."""

    prefix: ClassVar[str] = "cwe"
    occurrence_id: int


@dataclass(frozen=True, slots=True)
class WeekReport(Tap):
    """Report on something of the card, below it."""

    prefix: ClassVar[str] = "cwr"
    occurrence_id: int
    school_id: int


@dataclass(frozen=True, slots=True)
class WeekPlan(Tap):
    """The whole plan, below the card."""

    prefix: ClassVar[str] = "cwp"


@dataclass(frozen=True, slots=True)
class NudgeFromDigest(Tap):
    """Remind a school of an event, or for 0 all its silent schools; the digest stays."""

    prefix: ClassVar[str] = "cdn"
    since: int
    occurrence_id: int
    school_id: int


@dataclass(frozen=True, slots=True)
class OpenNeeds(Tap):
    """What needs a coordinator's hand."""

    prefix: ClassVar[str] = "cgo"


@dataclass(frozen=True, slots=True)
class ListSilent(Tap):
    """The silent schools, by page."""

    prefix: ClassVar[str] = "cgs"
    page: int


WEEK_TAPS: tuple[type[Tap], ...] = taps_of(globals())
