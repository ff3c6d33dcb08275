"""Buttons that remind silent schools."""

from dataclasses import dataclass
from typing import ClassVar

from keyboards.tap import Tap, taps_of


@dataclass(frozen=True, slots=True)
class NudgeSchool(Tap):
    """Remind one school of an event."""

    prefix: ClassVar[str] = "ng"
    occurrence_id: int
    school_id: int


@dataclass(frozen=True, slots=True)
class NudgeSilent(Tap):
    """Remind all schools that are silent about an event."""

    prefix: ClassVar[str] = "ngs"
    occurrence_id: int


@dataclass(frozen=True, slots=True)
class OpenSilentSchools(Tap):
    """The silent schools of a message, by the minute from which it tells, as things stand now."""

    prefix: ClassVar[str] = "ngo"
    since: int


@dataclass(frozen=True, slots=True)
class NudgeListed(Tap):
    """Remind a school of such a list; the list stays."""

    prefix: ClassVar[str] = "ngl"
    since: int
    occurrence_id: int
    school_id: int


NUDGE_TAPS = taps_of(globals())
