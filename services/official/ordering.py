"""What somebody may order, within his places: road maps, territories, events, schools."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

from db.enums import OfficialKind, OfficialStatus, PlaceKind, PlanStatus
from db.models import OfficialPaper, Place, Plan
from db.repositories.plans import Happening
from db.store import Store
from services.access import Action, Actor
from services.calendar import reachable, visible_plans
from services.errors import DomainError, NotFoundError
from services.expectations import stands
from services.official.cards import (
    EventChoice,
    EventPage,
    NoteChoice,
    PaperLine,
    PaperPeriod,
    PapersDesk,
    PlanChoice,
    SchoolPage,
)
from services.official.facts import in_order
from services.presence import window_of
from services.times import month_later

_Any = TypeVar("_Any")
_NEWEST = 5
_PAGE = 8


async def desk(store: Store, actor: Actor, plan_id: int) -> PapersDesk:
    """What may be ordered about a road map, and what was ordered last."""
    plans = await _plans(store, actor)
    if plan_id and plan_id not in {one.plan_id for one in plans}:
        raise NotFoundError
    chosen = next((one for one in plans if one.plan_id == plan_id), None)
    if chosen is None and len(plans) == 1:
        chosen = plans[0]
    rows = await store.official.of_person(actor.id, _NEWEST)
    places = await store.places.many({row.place_id for row in rows})
    return PapersDesk(
        plans=plans,
        plan=chosen,
        is_above=actor.alone.may(Action.READ_ANSWERS),
        papers=tuple(
            PaperLine(
                row.id,
                OfficialKind(row.kind),
                row.layout,
                places[row.place_id].name if row.place_id in places else "",
                OfficialStatus(row.status),
                row.ordered_at,
            )
            for row in rows
        ),
    )


async def _plans(store: Store, actor: Actor) -> tuple[PlanChoice, ...]:
    """Published road maps the actor may see, the newest first."""
    found = []
    for plan_id in await visible_plans(store, actor):
        plan = await store.plans.get(plan_id)
        place = await store.places.get(plan.place_id) if plan is not None else None
        if plan is not None and place is not None:
            found.append(_choice(plan, place))
    return tuple(sorted(found, key=lambda one: (one.year, one.plan_id), reverse=True))


def _choice(plan: Plan, place: Place) -> PlanChoice:
    return PlanChoice(plan.id, plan.title, place.name, plan.year or "")


async def _plan(store: Store, actor: Actor, plan_id: int) -> tuple[Plan, Place]:
    if plan_id not in await visible_plans(store, actor):
        raise NotFoundError
    plan = await store.plans.get(plan_id)
    place = await store.places.get(plan.place_id) if plan is not None else None
    if plan is None or place is None or plan.status != PlanStatus.PUBLISHED:
        raise NotFoundError
    return plan, place


async def plan_and_place(
    store: Store, actor: Actor, plan_id: int, place_id: int
) -> tuple[Plan, Place]:
    """A road map, and the territory within it and within the actor's own; 0: all of his."""
    plan, whole = await _plan(store, actor, plan_id)
    if not place_id:
        return plan, await _own_territory(store, actor, whole)
    place = await store.places.get(place_id)
    if place is None or not _is_within(place, whole):
        raise NotFoundError
    actor.require(Action.READ_ANSWERS, place.path)
    return plan, place


def _is_within(place: Place, whole: Place) -> bool:
    return place.path.startswith(whole.path)


async def _own_territory(store: Store, actor: Actor, whole: Place) -> Place:
    """The road map's place where it is the actor's own, else the first of his within it."""
    seats = (*actor.alone.seats_for(Action.READ_ANSWERS), *actor.seats_for(Action.READ_ANSWERS))
    for seat in seats:
        if whole.path.startswith(seat.path):
            return whole
        if seat.path.startswith(whole.path):
            place = await store.places.get(seat.place_id)
            if place is not None:
                return place
    raise NotFoundError


