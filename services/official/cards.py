"""What people see of official papers: what may be ordered, how far one is, its conclusions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from db.enums import OfficialKind, OfficialStatus
from services.official.conclusions import Sentence

# So many times a paper is tried.
MOST_ATTEMPTS = 3


class PaperPeriod(StrEnum):
    """The time a note is about, ending today where it has not ended."""

    WHOLE = "whole"
    MONTH = "month"
    LAST_MONTH = "last_month"
    QUARTER = "quarter"
    HALF = "half"


@dataclass(frozen=True, slots=True)
class PlanChoice:
    """A road map about which papers can be made."""

    plan_id: int
    title: str
    place_name: str
    year: str


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper in a list."""

    paper_id: int
    kind: OfficialKind
    layout: str
    place_name: str
    status: OfficialStatus
    ordered_at: datetime


@dataclass(frozen=True, slots=True)
class PapersDesk:
    """What somebody may order, and what he ordered last."""

    plans: tuple[PlanChoice, ...]
    # The one that is looked at; None where there is a choice still to be made.
    plan: PlanChoice | None
    # Those above schools make papers about them; a school only its own page.
    is_above: bool
    papers: tuple[PaperLine, ...]


@dataclass(frozen=True, slots=True)
class NoteChoice:
    """A note as it would be ordered now; `places` are the territories it could be about."""

    plan: PlanChoice
    place_id: int
    place_name: str
    places: tuple[tuple[int, str], ...]
    period: PaperPeriod
    layout: str
    since: date | None
    until: date


@dataclass(frozen=True, slots=True)
class EventChoice:
    """An event whose sheet can be made."""

    occurrence_id: int
    title: str
    first: date


@dataclass(frozen=True, slots=True)
class EventPage:
    """One page of events, the nearest to today on the first."""

    plan_id: int
    events: tuple[EventChoice, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class SchoolPage:
    """One page of schools whose page can be made."""

    plan_id: int
    schools: tuple[tuple[int, str], ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class PaperCard:
    """One paper: what it is, how far it is, what it concludes."""

    paper_id: int
    kind: OfficialKind
    layout: str
    place_name: str
    # Of its event, else of its road map.
    subject: str
    since: date | None
    until: date | None
    as_of: datetime
    timezone: str
    status: OfficialStatus
    stage: str
    done: int
    of: int
    trouble: str
    name: str
    size: int
    sentences: tuple[Sentence, ...]
    # Codes of generated sentences that were left out.
    left_out: tuple[str, ...]
    # Whether the conclusions were changed after the file was made.
    is_stale: bool
    message_id: int | None
    telegram_id: int
    locale: str


@dataclass(frozen=True, slots=True)
class PaperFile:
    """A finished paper, to be sent."""

    card: PaperCard
    content: bytes


@dataclass(frozen=True, slots=True)
class PaperNotice:
    """A paper that was ordered is ready; without contents it could not be made."""

    card: PaperCard
    content: bytes | None
