"""Figures as people read them: what matters now, those of a map, one and who is behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from db.database import Database
from db.enums import PlaceKind, PlanStatus
from db.models import Place, Plan
from db.store import Store
from services.access import Action, Actor, needs
from services.calendar import visible_plans
from services.clock import Clock
from services.errors import NotFoundError
from services.indicators.breakdown import (
    Section,
    Slice,
    Split,
    Standing,
    by_cohort,
    by_event,
    by_month,
    by_place,
    by_section,
    completion,
    splits_of,
)
from services.indicators.figure import Figure, Named
from services.indicators.figures import counted
from services.indicators.ground import survey
from services.indicators.kept import KeptFigures
from services.indicators.measures import hangs_on_others
from services.indicators.urgency import Shown, shown_of, urgent
from services.times import last_day, local_day

_PAGE = 6
_NAMES = 10
_SLICES = 12
# Instead of the number of a section: all figures, and those that wait for somebody to enter them.
ALL, BY_HAND = -1, -2


class Side(StrEnum):
    """Of a figure's names, those who are counted or those who are missing."""

    DONE = "done"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class PlanFigures:
    """A road map in figures, as far as the reader's places go."""

    plan_id: int
    title: str
    year: str
    place_name: str
    # Whether all of the map is shown; else only what concerns the reader's places.
    is_whole: bool
    schools: int
    figures: tuple[Shown, ...]
    sections: tuple[Section, ...]
    done: float
    of: float
    urgent: tuple[Shown, ...]
    # Whether the reader may enter figures by hand.
    may_enter: bool = False

    @property
    def by_hand(self) -> tuple[Shown, ...]:
        """What waits for the reader to enter it."""
        waiting = (one for one in self.figures if one.standing is Standing.UNKNOWN)
        return tuple(waiting) if self.may_enter else ()

    def number(self, *standings: Standing) -> int:
        """How many figures stand so."""
        return sum(one.standing in standings for one in self.figures)


