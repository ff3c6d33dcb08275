"""Buttons of what is missing: schools without people, people out of reach."""

from dataclasses import dataclass
from typing import ClassVar

from keyboards.tap import Tap, taps_of
from services.staffing import Gap


@dataclass(frozen=True, slots=True)
class OpenPeople(Tap):
    """What is missing, in numbers."""

    prefix: ClassVar[str] = "ga"


@dataclass(frozen=True, slots=True)
class OpenGap(Tap):
    """A page of one kind of gap."""

    prefix: ClassVar[str] = "gp"
    gap: Gap
    page: int


STAFFING_TAPS = taps_of(globals())
