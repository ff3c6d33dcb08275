"""Result reports: filed by a school, accepted or returned by its curator."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from db.database import Database
from db.enums import (
    Fact,
    FactSource,
    OutboxKind,
    OutboxStatus,
    PartyKind,
    PlaceKind,
    ReportStatus,
    Role,
)
from db.models import Attendance, Person, Place, Report
from db.repositories.plans import Happening
from db.store import Store
from services.access import Action, Actor, internal, needs
from services.audience import Party
from services.calendar import reachable, visible_plans
from services.cards import EventLine, line_of, parties_of
from services.clock import Clock
from services.dialogs import Turn, open_dialog
from services.errors import DomainError, NotFoundError
from services.expectations import asks_report, has_term, stands
from services.forms.catalogue import RESULT_REPORT, RETURN_COMMENT
from services.names import clean
from services.presence import said_fact
from services.promises import promise_for_person
from services.redrawing import redraw_week_cards

_LOOK_BACK = timedelta(days=90)
_LOOK_AHEAD = timedelta(days=14)
_CHOICES = 8
_LANE = 0


@dataclass(frozen=True, slots=True)
class ReportChoice:
    """Something a school can report on."""

    line: EventLine
    school_id: int
    school_name: str
    status: ReportStatus | None


@dataclass(frozen=True, slots=True)
class ReportCard:
    """A report as its readers see it."""

    report_id: int
    version: int
    occurrence_id: int
    school_id: int
    number: str
    title: str
    school_name: str
    author_name: str
    reader_timezone: str
    status: ReportStatus
    answers: Mapping[str, Any]
    comment: str | None
    submitted_at: datetime
    late: bool
    may_decide: bool
    is_own: bool


class Reports:
    """Keeps reports and their decisions."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where reports are kept and who tells the time."""
        self._database = database
        self._clock = clock

    @needs(Action.REPORT)
    async def choices(self, actor: Actor) -> list[ReportChoice]:
        """What the actor's schools can report on: returned first, then the nearest term."""
        now = self._clock.now()
        async with self._database.read() as store:
            plan_ids = await visible_plans(store, actor)
            found = await store.plans.between(plan_ids, now - _LOOK_BACK, now + _LOOK_AHEAD)
            reports = {
                (r.occurrence_id, r.place_id): r
                for r in await store.duties.reports(one.occurrence.id for one in found)
            }
            choices = [
                _choice(one, party.id, name, actor, reports.get((one.occurrence.id, party.id)))
                for one in found
                if is_reportable(one, now)
                for party, name in parties_of(one, actor).items()
                if party.kind is PartyKind.SCHOOL
                and (stands(one) or (one.occurrence.id, party.id) in reports)
            ]
        open_ones = [c for c in choices if c.status in {None, ReportStatus.RETURNED}]
        open_ones.sort(key=lambda c: (c.status is None, _distance(c.line, now)))
        return open_ones[:_CHOICES]

    @needs(Action.REPORT)
    async def begin(self, actor: Actor, occurrence_id: int, school_id: int) -> Turn:
        """Open the report form; a returned report comes with its former answers."""
        now = self._clock.now()
        async with self._database.effect() as store:
            found, school = await self._owned(store, actor, occurrence_id, school_id)
            report = await store.duties.report_of(occurrence_id, school_id)
            if report is not None and report.status != ReportStatus.RETURNED:
                raise DomainError("report_sent_already")
            return await open_dialog(
                store,
                actor,
                RESULT_REPORT,
                {
                    "occurrence_id": occurrence_id,
                    "school_id": school_id,
                    "title": found.row.title,
                    "school": school.name,
                    "comment": report.comment if report else None,
                },
                key=f"{occurrence_id}:{school_id}",
                now=now,
                answers=report.answers if report else None,
            )

    @internal
    async def complete(
        self, store: Store, actor: Actor, subject: Mapping[str, Any], answers: Mapping[str, Any]
    ) -> ReportCard:
        """Store a finished form as a report and tell the curators, in the dialog's transaction."""
        now = self._clock.now()
        occurrence_id, school_id = int(subject["occurrence_id"]), int(subject["school_id"])
        found, school = await self._owned(store, actor, occurrence_id, school_id)
        report = await store.duties.report_of(occurrence_id, school_id)
        if report is None:
            report = Report(occurrence_id=occurrence_id, place_id=school_id, version=0)
            store.duties.add(report)
        elif report.status != ReportStatus.RETURNED:
            raise DomainError("report_sent_already")
        report.status = ReportStatus.SUBMITTED
        report.version += 1
        report.form_version = RESULT_REPORT.version
        report.answers = {**answers, "done": clean(str(answers.get("done", "")), 2_000)}
        report.late = found.occurrence.ends_at < now and asks_report(found)
        report.submitted_by, report.submitted_at = actor.id, now
        report.decided_by = report.decided_at = None
        await store.flush()
        store.intake.audit(
            now,
            actor.id,
            "report:submitted",
            object_kind="report",
            object_id=report.id,
            place_id=school_id,
        )
        await self._note_attendance(store, actor, found, school_id, answers)
        await store.escalations.stop(school_id, occurrence_id, now)
        await self._tell_curators(store, report, school)
        await redraw_week_cards(store, [school_id], now)
        return await _card(store, report, found, school, actor)

    @needs(Action.REPORT, Action.DECIDE_REPORT)
    async def card(self, actor: Actor, report_id: int) -> ReportCard:
        """A report through the actor's scope; raises NotFoundError."""
        async with self._database.read() as store:
            report, found, school = await _readable(store, actor, report_id)
            return await _card(store, report, found, school, actor)

    @needs(Action.DECIDE_REPORT)
    async def next_waiting(self, actor: Actor, after_id: int = 0) -> ReportCard | None:
        """The next report that waits for the actor's decision, oldest first."""
        async with self._database.read() as store:
            ids = await _decidable_schools(store, actor)
            report = await store.duties.next_waiting(ids, after_id)
            if report is None:
                return None
            _, found, school = await _readable(store, actor, report.id)
            return await _card(store, report, found, school, actor)

    @needs(Action.DECIDE_REPORT)
    async def accept(self, actor: Actor, report_id: int, version: int) -> ReportCard:
        """Confirm a report; raises DomainError `report_changed` for an older version."""
        async with self._database.effect() as store:
            return await self._decide(store, actor, (report_id, version), comment=None)

    @needs(Action.DECIDE_REPORT)
    async def begin_return(self, actor: Actor, report_id: int, version: int) -> Turn:
        """Ask why a report goes back."""
        async with self._database.effect() as store:
            report, found, school = await _readable(store, actor, report_id)
            _check_decidable(actor, report, school, version)
            return await open_dialog(
                store,
                actor,
                RETURN_COMMENT,
                {
                    "report_id": report_id,
                    "version": version,
                    "title": found.row.title,
                    "school": school.name,
                },
                key=f"{report_id}:{version}",
                now=self._clock.now(),
            )

    @internal
    async def complete_return(
        self, store: Store, actor: Actor, subject: Mapping[str, Any], answers: Mapping[str, Any]
    ) -> ReportCard:
        """Return a report with its comment, in the dialog's transaction."""
        key = (int(subject["report_id"]), int(subject["version"]))
        return await self._decide(store, actor, key, comment=clean(str(answers["comment"]), 500))

    async def _decide(
        self, store: Store, actor: Actor, key: tuple[int, int], comment: str | None
    ) -> ReportCard:
        now = self._clock.now()
        report, found, school = await _readable(store, actor, key[0])
        _check_decidable(actor, report, school, key[1])
        report.status = ReportStatus.CONFIRMED if comment is None else ReportStatus.RETURNED
        report.comment = comment
        report.decided_by, report.decided_at = actor.id, now
        store.intake.audit(
            now,
            actor.id,
            f"report:{report.status}",
            object_kind="report",
            object_id=report.id,
            place_id=report.place_id,
        )
        await store.flush()
        await self._tell_author(store, report)
        await redraw_week_cards(store, [report.place_id], now)
        if comment is not None:
            # Its weekly reminders ended with the report; it is owed again.
            for seat in await store.people.speakers(school):
                await promise_for_person(store, seat.person.id, now)
        return await _card(store, report, found, school, actor)

    async def _owned(
        self, store: Store, actor: Actor, occurrence_id: int, school_id: int
    ) -> tuple[Happening, Place]:
        found = await reachable(store, actor, occurrence_id)
        school = await store.places.get(school_id)
        if school is None or Party(PartyKind.SCHOOL, school_id) not in parties_of(found, actor):
            raise NotFoundError
        return found, school

    async def _note_attendance(
        self,
        store: Store,
        actor: Actor,
        found: Happening,
        school_id: int,
        answers: Mapping[str, Any],
    ) -> None:
        """A report with participants on a past event says that the school took part."""
        if not found.row.attendance_expected or found.occurrence.begins_at > self._clock.now():
            return
        row = await store.duties.attendance(found.occurrence.id, PartyKind.SCHOOL, school_id)
        if row is None:
            row = Attendance(
                occurrence_id=found.occurrence.id,
                party_kind=PartyKind.SCHOOL,
                party_id=school_id,
                answered_by=actor.id,
                answered_at=self._clock.now(),
            )
            store.duties.add(row)
        if said_fact(row) is None:
            # Also over the silence of a closed event; never over what was said.
            row.fact = Fact.ATTENDED if answers.get("participants") else Fact.MISSED
            row.fact_source, row.answered_by = FactSource.REPORT, actor.id

    async def _tell_curators(self, store: Store, report: Report, school: Place) -> None:
        way = [place.id for place in await store.places.ancestors(school.path)]
        seats = await store.people.seats_at(way, [Role.CURATOR])
        people = {seat.person.id: seat.person for seat in seats}
        await self._enqueue(
            store,
            report,
            OutboxKind.REPORT_CARD,
            [p for p in people.values() if p.id != report.submitted_by],
        )

    async def _tell_author(self, store: Store, report: Report) -> None:
        school = await store.places.get(report.place_id)
        seats = await store.people.speakers(school) if school is not None else []
        people = {seat.person.id: seat.person for seat in seats}
        author = await store.people.get(report.submitted_by)
        # The one who wrote it hears first of all; if he has left, the school's people do.
        tellable = [author] if author is not None and author.id in people else people.values()
        await self._enqueue(store, report, OutboxKind.REPORT_DECISION, list(tellable))

    async def _enqueue(
        self, store: Store, report: Report, kind: OutboxKind, people: list[Person]
    ) -> None:
        now = self._clock.now()
        await store.outbox.enqueue(
            [
                {
                    "person_id": person.id,
                    "telegram_id": person.telegram_id,
                    "kind": kind,
                    "lane": _LANE,
                    "payload": {"report_id": report.id, "version": report.version},
                    "dedupe_key": f"{kind}:{report.id}:{report.version}:{person.id}",
                    "due_at": now,
                    "status": OutboxStatus.QUEUED,
                }
                for person in people
                if not person.paused
            ]
        )


