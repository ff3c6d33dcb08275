"""A report as its readers see it: what was handed in, its history, and what may be done now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from db.enums import PlaceKind, ReportStatus, Role, Verdict
from db.models import Place, Report, ReportDecision, ReportVersion
from db.repositories.plans import Happening
from db.store import Store
from roadmap.asks import Goal, Party, Proof
from roadmap.asks import Step as Word
from services.access import Action, Actor
from services.decisions import counts, may_decide, next_step, step_of, steps_of
from services.demands import may_file, paper_for, speaks_as
from services.errors import NotFoundError
from services.forms.form import Form, Step
from services.forms.proofs import form_of
from services.row_demands import Paper
from services.times import inherited_zone

# An author mends what nobody has said yes to.
MENDABLE = frozenset({ReportStatus.SUBMITTED, ReportStatus.RETURNED})


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of a report's history: a version that was sent, or a word about it."""

    at: datetime
    version: int
    # None: sent by its author.
    step: Word | None = None
    verdict: Verdict | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class ReportCard:
    """A report as its readers see it."""

    report_id: int
    version: int
    occurrence_id: int
    by: Party
    school_id: int
    number: str
    title: str
    # Of the place it is by or about.
    school_name: str
    author_name: str
    reader_timezone: str
    # The clock of the place, which may be another one.
    place_timezone: str
    status: ReportStatus
    form: Form
    answers: Mapping[str, Any]
    comment: str | None
    submitted_at: datetime
    late: bool
    steps: tuple[Word, ...]
    history: tuple[Moment, ...]
    may_decide: bool
    is_own: bool
    may_mend: bool
    # By somebody else about the reader's school.
    is_about_reader: bool
    # Its author waits for a curator, and nobody is one there yet.
    lacks_curator: bool = False

    @property
    def counts(self) -> bool:
        """Whether all the words it wants have been said."""
        return counts(self.status, self.steps)

    @property
    def waits_for(self) -> Word | None:
        """Whose word is wanted next."""
        return next_step(self.status, self.steps)


async def readable(store: Store, actor: Actor, report_id: int) -> tuple[Report, Happening, Place]:
    """A report through the actor's scope; raises NotFoundError."""
    report = await store.duties.report(report_id)
    place = await store.places.get(report.place_id) if report is not None else None
    if report is None or place is None or not _may_read(actor, report, place):
        raise NotFoundError
    found = await store.plans.happening(report.occurrence_id)
    if found is None:
        raise NotFoundError
    return report, found, place


def _may_read(actor: Actor, report: Report, place: Place) -> bool:
    if is_own(actor, report, place) or step_of(actor, place.path, report.by) is not None:
        return True
    if place.kind != PlaceKind.SCHOOL:
        return False
    # What is written about a school is for it, and for those who help it.
    return actor.may(Action.REPORT, place.path) or actor.may(Action.DECIDE_REPORT, place.path)


def is_own(actor: Actor, report: Report, place: Place) -> bool:
    """Whether the actor is one of those who owe this report."""
    by = Party(report.by)
    if by is Party.SCHOOL:
        return actor.may(Action.REPORT, place.path)
    if report.person_id:
        return report.person_id == actor.person_id
    return any(
        speaks_as(seat, by) and place.path.startswith(seat.path)
        for seat in actor.seats_for(Action.FILE_PAPER)
    )


def asked_form(paper: Paper, found: Happening) -> Form:
    """The questions about what a party hands in; a coordinator's own are for schools."""
    own = found.row.own_form if paper.by is Party.SCHOOL else None
    return form_of(paper.proofs, paper.goals, own)


def form_read(report: Report, found: Happening) -> Form:
    """The questions a report has answered, for its readers."""
    by = Party(report.by)
    paper = paper_for(found, by)
    goals: Iterable[Goal] = paper.goals if paper is not None else ()
    own = found.row.own_form if by is Party.SCHOOL else None
    # Reports of before this was kept are about what came of something.
    form = form_of(report.proofs or [Proof.EVENT_RESULT], tuple(goals), own)
    known = {step.name for step in (*form.steps, *form.gone)}
    # Its row was edited since: what was answered to other questions is read all the same.
    others = (_guessed(name, said) for name, said in report.answers.items() if name not in known)
    return replace(form, gone=(*form.gone, *(step for step in others if step is not None)))


def _guessed(name: str, said: Any) -> Step | None:
    """A question that its answer could be the answer to."""
    match said:
        case int():
            return Step(name, "number", limit=said)
        case str():
            return Step(name, "text")
        case list():
            return Step(name, "files")
    return None


async def card_of(
    store: Store, report: Report, found: Happening, place: Place, actor: Actor
) -> ReportCard:
    """The card of a report for a reader who may see it."""
    author = await store.people.get(report.submitted_by)
    way = list(await store.places.ancestors(place.path))
    steps = steps_of(found, report.by)
    status = ReportStatus(report.status)
    own = is_own(actor, report, place)
    about_reader = report.by != Party.SCHOOL and not own and actor.may(Action.REPORT, place.path)
    return ReportCard(
        report_id=report.id,
        version=report.version,
        occurrence_id=report.occurrence_id,
        by=Party(report.by),
        school_id=place.id,
        number=found.row.number,
        title=found.row.title,
        school_name=place.name,
        author_name=author.name if author else "",
        reader_timezone=actor.timezone,
        place_timezone=inherited_zone(way, found.occurrence.timezone),
        status=status,
        form=form_read(report, found),
        answers=dict(report.answers),
        comment=report.comment,
        submitted_at=report.submitted_at,
        late=report.late,
        steps=steps,
        history=_history(
            await store.duties.versions(report.id), await store.duties.decisions(report.id)
        ),
        may_decide=may_decide(step_of(actor, place.path, report.by), status, steps),
        is_own=own,
        may_mend=own and status in MENDABLE and await _is_asked(store, actor, found, report),
        is_about_reader=about_reader,
        lacks_curator=own
        and report.by == Party.SCHOOL
        and status is ReportStatus.SUBMITTED
        and not await store.people.seats_at([one.id for one in way], [Role.CURATOR]),
    )


async def _is_asked(store: Store, actor: Actor, found: Happening, report: Report) -> bool:
    """Whether its row still wants it of the actor: it may have been edited since."""
    owed = await may_file(store, actor, found, Party(report.by), report.place_id)
    return owed is not None and owed.key.person_id == report.person_id


def _history(
    versions: Iterable[ReportVersion], decisions: Iterable[ReportDecision]
) -> tuple[Moment, ...]:
    sent = [Moment(one.submitted_at, one.version, late=one.late) for one in versions]
    said = [
        Moment(one.decided_at, one.version, Word(one.step), Verdict(one.verdict))
        for one in decisions
    ]
    # At the same moment a version comes before what is said about it.
    return tuple(
        sorted((*sent, *said), key=lambda one: (one.version, one.at, one.step is not None))
    )
