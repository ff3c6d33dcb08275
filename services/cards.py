"""What a reader sees of one occurrence: the event card and the shorter line of a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from db.enums import Fact, Intention, PartyKind, ReportStatus
from db.models import Attendance, Report
from db.repositories.answering import AnswerRow, ReportRow, Situation
from db.repositories.plans import Happening
from db.store import Store
from roadmap.asks import Party as Owing
from roadmap.asks import Proof
from roadmap.occurrences import is_day_off
from roadmap.people import public_text
from roadmap.reminders import EVENING
from services.access import Action, Actor
from services.attendees import below
from services.audience import (
    Party,
    audience,
    expected_schools,
    parties_for,
)
from services.demands import papers_of
from services.forms.proofs import form_of
from services.paper_states import PapersOfParty, papers_of_actor
from services.presence import can_check_in, said_fact, window_of
from services.row_demands import is_owed_by_schools, is_visited
from services.times import moment


@dataclass(frozen=True, slots=True)
class When:
    """Local days and clocks of an occurrence, the same in UTC, and the reader's zone."""

    first_day: date
    last_day: date
    begin_time: time | None
    end_time: time | None
    timezone: str
    reader_timezone: str
    precision: str
    is_deadline: bool
    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class PartyState:
    """What a party has answered and reported so far."""

    party: Party
    name: str
    intention: Intention | None
    reason: str | None
    # What was said; silence that was written down is none, see `is_closed`.
    fact: Fact | None
    report_id: int | None
    report_status: ReportStatus | None
    fact_reason: str | None = None
    # Nothing was said until the event was closed.
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class EventLine:
    """An occurrence in a list."""

    occurrence_id: int
    number: str
    title: str
    kind: str
    temporal_role: str
    when: When
    is_mine: bool


@dataclass(frozen=True, slots=True)
class EventCard:
    """An occurrence in full, with the buttons that this reader may press."""

    occurrence_id: int
    number: str
    section: str
    title: str
    kind: str
    temporal_role: str
    when: When
    dates_raw: str
    place_name: str
    roles: tuple[str, ...]
    result: str
    link: str | None
    now: datetime
    attendance_expected: bool
    report_expected: bool
    questions: tuple[dict[str, Any], ...]
    parties: tuple[PartyState, ...]
    can_read_answers: bool
    is_cancelled: bool
    # A weekend or a holiday by the production calendar: worth a second look.
    is_day_off: bool
    # Whether it is time to say who came: a date without a clock is asked about in the evening.
    asks_fact: bool
    # The row to edit, for its coordinator; None for everybody else.
    row_id: int | None
    # The reader has asked for no reminders of it.
    is_muted: bool = False
    # One may say «I am here» now; with a word that is shown there, if it has one.
    takes_check_in: bool = False
    asks_word: bool = False
    # For whoever keeps the attendance of this event; None for everybody else.
    code_word: str | None = None
    keeps_attendance: bool = False
    # What the reader owes as somebody above schools.
    papers: tuple[PapersOfParty, ...] = ()
    # The name of the only question for schools, where one button answers it.
    one_tap: str = ""
    # Who hands in what about it, be it the reader or not.
    asked: tuple[tuple[Owing, tuple[Proof, ...]], ...] = ()
    # Somebody comes to the schools: they say nothing beforehand.
    is_visited: bool = False

    @property
    def is_past(self) -> bool:
        """Whether the occurrence has ended."""
        return self.when.ends_at <= self.now

    @property
    def speaks_to_school(self) -> bool:
        """Whether the reader represents a school: only schools file reports."""
        return any(state.party.kind is PartyKind.SCHOOL for state in self.parties)

    @property
    def has_term(self) -> bool:
        """Whether something is to be done by a last day; a single day is when it happens."""
        return self.when.is_deadline or self.temporal_role == "period"

    @property
    def takes_reports(self) -> bool:
        """Whether something can be handed in: of an event only once it has begun."""
        return self.report_expected and (self.is_span or self.when.begins_at <= self.now)

    @property
    def is_span(self) -> bool:
        """Whether it is work for a time, which may be done before its end."""
        is_work = self.temporal_role in {"deadline", "period"}
        return is_work or self.when.is_deadline or self.when.precision != "day"


def when_of(found: Happening, reader_timezone: str) -> When:
    """The times of an occurrence as a reader in a zone needs them."""
    occurrence = found.occurrence
    return When(
        first_day=occurrence.first_day,
        last_day=occurrence.last_day,
        begin_time=occurrence.begin_time,
        end_time=occurrence.end_time,
        timezone=occurrence.timezone,
        reader_timezone=reader_timezone,
        precision=occurrence.precision,
        is_deadline=occurrence.is_deadline,
        begins_at=occurrence.begins_at,
        ends_at=occurrence.ends_at,
    )


def line_of(found: Happening, actor: Actor) -> EventLine:
    """An occurrence as a line of a list."""
    return EventLine(
        occurrence_id=found.occurrence.id,
        number=found.row.number,
        title=found.row.title,
        kind=found.row.kind,
        temporal_role=found.row.temporal_role,
        when=when_of(found, actor.timezone),
        is_mine=bool(parties_of(found, actor)),
    )