@dataclass(frozen=True, slots=True)
class FigurePage:
    """A page of the figures of a map or of one of its sections."""

    plan_id: int
    # Which section; ALL, or BY_HAND.
    section: int
    title: str
    shown: tuple[Shown, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class FigureCard:
    """One figure, with what can be done about it."""

    plan_id: int
    shown: Shown
    splits: tuple[Split, ...]
    # Whether the reader may enter it by hand.
    may_enter: bool
    has_own_target: bool
    is_whole: bool


@dataclass(frozen=True, slots=True)
class FigureSlices:
    """A figure taken apart."""

    shown: Shown
    split: Split
    slices: tuple[Slice, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class NamedLine:
    """One of those behind a figure, and the event to open about it."""

    named: Named
    occurrence_id: int
    # The day it was done, or was to be done.
    day: date | None


@dataclass(frozen=True, slots=True)
class NamedPage:
    """A page of those who are counted, or missing."""

    shown: Shown
    side: Side
    lines: tuple[NamedLine, ...]
    total: int
    page: int
    pages: int


class Indicators:
    """Reads figures within the actor's places."""

    def __init__(self, database: Database, clock: Clock, kept: KeptFigures) -> None:
        """Take where answers are kept, who tells the time, and what was counted just now."""
        self._database = database
        self._clock = clock
        self._kept = kept

    @needs(Action.READ_FIGURES)
    async def board(self, actor: Actor) -> tuple[PlanFigures, ...]:
        """The road maps the actor has to do with, those of the latest year first."""
        now = self._clock.now()
        async with self._database.read() as store:
            found = [
                await _plan_figures(store, actor, plan, now, self._kept)
                for plan in await _plans_of(store, actor, now)
            ]
        return tuple(one for one in found if one is not None and one.figures)

    @needs(Action.READ_FIGURES)
    async def of_plan(self, actor: Actor, plan_id: int) -> PlanFigures:
        """One road map in figures; raises NotFoundError outside the actor's places."""
        async with self._database.read() as store:
            plan = await _readable(store, actor, plan_id)
            found = await _plan_figures(store, actor, plan, self._clock.now(), self._kept)
        if found is None:
            raise NotFoundError
        return found

    @needs(Action.READ_FIGURES)
    async def page(
        self, actor: Actor, plan_id: int, section: int = ALL, page: int = 0
    ) -> FigurePage:
        """Figures of a map, of one of its sections by number, or those that wait for a hand."""
        found = await self.of_plan(actor, plan_id)
        shown, title = found.figures, ""
        if 0 <= section < len(found.sections):
            title = found.sections[section].title
            shown = tuple(one for one in shown if one.figure.section == title)
        elif section == BY_HAND:
            shown = found.by_hand
        else:
            section = ALL
        page, pages = _bounded(page, len(shown), _PAGE)
        return FigurePage(
            plan_id, section, title, shown[page * _PAGE : (page + 1) * _PAGE], page, pages
        )

    @needs(Action.READ_FIGURES)
    async def card(self, actor: Actor, row_id: int, part: int) -> FigureCard:
        """One figure; raises NotFoundError outside the actor's places."""
        async with self._database.read() as store:
            now = self._clock.now()
            return await card_in(store, actor, (row_id, part), now, self._kept)

    @needs(Action.READ_FIGURES)
    async def slices(
        self, actor: Actor, row_id: int, part: int, split: Split, page: int = 0
    ) -> FigureSlices:
        """A figure by municipality, event, month or year of taking part."""
        now = self._clock.now()
        async with self._database.read() as store:
            _, place, shown = await _shown(store, actor, (row_id, part), now, self._kept)
            found = await _taken_apart(store, place, shown.figure, split, actor)
        page, pages = _bounded(page, len(found), _SLICES)
        some = found[page * _SLICES : (page + 1) * _SLICES]
        return FigureSlices(shown, split, tuple(some), page, pages)

    @needs(Action.READ_FIGURES)
    async def names(
        self, actor: Actor, row_id: int, part: int, side: Side, page: int = 0
    ) -> NamedPage:
        """Who is counted in a figure, or who is missing from it."""
        now = self._clock.now()
        async with self._database.read() as store:
            _, _, shown = await _shown(store, actor, (row_id, part), now, self._kept)
            events = [one.id for one in await store.plans.occurrences(row_id)]
        named = shown.figure.done if side is Side.DONE else shown.figure.missing
        page, pages = _bounded(page, len(named), _NAMES)
        lines = tuple(
            _line(one, actor, events) for one in named[page * _NAMES : (page + 1) * _NAMES]
        )
        return NamedPage(shown, side, lines, len(named), page, pages)


def _line(one: Named, actor: Actor, events: Sequence[int]) -> NamedLine:
    last = events[-1] if events else 0
    about = one.traces[0].occurrence_id if one.traces else one.occurrence_id
    moment, day_of = (one.done_at, local_day) if one.traces else (one.due_at, last_day)
    day = day_of(moment, actor.timezone) if moment is not None else None
    return NamedLine(one, about or last, day)


def _bounded(page: int, number: int, size: int) -> tuple[int, int]:
    pages = max((number + size - 1) // size, 1)
    return min(max(page, 0), pages - 1), pages


async def _plans_of(store: Store, actor: Actor, now: datetime) -> list[Plan]:
    plans = [await store.plans.get(plan_id) for plan_id in await visible_plans(store, actor)]
    found = [plan for plan in plans if plan is not None]
    found.sort(key=lambda plan: plan.id)
    return sorted(found, key=lambda plan: plan.year or "", reverse=True)


async def _readable(store: Store, actor: Actor, plan_id: int) -> Plan:
    plan = await store.plans.get(plan_id)
    if plan is None or plan.status != PlanStatus.PUBLISHED:
        raise NotFoundError
    if plan.id not in await visible_plans(store, actor):
        raise NotFoundError
    return plan


def narrowed(actor: Actor, place: Place) -> tuple[str, ...] | None:
    """Which places below a plan's the actor may read figures of; None is all of them.

    Raises NotFoundError where it is none.
    """
    scope = actor.scope(Action.READ_FIGURES)
    if place.path.startswith(scope):
        return None
    own = [path for path in scope if path.startswith(place.path)]
    own += [branch.path for seat in actor.seats for branch in seat.branches]
    if not own:
        raise NotFoundError
    return tuple(own)


async def _plan_figures(
    store: Store, actor: Actor, plan: Plan, now: datetime, kept: KeptFigures
) -> PlanFigures | None:
    """A map in figures, of the actor's places below it; None where it has nothing for them."""
    place = await store.places.get(plan.place_id)
    if place is None:
        return None
    try:
        within = narrowed(actor, place)
    except NotFoundError:
        return None
    surveyed = await kept.of(store, plan, within, now)
    if surveyed is None:
        return None
    figures = list(surveyed.figures)
    if within is not None:
        # What others do elsewhere is nothing of theirs.
        figures = [figure for figure in figures if figure.of]
    shown = tuple(shown_of(figure, now) for figure in figures)
    done, of = completion(figures)
    return PlanFigures(
        plan_id=plan.id,
        title=plan.title,
        year=plan.year or "",
        place_name=place.name,
        is_whole=within is None,
        schools=surveyed.schools,
        figures=shown,
        sections=tuple(by_section(figures)),
        done=done,
        of=of,
        urgent=urgent(shown, now, actor.timezone),
        may_enter=within is None and actor.may(Action.IMPORT_PLAN, place.path),
    )


async def _shown(
    store: Store, actor: Actor, of: tuple[int, int], now: datetime, kept: KeptFigures | None
) -> tuple[Plan, Place, Shown]:
    """A figure, by its row and its place in it, of the actor's places; or NotFoundError."""
    row_id, part = of
    row = await store.plans.row(row_id)
    if row is None:
        raise NotFoundError
    plan = await _readable(store, actor, row.plan_id)
    place = await store.places.get(plan.place_id)
    if place is None:
        raise NotFoundError
    within = narrowed(actor, place)
    figures: Sequence[Figure] = ()
    if kept is not None and hangs_on_others(row):
        surveyed = await kept.of(store, plan, within, now)
        figures = surveyed.figures if surveyed is not None else ()
    else:
        ground = await survey(store, plan, place_path=within, until=now, only=row.id)
        figures = await counted(ground) if ground is not None else ()
    for figure in figures:
        if (figure.row_id, figure.part) == (row.id, part):
            return plan, place, shown_of(figure, now)
    raise NotFoundError


async def card_in(
    store: Store,
    actor: Actor,
    of: tuple[int, int],
    now: datetime,
    kept: KeptFigures | None = None,
) -> FigureCard:
    """A figure as a card, inside a transaction; what is `kept` only in one that reads."""
    plan, place, shown = await _shown(store, actor, of, now, kept)
    row_id, part = of
    has_cohorts = bool(await store.places.cohorts([place.path]))
    own = [
        one for one in await store.figures.entries([row_id]) if one.part == part and one.is_target
    ]
    return FigureCard(
        plan_id=plan.id,
        shown=shown,
        splits=tuple(splits_of(shown.figure, cohorts=has_cohorts)),
        may_enter=actor.may(Action.IMPORT_PLAN, place.path),
        has_own_target=bool(own) and own[-1].amount is not None,
        is_whole=narrowed(actor, place) is None,
    )


async def _taken_apart(
    store: Store, place: Place, figure: Figure, split: Split, actor: Actor
) -> list[Slice]:
    match split:
        case Split.PLACE:
            places = await store.places.subtree(place.path, PlaceKind.MUNICIPALITY)
            return by_place(figure, {one.id: one.name for one in places})
        case Split.EVENT:
            events = await store.plans.occurrences(figure.row_id)
            days = {one.id: one.first_day for one in events if one.cancelled_at is None}
            return by_event(figure, days)
        case Split.MONTH:
            return by_month(figure, actor.timezone)
        case Split.COHORT:
            years: dict[int, list[int]] = {}
            for one in await store.places.cohorts([place.path]):
                years.setdefault(one.place_id, []).append(one.year)
            return by_cohort(figure, years)
