"""What an audience is chosen from: lists of places, roles, events, people, each with its ticks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from db.enums import PlaceKind, Role
from db.store import Store
from services.access import REPRESENTATIVES, Action, Actor
from services.audience_words import years
from services.audiences import Audience, SchoolKind, toggled
from services.calendar import visible_plans
from services.expectations import asks_answer, asks_report

# Events about which somebody may still owe a word.
_SINCE, _UNTIL = timedelta(days=60), timedelta(days=14)


class Part(StrEnum):
    """Which list of an audience a button is about."""

    PLACE = "place"
    ROLE = "role"
    KIND = "kind"
    YEAR = "year"
    CONFIRM = "confirm"
    REPORT = "report"
    PERSON = "person"
    WITHOUT = "without"
    OUTSIDE = "outside"
    SAVED = "saved"


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to tick: a number for its button, its name, and where or when it is."""

    id: int
    name: str
    is_chosen: bool
    about: str = ""
    at: datetime | None = None


ROLES = tuple(role for role in Role if role is not Role.OWNER)
KINDS = tuple(SchoolKind)


async def lines_of(
    store: Store, actor: Actor, part: Part, audience: Audience, now: datetime
) -> list[Choice]:
    """Everything of a list that can be ticked."""
    match part:
        case Part.ROLE:
            meant = () if audience.only_people else audience.roles
            return [Choice(n, role, role in meant) for n, role in enumerate(ROLES)]
        case Part.KIND:
            return [Choice(n, kind, kind in audience.kinds) for n, kind in enumerate(KINDS)]
        case Part.YEAR:
            found = await years(store, actor)
            return [Choice(year, name, year == audience.year) for year, name in found.items()]
        case Part.PLACE | Part.OUTSIDE:
            is_in = part is Part.PLACE
            chosen = audience.places if is_in else audience.without_places
            return await _places(store, actor, chosen)
        case Part.PERSON | Part.WITHOUT:
            is_in = part is Part.PERSON
            chosen = audience.people if is_in else audience.without_people
            return await _people(store, actor, chosen)
        case Part.CONFIRM | Part.REPORT:
            return await _events(store, actor, part, audience, now)
        case Part.SAVED:
            kept = await store.audiences.of(actor.id)
            as_now = audience.as_json()
            return [Choice(one.id, one.title, one.audience == as_now) for one in kept]
    return []


_ONE: Mapping[Part, str] = {
    Part.YEAR: "year",
    Part.CONFIRM: "unconfirmed",
    Part.REPORT: "unreported",
}
_MANY: Mapping[Part, tuple[str, Callable[[int], Any]]] = {
    Part.PLACE: ("places", int),
    Part.ROLE: ("roles", ROLES.__getitem__),
    Part.KIND: ("kinds", KINDS.__getitem__),
    Part.PERSON: ("people", int),
    Part.WITHOUT: ("without_people", int),
    Part.OUTSIDE: ("without_places", int),
}


# Lists that narrow an audience: without the last tick of all of them nobody is chosen. Everybody is
# meant only by a button that says so.
_NARROWING = frozenset({Part.PLACE, Part.KIND, *_ONE})


def ticked(audience: Audience, part: Part, value: int) -> Audience:
    """The audience with one tick more or less."""
    return _settled(audience, part, _changed(audience, part, value))


def _changed(audience: Audience, part: Part, value: int) -> Audience:
    if part in _ONE:
        name = _ONE[part]
        return _set(audience, name, None if getattr(audience, name) == value else value)
    if part is Part.ROLE and audience.only_people:
        # Nobody but those picked was meant: now this role, and no other.
        return replace(audience, roles=(ROLES[value],), only_people=False)
    name, read = _MANY[part]
    changed = _set(audience, name, toggled(getattr(audience, name), read(value)))
    if part is Part.PERSON:
        # Who is picked is not left out any more, and the other way round.
        rest = tuple(one for one in audience.without_people if one != value)
        return replace(changed, without_people=rest)
    if part is Part.WITHOUT:
        return replace(changed, people=tuple(one for one in audience.people if one != value))
    return changed


def unticked(audience: Audience, part: Part) -> Audience:
    """The audience without the ticks of a list."""
    if part in _ONE:
        return _settled(audience, part, _set(audience, _ONE[part], None))
    if part in _MANY:
        return _settled(audience, part, _set(audience, _MANY[part][0], ()))
    return audience


def _settled(before: Audience, part: Part, changed: Audience) -> Audience:
    """Nobody when the last tick is gone; again those of the lists when there is one."""
    if part is Part.ROLE:
        return changed if changed.roles else replace(changed, only_people=True)
    if part not in _NARROWING:
        return changed
    if not (changed.places or changed.asks_about_schools):
        return replace(changed, only_people=True)
    if before.only_people and _has_more(before, changed, part):
        return replace(changed, only_people=False, roles=changed.roles or REPRESENTATIVES)
    return changed


def _has_more(before: Audience, changed: Audience, part: Part) -> bool:
    """Whether a list has got a tick, and has not lost one: who loses one chooses nobody anew."""
    if part in _ONE:
        return getattr(changed, _ONE[part]) is not None
    name = _MANY[part][0]
    return len(getattr(changed, name)) > len(getattr(before, name))


def _set(audience: Audience, name: str, value: Any) -> Audience:
    return replace(audience, **{name: value})


async def _events(
    store: Store, actor: Actor, part: Part, audience: Audience, now: datetime
) -> list[Choice]:
    """What schools may still owe a word about, the latest first."""
    plans = await visible_plans(store, actor)
    found = await store.plans.between(plans, now - _SINCE, now + _UNTIL)
    chosen = audience.unconfirmed if part is Part.CONFIRM else audience.unreported
    asks = asks_answer if part is Part.CONFIRM else asks_report
    return [
        Choice(
            one.occurrence.id,
            one.row.title,
            one.occurrence.id == chosen,
            at=one.occurrence.begins_at,
        )
        for one in reversed(found)
        if asks(one)
    ]


async def _places(store: Store, actor: Actor, chosen: tuple[int, ...]) -> list[Choice]:
    """The municipalities of a region; the schools of a municipality."""
    scope = actor.scope(Action.BROADCAST)
    below = [place for path in scope for place in await store.places.subtree(path)]
    wanted = {PlaceKind.MUNICIPALITY}
    if sum(place.kind == PlaceKind.MUNICIPALITY for place in below) <= 1:
        wanted = {PlaceKind.SCHOOL}
    unique = {place.id: place for place in below if place.kind in wanted or place.id in chosen}
    return [Choice(place.id, place.name, place.id in chosen) for place in unique.values()]


async def _people(store: Store, actor: Actor, chosen: tuple[int, ...]) -> list[Choice]:
    found: dict[int, Choice] = {}
    for path in actor.scope(Action.BROADCAST):
        for seat in await store.people.seats_below(path):
            person = seat.person
            if person.id != actor.id:
                found.setdefault(
                    person.id,
                    Choice(person.id, person.name, person.id in chosen, seat.place.name),
                )
    return sorted(found.values(), key=lambda one: (one.name, one.id))
