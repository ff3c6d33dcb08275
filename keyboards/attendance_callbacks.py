"""Buttons about who was there: checking in, the word of an event, the live list, a sent list."""

from dataclasses import dataclass
from typing import ClassVar

from keyboards.tap import Tap, taps_of
from services.terms import Fact, PartyKind


@dataclass(frozen=True, slots=True)
class Arrive(Tap):
    """I am here."""

    prefix: ClassVar[str] = "ci"
    occurrence_id: int
    party_kind: PartyKind
    party_id: int


@dataclass(frozen=True, slots=True)
class AskWord(Tap):
    """Which word will be shown at the event?"""

    prefix: ClassVar[str] = "ciw"
    occurrence_id: int


@dataclass(frozen=True, slots=True)
class MakeUpWord(Tap):
    """Let the bot think of the word."""

    prefix: ClassVar[str] = "cim"
    occurrence_id: int


@dataclass(frozen=True, slots=True)
class DropWord(Tap):
    """No word is asked for."""

    prefix: ClassVar[str] = "cid"
    occurrence_id: int


@dataclass(frozen=True, slots=True)
class OpenLive(Tap):
    """Who is there already, by page."""

    prefix: ClassVar[str] = "cil"
    occurrence_id: int
    page: int


@dataclass(frozen=True, slots=True)
class NudgeLive(Tap):
    """Remind those who are waited for; the live list stays."""

    prefix: ClassVar[str] = "cin"
    occurrence_id: int


@dataclass(frozen=True, slots=True)
class ChooseMended(Tap):
    """Whose answer should be mended?"""

    prefix: ClassVar[str] = "cic"
    occurrence_id: int
    page: int


@dataclass(frozen=True, slots=True)
class OpenMended(Tap):
    """What a school or a person has answered, to be mended."""

    prefix: ClassVar[str] = "cio"
    occurrence_id: int
    party_kind: PartyKind
    party_id: int


@dataclass(frozen=True, slots=True)
class MendFact(Tap):
    """Write down whether a school or a person was there."""

    prefix: ClassVar[str] = "cif"
    occurrence_id: int
    party_kind: PartyKind
    party_id: int
    fact: Fact


@dataclass(frozen=True, slots=True)
class AskList(Tap):
    """Send the list of participants of an event."""

    prefix: ClassVar[str] = "cia"
    occurrence_id: int


@dataclass(frozen=True, slots=True)
class OpenList(Tap):
    """What a sent list says."""

    prefix: ClassVar[str] = "cip"
    dialog_id: int


@dataclass(frozen=True, slots=True)
class ReviewList(Tap):
    """The next row of it that is unsure."""

    prefix: ClassVar[str] = "cir"
    dialog_id: int


@dataclass(frozen=True, slots=True)
class DecideRow(Tap):
    """Whom a row means; 0 for nobody."""

    prefix: ClassVar[str] = "cis"
    dialog_id: int
    number: int
    # Of a school its id, of somebody who comes for himself minus his.
    ref: int


@dataclass(frozen=True, slots=True)
class OtherSchool(Tap):
    """Another one than those guessed, by page."""

    prefix: ClassVar[str] = "cix"
    dialog_id: int
    number: int
    page: int


@dataclass(frozen=True, slots=True)
class ApplyList(Tap):
    """Write a list down; 1 also where a school has said otherwise."""

    prefix: ClassVar[str] = "ciy"
    dialog_id: int
    over_own_word: int


@dataclass(frozen=True, slots=True)
class DropList(Tap):
    """Forget a list."""

    prefix: ClassVar[str] = "ciz"
    dialog_id: int


ATTENDANCE_TAPS = taps_of(globals())
