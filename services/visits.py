"""The journal of visits to schools: what a row demands, written down school by school."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from db.database import Database
from db.enums import PlaceKind
from db.models import Person, Place, Report
from db.repositories.plans import Happening
from db.store import Store
from roadmap.asks import Party, Proof
from services.access import Action, Actor, needs
from services.calendar import visible_plans
from services.cards import EventLine, line_of
from services.clock import Clock
from services.demands import Key, owed_by
from services.expectations import stands
from services.times import local_day
from services.todo import schools_of, speaker_of

PAGE = 6
# As many of the newest as one journal shows.
_MOST = 300
_LOOK_BACK = timedelta(days=120)
# By the reader's clock the last of these days may have begun already.
_AHEAD = timedelta(days=1)
_DAY = "visit_day"
_ASKED = 6


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit that was written down."""

    report_id: int
    school_id: int
    school_name: str
    day: date
    by: Party
    visitor: str
    title: str


@dataclass(frozen=True, slots=True)
class VisitsToMake:
    """An event that asks for visits, and how many of the actor's schools were visited."""

    line: EventLine
    by: Party
    written: int
    of: int


@dataclass(frozen=True, slots=True)
class Journal:
    """A page of visits, the newest first; what still asks for visits stands above."""

    visits: tuple[Visit, ...]
    page: int
    pages: int
    total: int
    asked: tuple[VisitsToMake, ...]
    # A school reads what is written about it.
    is_own: bool
    today: date


class Visits:
    """Reads the journal, and what still belongs in it."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where reports are kept and who tells the time."""
        self._database = database
        self._clock = clock

    @needs(Action.KEEP_VISITS)
    async def journal(self, actor: Actor, page: int = 0) -> Journal:
        """The visits to the actor's schools, in whose name he acts."""
        actor, now = actor.alone, self._clock.now()
        async with self._database.read() as store:
            schools = await _schools_below(store, actor)
            asked = await _asked(store, actor, now)
            return await _page(store, actor, schools, page, asked, now=now)

    @needs(Action.ANSWER_FOR_SCHOOL)
    async def of_school(self, actor: Actor, page: int = 0) -> Journal:
        """When the actor's own schools were visited, and by whom."""
        actor, now = actor.alone, self._clock.now()
        async with self._database.read() as store:
            schools = await store.places.many(schools_of(speaker_of(actor)))
            return await _page(store, actor, schools, page, (), now=now, is_own=True)


async def _page(
    store: Store,
    actor: Actor,
    schools: Mapping[int, Place],
    page: int,
    asked: Iterable[VisitsToMake],
    *,
    now: datetime,
    is_own: bool = False,
) -> Journal:
    reports = await store.journal.visits(schools, _MOST)
    reports.sort(key=lambda one: (_day_of(one, actor), one.id), reverse=True)
    pages = max((len(reports) + PAGE - 1) // PAGE, 1)
    page = min(max(page, 0), pages - 1)
    shown = reports[page * PAGE : (page + 1) * PAGE]
    people = await store.people.many({one.submitted_by for one in shown})
    happenings = await store.plans.happenings({one.occurrence_id for one in shown})
    visits = tuple(_visit(one, actor, schools, people, happenings) for one in shown)
    today = local_day(now, actor.timezone)
    return Journal(visits, page, pages, len(reports), tuple(asked), is_own, today)


def _visit(
    report: Report,
    actor: Actor,
    schools: Mapping[int, Place],
    people: Mapping[int, Person],
    happenings: Mapping[int, Happening],
) -> Visit:
    visitor, found = people.get(report.submitted_by), happenings.get(report.occurrence_id)
    return Visit(
        report.id,
        report.place_id,
        schools[report.place_id].name,
        _day_of(report, actor),
        Party(report.by),
        visitor.name if visitor is not None else "",
        found.row.title if found is not None else "",
    )


def _day_of(report: Report, actor: Actor) -> date:
    """The day of a visit as it was written down, else that of the writing."""
    said = report.answers.get(_DAY)
    try:
        return date.fromisoformat(str(said))
    except ValueError:
        return local_day(report.submitted_at, actor.timezone)


async def _schools_below(store: Store, actor: Actor) -> dict[int, Place]:
    return {
        school.id: school
        for path in actor.scope(Action.KEEP_VISITS)
        for school in await store.places.subtree(path, PlaceKind.SCHOOL)
    }


async def _asked(store: Store, actor: Actor, now: datetime) -> list[VisitsToMake]:
    """The events that ask the actor for visits, once the first day of their term has come."""
    today = local_day(now, actor.timezone)
    plan_ids = await visible_plans(store, actor)
    around = await store.plans.between(plan_ids, now - _LOOK_BACK, now + _AHEAD)
    happenings = [
        one
        for one in around
        if one.row.kind == "visit"
        and stands(one)
        and local_day(one.occurrence.begins_at, actor.timezone) <= today
    ]
    written = {
        (one.occurrence_id, one.by, one.place_id)
        for one in await store.journal.written(one.occurrence.id for one in happenings)
    }
    asked = []
    for found in happenings:
        owed: defaultdict[Party, list[Key]] = defaultdict(list)
        for one in await owed_by(store, actor, found):
            if Proof.VISIT in one.paper.proofs and one.paper.about_schools:
                owed[one.key.by].append(one.key)
        for by, keys in owed.items():
            done = sum((found.occurrence.id, str(by), key.place_id) in written for key in keys)
            if done < len(keys):
                asked.append(VisitsToMake(line_of(found, actor), by, done, len(keys)))
    # The nearest: above the visits there is room for so many.
    asked.sort(key=lambda one: abs(one.line.when.begins_at - now))
    return sorted(asked[:_ASKED], key=lambda one: one.line.when.begins_at)
