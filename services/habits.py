"""The habits of many people at once: from their rows, their places and their mutes."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from db.enums import MuteKind, Role
from db.models import Person
from db.repositories.paths import ids_of
from db.store import Store
from services.access import Seat
from services.decency import QUIET_FROM, QUIET_UNTIL, WEEKLY_BUDGET, Habits, Rhythm
from services.times import inherited_zone, zone

_ORDER = {role: number for number, role in enumerate(Role)}


async def rhythms_of(
    store: Store,
    people: Sequence[Person],
    seats: Mapping[int, Sequence[Seat]],
    default_zones: Mapping[int, str],
) -> dict[int, Rhythm]:
    """The hours of people, by person: in one's own zone, else that of the school or region.

    `default_zones`, by person, are for those whose places name none: the zones of their events.
    """
    own = {person.id: _first(seats.get(person.id, ())) for person in people}
    places = await store.places.many(
        place_id for seat in own.values() if seat is not None for place_id in ids_of(seat.path)
    )
    rhythms = {}
    for person in people:
        name, seat = person.timezone, own[person.id]
        if name is None and seat is not None:
            way = [places[i] for i in ids_of(seat.path) if i in places]
            name = inherited_zone(way, default_zones[person.id])
        rhythms[person.id] = rhythm_of(person, name or default_zones[person.id])
    return rhythms


def rhythm_of(person: Person, zone_name: str) -> Rhythm:
    """What a person has chosen, the rest as it is for everybody."""
    return Rhythm(
        zone(zone_name),
        QUIET_FROM if person.quiet_from is None else person.quiet_from,
        QUIET_UNTIL if person.quiet_until is None else person.quiet_until,
        person.workdays_only,
    )


async def habits_of(
    store: Store,
    people: Sequence[Person],
    seats: Mapping[int, Sequence[Seat]],
    default_zones: Mapping[int, str],
) -> dict[int, Habits]:
    """All habits of people, by person."""
    rhythms = await rhythms_of(store, people, seats, default_zones)
    muted: dict[tuple[int, str], set[int]] = {}
    for mute in await store.mutes.of_people(rhythms):
        muted.setdefault((mute.person_id, mute.kind), set()).add(mute.target_id)
    return {
        person.id: Habits(
            rhythms[person.id],
            budget_of(person),
            person.muted_until,
            frozenset(muted.get((person.id, MuteKind.OCCURRENCE), ())),
            frozenset(muted.get((person.id, MuteKind.ROW), ())),
        )
        for person in people
    }


def budget_of(person: Person) -> int:
    """Messages a week; 0 is no bound."""
    return WEEKLY_BUDGET if person.weekly_budget is None else person.weekly_budget


def is_silent(person: Person, now: datetime) -> bool:
    """Whether somebody wants nothing at all now."""
    return person.paused or (person.muted_until is not None and now < person.muted_until)


def _first(seats: Sequence[Seat]) -> Seat | None:
    """The seat whose place tells the zone: the first in the order of roles."""
    return min(seats, key=lambda seat: (_ORDER[seat.role], seat.place_name), default=None)
