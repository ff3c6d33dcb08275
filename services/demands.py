"""Who owes what about an event, and who is expected: with names, the denominator of every share.

What a row asks for is read in `services.row_demands`; here it meets the places and the people.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from db.enums import PartyKind, PlaceKind, Role
from db.models import Place
from db.repositories.people import SeatRow
from db.repositories.plans import Happening
from db.store import Store
from roadmap.asks import Party, Proof
from services import audience
from services.access import Actor, Seat
from services.row_demands import Paper, has_presence, papers

# At which places a body of the row's words sits, and who speaks for it.
_BODIES: Mapping[Party, tuple[PlaceKind, tuple[Role, ...]]] = {
    Party.MUNICIPALITY: (PlaceKind.MUNICIPALITY, (Role.MUNICIPAL_COORDINATOR, Role.OWNER)),
    Party.REGION: (PlaceKind.REGION, (Role.REGIONAL_COORDINATOR, Role.OWNER)),
}
_PEOPLE: Mapping[Party, Role] = {Party.CURATOR: Role.CURATOR, Party.METHODIST: Role.METHODIST}
_PUBLISHERS: Mapping[PlaceKind, Party] = {
    PlaceKind.REGION: Party.REGION,
    PlaceKind.MUNICIPALITY: Party.MUNICIPALITY,
    PlaceKind.SCHOOL: Party.SCHOOL,
}
# Who may be asked whether he comes, for himself.
_FOR_THEMSELVES = (
    Role.REGIONAL_COORDINATOR,
    Role.MUNICIPAL_COORDINATOR,
    Role.CURATOR,
    Role.METHODIST,
)


class Key(NamedTuple):
    """What tells one report about an event from another; at most one is kept for each."""

    by: Party
    place_id: int
    person_id: int = 0


@dataclass(frozen=True, slots=True)
class Owed:
    """A report somebody owes: its key, what is in it, and whose or about whom it is."""

    key: Key
    paper: Paper
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Expectant:
    """A school, or a person for himself, expected at an event."""

    party: audience.Party
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Expected:
    """The whole list of an event: who is expected there, and what is owed by whom."""

    attending: tuple[Expectant, ...]
    owed: tuple[Owed, ...]

    def of(self, by: Party) -> tuple[Owed, ...]:
        """What one kind of party owes."""
        return tuple(one for one in self.owed if one.key.by is by)


def papers_of(found: Happening) -> dict[Party, Paper]:
    """What is handed in about an event, by party."""
    return papers(found.row, _PUBLISHERS[PlaceKind(found.place.kind)])


def paper_for(found: Happening, by: Party) -> Paper | None:
    """What a party hands in; a school that took part may always tell what came of it."""
    paper = papers_of(found).get(by)
    if paper is None and by is Party.SCHOOL and has_presence(found.row):
        return Paper(Party.SCHOOL, (Proof.EVENT_RESULT,))
    return paper


async def owed_by(store: Store, actor: Actor, found: Happening) -> list[Owed]:
    """All that an actor may hand in about an event by his seats, in the order of seats.

    What a school may tell of its own accord is not owed; `may_file` allows it.
    """
    owed: dict[Key, Owed] = {}
    asked = papers_of(found)
    for seat in actor.seats:
        for paper in asked.values():
            for one in await _owed_from(store, found, seat, paper, (actor.id, actor.name)):
                owed.setdefault(one.key, one)
    return [one for one in owed.values() if _is_first(one, owed)]


def _is_first(one: Owed, owed: Mapping[Key, Owed]) -> bool:
    """Who has several seats owes his own report once: in the first of them."""
    if not one.key.person_id:
        return True
    same = (key for key in owed if (key.by, key.person_id) == (one.key.by, one.key.person_id))
    return next(same) == one.key


async def _owed_from(
    store: Store, found: Happening, seat: Seat, paper: Paper, person: tuple[int, str]
) -> list[Owed]:
    if not speaks_as(seat, paper.by):
        return []
    if paper.by is Party.SCHOOL:
        return [
            Owed(Key(paper.by, id_), paper, name, path)
            for id_, name, path in audience.schools_of(seat)
            if audience.is_for_school(found.row, found.place.path, id_, path)
        ]
    if paper.about_schools:
        schools = await audience.expected_schools(store, found.row, found.place.path)
        return [_about(paper, school) for school in schools if school.path.startswith(seat.path)]
    if not touches(seat.path, found.place.path):
        return []
    if paper.by in _BODIES:
        return [Owed(Key(paper.by, seat.place_id), paper, seat.place_name, seat.path)]
    return [Owed(Key(paper.by, seat.place_id, person[0]), paper, person[1], seat.path)]


def _about(paper: Paper, school: Place) -> Owed:
    return Owed(Key(paper.by, school.id), paper, school.name, school.path)


def speaks_as(seat: Seat, by: Party) -> bool:
    """Whether somebody with this seat hands in what is asked of a party."""
    if by is Party.SCHOOL:
        return seat.place_kind is PlaceKind.SCHOOL and seat.role in {Role.DIRECTOR, Role.DEPUTY}
    if by in _BODIES:
        kind, roles = _BODIES[by]
        return seat.place_kind is kind and seat.role in roles
    return seat.role is _PEOPLE[by]


def touches(path: str, other: str) -> bool:
    """Whether one of two places lies below the other, or is the other."""
    return path.startswith(other) or other.startswith(path)


async def may_file(
    store: Store, actor: Actor, found: Happening, by: Party, place_id: int
) -> Owed | None:
    """The report of a party at a place as this actor may hand it in, or None.

    Who has handed in his own goes on with that one, whatever his seats have become.
    """
    paper = paper_for(found, by)
    if paper is None:
        return None
    for seat in actor.seats:
        for one in await _owed_from(store, found, seat, paper, (actor.id, actor.name)):
            if not one.key.person_id:
                if one.key.place_id == place_id:
                    return one
                continue
            sent = await store.duties.own_report(found.occurrence.id, by, actor.id)
            return replace(one, key=one.key._replace(place_id=sent.place_id)) if sent else one
    return None


async def expected(store: Store, found: Happening) -> Expected:
    """Everybody from whom an event expects something, by name."""
    asked = papers_of(found)
    schools = await audience.expected_schools(store, found.row, found.place.path)
    people = await _people(store, found, asked)
    kinds = {_BODIES[by][0] for by in asked if by in _BODIES}
    bodies = {kind: await bodies_of(store, found.place, kind) for kind in kinds}
    return expected_of(found, schools, people, bodies)


def expected_of(
    found: Happening,
    schools: Sequence[Place],
    people: Sequence[tuple[SeatRow, Seat]],
    bodies: Mapping[PlaceKind, Sequence[Place]],
) -> Expected:
    """The same of what was fetched before: the row's schools, those around, the bodies by kind."""
    owed = [
        one
        for paper in papers_of(found).values()
        for one in _owed_to(paper, schools, people, bodies)
    ]
    return Expected(tuple(_attending(found, schools, people)), tuple(owed))


