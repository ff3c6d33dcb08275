"""Buttons about one's own data, and about the record of actions."""

from dataclasses import dataclass
from typing import ClassVar

from keyboards.tap import Tap, taps_of


@dataclass(frozen=True, slots=True)
class ReadAgreed(Tap):
    """A page of the consent, from the screen about one's data."""

    prefix: ClassVar[str] = "ypt"
    page: int


@dataclass(frozen=True, slots=True)
class SendMyData(Tap):
    """Everything that is stored about oneself, as a file."""

    prefix: ClassVar[str] = "ypd"


@dataclass(frozen=True, slots=True)
class Withdraw(Tap):
    """Take the consent back; `sure` 0 asks first."""

    prefix: ClassVar[str] = "ypw"
    sure: int


@dataclass(frozen=True, slots=True)
class Forget(Tap):
    """Be forgotten; `asked` is the minute in which the question was asked, 0 asks it."""

    prefix: ClassVar[str] = "ypf"
    asked: int


@dataclass(frozen=True, slots=True)
class OpenAudit(Tap):
    """A page of the record of actions below one's places."""

    prefix: ClassVar[str] = "au"
    page: int


@dataclass(frozen=True, slots=True)
class AuditOfPerson(Tap):
    """What one person did."""

    prefix: ClassVar[str] = "aup"
    person_id: int
    page: int


@dataclass(frozen=True, slots=True)
class AuditOfPlace(Tap):
    """What happened at a place and below it."""

    prefix: ClassVar[str] = "auc"
    place_id: int
    page: int


@dataclass(frozen=True, slots=True)
class EventHistory(Tap):
    """Who changed an event, and when it was before."""

    prefix: ClassVar[str] = "aue"
    occurrence_id: int
    page: int


@dataclass(frozen=True, slots=True)
class OpenDeed(Tap):
    """One entry of the record."""

    prefix: ClassVar[str] = "aud"
    entry_id: int


PRIVACY_TAPS = taps_of(globals())
