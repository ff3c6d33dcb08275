"""Buttons of the reminders of an event: which it has, for one happening or for all."""

from dataclasses import dataclass
from typing import ClassVar

from keyboards.tap import Tap, taps_of


@dataclass(frozen=True, slots=True)
class OpenRules(Tap):
    """The reminders of an event; `whole` 1 means all happenings of its row."""

    prefix: ClassVar[str] = "er"
    occurrence_id: int
    whole: int


@dataclass(frozen=True, slots=True)
class SwitchRule(Tap):
    """Switch one stage; `on` is what shall be, so that a second tap changes nothing."""

    prefix: ClassVar[str] = "er1"
    occurrence_id: int
    whole: int
    code: str
    on: int


@dataclass(frozen=True, slots=True)
class RestoreRules(Tap):
    """Back to the usual reminders."""

    prefix: ClassVar[str] = "er2"
    occurrence_id: int
    whole: int


@dataclass(frozen=True, slots=True)
class ReplaceRules(Tap):
    """The row's reminders for every happening to come, single choices too."""

    prefix: ClassVar[str] = "er3"
    occurrence_id: int


REMINDER_TAPS = taps_of(globals())