async def attending(store: Store, found: Happening) -> list[Expectant]:
    """Everybody who is asked whether he comes and came: schools first, then people."""
    if not has_presence(found.row):
        return []
    schools = await audience.expected_schools(store, found.row, found.place.path)
    return _attending(found, schools, await _people(store, found, {}))


def _attending(
    found: Happening, schools: Iterable[Place], people: Iterable[tuple[SeatRow, Seat]]
) -> list[Expectant]:
    if not has_presence(found.row):
        return []
    return [
        *(
            Expectant(audience.Party(PartyKind.SCHOOL, one.id), one.name, one.path)
            for one in schools
        ),
        *_attending_people(found, people),
    ]


async def _people(
    store: Store, found: Happening, asked: Mapping[Party, Paper]
) -> list[tuple[SeatRow, Seat]]:
    """Those who may be expected in person: the seats below the plan's place and on the way up."""
    roles = set(_FOR_THEMSELVES) if has_presence(found.row) else set()
    own = [by for by, paper in asked.items() if by in _PEOPLE and not paper.about_schools]
    roles.update(_PEOPLE[by] for by in own)
    return await people_around(store, found.place, roles) if roles else []


async def people_around(
    store: Store, place: Place, roles: Iterable[Role] = _FOR_THEMSELVES
) -> list[tuple[SeatRow, Seat]]:
    """Who has one of the roles below a place or on the way up from it, and is not away."""
    wanted = tuple(roles)
    above = [one.id for one in await store.places.ancestors(place.path)]
    rows = list(await store.people.seats_below(place.path, wanted))
    known = {row.membership_id for row in rows}
    rows += [
        row for row in await store.people.seats_at(above, wanted) if row.membership_id not in known
    ]
    return [(row, audience.seat_of(row)) for row in rows if row.away_until is None]


def _attending_people(found: Happening, people: Iterable[tuple[SeatRow, Seat]]) -> list[Expectant]:
    attending: dict[audience.Party, Expectant] = {}
    for row, seat in people:
        for party, _ in audience.parties_for(found.row, found.place.path, seat, row.person.id):
            if party.kind is PartyKind.PERSON:
                attending.setdefault(party, Expectant(party, row.person.name, seat.path))
    return list(attending.values())


def _owed_to(
    paper: Paper,
    schools: Sequence[Place],
    people: Iterable[tuple[SeatRow, Seat]],
    bodies: Mapping[PlaceKind, Sequence[Place]],
) -> list[Owed]:
    if paper.by is Party.SCHOOL or paper.about_schools:
        return [_about(paper, school) for school in schools]
    if paper.by in _BODIES:
        kind, _ = _BODIES[paper.by]
        return [_about(paper, place) for place in bodies[kind]]
    owed: dict[int, Owed] = {}
    for row, seat in people:
        if seat.role is _PEOPLE[paper.by]:
            key = Key(paper.by, seat.place_id, row.person.id)
            owed.setdefault(row.person.id, Owed(key, paper, row.person.name, seat.path))
    return list(owed.values())


async def bodies_of(store: Store, place: Place, kind: PlaceKind) -> Sequence[Place]:
    """The municipalities or regions a plan of this place speaks to."""
    below = await store.places.subtree(place.path, kind)
    if below:
        return below
    return [one for one in await store.places.ancestors(place.path) if one.kind == kind]
