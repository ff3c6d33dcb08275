"""What buttons carry: one small class per action, ids and choices only.

Buttons live for ever and their data can be forged, so reading is strict: exact number of fields,
plain decimal numbers of at most 16 digits, known choices. (The framework's own reader takes
« 7 », «+7» and numbers of any length.)
"""

import re
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, ClassVar, Self, get_type_hints

from services.terms import Fact, Intention, PartyKind, Role

LIMIT_BYTES = 64
_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,15}", re.ASCII)
_FIELD_TYPES: dict[type, tuple[type, ...]] = {}
_WORD = re.compile(r"[A-Za-z0-9_-]{0,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Tap:
    """Base of all buttons' data."""

    prefix: ClassVar[str] = ""

    def pack(self) -> str:
        """The data of a button; raises ValueError beyond 64 bytes."""
        values = [str(getattr(self, field.name)) for field in fields(self)]
        packed = ":".join([self.prefix, *values])
        if len(packed.encode()) > LIMIT_BYTES:
            raise ValueError(f"{type(self).__name__} does not fit in a button")
        return packed

    @classmethod
    def unpack(cls, data: str) -> Self | None:
        """Read the data of a button; None when it is not exactly of this class."""
        prefix, *parts = data.split(":")
        kinds = _field_types(cls)
        if prefix != cls.prefix or len(parts) != len(kinds):
            return None
        values = [_read(kind, part) for kind, part in zip(kinds, parts, strict=True)]
        return None if None in values else cls(*values)


def _field_types(cls: type[Tap]) -> tuple[type, ...]:
    if cls not in _FIELD_TYPES:
        hints = get_type_hints(cls)
        _FIELD_TYPES[cls] = tuple(hints[field.name] for field in fields(cls))
    return _FIELD_TYPES[cls]


def _read(kind: type, part: str) -> Any:
    if kind is int:
        return int(part) if _NUMBER.fullmatch(part) else None
    if issubclass(kind, StrEnum):
        return next((member for member in kind if member.value == part), None)
    return part if _WORD.fullmatch(part) else None


@dataclass(frozen=True, slots=True)
class OpenMenu(Tap):
    """The menu."""

    prefix: ClassVar[str] = "m"


@dataclass(frozen=True, slots=True)
class Agree(Tap):
    """Consent given; the payload of the invitation travels in the button, nothing is stored."""

    prefix: ClassVar[str] = "ok"
    payload: str


@dataclass(frozen=True, slots=True)
class ReadConsent(Tap):
    """The full text of the consent; `full` 0 goes back to the short one."""

    prefix: ClassVar[str] = "ct"
    full: int
    payload: str


@dataclass(frozen=True, slots=True)
class ChoosePlace(Tap):
    """Go to a place of the tree; 0 is its top."""

    prefix: ClassVar[str] = "cp"
    place_id: int


@dataclass(frozen=True, slots=True)
class Subscribe(Tap):
    """Read the plan of a place."""

    prefix: ClassVar[str] = "sb"
    place_id: int


@dataclass(frozen=True, slots=True)
class OpenWeek(Tap):
    """A week of the plan; `page` 0 is the present one, `mine` 0 shows all rows."""

    prefix: ClassVar[str] = "wk"
    page: int
    mine: int


@dataclass(frozen=True, slots=True)
class OpenEvent(Tap):
    """The card of an event."""

    prefix: ClassVar[str] = "e"
    occurrence_id: int


@dataclass(frozen=True, slots=True)
class UnfoldEvent(Tap):
    """The card of an event with everything the document says."""

    prefix: ClassVar[str] = "ef"
    occurrence_id: int


@dataclass(frozen=True, slots=True)
class Intend(Tap):
    """Who will come."""

    prefix: ClassVar[str] = "a"
    occurrence_id: int
    party_kind: PartyKind
    party_id: int
    intention: Intention


@dataclass(frozen=True, slots=True)
class StateFact(Tap):
    """Who came."""

    prefix: ClassVar[str] = "f"
    occurrence_id: int
    party_kind: PartyKind
    party_id: int
    fact: Fact


@dataclass(frozen=True, slots=True)
class OpenAnswers(Tap):
    """Who has answered about an event."""

    prefix: ClassVar[str] = "an"
    occurrence_id: int


@dataclass(frozen=True, slots=True)
class ListReports(Tap):
    """What can be reported on."""

    prefix: ClassVar[str] = "rl"


@dataclass(frozen=True, slots=True)
class BeginReport(Tap):
    """Report on an event in the name of a school."""

    prefix: ClassVar[str] = "r"
    occurrence_id: int
    school_id: int


@dataclass(frozen=True, slots=True)
class OpenReport(Tap):
    """A report."""

    prefix: ClassVar[str] = "ro"
    report_id: int


@dataclass(frozen=True, slots=True)
class AcceptReport(Tap):
    """Confirm a report as it was seen."""

    prefix: ClassVar[str] = "ra"
    report_id: int
    version: int


@dataclass(frozen=True, slots=True)
class ReturnReport(Tap):
    """Send a report back, as it was seen."""

    prefix: ClassVar[str] = "rr"
    report_id: int
    version: int


@dataclass(frozen=True, slots=True)
class NextReport(Tap):
    """The next report that waits, after one."""

    prefix: ClassVar[str] = "rn"
    after_id: int


@dataclass(frozen=True, slots=True)
class ShowEvidence(Tap):
    """The file of a report."""

    prefix: ClassVar[str] = "rf"
    report_id: int


@dataclass(frozen=True, slots=True)
class DialogChoice(Tap):
    """A choice offered by a question of a form."""

    prefix: ClassVar[str] = "dc"
    dialog_id: int
    step: str
    choice: str


@dataclass(frozen=True, slots=True)
class DialogBack(Tap):
    """The question before."""

    prefix: ClassVar[str] = "db"
    dialog_id: int


@dataclass(frozen=True, slots=True)
class DialogRevise(Tap):
    """One question again."""

    prefix: ClassVar[str] = "dr"
    dialog_id: int
    step: str


@dataclass(frozen=True, slots=True)
class DialogSubmit(Tap):
    """Finish a form."""

    prefix: ClassVar[str] = "ds"
    dialog_id: int


@dataclass(frozen=True, slots=True)
class DialogCancel(Tap):
    """Drop a form."""

    prefix: ClassVar[str] = "dx"
    dialog_id: int


@dataclass(frozen=True, slots=True)
class ImportHere(Tap):
    """Read the document that this message answers as the plan of a place."""

    prefix: ClassVar[str] = "ih"
    place_id: int


@dataclass(frozen=True, slots=True)
class SetPlanYear(Tap):
    """The year of a document that names none."""

    prefix: ClassVar[str] = "py"
    plan_id: int
    first: int
    # The second year of a school year, or 0.
    second: int


@dataclass(frozen=True, slots=True)
class OpenDoubts(Tap):
    """Doubtful rows of a draft, by page; page -1 is the summary."""

    prefix: ClassVar[str] = "pv"
    plan_id: int
    page: int


@dataclass(frozen=True, slots=True)
class PublishPlan(Tap):
    """Publish a draft."""

    prefix: ClassVar[str] = "pp"
    plan_id: int


@dataclass(frozen=True, slots=True)
class DiscardPlan(Tap):
    """Forget a draft."""

    prefix: ClassVar[str] = "pd"
    plan_id: int


@dataclass(frozen=True, slots=True)
class AskForDocument(Tap):
    """How to send a road map."""

    prefix: ClassVar[str] = "im"


@dataclass(frozen=True, slots=True)
class BeginBroadcast(Tap):
    """Write an announcement."""

    prefix: ClassVar[str] = "bc"


@dataclass(frozen=True, slots=True)
class OpenFigures(Tap):
    """Shares, by page."""

    prefix: ClassVar[str] = "s"
    page: int


@dataclass(frozen=True, slots=True)
class OpenSettings(Tap):
    """Settings."""

    prefix: ClassVar[str] = "st"


@dataclass(frozen=True, slots=True)
class SetLocale(Tap):
    """Choose a language."""

    prefix: ClassVar[str] = "sl"
    locale: str


@dataclass(frozen=True, slots=True)
class ChooseZone(Tap):
    """The list of zones."""

    prefix: ClassVar[str] = "sz"


@dataclass(frozen=True, slots=True)
class SetZone(Tap):
    """A zone by its number in the list; -1 is the zone of the place."""

    prefix: ClassVar[str] = "sn"
    number: int


@dataclass(frozen=True, slots=True)
class SetPause(Tap):
    """1 stops what the bot sends by itself, 0 resumes it."""

    prefix: ClassVar[str] = "sp"
    paused: int


@dataclass(frozen=True, slots=True)
class Leave(Tap):
    """Give up a role; `sure` 0 asks first."""

    prefix: ClassVar[str] = "lv"
    place_id: int
    role: Role
    sure: int


@dataclass(frozen=True, slots=True)
class OpenHelp(Tap):
    """Help."""

    prefix: ClassVar[str] = "h"


@dataclass(frozen=True, slots=True)
class OpenPrivacy(Tap):
    """What is stored about people."""

    prefix: ClassVar[str] = "pr"


TAPS: tuple[type[Tap], ...] = tuple(
    found
    for found in list(globals().values())
    if isinstance(found, type) and issubclass(found, Tap) and found is not Tap
)
