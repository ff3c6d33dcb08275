"""Buttons of the desk of who looks after schools, and of the journal of visits."""

from dataclasses import dataclass
from typing import ClassVar

from keyboards.tap import Tap, taps_of


@dataclass(frozen=True, slots=True)
class OpenCuratorDesk(Tap):
    """What waits for its reader."""

    prefix: ClassVar[str] = "vo"


@dataclass(frozen=True, slots=True)
class DeskAccept(Tap):
    """Say yes to a report of the queue, as it was seen; the next one comes."""

    prefix: ClassVar[str] = "va"
    report_id: int
    version: int


@dataclass(frozen=True, slots=True)
class DeskReturn(Tap):
    """Send a report of the queue back, as it was seen; the next one comes."""

    prefix: ClassVar[str] = "vr"
    report_id: int
    version: int


@dataclass(frozen=True, slots=True)
class ListSchools(Tap):
    """The schools as a traffic light, by page."""

    prefix: ClassVar[str] = "vl"
    page: int


@dataclass(frozen=True, slots=True)
class OpenSchoolDesk(Tap):
    """One school."""

    prefix: ClassVar[str] = "vs"
    school_id: int


@dataclass(frozen=True, slots=True)
class NudgeFromDesk(Tap):
    """Remind a school of an event; its screen stays."""

    prefix: ClassVar[str] = "vn"
    school_id: int
    occurrence_id: int


@dataclass(frozen=True, slots=True)
class OpenJournal(Tap):
    """Visits to the schools one looks after, by page."""

    prefix: ClassVar[str] = "vj"
    page: int


@dataclass(frozen=True, slots=True)
class OpenOwnDebts(Tap):
    """What its reader owes himself, by page."""

    prefix: ClassVar[str] = "vo1"
    page: int


@dataclass(frozen=True, slots=True)
class OpenOwnJournal(Tap):
    """Visits to one's own school, by page."""

    prefix: ClassVar[str] = "vw"
    page: int


DESK_TAPS: tuple[type[Tap], ...] = taps_of(globals())
