"""Buttons of reports beyond a school's first one: mending, papers of others, whose word counts."""

from dataclasses import dataclass
from typing import ClassVar

from keyboards.tap import Tap, taps_of
from services.row_steps import StepChoice
from services.terms import Owing


@dataclass(frozen=True, slots=True)
class TickReport(Tap):
    """Hand in what one tap answers; `step` is the question the button was made for."""

    prefix: ClassVar[str] = "rk"
    occurrence_id: int
    school_id: int
    step: str


@dataclass(frozen=True, slots=True)
class MendReport(Tap):
    """Open a sent report again, at one question or ("") at its preview."""

    prefix: ClassVar[str] = "rm"
    report_id: int
    step: str


@dataclass(frozen=True, slots=True)
class ReadInFull(Tap):
    """The answers of a report letter by letter, where its card shows their beginning."""

    prefix: ClassVar[str] = "ru"
    report_id: int
    page: int


@dataclass(frozen=True, slots=True)
class BeginPaper(Tap):
    """Hand in what a curator, a methodist or a body owes about an event."""

    prefix: ClassVar[str] = "pb"
    occurrence_id: int
    by: Owing
    place_id: int


@dataclass(frozen=True, slots=True)
class ListPapers(Tap):
    """The schools about each of which something is written."""

    prefix: ClassVar[str] = "pt"
    occurrence_id: int
    by: Owing
    page: int


@dataclass(frozen=True, slots=True)
class ChooseSteps(Tap):
    """Whose word a report about a row needs: the choices."""

    prefix: ClassVar[str] = "sc"
    row_id: int


@dataclass(frozen=True, slots=True)
class SetSteps(Tap):
    """One of these choices."""

    prefix: ClassVar[str] = "ss"
    row_id: int
    choice: StepChoice


REPORT_TAPS = taps_of(globals())
