"""What the numbers of an audience stand for: places, events and people by name."""

from dataclasses import dataclass

from db.store import Store
from services.access import Action, Actor
from services.audiences import Audience
from services.calendar import reachable
from services.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Described:
    """An audience with names instead of numbers; an event that is gone is an empty name."""

    audience: Audience
    places: tuple[str, ...] = ()
    unconfirmed: str = ""
    unreported: str = ""
    people: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    # «2026/2027» where the year of the schools is chosen.
    year: str = ""


async def described(store: Store, actor: Actor, audience: Audience) -> Described:
    """Read the names of everything that an audience speaks of, within the actor's places.

    An audience may have been kept when he had others.
    """
    scope = actor.scope(Action.BROADCAST)
    found = await store.places.many({*audience.places, *audience.without_places})
    places = {id_: place for id_, place in found.items() if place.path.startswith(scope)}
    seats = await store.people.seats_of({*audience.people, *audience.without_people})
    people = {
        id_: held[0].person
        for id_, held in seats.items()
        if any(seat.place.path.startswith(scope) for seat in held)
    }
    return Described(
        audience,
        tuple(places[one].name for one in audience.places if one in places),
        await _title(store, actor, audience.unconfirmed),
        await _title(store, actor, audience.unreported),
        tuple(people[one].name for one in audience.people if one in people),
        (
            *(places[one].name for one in audience.without_places if one in places),
            *(people[one].name for one in audience.without_people if one in people),
        ),
        (await years(store, actor)).get(audience.year or 0, ""),
    )


async def years(store: Store, actor: Actor) -> dict[int, str]:
    """The years in which schools below take part: the first one, and how it is written."""
    found: dict[int, str] = {}
    for cohort in await store.places.cohorts(actor.scope(Action.BROADCAST)):
        both = f"{cohort.year}/{cohort.year + 1}" if cohort.is_school_year else str(cohort.year)
        found[cohort.year] = max(both, found.get(cohort.year, ""))
    return dict(sorted(found.items(), reverse=True))


async def _title(store: Store, actor: Actor, occurrence_id: int | None) -> str:
    if occurrence_id is None:
        return ""
    try:
        return (await reachable(store, actor, occurrence_id)).row.title
    except NotFoundError:
        return ""