async def note_choice(
    store: Store,
    actor: Actor,
    about: tuple[Plan, Place],
    chosen: tuple[PaperPeriod, str],
    today: date,
) -> NoteChoice:
    """A note as it would be ordered, with the other territories there are."""
    plan, place = about
    period, layout = chosen
    if layout not in {"docx", "xlsx"}:
        raise NotFoundError
    _, whole = await _plan(store, actor, plan.id)
    own = await _own_territory(store, actor, whole)
    below = await store.places.subtree(own.path, PlaceKind.MUNICIPALITY)
    places = [(own.id, own.name)]
    if len(below) > 1:
        places += sorted(((one.id, one.name) for one in below), key=lambda one: in_order(one[1]))
    since, until = days_of(period, today)
    return NoteChoice(
        plan=_choice(plan, whole),
        place_id=place.id,
        place_name=place.name,
        places=tuple(dict(places).items()),
        period=period,
        layout=layout,
        since=since,
        until=until or today,
    )


def days_of(period: PaperPeriod, today: date) -> tuple[date | None, date | None]:
    """From when until when; None where it is not bounded by the calendar."""
    month = today.replace(day=1)
    match period:
        case PaperPeriod.MONTH:
            return month, today
        case PaperPeriod.LAST_MONTH:
            return month_later(month, -1), month - timedelta(days=1)
        case PaperPeriod.QUARTER:
            return month_later(month, -((today.month - 1) % 3)), today
        case PaperPeriod.HALF:
            return month_later(month, -((today.month - 1) % 6)), today
    return None, today


async def events(store: Store, actor: Actor, plan_id: int, page: int, now: datetime) -> EventPage:
    """Events with a list of participants: those ahead and those just past come first."""
    plan, _ = await _plan(store, actor, plan_id)
    found = [one for one in await store.plans.of_plans([plan.id]) if _has_list(one)]
    found.sort(key=lambda one: abs(one.occurrence.begins_at - now))
    shown, page, pages = _turned(found, page)
    return EventPage(
        plan.id,
        tuple(
            EventChoice(one.occurrence.id, one.row.title, one.occurrence.first_day) for one in shown
        ),
        page,
        pages,
    )


def _has_list(found: Happening) -> bool:
    return window_of(found) is not None and stands(found)


async def event_and_place(
    store: Store, actor: Actor, occurrence_id: int
) -> tuple[Happening, Place]:
    """An event, and for which territory its sheet is."""
    found = await reachable(store, actor, occurrence_id)
    if not _has_list(found):
        raise DomainError("nobody_is_asked")
    return found, await _own_territory(store, actor, found.place)


async def schools(store: Store, actor: Actor, plan_id: int, page: int) -> SchoolPage:
    """The schools of a road map within the actor's places."""
    plan, whole = await _plan(store, actor, plan_id)
    below = {
        one.id: one.name
        for path in actor.alone.scope(Action.READ_FIGURES)
        for one in await store.places.subtree(path, PlaceKind.SCHOOL)
        if _is_within(one, whole)
    }
    ordered = sorted(below.items(), key=lambda one: in_order(one[1]))
    shown, page, pages = _turned(ordered, page)
    return SchoolPage(plan.id, tuple(shown), page, pages)


async def plan_and_school(
    store: Store, actor: Actor, plan_id: int, school_id: int
) -> tuple[Plan, Place]:
    """A road map, and a school of the actor's within it."""
    plan, whole = await _plan(store, actor, plan_id)
    school = await store.places.get(school_id)
    if school is None or school.kind != PlaceKind.SCHOOL or not _is_within(school, whole):
        raise NotFoundError
    actor.require(Action.READ_FIGURES, school.path)
    return plan, school


async def own(store: Store, actor: Actor, paper_id: int) -> OfficialPaper:
    """A paper the actor has ordered and may still read; raises NotFoundError."""
    row = await store.official.own(actor.id, paper_id)
    place = await store.places.get(row.place_id) if row is not None else None
    if row is None or place is None:
        raise NotFoundError
    is_school = row.kind == OfficialKind.SCHOOL
    actor.require(Action.READ_FIGURES if is_school else Action.READ_ANSWERS, place.path)
    return row


async def own_note(store: Store, actor: Actor, paper_id: int) -> OfficialPaper:
    """A finished note, whose conclusions can be changed."""
    row = await own(store, actor, paper_id)
    if row.kind != OfficialKind.NOTE:
        raise NotFoundError
    if row.status != OfficialStatus.MADE:
        raise DomainError("paper_not_ready")
    return row


def _turned(found: Sequence[_Any], page: int) -> tuple[Sequence[_Any], int, int]:
    pages = max((len(found) + _PAGE - 1) // _PAGE, 1)
    page = min(max(page, 0), pages - 1)
    return found[page * _PAGE : (page + 1) * _PAGE], page, pages