def is_reportable(found: Happening, now: datetime) -> bool:
    """Whether it makes sense to report now: work with a term, or an event that has begun."""
    has_begun = found.occurrence.begins_at <= now
    if asks_report(found):
        return has_begun or has_term(found)
    return found.row.attendance_expected and has_begun


def _choice(
    found: Happening, school_id: int, name: str, actor: Actor, report: Report | None
) -> ReportChoice:
    return ReportChoice(
        line=line_of(found, actor),
        school_id=school_id,
        school_name=name,
        status=ReportStatus(report.status) if report else None,
    )


def _distance(line: EventLine, now: datetime) -> timedelta:
    return abs(line.when.ends_at - now)


async def _decidable_schools(store: Store, actor: Actor) -> list[int]:
    ids: set[int] = set()
    for path in actor.scope(Action.DECIDE_REPORT):
        ids |= {place.id for place in await store.places.subtree(path, PlaceKind.SCHOOL)}
    return sorted(ids)


async def _readable(store: Store, actor: Actor, report_id: int) -> tuple[Report, Happening, Place]:
    report = await store.duties.report(report_id)
    school = await store.places.get(report.place_id) if report is not None else None
    if report is None or school is None:
        raise NotFoundError
    if not (actor.may(Action.DECIDE_REPORT, school.path) or actor.may(Action.REPORT, school.path)):
        raise NotFoundError
    found = await store.plans.happening(report.occurrence_id)
    if found is None:
        raise NotFoundError
    return report, found, school


def _check_decidable(actor: Actor, report: Report, school: Place, version: int) -> None:
    actor.require(Action.DECIDE_REPORT, school.path)
    if report.version != version or report.status != ReportStatus.SUBMITTED:
        raise DomainError("report_changed")


async def _card(
    store: Store, report: Report, found: Happening, school: Place, actor: Actor
) -> ReportCard:
    author = await store.people.get(report.submitted_by)
    return ReportCard(
        report_id=report.id,
        version=report.version,
        occurrence_id=report.occurrence_id,
        school_id=school.id,
        number=found.row.number,
        title=found.row.title,
        school_name=school.name,
        author_name=author.name if author else "",
        reader_timezone=actor.timezone,
        status=ReportStatus(report.status),
        answers=dict(report.answers),
        comment=report.comment,
        submitted_at=report.submitted_at,
        late=report.late,
        may_decide=report.status == ReportStatus.SUBMITTED
        and actor.may(Action.DECIDE_REPORT, school.path),
        is_own=actor.may(Action.REPORT, school.path),
    )
