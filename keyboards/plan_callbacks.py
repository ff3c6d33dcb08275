"""Buttons of a coordinator's work on road maps: import, rows, dates."""

from dataclasses import dataclass
from typing import ClassVar

from keyboards.tap import Tap, taps_of
from services.terms import RowState


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
class OpenPreview(Tap):
    """The summary of a draft or a plan."""

    prefix: ClassVar[str] = "pv"
    plan_id: int


@dataclass(frozen=True, slots=True)
class OpenSkipped(Tap):
    """Source rows that were not imported, and why."""

    prefix: ClassVar[str] = "ps"
    plan_id: int


@dataclass(frozen=True, slots=True)
class OpenForecast(Tap):
    """How many messages a plan will bring whom."""

    prefix: ClassVar[str] = "fo"
    plan_id: int


@dataclass(frozen=True, slots=True)
class OpenWarnings(Tap):
    """What in a plan cannot well happen as it is written, by page."""

    prefix: ClassVar[str] = "pw"
    plan_id: int
    page: int


@dataclass(frozen=True, slots=True)
class OpenChanges(Tap):
    """What an amended document changes, by page."""

    prefix: ClassVar[str] = "pc"
    plan_id: int
    page: int


@dataclass(frozen=True, slots=True)
class NextDoubt(Tap):
    """The next doubtful row of a plan after a position; -1 is the beginning."""

    prefix: ClassVar[str] = "nd"
    plan_id: int
    after: int


@dataclass(frozen=True, slots=True)
class ConfirmAlike(Tap):
    """So are all rows of a plan whose only doubt is `what`."""

    prefix: ClassVar[str] = "wa"
    plan_id: int
    what: str


@dataclass(frozen=True, slots=True)
class OpenRows(Tap):
    """All rows of a plan, by page."""

    prefix: ClassVar[str] = "pr0"
    plan_id: int
    page: int


@dataclass(frozen=True, slots=True)
class OpenRow(Tap):
    """One row of a plan; `editing` 1 shows what can be changed."""

    prefix: ClassVar[str] = "w"
    row_id: int
    editing: int


@dataclass(frozen=True, slots=True)
class JudgeRow(Tap):
    """So it is, not an event, or ask later; then the next doubtful row."""

    prefix: ClassVar[str] = "wj"
    row_id: int
    state: RowState


@dataclass(frozen=True, slots=True)
class EditRow(Tap):
    """Ask for a new title, date, time or link."""

    prefix: ClassVar[str] = "we"
    row_id: int
    what: str


@dataclass(frozen=True, slots=True)
class SetOpenDate(Tap):
    """Ask for the day of a row of the inbox: dropped, it goes back there."""

    prefix: ClassVar[str] = "od1"
    row_id: int


@dataclass(frozen=True, slots=True)
class PickMonth(Tap):
    """A month of the date picker, as year * 12 + month - 1."""

    prefix: ClassVar[str] = "wm"
    row_id: int
    month: int


@dataclass(frozen=True, slots=True)
class PickDay(Tap):
    """A day of the date picker, as its ordinal."""

    prefix: ClassVar[str] = "wd"
    row_id: int
    ordinal: int


@dataclass(frozen=True, slots=True)
class ChooseKind(Tap):
    """The list of kinds."""

    prefix: ClassVar[str] = "wk0"
    row_id: int


@dataclass(frozen=True, slots=True)
class SetKind(Tap):
    """What kind of event a row is."""

    prefix: ClassVar[str] = "wk1"
    row_id: int
    kind: str


@dataclass(frozen=True, slots=True)
class ToggleRow(Tap):
    """Switch an audience, attendance or report."""

    prefix: ClassVar[str] = "wt"
    row_id: int
    what: str


@dataclass(frozen=True, slots=True)
class ChooseRowZone(Tap):
    """The list of zones for a row's clock."""

    prefix: ClassVar[str] = "wz"
    row_id: int


@dataclass(frozen=True, slots=True)
class SetRowZone(Tap):
    """The zone of a row's clock, by its number in the list."""

    prefix: ClassVar[str] = "wz1"
    row_id: int
    number: int


@dataclass(frozen=True, slots=True)
class OpenDatesInbox(Tap):
    """Events whose day is still to be set, by page."""

    prefix: ClassVar[str] = "od"
    page: int


@dataclass(frozen=True, slots=True)
class OpenPlans(Tap):
    """Published road maps of the coordinator."""

    prefix: ClassVar[str] = "pl"


@dataclass(frozen=True, slots=True)
class CopyPlan(Tap):
    """Take a plan as the base of the next year."""

    prefix: ClassVar[str] = "py1"
    plan_id: int


@dataclass(frozen=True, slots=True)
class PublishAnyway(Tap):
    """Publish a map of which something seems wrong, after a question."""

    prefix: ClassVar[str] = "ppa"
    plan_id: int


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


PLAN_TAPS = taps_of(globals())
