"""The plan as a person reads it: week by week, and one event at a time."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from db.database import Database
from db.enums import PlaceKind, PlanStatus
from db.repositories.plans import Happening, first_year
from db.store import Store
from services.access import COORDINATORS, STAFF, Action, Actor, needs
from services.audience import concerns
from services.cards import EventCard, EventLine, card_of, line_of
from services.clock import Clock
from services.errors import NotFoundError
from services.times import local_day, moment

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WeekPage:
    """One week of the plan in the reader's zone; `page` 0 is the present week."""

    page: int
    monday: date
    today: date
    lines: tuple[EventLine, ...]
    running: tuple[EventLine, ...]
    next_page: int | None
    only_mine: bool
    has_plans: bool
    # The years of the plans when none of them expects the reader's schools; else empty.
    left_out: tuple[str, ...] = ()


class Calendar:
    """Reads published plans within the actor's scope."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where plans are kept and who tells the time."""
        self._database = database
        self._clock = clock

    @needs(Action.READ_PLAN)
    async def week(self, actor: Actor, page: int = 0, *, only_mine: bool = True) -> WeekPage:
        """What begins or ends in a week, and what merely goes on in it."""
        now = self._clock.now()
        today = local_day(now, actor.timezone)
        monday = today - timedelta(days=today.weekday()) + page * _WEEK
        since = moment(monday, time(), actor.timezone)
        until = moment(monday + _WEEK, time(), actor.timezone)
        async with self._database.read() as store:
            plan_ids = await visible_plans(store, actor)
            found = await store.plans.between(plan_ids, since, until)
            if only_mine:
                found = [one for one in found if _is_shown(one, actor)]
            passing = [
                one
                for one in found
                if one.occurrence.begins_at < since and one.occurrence.ends_at > until
            ]
            begin = await store.plans.next_begin(plan_ids, until)
            left_out = await _left_out(store, actor, plan_ids) if only_mine and not found else ()
        next_page = None
        if begin is not None:
            next_page = page + 1 + (local_day(begin, actor.timezone) - monday - _WEEK).days // 7
        return WeekPage(
            page=page,
            monday=monday,
            today=today,
            lines=tuple(line_of(one, actor) for one in found if one not in passing),
            running=tuple(line_of(one, actor) for one in passing),
            next_page=next_page,
            only_mine=only_mine,
            has_plans=bool(plan_ids),
            left_out=left_out,
        )

    @needs(Action.READ_PLAN)
    async def card(self, actor: Actor, occurrence_id: int) -> EventCard:
        """One event in full; raises NotFoundError outside the actor's scope."""
        async with self._database.read() as store:
            found = await reachable(store, actor, occurrence_id)
            return await card_of(store, found, actor, self._clock.now())


async def visible_plans(store: Store, actor: Actor) -> list[int]:
    """Published plans on the way up from the actor's places, and below those of the staff."""
    paths = {*actor.scope(Action.READ_PLAN)}
    paths.update(branch.path for seat in actor.seats for branch in seat.branches)
    below = [seat.path for seat in actor.seats if seat.role in STAFF]
    return await store.plans.plan_ids_visible(paths, below=below)


async def reachable(store: Store, actor: Actor, occurrence_id: int) -> Happening:
    """An occurrence through the actor's scope; raises NotFoundError."""
    found = await store.plans.happening(occurrence_id)
    if found is None or not _is_visible(found, actor):
        raise NotFoundError
    return found


def _is_visible(found: Happening, actor: Actor) -> bool:
    """Whether the plan of an occurrence is among the actor's `visible_plans`."""
    if found.plan.status != PlanStatus.PUBLISHED:
        return False
    paths = [*actor.scope(Action.READ_PLAN)]
    paths += [branch.path for seat in actor.seats for branch in seat.branches]
    below = tuple(seat.path for seat in actor.seats if seat.role in STAFF)
    # Every path begins and ends with a slash, so «/1/» is never taken for the beginning of «/12/».
    return found.place.path.startswith(below) or any(
        path.startswith(found.place.path) for path in paths
    )


async def _left_out(store: Store, actor: Actor, plan_ids: list[int]) -> tuple[str, ...]:
    """The years of the plans, if the actor only has schools and none of them takes part."""
    if any(seat.place_kind is not PlaceKind.SCHOOL for seat in actor.seats):
        return ()
    schools = {seat.place_id for seat in actor.seats}
    schools |= {branch.id for seat in actor.seats for branch in seat.branches}
    years: list[str] = []
    for plan_id in plan_ids:
        plan = await store.plans.get(plan_id)
        place = await store.places.get(plan.place_id) if plan is not None else None
        if plan is None or place is None or plan.year is None or first_year(plan.year) is None:
            return ()
        said = await store.places.participants(place.path, plan.year)
        if said is None or schools & said:
            return ()
        years.append(plan.year)
    return tuple(dict.fromkeys(years))


def _is_shown(found: Happening, actor: Actor) -> bool:
    return any(
        seat.role in COORDINATORS or concerns(found.row, found.place.path, seat)
        for seat in actor.seats
    )
