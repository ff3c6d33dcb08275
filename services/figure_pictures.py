"""What pictures of figures show: sections, places, weeks of schools, the way to the end."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from db.database import Database
from db.enums import PlaceKind, PlanStatus
from db.models import Place
from db.repositories.paths import ids_of
from roadmap.asks import Party
from services.access import REPRESENTATIVES, Action, Actor, needs
from services.calendar import visible_plans
from services.clock import Clock
from services.errors import NotFoundError
from services.indicator_board import narrowed
from services.indicators.breakdown import Section, Slice, Standing, by_section, standing
from services.indicators.figure import Counted, Figure, Named, NamedKind
from services.indicators.kept import KeptFigures
from services.times import last_day, local_day

_WEEK = timedelta(days=7)
_WEEKS = 20
_ROWS = 22
_PLACES = 14
# The places of a school's path: region, municipality, school.
_SCHOOL_DEPTH = 2


class Picture(StrEnum):
    """The pictures of a road map."""

    SECTIONS = "sections"
    WEEKS = "weeks"
    PLACES = "places"
    PROGRESS = "progress"


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A school in each of the weeks shown: which part of what was due is done; None: nothing."""

    name: str
    shares: tuple[float | None, ...]
    # Nobody represents the school: what it has not done is nobody's fault.
    is_unmanned: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """By a day, how much of the whole year is done and how much was due."""

    day: date
    done: float
    due: float


@dataclass(frozen=True, slots=True)
class Sketch:
    """What one picture shows; only what it needs is filled."""

    plan_id: int
    picture: Picture
    plan_title: str
    place_name: str
    today: date
    sections: tuple[Section, ...] = ()
    places: tuple[Slice, ...] = ()
    # Whether the places are schools, not municipalities.
    of_schools: bool = False
    mondays: tuple[date, ...] = ()
    rows: tuple[WeekRow, ...] = ()
    # How many there are besides those shown.
    left_out: int = 0
    steps: tuple[Step, ...] = ()
    # Of what is empty: from which day it will show something, None where no day is known, and how
    # many figures are in hand until then.
    since: date | None = None
    running: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw yet."""
        return not (
            any(section.of for section in self.sections) or self.places or self.rows or self.steps
        )


class FigurePictures:
    """Collects what pictures show, within the actor's places."""

    def __init__(self, database: Database, clock: Clock, kept: KeptFigures) -> None:
        """Take where answers are kept, who tells the time, and what was counted just now."""
        self._database = database
        self._clock = clock
        self._kept = kept

    @needs(Action.READ_FIGURES)
    async def sketch(self, actor: Actor, plan_id: int, picture: Picture) -> Sketch:
        """What a picture of a road map shows; raises NotFoundError outside the actor's places."""
        now = self._clock.now()
        async with self._database.read() as store:
            plan = await store.plans.get(plan_id)
            place = await store.places.get(plan.place_id) if plan is not None else None
            if plan is None or place is None or plan.status != PlanStatus.PUBLISHED:
                raise NotFoundError
            if plan.id not in await visible_plans(store, actor):
                raise NotFoundError
            within = narrowed(actor, place)
            # The way to the end is drawn to the end; everything else stands as of now.
            to_the_end = picture is Picture.PROGRESS
            surveyed = await self._kept.of(store, plan, within, now, to_the_end=to_the_end)
            below = await store.places.subtree(place.path)
            if surveyed is None:
                raise NotFoundError
            unmanned: set[int] = set()
            if picture is Picture.WEEKS:
                schools = [one.id for one in below if one.kind == PlaceKind.SCHOOL]
                unmanned = await store.staffing.unmanned_among(schools, REPRESENTATIVES)
            figures = [one for one in surveyed.figures if within is None or one.of]
            sketch = Sketch(
                plan.id, picture, plan.title, place.name, local_day(now, actor.timezone)
            )
            sketch = _filled(sketch, figures, below, now, actor.timezone, unmanned=unmanned)
            if not sketch.is_empty:
                return sketch
            year = await self._kept.of(store, plan, within, now, to_the_end=True)
        whole = year.figures if year is not None else ()
        running = sum(standing(one, now) is Standing.RUNNING for one in figures)
        return replace(
            sketch, since=_first_day(picture, whole, now, actor.timezone), running=running
        )


def _filled(
    sketch: Sketch,
    figures: list[Figure],
    below: Iterable[Place],
    now: datetime,
    zone: str,
    *,
    unmanned: Collection[int],
) -> Sketch:
    match sketch.picture:
        case Picture.SECTIONS:
            return replace(sketch, sections=tuple(by_section(figures)))
        case Picture.PLACES:
            places, of_schools = attendance_by_place(figures, below, now)
            worst = tuple(sorted(places, key=lambda one: (one.percent or 0, one.name)))
            shown = sorted(worst[:_PLACES], key=lambda one: -(one.percent or 0))
            left_out = max(len(places) - _PLACES, 0)
            return replace(sketch, places=tuple(shown), of_schools=of_schools, left_out=left_out)
        case Picture.WEEKS:
            mondays, rows = weeks_of_schools(figures, below, now, zone, unmanned)
            left_out = max(len(rows) - _ROWS, 0)
            return replace(sketch, mondays=mondays, rows=tuple(rows[:_ROWS]), left_out=left_out)
        case Picture.PROGRESS:
            return replace(sketch, steps=tuple(steps_of(figures, now, zone)))


