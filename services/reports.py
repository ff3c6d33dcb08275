"""Reports: what is handed in about an event, at most one for each key, and what is said of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError

from db.database import Database
from db.enums import PartyKind, ReportStatus, Verdict
from db.models import Report, ReportDecision
from db.repositories.plans import Happening
from db.store import Store
from roadmap.asks import Party
from services.access import Action, Actor, internal, needs
from services.calendar import reachable, visible_plans
from services.cards import EventLine, line_of, parties_of
from services.clock import Clock
from services.decisions import accepted_by, is_of_version, may_decide, queue, step_of, steps_of
from services.demands import Key, Owed, may_file
from services.dialog_errors import FormChangedError
from services.dialogs import Turn, open_dialog
from services.errors import DomainError, NotFoundError
from services.expectations import asks_report, has_term, stands, takes_report
from services.files import keep
from services.forms.catalogue import RETURN_COMMENT
from services.forms.form import Draft, revise
from services.forms.proofs import REPORT
from services.names import clean
from services.promises import promise_for_person
from services.redrawing import redraw_week_cards
from services.report_cards import (
    MENDABLE,
    ReportCard,
    asked_form,
    card_of,
    readable,
)
from services.report_news import tell_author, tell_readers
from services.report_queue import Returned, next_in_queue
from services.report_sending import (
    check_sendable,
    cleaned,
    is_voluntary,
    note_attendance,
    version_of,
)

__all__ = ["ReportCard", "ReportChoice", "Reports", "is_reportable"]

_LOOK_BACK = timedelta(days=90)
_LOOK_AHEAD = timedelta(days=14)
_CHOICES = 8


@dataclass(frozen=True, slots=True)
class ReportChoice:
    """Something a school can report on."""

    line: EventLine
    school_id: int
    school_name: str
    status: ReportStatus | None


class Reports:
    """Keeps reports and what was said of them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where reports are kept and who tells the time."""
        self._database = database
        self._clock = clock

    @needs(Action.REPORT)
    async def choices(self, actor: Actor, most: int = _CHOICES) -> list[ReportChoice]:
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
        return open_ones[:most]

    @needs(Action.REPORT, Action.FILE_PAPER)
    async def begin(
        self, actor: Actor, occurrence_id: int, place_id: int, by: Party = Party.SCHOOL
    ) -> Turn:
        """Open the form of a report; a returned one comes with its former answers.

        `place_id` is that of the report's key. Raises DomainError `report_sent_already`.
        """
        async with self._database.effect() as store:
            found, owed = await self._owed(store, actor, occurrence_id, (by, place_id))
            report = await store.duties.report_at(occurrence_id, *owed.key)
            if report is not None and report.status != ReportStatus.RETURNED:
                raise DomainError("report_sent_already", report_id=report.id)
            return await self._open(store, actor, (found, owed, report))

    @needs(Action.REPORT, Action.FILE_PAPER)
    async def mend(self, actor: Actor, report_id: int, step: str = "") -> Turn:
        """Open a sent report again, at the preview or at one question.

        Raises DomainError `report_decided` when somebody has said yes to it.
        """
        async with self._database.effect() as store:
            report, _, _ = await readable(store, actor, report_id)
            key = (Party(report.by), report.place_id)
            found, owed = await self._owed(store, actor, report.occurrence_id, key)
            if report.person_id != owed.key.person_id:
                raise NotFoundError
            if report.status not in MENDABLE:
                raise DomainError("report_decided", report_id=report.id)
            return await self._open(store, actor, (found, owed, report), step)

    async def _open(
        self,
        store: Store,
        actor: Actor,
        about: tuple[Happening, Owed, Report | None],
        step: str = "",
    ) -> Turn:
        found, owed, report = about
        key = _subject_key(found.occurrence.id, owed.key)
        await _drop_outdated(store, actor, key, report)
        returned = report is not None and report.status == ReportStatus.RETURNED
        turn = await open_dialog(
            store,
            actor,
            asked_form(owed.paper, found),
            {
                "occurrence_id": found.occurrence.id,
                "school_id": owed.key.place_id,
                "by": owed.key.by,
                # What is sent then is the next one.
                "version": report.version if report is not None else 0,
                "title": found.row.title,
                "school": owed.name,
                "comment": report.comment if report is not None and returned else None,
                # One answer to it leads back to the preview.
                "mends": step,
            },
            key=key,
            now=self._clock.now(),
            answers=report.answers if report is not None else None,
            last=None if report is not None else await self._last(store, found, owed),
        )
        moved = revise(turn.draft, step) if step else None
        if not isinstance(moved, Draft):
            return turn
        row = await store.dialogs.own(actor.id, turn.dialog_id)
        if row is not None:
            row.step = step
        return Turn(turn.dialog_id, moved, turn.subject, problem=turn.problem)

    async def _last(self, store: Store, found: Happening, owed: Owed) -> Mapping[str, Any] | None:
        """What was answered about the row's happening before."""
        before = await store.duties.latest_of_row(found.row.id, *owed.key)
        return before.answers if before is not None else None

    @internal
    async def complete(
        self, store: Store, actor: Actor, subject: Mapping[str, Any], answers: Mapping[str, Any]
    ) -> ReportCard:
        """Store a finished form as a version of its report, in the dialog's transaction."""
        now = self._clock.now()
        by = Party(subject.get("by", Party.SCHOOL))
        key = (by, int(subject["school_id"]))
        found, owed = await self._owed(store, actor, int(subject["occurrence_id"]), key)
        form = asked_form(owed.paper, found)
        # One left by a former release says nothing of them: it goes over too.
        if subject.get("meanings") != form.meanings:
            raise FormChangedError(form)
        report = await store.duties.report_at(found.occurrence.id, *owed.key)
        check_sendable(report, subject.get("version"))
        if report is None:
            report = Report(
                occurrence_id=found.occurrence.id,
                by=owed.key.by,
                place_id=owed.key.place_id,
                person_id=owed.key.person_id,
                version=0,
            )
            store.duties.add(report)
        report.status = ReportStatus.SUBMITTED
        if not report.version:
            # What came in time stays so, however long its mending takes.
            report.late = found.occurrence.ends_at < now and not is_voluntary(found, by)
        report.version += 1
        report.proofs = [str(proof) for proof in owed.paper.proofs]
        report.form_version = form.version
        report.answers = cleaned(form, answers)
        report.submitted_by, report.submitted_at = actor.id, now
        report.decided_by = report.decided_at = report.comment = None
        try:
            await store.flush()
        except IntegrityError as error:
            # The natural key: somebody else was a moment quicker.
            raise DomainError("report_sent_already") from error
        store.duties.add(version_of(report))
        await keep(store, report, report.answers, actor.id, now)
        self._audit(store, actor, report, "report:submitted")
        await self._follow(store, actor, found, report)
        place = await store.places.get(report.place_id)
        if place is None:
            raise NotFoundError
        await tell_readers(store, self._clock, report, place)
        await store.flush()
        return await card_of(store, report, found, place, actor)

    async def _follow(self, store: Store, actor: Actor, found: Happening, report: Report) -> None:
        """What a school's report settles besides."""
        if report.by != Party.SCHOOL:
            return
        await note_attendance(store, actor, found, report, self._clock.now())
        await store.escalations.stop(report.place_id, found.occurrence.id, self._clock.now())
        await redraw_week_cards(store, [report.place_id], self._clock.now())

    @needs(Action.REPORT, Action.DECIDE_REPORT)
    async def card(self, actor: Actor, report_id: int) -> ReportCard:
        """A report through the actor's scope; raises NotFoundError."""
        async with self._database.read() as store:
            return await card_of(store, *await readable(store, actor, report_id), actor)

    @needs(Action.FILE_PAPER)
    async def own_paper(self, actor: Actor, report_id: int) -> ReportCard:
        """The same for a methodist, who reads nothing but what he has handed in himself."""
        async with self._database.read() as store:
            return await card_of(store, *await readable(store, actor, report_id), actor)

    @needs(Action.DECIDE_REPORT)
    async def next_waiting(self, actor: Actor, after_id: int = 0) -> ReportCard | None:
        """The next report that waits for the actor's decision, oldest first."""
        async with self._database.read() as store:
            waiting = (one.report_id for one in await queue(store, actor))
            report_id = next((id_ for id_ in waiting if id_ > after_id), None)
            if report_id is None:
                return None
            return await card_of(store, *await readable(store, actor, report_id), actor)

    @needs(Action.DECIDE_REPORT)
    async def accept(self, actor: Actor, report_id: int, version: int) -> ReportCard:
        """Say yes to a report; raises DomainError `report_changed` for an older version."""
        async with self._database.effect() as store:
            return await self._decide(store, actor, (report_id, version), comment=None)

    @needs(Action.DECIDE_REPORT)
    async def begin_return(
        self, actor: Actor, report_id: int, version: int, *, in_queue: bool = False
    ) -> Turn:
        """Ask why a report goes back; `in_queue` the next one comes after it."""
        async with self._database.effect() as store:
            report, found, place = await readable(store, actor, report_id)
            _check_decidable(actor, report, found, (place.path, version))
            return await open_dialog(
                store,
                actor,
                RETURN_COMMENT,
                {
                    "report_id": report_id,
                    "version": version,
                    "title": found.row.title,
                    "school": place.name,
                    "in_queue": in_queue,
                },
                key=f"{report_id}:{version}",
                now=self._clock.now(),
            )

    @internal
    async def complete_return(
        self, store: Store, actor: Actor, subject: Mapping[str, Any], answers: Mapping[str, Any]
    ) -> ReportCard | Returned:
        """Return a report with its comment, in the dialog's transaction."""
        key = (int(subject["report_id"]), int(subject["version"]))
        card = await self._decide(store, actor, key, comment=clean(str(answers["comment"]), 500))
        if not subject.get("in_queue"):
            return card
        return Returned(card, await next_in_queue(store, actor, card.report_id))

    async def _decide(
        self, store: Store, actor: Actor, key: tuple[int, int], comment: str | None
    ) -> ReportCard:
        now = self._clock.now()
        report, found, place = await readable(store, actor, key[0])
        _check_decidable(actor, report, found, (place.path, key[1]))
        step = step_of(actor, place.path, report.by)
        if step is None:
            raise NotFoundError
        report.status = accepted_by(step) if comment is None else ReportStatus.RETURNED
        report.comment = comment
        report.decided_by, report.decided_at = actor.id, now
        store.duties.add(
            ReportDecision(
                report_id=report.id,
                version=report.version,
                step=step,
                verdict=Verdict.ACCEPTED if comment is None else Verdict.RETURNED,
                comment=comment,
                decided_by=actor.id,
                decided_at=now,
            )
        )
        self._audit(store, actor, report, f"report:{report.status}")
        await store.flush()
        await tell_author(store, self._clock, report, place)
        if report.by == Party.SCHOOL:
            await redraw_week_cards(store, [report.place_id], now)
            if comment is not None:
                # Its weekly reminders ended with the report; it is owed again.
                for seat in await store.people.speakers(place):
                    await promise_for_person(store, seat.person.id, now)
        return await card_of(store, report, found, place, actor)

    def _audit(self, store: Store, actor: Actor, report: Report, what: str) -> None:
        store.intake.audit(
            self._clock.now(),
            actor.id,
            what,
            object_kind="report",
            object_id=report.id,
            place_id=report.place_id,
        )

    async def _owed(
        self, store: Store, actor: Actor, occurrence_id: int, about: tuple[Party, int]
    ) -> tuple[Happening, Owed]:
        """A report the actor may hand in by its party and place; raises NotFoundError."""
        found = await reachable(store, actor, occurrence_id)
        owed = await may_file(store, actor, found, *about)
        if owed is None:
            raise NotFoundError
        return found, owed


