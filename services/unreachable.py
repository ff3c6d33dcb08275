"""Whoever speaks for a school has blocked the bot: those who look after it are told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from db.enums import OutboxKind, OutboxStatus, Role
from db.models import Person, Place
from db.store import Store
from services.access import REPRESENTATIVES, Actor
from services.habits import is_silent
from services.nudges import waking, zones_of
from services.promises import present

# Who looks after a school; the next of them when there is nobody of the first.
_WATCH = (Role.CURATOR, Role.MUNICIPAL_COORDINATOR)
_LANE = 2
# Whoever is to call the school can do so in the days after, too.
_USEFUL = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Parked:
    """A school whose representative the bot cannot write to."""

    school_id: int
    school_name: str
    role: Role


async def tell_of_unreachable(
    store: Store, person_id: int, now: datetime, default_zone: str
) -> int:
    """Queue the news for the curators of a person's schools, else for their municipality.

    One message for each of them, person and week. Return how many are new.
    """
    rows: dict[int, dict[str, Any]] = {}
    for seat in await store.people.seats(person_id):
        if seat.role not in REPRESENTATIVES:
            continue
        zone_name = (await zones_of(store, [seat.place], default_zone))[seat.place.id]
        for person in await _watchers(store, seat.place, now):
            rows.setdefault(person.id, _row(person, person_id, seat.place.id, now, zone_name))
    return await store.outbox.enqueue(list(rows.values()))


async def parked(store: Store, person_id: int, school_id: int) -> Parked | None:
    """What is to be told, while it is still true."""
    person = await store.people.get(person_id)
    if person is None or person.unreachable_since is None:
        return None
    for seat in await store.people.seats(person_id):
        if seat.role in REPRESENTATIVES and seat.place.id == school_id:
            return Parked(school_id, seat.place.name, seat.role)
    return None


def looks_after(actor: Actor, school_path: str) -> bool:
    """Whether somebody is one of those who are told of a school still."""
    return any(seat.role in _WATCH and school_path.startswith(seat.path) for seat in actor.seats)


async def _watchers(store: Store, school: Place, now: datetime) -> Sequence[Person]:
    """The curators of a school who can be told; without any, its municipal coordinators."""
    way = [place.id for place in await store.places.ancestors(school.path)]
    for role in _WATCH:
        seats = present(await store.people.seats_at(way, [role]))
        people = {seat.person.id: seat.person for seat in seats}
        told = [
            person
            for person in people.values()
            if person.unreachable_since is None and not is_silent(person, now)
        ]
        if told:
            return told
    return ()


def _row(
    person: Person, about: int, school_id: int, now: datetime, zone_name: str
) -> dict[str, Any]:
    due_at = waking(person, zone_name, now)
    year, week, _ = now.isocalendar()
    return {
        "person_id": person.id,
        "telegram_id": person.telegram_id,
        "kind": OutboxKind.UNREACHABLE,
        "lane": _LANE,
        "payload": {"person_id": about, "school_id": school_id},
        "dedupe_key": f"unreachable:{about}:{person.id}:{year}-{week}",
        "due_at": due_at,
        "not_after": due_at + _USEFUL,
        "status": OutboxStatus.QUEUED,
    }
