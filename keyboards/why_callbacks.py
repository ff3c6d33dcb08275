"""Buttons of the ledger: why a school was not reminded."""

from dataclasses import dataclass
from typing import ClassVar

from keyboards.tap import Tap, taps_of


@dataclass(frozen=True, slots=True)
class WhySchools(Tap):
    """The schools to choose from."""

    prefix: ClassVar[str] = "ys"
    page: int


@dataclass(frozen=True, slots=True)
class WhySchool(Tap):
    """The events of a school; `page` 0 is around now, `everything` 1 shows others' events too."""

    prefix: ClassVar[str] = "yo"
    school_id: int
    page: int
    everything: int


@dataclass(frozen=True, slots=True)
class WhyEvent(Tap):
    """The schools of an event, those that were not reached first."""

    prefix: ClassVar[str] = "ye"
    occurrence_id: int
    page: int


@dataclass(frozen=True, slots=True)
class WhyBoth(Tap):
    """Every person and stage of one event at one school."""

    prefix: ClassVar[str] = "yb"
    school_id: int
    occurrence_id: int


WHY_TAPS: tuple[type[Tap], ...] = taps_of(globals())
