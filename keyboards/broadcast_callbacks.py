"""Buttons of an announcement that is being written, of its audience, of a second pair of eyes."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from keyboards.tap import Tap, taps_of
from services.audience_desk import Preset
from services.audience_lists import Part


@dataclass(frozen=True, slots=True)
class LetterAsk(Tap):
    """Ask for one part of it in words; an unknown one shows the whole."""

    prefix: ClassVar[str] = "na"
    dialog_id: int
    step: str


@dataclass(frozen=True, slots=True)
class LetterDrop(Tap):
    """Take a part out."""

    prefix: ClassVar[str] = "nx"
    dialog_id: int
    part: str


@dataclass(frozen=True, slots=True)
class LetterSwitch(Tap):
    """Turn something on or off."""

    prefix: ClassVar[str] = "nw"
    dialog_id: int
    part: str


@dataclass(frozen=True, slots=True)
class LetterPutOff(Tap):
    """Send it at one of the usual moments."""

    prefix: ClassVar[str] = "nt"
    dialog_id: int
    until: str


@dataclass(frozen=True, slots=True)
class LetterTry(Tap):
    """Send it to its author alone, as all will get it."""

    prefix: ClassVar[str] = "ni"
    dialog_id: int


@dataclass(frozen=True, slots=True)
class OpenAudience(Tap):
    """Whom it is for."""

    prefix: ClassVar[str] = "no"
    dialog_id: int


class More(StrEnum):
    """The screens of an audience behind the first."""

    FINER = "finer"
    NAMES = "names"


@dataclass(frozen=True, slots=True)
class MoreAudience(Tap):
    """Finer choices, or people by name."""

    prefix: ClassVar[str] = "ny"
    dialog_id: int
    more: More


@dataclass(frozen=True, slots=True)
class UsePreset(Tap):
    """One of the usual audiences."""

    prefix: ClassVar[str] = "nu"
    dialog_id: int
    preset: Preset


@dataclass(frozen=True, slots=True)
class OpenChoices(Tap):
    """A page of a list to tick."""

    prefix: ClassVar[str] = "nl"
    dialog_id: int
    part: Part
    page: int


@dataclass(frozen=True, slots=True)
class TickChoice(Tap):
    """Tick one thing, or take the tick away."""

    prefix: ClassVar[str] = "nk"
    dialog_id: int
    part: Part
    value: int
    page: int


@dataclass(frozen=True, slots=True)
class ClearChoices(Tap):
    """Take all ticks of a list away."""

    prefix: ClassVar[str] = "nc"
    dialog_id: int
    part: Part


@dataclass(frozen=True, slots=True)
class ShowSelection(Tap):
    """A page of who gets it (`left` 0) or who does not (1)."""

    prefix: ClassVar[str] = "ns"
    dialog_id: int
    left: int
    page: int


@dataclass(frozen=True, slots=True)
class AskTitle(Tap):
    """Keep the audience under a name."""

    prefix: ClassVar[str] = "nn"
    dialog_id: int


@dataclass(frozen=True, slots=True)
class UseSaved(Tap):
    """Speak to an audience that was kept."""

    prefix: ClassVar[str] = "nv"
    dialog_id: int
    audience_id: int


@dataclass(frozen=True, slots=True)
class ForgetSaved(Tap):
    """Take a kept audience out of the list."""

    prefix: ClassVar[str] = "nf"
    dialog_id: int
    audience_id: int


@dataclass(frozen=True, slots=True)
class DecideBroadcast(Tap):
    """A second pair of eyes agrees (1) or does not (0)."""

    prefix: ClassVar[str] = "nj"
    broadcast_id: int
    agrees: int


@dataclass(frozen=True, slots=True)
class TryChecked(Tap):
    """Show an announcement to a second pair of eyes as all will get it."""

    prefix: ClassVar[str] = "nz"
    broadcast_id: int


BROADCAST_TAPS = taps_of(globals())
