"""Buttons of what leaves the chat: the calendar of a phone, a week on paper."""

from dataclasses import dataclass
from typing import ClassVar

from keyboards.tap import Tap, taps_of


@dataclass(frozen=True, slots=True)
class OpenCalendar(Tap):
    """How the plan gets into a calendar."""

    prefix: ClassVar[str] = "ics"


@dataclass(frozen=True, slots=True)
class TakeCalendarFile(Tap):
    """The events as a file."""

    prefix: ClassVar[str] = "icf"


@dataclass(frozen=True, slots=True)
class MakeAddress(Tap):
    """An address for a subscription; `sure` when it may end an old one."""

    prefix: ClassVar[str] = "ica"
    sure: int


@dataclass(frozen=True, slots=True)
class RevokeAddress(Tap):
    """The end of the address."""

    prefix: ClassVar[str] = "icr"


@dataclass(frozen=True, slots=True)
class PrintWeek(Tap):
    """A week on one page, counted from the present one."""

    prefix: ClassVar[str] = "icp"
    page: int
    mine: int


CALENDAR_TAPS = taps_of(globals())
