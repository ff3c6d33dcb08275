"""Buttons of everybody: ids and choices only, one small class per action."""

from dataclasses import dataclass
from typing import ClassVar

from keyboards.announced_callbacks import ANNOUNCED_TAPS
from keyboards.attendance_callbacks import ATTENDANCE_TAPS
from keyboards.broadcast_callbacks import BROADCAST_TAPS
from keyboards.calendar_callbacks import CALENDAR_TAPS
from keyboards.desk_callbacks import DESK_TAPS
from keyboards.figure_callbacks import FIGURE_TAPS
from keyboards.group_callbacks import GROUP_TAPS
from keyboards.habit_callbacks import HABIT_TAPS
from keyboards.nudge_callbacks import NUDGE_TAPS
from keyboards.official_callbacks import OFFICIAL_TAPS
from keyboards.own_form_callbacks import OWN_FORM_TAPS
from keyboards.parcel_callbacks import PARCEL_TAPS
from keyboards.people_callbacks import PEOPLE_TAPS
from keyboards.places_callbacks import PLACES_TAPS
from keyboards.plan_callbacks import PLAN_TAPS
from keyboards.privacy_callbacks import PRIVACY_TAPS
from keyboards.question_callbacks import QUESTION_TAPS
from keyboards.reminder_callbacks import REMINDER_TAPS
from keyboards.report_callbacks import REPORT_TAPS
from keyboards.shared_callbacks import SHARED_TAPS
from keyboards.staffing_callbacks import STAFFING_TAPS
from keyboards.tap import Tap, taps_of
from keyboards.todo_callbacks import TODO_TAPS
from keyboards.week_callbacks import WEEK_TAPS
from keyboards.why_callbacks import WHY_TAPS
from services.terms import Fact, Intention, PartyKind, Role


@dataclass(frozen=True, slots=True)
class OpenMenu(Tap):
    """The menu."""

    prefix: ClassVar[str] = "m"


@dataclass(frozen=True, slots=True)
class Agree(Tap):
    """Consent given to a version of the text; the rest travels along, nothing is stored."""

    prefix: ClassVar[str] = "ok2"
    version: int
    locale: str
    payload: str


@dataclass(frozen=True, slots=True)
class ReadConsent(Tap):
    """A page of the consent in a language; `page` 0 is what it says in short."""

    prefix: ClassVar[str] = "ct1"
    locale: str
    page: int
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
class MoreOfEvent(Tap):
    """What a coordinator needs seldom about an event."""

    prefix: ClassVar[str] = "em"
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
class DialogResume(Tap):
    """Go on with a form that was left."""

    prefix: ClassVar[str] = "dg"
    dialog_id: int


@dataclass(frozen=True, slots=True)
class DialogGive(Tap):
    """Take the quoted message as the answer to a question of a form."""

    prefix: ClassVar[str] = "dv"
    dialog_id: int
    step: str


@dataclass(frozen=True, slots=True)
class DialogCancel(Tap):
    """Drop a form."""

    prefix: ClassVar[str] = "dx"
    dialog_id: int


@dataclass(frozen=True, slots=True)
class DialogNotYet(Tap):
    """What a form asks about is not done yet: it is dropped, and comes later."""

    prefix: ClassVar[str] = "dy"
    dialog_id: int


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
class OpenDigest(Tap):
    """A curator's week by the number of its Monday; `names` 1 tells who is silent."""

    prefix: ClassVar[str] = "dw"
    monday: int
    names: int


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


TAPS: tuple[type[Tap], ...] = (
    *taps_of(globals()),
    *ATTENDANCE_TAPS,
    *ANNOUNCED_TAPS,
    *BROADCAST_TAPS,
    *CALENDAR_TAPS,
    *DESK_TAPS,
    *FIGURE_TAPS,
    *GROUP_TAPS,
    *HABIT_TAPS,
    *OFFICIAL_TAPS,
    *OWN_FORM_TAPS,
    *PLAN_TAPS,
    *PARCEL_TAPS,
    *PEOPLE_TAPS,
    *PLACES_TAPS,
    *PRIVACY_TAPS,
    *QUESTION_TAPS,
    *REMINDER_TAPS,
    *REPORT_TAPS,
    *SHARED_TAPS,
    *STAFFING_TAPS,
    *TODO_TAPS,
    *WEEK_TAPS,
    *WHY_TAPS,
    *NUDGE_TAPS,
)
