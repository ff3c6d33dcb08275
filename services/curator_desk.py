"""The desk of who looks after schools: what waits for his word, and how his schools stand."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from db.database import Database
from db.enums import PlaceKind, ReportStatus
from db.models import Place, Report
from db.repositories.plans import Happening
from db.store import Store
from services.access import REPRESENTATIVES, Action, Actor, needs
from services.audience import is_for_school
from services.calendar import visible_plans
from services.cards import EventLine, line_of
from services.clock import Clock
from services.decisions import queue, queues
from services.errors import NotFoundError
from services.escalation_plan import IN_A_ROW
from services.expectations import asks_answer
from services.missing_days import undated_events
from services.nudges import nudged_today
from services.own_debts import own_debts
from services.presence import said_fact
from services.question_cards import is_overdue, open_questions
from services.report_queue import QueuedCard, next_in_queue
from services.statistics import Ledger, open_ledger
from services.times import local_day
from services.todo import AHEAD, TodoDebt, debt_about

PAGE = 8
_DEBTS = 6
_REPORTS = 4
_LOOK_BACK = timedelta(days=120)
# What is due within so many days makes a school yellow.
_SOON = timedelta(days=3)


class Light(StrEnum):
    """How a school stands; the order is that of the list."""

    RED = "red"
    YELLOW = "yellow"
    # Nobody speaks for it: what it owes nobody was asked for.
    UNMANNED = "unmanned"
    GREEN = "green"


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits for its reader."""

    # Reports to decide about.
    waiting: int
    lights: Mapping[Light, int]
    questions: int
    overdue_questions: int
    visits: int
    may_decide: bool
    # Before a road map is published nothing is asked of anybody: the colours say nothing.
    has_plan: bool
    # What the reader owes himself.
    own: int
    own_overdue: int
    # Reports that wait for a curator before they are the reader's to decide about.
    with_curator: int
    # Events whose day the reader has to set, schools for which nobody speaks; None: not his.
    undated: int | None
    unmanned: int | None


@dataclass(frozen=True, slots=True)
class SchoolLight:
    """A school, and why it is not green."""

    school_id: int
    name: str
    light: Light
    overdue: int
    soon: int
    waiting: int
    is_silent: bool

    @property
    def is_unmanned(self) -> bool:
        """Whether nobody speaks for it."""
        return self.light is Light.UNMANNED


@dataclass(frozen=True, slots=True)
class SchoolLights:
    """A page of schools, the worst first."""

    schools: tuple[SchoolLight, ...]
    lights: Mapping[Light, int]
    page: int
    pages: int
    # Before a road map is published the colours say nothing.
    has_plan: bool


@dataclass(frozen=True, slots=True)
class SchoolDebt:
    """What a school owes about an event, and when the bot was asked today to remind it."""

    line: EventLine
    debt: TodoDebt
    nudged_at: datetime | None


@dataclass(frozen=True, slots=True)
class SchoolReport:
    """One of the last reports by or about a school."""

    report_id: int
    title: str
    status: ReportStatus
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class SchoolDesk:
    """One school as who looks after it sees it."""

    light: SchoolLight
    debts: tuple[SchoolDebt, ...]
    owed: int
    reports: tuple[SchoolReport, ...]
    questions: int
    visits: int
    today: date
    timezone: str
    # Whether the reader may invite somebody to it.
    may_invite: bool = False


