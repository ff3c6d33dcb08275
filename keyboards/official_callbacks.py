"""Buttons of official papers: what is ordered, its conclusions, its file."""

from dataclasses import dataclass
from typing import ClassVar

from keyboards.tap import Tap, taps_of
from services.official.cards import PaperPeriod


@dataclass(frozen=True, slots=True)
class OpenPapers(Tap):
    """What papers can be made of a road map; 0: of the only one, or which one?"""

    prefix: ClassVar[str] = "ofd"
    plan_id: int


@dataclass(frozen=True, slots=True)
class ChooseNote(Tap):
    """A note as it would be ordered."""

    prefix: ClassVar[str] = "ofn"
    plan_id: int
    place_id: int
    period: PaperPeriod
    layout: str


@dataclass(frozen=True, slots=True)
class ChooseNotePlace(Tap):
    """Which territory is it about?"""

    prefix: ClassVar[str] = "oft"
    plan_id: int
    period: PaperPeriod
    layout: str
    page: int


@dataclass(frozen=True, slots=True)
class OrderNote(Tap):
    """Make it."""

    prefix: ClassVar[str] = "ofo"
    plan_id: int
    place_id: int
    period: PaperPeriod
    layout: str


@dataclass(frozen=True, slots=True)
class OrderMap(Tap):
    """Make the road map with what has been done."""

    prefix: ClassVar[str] = "ofm"
    plan_id: int


@dataclass(frozen=True, slots=True)
class ChooseMonth(Tap):
    """Of which month?"""

    prefix: ClassVar[str] = "ofc"
    plan_id: int


@dataclass(frozen=True, slots=True)
class OrderMonth(Tap):
    """Make the report of a month so many months back."""

    prefix: ClassVar[str] = "ofb"
    plan_id: int
    back: int


@dataclass(frozen=True, slots=True)
class ListSheets(Tap):
    """Of which event is the attendance sheet?"""

    prefix: ClassVar[str] = "ofl"
    plan_id: int
    page: int


@dataclass(frozen=True, slots=True)
class OrderSheet(Tap):
    """Make the attendance sheet of an event."""

    prefix: ClassVar[str] = "ofe"
    occurrence_id: int


@dataclass(frozen=True, slots=True)
class ListSchoolPages(Tap):
    """Of which school is the page?"""

    prefix: ClassVar[str] = "ofg"
    plan_id: int
    page: int


@dataclass(frozen=True, slots=True)
class OrderSchoolPage(Tap):
    """Make everything of a school."""

    prefix: ClassVar[str] = "ofx"
    plan_id: int
    school_id: int
    layout: str


@dataclass(frozen=True, slots=True)
class OpenPaper(Tap):
    """One paper: how far it is, what it concludes."""

    prefix: ClassVar[str] = "ofp"
    paper_id: int


@dataclass(frozen=True, slots=True)
class SendPaper(Tap):
    """Its file once more."""

    prefix: ClassVar[str] = "off"
    paper_id: int


@dataclass(frozen=True, slots=True)
class MakePaperAgain(Tap):
    """Make it with the conclusions as they are now."""

    prefix: ClassVar[str] = "ofa"
    paper_id: int


@dataclass(frozen=True, slots=True)
class OpenConclusion(Tap):
    """One conclusion, to be changed or left out."""

    prefix: ClassVar[str] = "ofk"
    paper_id: int
    code: str


@dataclass(frozen=True, slots=True)
class EditConclusion(Tap):
    """Other words for it; an empty code is one more."""

    prefix: ClassVar[str] = "ofi"
    paper_id: int
    code: str


@dataclass(frozen=True, slots=True)
class DropConclusion(Tap):
    """Leave it out."""

    prefix: ClassVar[str] = "ofj"
    paper_id: int
    code: str


@dataclass(frozen=True, slots=True)
class RestoreConclusions(Tap):
    """Those that follow from the figures, all of them."""

    prefix: ClassVar[str] = "ofh"
    paper_id: int


OFFICIAL_TAPS = taps_of(globals())
