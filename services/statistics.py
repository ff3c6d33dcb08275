"""Figures: of the schools expected, how many confirmed, came and reported, with their names."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.database import Database
from db.enums import Fact, Intention, PlaceKind, ReportStatus
from db.models import Attendance, Place, Report
from db.repositories.plans import Happening
from db.store import Store
from services.access import Action, Actor, needs
from services.answers import is_answer
from services.audience import is_for_school
from services.calendar import visible_plans
from services.cards import EventLine, line_of
from services.clock import Clock
from services.decisions import counts, steps_of
from services.expectations import asks_report, stands
from services.presence import said_fact, took_part

_PAGE = 6
_AHEAD = timedelta(days=7)
_YEAR = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    done: int
    of: int

    def __add__(self, other: "Share") -> "Share":
        """Two shares of different wholes together."""
        return Share(self.done + other.done, self.of + other.of)


NOTHING = Share(0, 0)


@dataclass(frozen=True, slots=True)
class EventFigures:
    """The shares of one event; None where nothing of the kind is expected (yet)."""

    line: EventLine
    confirmed: Share | None
    attended: Share | None
    reported: Share | None
    # Schools that said they cannot come: an answer, too.
    declined: int
    has_begun: bool
    # Of those who took part, how many have only watched the recording.
    recording: int = 0
    # Not there for a good reason: not among those who took part, and no silence either.
    excused: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """All shares of the actor's schools, and one page of events, the newest first.

    The totals leave out what is still ahead: nobody has missed it yet.
    """

    schools: int
    confirmed: Share
    attended: Share
    reported: Share
    declined: int
    events: tuple[EventFigures, ...]
    page: int
    pages: int
    # Of those who took part, and beside them.
    recording: int = 0
    excused: int = 0


@dataclass(frozen=True, slots=True)
class Ledger:
    """Occurrences of an interval with the schools expected and what they answered."""

    happenings: tuple[Happening, ...]
    schools: tuple[Place, ...]
    attendances: dict[tuple[int, int], Attendance]
    reports: dict[tuple[int, int], Report]
    # Occurrences that are history only: nobody owes them anything any more.
    history: frozenset[int]

    def expected(self, found: Happening) -> list[Place]:
        """The schools that an occurrence expects; of history those that have spoken."""
        path, key = found.place.path, found.occurrence.id
        return [
            s
            for s in self.schools
            if is_for_school(found.row, path, s.id, s.path)
            and (key not in self.history or self.has_spoken(found, s))
        ]

    def has_spoken(self, found: Happening, school: Place) -> bool:
        """Whether a school has said anything about an event."""
        key = (found.occurrence.id, school.id)
        return is_answer(self.attendances.get(key)) or key in self.reports

    def unanswered(self, found: Happening) -> list[Place]:
        """Expected schools that have said nothing about an event."""
        if not found.row.attendance_expected or found.occurrence.id in self.history:
            return []
        return [
            s
            for s in self.expected(found)
            if not is_answer(self.attendances.get((found.occurrence.id, s.id)))
        ]

    def declined(self, found: Happening) -> list[Place]:
        """Expected schools that have said they cannot come."""
        answers = {s.id: self.attendances.get((found.occurrence.id, s.id)) for s in self.schools}
        return [
            s
            for s in self.expected(found)
            if (answer := answers[s.id]) is not None and answer.intention == Intention.ABSENT
        ]

    def unreported(self, found: Happening) -> list[Place]:
        """Expected schools whose report is missing or was returned."""
        if found.occurrence.id in self.history:
            return []
        if not asks_report(found):
            return []
        return [s for s in self.expected(found) if not self.is_reported(found, s)]

    def counts(self, found: Happening, school: Place) -> bool:
        """Whether a school's report is there and has all the words it wants."""
        report = self.reports.get((found.occurrence.id, school.id))
        return report is not None and counts(report.status, steps_of(found, report.by))

    def is_reported(self, found: Happening, school: Place) -> bool:
        """Whether a school's report is there and was not returned."""
        report = self.reports.get((found.occurrence.id, school.id))
        return report is not None and report.status != ReportStatus.RETURNED