def is_reportable(found: Happening, now: datetime) -> bool:
    """Whether it makes sense to report now: work with a term, or an event that has begun."""
    has_begun = found.occurrence.begins_at <= now
    if asks_report(found):
        return has_begun or has_term(found)
    return takes_report(found) and has_begun


async def _drop_outdated(store: Store, actor: Actor, key: str, report: Report | None) -> None:
    """Forget changes to a version that somebody else has replaced since.

    Also what was begun before somebody else has sent one: what came back is that one.
    """
    left = await store.dialogs.about(actor.id, REPORT, key)
    seen = left.subject.get("version") if left is not None else None
    if left is not None and report is not None and seen is not None and seen != report.version:
        await store.dialogs.drop(left.id)
        await store.flush()


def _subject_key(occurrence_id: int, key: Key) -> str:
    """Names the draft; of a school as before this was kept, so that old drafts are found."""
    if key.by is Party.SCHOOL:
        return f"{occurrence_id}:{key.place_id}"
    return f"{occurrence_id}:{key.place_id}:{key.by}"


def _check_decidable(actor: Actor, report: Report, found: Happening, seen: tuple[str, int]) -> None:
    path, version = seen
    step = step_of(actor, path, report.by)
    if step is None:
        raise NotFoundError
    is_open = may_decide(step, report.status, steps_of(found, report.by))
    if not is_open or not is_of_version(report, version):
        raise DomainError("report_changed", report_id=report.id)


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
