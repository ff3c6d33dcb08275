"""Buttons of the desk of those who speak for schools."""

from dataclasses import dataclass
from typing import ClassVar

from keyboards.tap import Tap, taps_of
from services.terms import Fact, Intention


@dataclass(frozen=True, slots=True)
class OpenTodo(Tap):
    """What the school owes, by page."""

    prefix: ClassVar[str] = "to"
    page: int


@dataclass(frozen=True, slots=True)
class TodoIntend(Tap):
    """Who will come, answered in the list."""

    prefix: ClassVar[str] = "ti"
    page: int
    occurrence_id: int
    school_id: int
    intention: Intention


@dataclass(frozen=True, slots=True)
class TodoFact(Tap):
    """Who came, answered in the list."""

    prefix: ClassVar[str] = "tf"
    page: int
    occurrence_id: int
    school_id: int
    fact: Fact


@dataclass(frozen=True, slots=True)
class TodoTick(Tap):
    """Hand in what one tap answers, in the list; `step` is the question of the button."""

    prefix: ClassVar[str] = "tk"
    page: int
    occurrence_id: int
    school_id: int
    step: str


@dataclass(frozen=True, slots=True)
class OpenYear(Tap):
    """What was done in a month, so many months ago."""

    prefix: ClassVar[str] = "ty"
    back: int


TODO_TAPS: tuple[type[Tap], ...] = taps_of(globals())