def _first_day(
    picture: Picture, figures: Iterable[Figure], now: datetime, zone: str
) -> date | None:
    """From which day on a picture shows something; None where the map has no such day."""
    match picture:
        case Picture.WEEKS:
            terms = [one.due_at for figure in figures for one in _of_schools(figure)]
            known = [term - timedelta(seconds=1) for term in terms if term is not None]
        case Picture.PLACES:
            attended = (one for one in figures if one.counted is Counted.ATTENDED)
            ends = [one.held_at for figure in attended for one in figure.of]
            known = [end - timedelta(seconds=1) for end in ends if end is not None]
        case _:
            known = [one.begins_at for one in figures if one.begins_at is not None]
    return min((local_day(one, zone) for one in known if one > now), default=None)


def _of_schools(figure: Figure) -> Iterable[Named]:
    """What schools do themselves: not what others write about them, or whom they give them."""
    if figure.counted is Counted.CURATED:
        return ()
    return (
        one for one in figure.of if one.by in {"", Party.SCHOOL} and one.kind is NamedKind.PLACE
    )


def attendance_by_place(
    figures: Iterable[Figure], below: Iterable[Place], now: datetime
) -> tuple[list[Slice], bool]:
    """Who took part in what is over, by municipality; by school where there is only one."""
    places = {place.id: place for place in below}
    named = [
        one
        for figure in figures
        if figure.counted is Counted.ATTENDED
        for one in figure.of
        if len(ids_of(one.path)) > 1 and one.held_at is not None and one.held_at <= now
    ]
    towns = {ids_of(one.path)[1] for one in named}
    of_schools = len(towns) <= 1
    depth = _SCHOOL_DEPTH if of_schools else 1
    grouped: defaultdict[int, list[Named]] = defaultdict(list)
    for one in named:
        ids = ids_of(one.path)
        if len(ids) > depth:
            grouped[ids[depth]].append(one)
    slices = [
        Slice(key, places[key].name, sum(bool(one.traces) for one in some), len(some))
        for key, some in grouped.items()
        if key in places
    ]
    return slices, of_schools


def weeks_of_schools(
    figures: Iterable[Figure],
    below: Iterable[Place],
    now: datetime,
    zone: str,
    unmanned: Collection[int] = (),
) -> tuple[tuple[date, ...], list[WeekRow]]:
    """Each school in each of the last weeks in which anything was due, the most missing first.

    Those without anybody come last: nobody there could have answered.
    """
    schools = {place.id: place for place in below if place.kind == PlaceKind.SCHOOL}
    cells: defaultdict[int, defaultdict[date, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for figure in figures:
        for one in _of_schools(figure):
            if one.id in schools and one.due_at is not None and one.due_at <= now:
                cells[one.id][_monday(one.due_at, zone)].append(bool(one.traces))
    seen = sorted({monday for weeks in cells.values() for monday in weeks})
    mondays = tuple(seen[-_WEEKS:])
    missing = {
        key: sum(not done for monday in mondays for done in weeks.get(monday, ()))
        for key, weeks in cells.items()
    }
    order = sorted(cells, key=lambda key: (key in unmanned, -missing[key], schools[key].name))
    rows = [
        WeekRow(
            schools[key].name,
            tuple(_share(cells[key].get(monday)) for monday in mondays),
            key in unmanned,
        )
        for key in order
    ]
    return mondays, rows


def _monday(moment: datetime, zone: str) -> date:
    day = last_day(moment, zone)
    return day - timedelta(days=day.weekday())


def _share(done: list[bool] | None) -> float | None:
    return sum(done) / len(done) if done else None


def steps_of(figures: Iterable[Figure], now: datetime, zone: str) -> list[Step]:
    """How much of the year's work was done, and due, by the end of each week."""
    named = [
        one for figure in figures if figure.counted is not Counted.ACTIVITIES for one in figure.of
    ]
    dues = sorted(last_day(one.due_at, zone) for one in named if one.due_at is not None)
    days = sorted(local_day(one.done_at, zone) for one in named if one.done_at is not None)
    if not dues:
        return []
    first = min([*dues, *days])
    last = max([*dues, local_day(now, zone)])
    day, steps = first - timedelta(days=first.weekday()), []
    while day - _WEEK <= last:
        done, due = bisect_right(days, day), bisect_right(dues, day)
        steps.append(Step(day, done / len(named), due / len(named)))
        day += _WEEK
    return steps
