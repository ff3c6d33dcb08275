"""Buttons of a coordinator's own form: what shall be, so that a second tap changes nothing."""

from dataclasses import dataclass
from typing import ClassVar

from keyboards.tap import Tap, taps_of


@dataclass(frozen=True, slots=True)
class OpenOwnForm(Tap):
    """The own form of an event."""

    prefix: ClassVar[str] = "of"
    occurrence_id: int


@dataclass(frozen=True, slots=True)
class AddOwnQuestion(Tap):
    """One more question."""

    prefix: ClassVar[str] = "of1"
    occurrence_id: int


@dataclass(frozen=True, slots=True)
class OpenOwnQuestion(Tap):
    """A question, to move it, to make it optional, to delete it."""

    prefix: ClassVar[str] = "of2"
    occurrence_id: int
    number: int


@dataclass(frozen=True, slots=True)
class RaiseOwnQuestion(Tap):
    """One place earlier; `at` is where it stood when the button was made."""

    prefix: ClassVar[str] = "of3"
    occurrence_id: int
    number: int
    at: int


@dataclass(frozen=True, slots=True)
class RequireOwnQuestion(Tap):
    """Whether a question may be left without an answer."""

    prefix: ClassVar[str] = "of4"
    occurrence_id: int
    number: int
    optional: int


@dataclass(frozen=True, slots=True)
class DropOwnQuestion(Tap):
    """Delete a question."""

    prefix: ClassVar[str] = "of5"
    occurrence_id: int
    number: int


@dataclass(frozen=True, slots=True)
class PreviewOwnForm(Tap):
    """The questions as a school sees them, one by one."""

    prefix: ClassVar[str] = "of6"
    occurrence_id: int
    at: int


@dataclass(frozen=True, slots=True)
class SaveOwnForm(Tap):
    """Ask schools from now on."""

    prefix: ClassVar[str] = "of7"
    occurrence_id: int


@dataclass(frozen=True, slots=True)
class UndoOwnForm(Tap):
    """Forget what was changed since it was saved."""

    prefix: ClassVar[str] = "of8"
    occurrence_id: int


@dataclass(frozen=True, slots=True)
class RemoveOwnForm(Tap):
    """Ask what the row says again; `sure` 0 asks first."""

    prefix: ClassVar[str] = "of9"
    occurrence_id: int
    sure: int


OWN_FORM_TAPS = taps_of(globals())