def parties_of(found: Happening, actor: Actor) -> dict[Party, str]:
    """For whom the actor may answer about an occurrence, with the names of those parties."""
    parties: dict[Party, str] = {}
    if actor.person_id is None:
        return parties
    for seat in actor.seats:
        for party, name in parties_for(found.row, found.place.path, seat, actor.person_id):
            parties.setdefault(party, name or actor.name)
    return parties


async def situation_of(
    store: Store,
    found: Happening,
    actor: Actor,
    *,
    school: tuple[int, datetime] | None = None,
) -> Situation:
    """What the reader's parties have said about an occurrence."""
    return await store.answering.situation(
        found.occurrence.id,
        found.row.id,
        actor.person_id,
        [party.id for party in parties_of(found, actor)],
        school=school,
    )


async def card_of(
    store: Store,
    found: Happening,
    actor: Actor,
    now: datetime,
    situation: Situation | None = None,
) -> EventCard:
    """Build the card of an occurrence for a reader; what is known already is not asked again."""
    parties = parties_of(found, actor)
    if situation is None:
        situation = await situation_of(store, found, actor)
    row = found.row
    keeps = window_of(found) is not None and actor.may(Action.KEEP_ATTENDANCE, found.place.path)
    return EventCard(
        occurrence_id=found.occurrence.id,
        number=row.number,
        section=row.section,
        title=row.title,
        kind=row.kind,
        temporal_role=row.temporal_role,
        when=when_of(found, actor.timezone),
        dates_raw=row.dates_raw,
        place_name=found.place.name,
        roles=tuple(sorted(audience(row))),
        # As the title: the document may name people whom readers need not know.
        result=public_text(row.result_raw),
        link=row.link,
        now=now,
        attendance_expected=row.attendance_expected,
        report_expected=is_owed_by_schools(row),
        questions=tuple(row.questions),
        parties=tuple(
            state_of(party, name, situation.answers, situation.reports)
            for party, name in parties.items()
        ),
        can_read_answers=await _has_answers(store, found, actor),
        is_cancelled=found.occurrence.cancelled_at is not None,
        is_day_off=_is_event_on_day_off(found),
        asks_fact=asks_fact(found, now),
        row_id=row.id if actor.may(Action.IMPORT_PLAN, found.place.path) else None,
        is_muted=situation.is_muted,
        takes_check_in=can_check_in(found, now),
        asks_word=found.occurrence.code_word is not None,
        code_word=found.occurrence.code_word if keeps else None,
        keeps_attendance=keeps,
        papers=await papers_of_actor(store, actor, found),
        one_tap=one_tap_of(found),
        asked=tuple((paper.by, paper.proofs) for paper in papers_of(found).values()),
        is_visited=is_visited(row),
    )


def one_tap_of(found: Happening) -> str:
    """The only question of what schools hand in, where one tap answers it; else nothing."""
    paper = papers_of(found).get(Owing.SCHOOL)
    if paper is None:
        return ""
    step = form_of(paper.proofs, paper.goals, found.row.own_form).one_tap
    return step.name if step is not None else ""


async def _has_answers(store: Store, found: Happening, actor: Actor) -> bool:
    """Whether schools of this reader, or people below him, are expected to answer something."""
    row = found.row
    if not (row.attendance_expected or is_owed_by_schools(row)):
        return False
    scope = actor.scope(Action.READ_ANSWERS)
    if not scope:
        return False
    schools = await expected_schools(store, row, found.place.path)
    if any(school.path.startswith(scope) for school in schools):
        return True
    # What colleagues say about themselves is for whoever keeps the attendance.
    return bool(await below(store, found, actor, Action.KEEP_ATTENDANCE))


def asks_fact(found: Happening, now: datetime) -> bool:
    """Whether it is time to say who came, no longer who will."""
    occurrence = found.occurrence
    if occurrence.begin_time is not None or occurrence.precision != "day":
        return occurrence.ends_at <= now
    return moment(occurrence.last_day, EVENING, occurrence.timezone) <= now


def _is_event_on_day_off(found: Happening) -> bool:
    occurrence = found.occurrence
    if occurrence.is_deadline or occurrence.precision != "day":
        return False
    return found.row.attendance_expected and is_day_off(occurrence.first_day)


def state_of(
    party: Party,
    name: str,
    attendances: Sequence[Attendance | AnswerRow],
    reports: Sequence[Report | ReportRow],
) -> PartyState:
    """What a party has answered, looked up among the answers of one occurrence."""
    answer = next(
        (a for a in attendances if (a.party_kind, a.party_id) == (party.kind, party.id)), None
    )
    report = next(
        (r for r in reports if party.kind is PartyKind.SCHOOL and r.place_id == party.id), None
    )
    return PartyState(
        party=party,
        name=name,
        intention=Intention(answer.intention) if answer and answer.intention else None,
        reason=answer.reason if answer else None,
        fact=said_fact(answer),
        report_id=report.id if report else None,
        report_status=ReportStatus(report.status) if report else None,
        fact_reason=answer.fact_reason if answer else None,
        is_closed=answer is not None and answer.fact == Fact.NO_ANSWER,
    )
