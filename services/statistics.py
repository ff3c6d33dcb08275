"""Figures: of the schools expected, how many confirmed, came and reported, with their names."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NamedTuple, cast

from db.database import Database
from db.enums import Fact, Intention, PartyKind, PlaceKind, ReportStatus
from db.models import Attendance, Place, Report
from db.repositories.plans import Happening
from db.store import Store
from roadmap.asks import Party, Step
from services.access import Action, Actor, needs
from services.answers import is_answer
from services.audience import is_for_school
from services.calendar import visible_plans
from services.cards import EventLine, line_of
from services.clock import Clock
from services.decisions import counts, next_step, steps_of
from services.expectations import asks_answer, asks_report, history_of
from services.presence import said_fact, took_part

_PAGE = 6
_AHEAD = timedelta(days=7)
_YEAR = timedelta(days=400)
# Beyond so many places it is quicker to read everything.
_MOST_PATHS = 200


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
    is_over: bool = False
    # Of those who took part, how many have only watched the recording.
    recording: int = 0
    # Not there for a good reason: not among those who took part, and no silence either.
    excused: int = 0
    # Reports that came and wait for the word of a curator: not among those that count.
    with_curator: int = 0


@dataclass(frozen=True, slots=True)
class Totals:
    """The shares of all events that have begun: what is still ahead nobody has missed yet."""

    confirmed: Share
    attended: Share
    reported: Share
    declined: int
    # Of those who took part, and beside them.
    recording: int = 0
    excused: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """One page of events: what is next or goes on, then what is over; or by number of the map.

    The totals are told once, on the first page: they cost more than all the others together.
    """

    schools: int
    totals: Totals | None
    events: tuple[EventFigures, ...]
    page: int
    pages: int
    by_number: bool = False


@dataclass(frozen=True, slots=True)
class Ledger:
    """Occurrences of an interval with the schools expected and what they answered."""

    happenings: tuple[Happening, ...]
    schools: tuple[Place, ...]
    attendances: dict[tuple[int, int], Attendance]
    reports: dict[tuple[int, int], Report]
    # Occurrences that are history only: nobody owes them anything any more.
    history: frozenset[int]
    # A row speaks of the same schools on each of its days.
    _of_rows: dict[int, list[Place]] = field(default_factory=dict, repr=False, compare=False)

    def expected(self, found: Happening) -> list[Place]:
        """The schools that an occurrence expects; of history those that have spoken."""
        row, path = found.row, found.place.path
        schools = self._of_rows.get(row.id)
        if schools is None:
            schools = [s for s in self.schools if is_for_school(row, path, s.id, s.path)]
            self._of_rows[row.id] = schools
        if found.occurrence.id not in self.history:
            return list(schools)
        return [s for s in schools if self.has_spoken(found, s)]

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
        history=history_of(happenings),
    )


async def _brief(store: Store, happenings: Sequence[Happening], paths: Sequence[str]) -> Ledger:
    """The same of plain rows: what a region said in a year is thousands of them."""
    empty = await ledger_of(store, (), paths)
    ids = [found.occurrence.id for found in happenings]
    within = paths if len(paths) <= _MOST_PATHS else None
    said = await store.figures.answers(ids, within=within)
    sent = await store.figures.reports(ids, within=within)
    return replace(
        empty,
        happenings=tuple(happenings),
        # They have the same fields as far as shares go.
        attendances={
            (one.occurrence_id, one.party_id): cast("Attendance", one)
            for one in said
            if one.party_kind == PartyKind.SCHOOL
        },
        reports={
            (one.occurrence_id, one.place_id): cast("Report", one)
            for one in sent
            if one.by == Party.SCHOOL
        },
        history=history_of(happenings),
    )


class Statistics:
    """Counts shares within the actor's scope."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where answers are kept and who tells the time."""
        self._database = database
        self._clock = clock

    @needs(Action.READ_FIGURES)
    async def figures(self, actor: Actor, page: int = 0, *, by_number: bool = False) -> Figures:
        """The shares of the last year and the week ahead."""
        now = self._clock.now()
        paths = actor.scope(Action.READ_FIGURES)
        async with self._database.read() as store:
            happenings = await store.plans.between(
                await visible_plans(store, actor), now - _YEAR, now + _AHEAD
            )
            # Whatever page is wanted, who has spoken about what is history says what is listed.
            history = history_of(happenings)
            told = [one for one in happenings if one.occurrence.id in history]
            ledger = await _brief(store, happenings if page <= 0 else told, paths)
            listed = [found for found in happenings if _is_listed(ledger, found)]
            listed.sort(key=lambda one: _by_number(one) if by_number else _by_nearness(one, now))
            pages = max((len(listed) + _PAGE - 1) // _PAGE, 1)
            page = min(max(page, 0), pages - 1)
            shown = listed[page * _PAGE : (page + 1) * _PAGE]
            if page:
                ledger = await _brief(store, shown, paths)
            elif len(ledger.happenings) < len(happenings):
                # A page beyond the last of a list that has only one.
                ledger = await _brief(store, happenings, paths)
        totals = None if page else await asyncio.to_thread(_totals, ledger, listed, now)
        return Figures(
            schools=len(ledger.schools),
            totals=totals,
            events=tuple(_event(ledger, found, actor, now) for found in shown),
            page=page,
            pages=pages,
            by_number=by_number,
        )


def _is_listed(ledger: Ledger, found: Happening) -> bool:
    """Whether anything is counted about an event, of anybody."""
    return (asks_answer(found) or asks_report(found)) and bool(ledger.expected(found))


def _by_nearness(found: Happening, now: datetime) -> tuple[bool, timedelta, int]:
    """What is next first: the day of an event, the term of work in hand; then what is over."""
    begins_at, ends_at = found.occurrence.begins_at, found.occurrence.ends_at
    is_over = ends_at <= now
    near = ends_at if begins_at <= now else begins_at
    return is_over, abs(near - now), found.row.position


def _by_number(found: Happening) -> tuple[int, int, datetime]:
    """As the road map has them: its rows hold together, section by section."""
    return found.plan.id, found.row.position, found.occurrence.begins_at


def _totals(ledger: Ledger, listed: Iterable[Happening], now: datetime) -> Totals:
    """The sums of all events, beside the loop: those of a region are half a second."""
    begun = [_said(ledger, one, now) for one in listed if one.occurrence.begins_at <= now]
    return Totals(
        confirmed=_total(one.confirmed for one in begun),
        attended=_total(one.attended for one in begun),
        reported=_total(one.reported for one in begun),
        declined=sum(one.declined for one in begun),
        recording=sum(one.recording for one in begun),
        excused=sum(one.excused for one in begun),
    )


class _Said(NamedTuple):
    """What the schools of one event have said."""

    confirmed: Share | None
    attended: Share | None
    reported: Share | None
    declined: int
    recording: int
    excused: int
    with_curator: int


def _said(ledger: Ledger, found: Happening, now: datetime) -> _Said:
    expected = ledger.expected(found)
    reported, with_curator = None, 0
    if asks_report(found):
        steps = steps_of(found, Party.SCHOOL)
        sent = [
            one.status
            for school in expected
            if (one := ledger.reports.get((found.occurrence.id, school.id))) is not None
        ]
        done = sum(counts(status, steps) for status in sent)
        with_curator = sum(next_step(status, steps) is Step.CURATOR for status in sent)
        reported = Share(done, len(expected))
    if not asks_answer(found):
        # A window has no day yet on which somebody could have confirmed or come.
        return _Said(None, None, reported, 0, 0, 0, with_curator)
    has_begun = found.occurrence.begins_at <= now
    number: defaultdict[str, int] = defaultdict(int)
    for school in expected:
        answer = ledger.attendances.get((found.occurrence.id, school.id))
        if answer is None:
            continue
        number["confirmed"] += answer.intention in {Intention.GOING, Intention.DEPUTY}
        number["declined"] += answer.intention == Intention.ABSENT
        number["attended"] += took_part(answer)
        fact = said_fact(answer)
        number["recording"] += has_begun and fact is Fact.RECORDING
        number["excused"] += has_begun and fact is Fact.EXCUSED
    return _Said(
        confirmed=Share(number["confirmed"], len(expected)),
        attended=Share(number["attended"], len(expected)) if has_begun else None,
        reported=reported,
        declined=number["declined"],
        recording=number["recording"],
        excused=number["excused"],
        with_curator=with_curator,
    )


def _event(ledger: Ledger, found: Happening, actor: Actor, now: datetime) -> EventFigures:
    return EventFigures(
        line=line_of(found, actor),
        has_begun=found.occurrence.begins_at <= now,
        is_over=found.occurrence.ends_at <= now,
        **_said(ledger, found, now)._asdict(),
    )


def _total(shares: Iterable[Share | None]) -> Share:
    return sum((share for share in shares if share is not None), NOTHING)