async def open_ledger(
    store: Store,
    plan_ids: Iterable[int],
    paths: Sequence[str],
    since: datetime,
    until: datetime,
) -> Ledger:
    """Everything about the schools below the paths between two moments, in five queries."""
    return await ledger_of(store, await store.plans.between(plan_ids, since, until), paths)


async def ledger_of(store: Store, happenings: Sequence[Happening], paths: Sequence[str]) -> Ledger:
    """The same for events that were found already."""
    schools: dict[int, Place] = {}
    for path in paths:
        for school in await store.places.subtree(path, PlaceKind.SCHOOL):
            schools[school.id] = school
    ids = [found.occurrence.id for found in happenings]
    answers, reports = await store.duties.schools_said(ids, paths)
    return Ledger(
        happenings=tuple(happenings),
        schools=tuple(schools.values()),
        attendances={(a.occurrence_id, a.party_id): a for a in answers},
        reports={(r.occurrence_id, r.place_id): r for r in reports},
        history=frozenset(found.occurrence.id for found in happenings if not stands(found)),
    )


class Statistics:
    """Counts shares within the actor's scope."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where answers are kept and who tells the time."""
        self._database = database
        self._clock = clock

    @needs(Action.READ_FIGURES)
    async def figures(self, actor: Actor, page: int = 0) -> Figures:
        """The shares of the last year and the week ahead."""
        now = self._clock.now()
        async with self._database.read() as store:
            ledger = await open_ledger(
                store,
                await visible_plans(store, actor),
                actor.scope(Action.READ_FIGURES),
                now - _YEAR,
                now + _AHEAD,
            )
        events = [
            figures
            for found in reversed(ledger.happenings)
            if (figures := _event(ledger, found, actor, now)) is not None
        ]
        pages = max((len(events) + _PAGE - 1) // _PAGE, 1)
        page = min(max(page, 0), pages - 1)
        return Figures(
            schools=len(ledger.schools),
            confirmed=_total(e.confirmed for e in events if e.has_begun),
            attended=_total(e.attended for e in events),
            reported=_total(e.reported for e in events if e.has_begun),
            declined=sum(e.declined for e in events if e.has_begun),
            events=tuple(events[page * _PAGE : (page + 1) * _PAGE]),
            page=page,
            pages=pages,
            recording=sum(e.recording for e in events),
            excused=sum(e.excused for e in events),
        )


def _event(ledger: Ledger, found: Happening, actor: Actor, now: datetime) -> EventFigures | None:
    expected = ledger.expected(found)
    row = found.row
    is_reported = asks_report(found)
    if not expected or not (row.attendance_expected or is_reported):
        return None
    answers = [ledger.attendances.get((found.occurrence.id, s.id)) for s in expected]
    has_begun = found.occurrence.begins_at <= now
    counts: defaultdict[str, int] = defaultdict(int)
    for answer in answers:
        counts["confirmed"] += answer is not None and answer.intention in {
            Intention.GOING,
            Intention.DEPUTY,
        }
        counts["declined"] += answer is not None and answer.intention == Intention.ABSENT
        counts["attended"] += took_part(answer)
        fact = said_fact(answer)
        counts["recording"] += fact is Fact.RECORDING
        counts["excused"] += fact is Fact.EXCUSED
    reported = sum(ledger.counts(found, school) for school in expected)
    # A window has no day yet on which somebody could have confirmed or come.
    is_asked = row.attendance_expected and found.occurrence.precision == "day"
    if not (is_asked or is_reported):
        return None
    return EventFigures(
        line=line_of(found, actor),
        confirmed=Share(counts["confirmed"], len(expected)) if is_asked else None,
        attended=Share(counts["attended"], len(expected)) if is_asked and has_begun else None,
        reported=Share(reported, len(expected)) if is_reported else None,
        declined=counts["declined"] if is_asked else 0,
        has_begun=has_begun,
        recording=counts["recording"] if is_asked and has_begun else 0,
        excused=counts["excused"] if is_asked and has_begun else 0,
    )


def _total(shares: Iterable[Share | None]) -> Share:
    return sum((share for share in shares if share is not None), NOTHING)