class CuratorDesk:
    """Reads what waits for somebody who looks after schools."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where everything is kept and who tells the time."""
        self._database = database
        self._clock = clock

    @needs(Action.DECIDE_REPORT, Action.ANSWER_QUESTION)
    async def overview(self, actor: Actor) -> Desk:
        """What waits for the actor, in whose name he acts."""
        actor, now = actor.alone, self._clock.now()
        may_decide = actor.may(Action.DECIDE_REPORT)
        async with self._database.read() as store:
            questions = await open_questions(store, actor)
            waiting, with_curator, lights = 0, 0, Counter[Light]()
            if may_decide:
                queued, with_curator = await queues(store, actor)
                waiting = len(queued)
                lights.update(one.light for one in await _lights(store, actor, now))
            paths = actor.scope(Action.KEEP_VISITS)
            visits = await store.journal.count_visits(await _ids_below(store, paths))
            own = await own_debts(store, actor, now)
            has_plan = bool(await visible_plans(store, actor))
            undated = unmanned = None
            if actor.may(Action.IMPORT_PLAN):
                undated = len(await undated_events(store, actor, now))
            if actor.may(Action.MANAGE_PEOPLE):
                scope = actor.scope(Action.MANAGE_PEOPLE)
                unmanned, _ = await store.staffing.unmanned(scope, REPRESENTATIVES, (0, 1))
        return Desk(
            waiting=waiting,
            lights={light: lights[light] for light in Light},
            questions=len(questions),
            overdue_questions=sum(is_overdue(one, now, actor.timezone) for one in questions),
            visits=visits,
            may_decide=may_decide,
            has_plan=has_plan,
            own=len(own),
            own_overdue=sum(one.is_overdue for one in own),
            with_curator=with_curator,
            undated=undated,
            unmanned=unmanned,
        )

    @needs(Action.FILL_IN)
    async def waiting(self, actor: Actor) -> int:
        """How many reports want the actor's word, for his menu: none where he has none to say."""
        actor = actor.alone
        scope = actor.scope(Action.DECIDE_REPORT)
        if not scope:
            return 0
        async with self._database.read() as store:
            # Mostly nothing waits: that is known without looking at each report.
            if not any(path.startswith(scope) for path in await store.duties.waiting_paths()):
                return 0
            return len(await queue(store, actor))

    @needs(Action.DECIDE_REPORT)
    async def next_card(self, actor: Actor, after_id: int = 0) -> QueuedCard | None:
        """The report of the queue that comes after one, from the last to the first again."""
        async with self._database.read() as store:
            return await next_in_queue(store, actor, after_id)

    @needs(Action.READ_ANSWERS)
    async def schools(self, actor: Actor, page: int = 0) -> SchoolLights:
        """The actor's schools as a traffic light."""
        actor, now = actor.alone, self._clock.now()
        async with self._database.read() as store:
            found = await _lights(store, actor, now)
            has_plan = bool(await visible_plans(store, actor))
        order = list(Light)
        found.sort(key=lambda one: (order.index(one.light), -one.overdue, one.name))
        counts = Counter(one.light for one in found)
        pages = max((len(found) + PAGE - 1) // PAGE, 1)
        page = min(max(page, 0), pages - 1)
        return SchoolLights(
            tuple(found[page * PAGE : (page + 1) * PAGE]),
            {light: counts[light] for light in Light},
            page,
            pages,
            has_plan,
        )

    @needs(Action.READ_ANSWERS)
    async def school(self, actor: Actor, school_id: int) -> SchoolDesk:
        """One school: what it owes, its last reports; raises NotFoundError out of scope."""
        now = self._clock.now()
        async with self._database.read() as store:
            place = await store.places.get(school_id)
            if place is None or place.kind != PlaceKind.SCHOOL:
                raise NotFoundError
            actor.require(Action.READ_ANSWERS, place.path)
            ledger = await open_ledger(
                store,
                await visible_plans(store, actor),
                [place.path],
                now - _LOOK_BACK,
                now + AHEAD,
            )
            waiting = Counter(one.place_id for one in await queue(store, actor))
            owed = _owed(ledger, place, now)
            debts = [
                SchoolDebt(line_of(found, actor), debt, await _nudged(store, found, place, now))
                for found, debt in owed[:_DEBTS]
            ]
            reports = await store.journal.last_of(school_id, _REPORTS)
            happenings = await store.plans.happenings(one.occurrence_id for one in reports)
            questions = await store.questions.count_of([school_id], is_open=True)
            visits = await store.journal.count_visits([school_id])
            unmanned = await store.staffing.unmanned_among({school_id}, REPRESENTATIVES)
        light = _light(ledger, place, owed, waiting[place.id], now)
        return SchoolDesk(
            light=_unmanned(light) if place.id in unmanned else light,
            debts=tuple(debts),
            owed=len(owed),
            reports=tuple(_report(one, happenings) for one in reports),
            questions=questions,
            visits=visits,
            today=local_day(now, actor.timezone),
            timezone=actor.timezone,
            may_invite=actor.may(Action.MANAGE_PEOPLE, place.path),
        )


async def _ids_below(store: Store, paths: Iterable[str]) -> list[int]:
    return [
        school.id for path in paths for school in await store.places.subtree(path, PlaceKind.SCHOOL)
    ]


async def _lights(store: Store, actor: Actor, now: datetime) -> list[SchoolLight]:
    ledger = await open_ledger(
        store,
        await visible_plans(store, actor),
        actor.scope(Action.READ_ANSWERS),
        now - _LOOK_BACK,
        now + AHEAD,
    )
    waiting = Counter(one.place_id for one in await queue(store, actor))
    unmanned = await store.staffing.unmanned_among(
        {school.id for school in ledger.schools}, REPRESENTATIVES
    )
    lights = [
        _light(ledger, school, _owed(ledger, school, now), waiting[school.id], now)
        for school in ledger.schools
    ]
    return [_unmanned(one) if one.school_id in unmanned else one for one in lights]


def _unmanned(one: SchoolLight) -> SchoolLight:
    """A school nobody speaks for, which is guilty of nothing."""
    return replace(one, light=Light.UNMANNED)


def _owed(ledger: Ledger, school: Place, now: datetime) -> list[tuple[Happening, TodoDebt]]:
    """What a school owes, the nearest first."""
    owed = []
    for found in ledger.happenings:
        key = (found.occurrence.id, school.id)
        if found.occurrence.id in ledger.history or not _expects(found, school):
            continue
        debt = debt_about(found, ledger.attendances.get(key), ledger.reports.get(key), now)
        if debt is not None:
            owed.append((found, debt))
    return sorted(owed, key=lambda one: abs(one[1].due_at - now))


def _light(
    ledger: Ledger,
    school: Place,
    owed: Sequence[tuple[Happening, TodoDebt]],
    waiting: int,
    now: datetime,
) -> SchoolLight:
    overdue = sum(debt.is_overdue for _, debt in owed)
    soon = sum(not debt.is_overdue and debt.due_at <= now + _SOON for _, debt in owed)
    is_silent = _is_silent(ledger, school, now)
    light = Light.GREEN
    if soon or waiting:
        light = Light.YELLOW
    if overdue or is_silent:
        light = Light.RED
    return SchoolLight(school.id, school.name, light, overdue, soon, waiting, is_silent)


def _is_silent(ledger: Ledger, school: Place, now: datetime) -> bool:
    """Whether a school has said nothing about the last events in a row that asked it."""
    asked = [
        found
        for found in ledger.happenings
        if found.occurrence.ends_at <= now
        and asks_answer(found)
        and found.occurrence.id not in ledger.history
        and _was_published(found)
        and _expects(found, school)
    ]
    asked.sort(key=lambda one: (one.occurrence.ends_at, one.occurrence.id))
    last = asked[-IN_A_ROW:]
    return len(last) == IN_A_ROW and not any(_has_spoken(ledger, one, school) for one in last)


def _has_spoken(ledger: Ledger, found: Happening, school: Place) -> bool:
    key = (found.occurrence.id, school.id)
    answer = ledger.attendances.get(key)
    has_said = answer is not None and answer.intention is not None
    return has_said or said_fact(answer) is not None or key in ledger.reports


def _expects(found: Happening, school: Place) -> bool:
    return is_for_school(found.row, found.place.path, school.id, school.path)


def _was_published(found: Happening) -> bool:
    published = found.plan.published_at
    return published is not None and published < found.occurrence.ends_at


async def _nudged(store: Store, found: Happening, school: Place, now: datetime) -> datetime | None:
    return (await nudged_today(store, found, [school.id], now)).get(school.id)


def _report(report: Report, happenings: Mapping[int, Happening]) -> SchoolReport:
    found = happenings.get(report.occurrence_id)
    return SchoolReport(
        report.id,
        found.row.title if found is not None else "",
        ReportStatus(report.status),
        report.submitted_at,
    )
