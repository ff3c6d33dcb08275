"""Whom a row of a road map concerns, and for whom a person may answer."""

from dataclasses import dataclass

from db.enums import PartyKind, PlaceKind, Role
from db.models import Place, PlanRow
from db.repositories.people import SeatRow
from db.store import Store
from roadmap import asks
from services.access import POLICY, Action, Branch, Seat
from services.row_demands import called_parties, is_owed_by_schools, owing_parties

# How the road map's words for people map to our roles.
_ROLES_OF = {
    "curator": (Role.CURATOR,),
    "municipal_coordinator": (Role.MUNICIPAL_COORDINATOR,),
    "regional_coordinator": (Role.REGIONAL_COORDINATOR,),
    "methodist": (Role.METHODIST,),
}
# Who speaks for a party that hands something in, besides schools.
_ROLE_OF = {
    asks.Party.CURATOR: Role.CURATOR,
    asks.Party.METHODIST: Role.METHODIST,
    asks.Party.MUNICIPALITY: Role.MUNICIPAL_COORDINATOR,
    asks.Party.REGION: Role.REGIONAL_COORDINATOR,
}


@dataclass(frozen=True, slots=True)
class Party:
    """Who owes an answer: a school, or a person for himself."""

    kind: PartyKind
    id: int


def audience(row: PlanRow) -> frozenset[str]:
    """The road map's words for those whom a row concerns."""
    return frozenset(row.roles) | frozenset(row.participants)


def seat_of(found: SeatRow) -> Seat:
    """A stored membership as the actor's seat."""
    place = found.place
    return Seat(
        found.role,
        place.id,
        place.name,
        PlaceKind(place.kind),
        place.path,
        membership_id=found.membership_id,
        until=found.until,
        away_until=found.away_until,
        deputy_name=found.deputy_name,
        branches=tuple(Branch(one.id, one.name, one.path) for one in found.branches),
    )


def concerns(row: PlanRow, plan_path: str, seat: Seat) -> bool:
    """Whether a row of a plan of the place `plan_path` concerns somebody with this seat.

    It names him, or he owes what it asks for.
    """
    if _is_of_school(seat):
        return bool(_schools_concerned(row, plan_path, seat))
    if seat.role is Role.SUBSCRIBER:
        return seat.path.startswith(plan_path)
    if not (seat.path.startswith(plan_path) or plan_path.startswith(seat.path)):
        return False
    return _is_named(row, seat) or any(
        _ROLE_OF.get(party) is seat.role for party in owing_parties(row)
    )


def _is_of_school(seat: Seat) -> bool:
    return seat.place_kind is PlaceKind.SCHOOL and seat.role is not Role.CURATOR


def _is_named(row: PlanRow, seat: Seat) -> bool:
    """Whether a row names somebody with this seat, or nobody but the body he speaks for."""
    words = audience(row)
    if any(seat.role in roles and word in words for word, roles in _ROLES_OF.items()):
        return True
    if not row.attendance_expected:
        return False
    called = called_parties(row)
    if words & {"school", *_ROLES_OF}:
        # Heads of authorities at a call about schools: they come, whoever else is spoken of.
        is_called = "other" in words and asks.Party.MUNICIPALITY in called
        return is_called and seat.role is Role.MUNICIPAL_COORDINATOR
    return any(_ROLE_OF.get(party) is seat.role for party in called)


def is_for_school(row: PlanRow, plan_path: str, school_id: int, school_path: str) -> bool:
    """Whether a school is among those a row speaks of, and takes part in the plan's year.

    A row also speaks of schools when only its indicator does: their share is counted.
    """
    if not _speaks_of_schools(row) or not school_path.startswith(plan_path):
        return False
    if row.taking_part is not None and school_id not in row.taking_part:
        return False
    return not row.school_ids or school_id in row.school_ids


def _speaks_of_schools(row: PlanRow) -> bool:
    return "school" in row.roles or "school" in row.participants or is_owed_by_schools(row)


def schools_of(seat: Seat) -> list[tuple[int, str, str]]:
    """Ids, names and paths of the schools for which a seat speaks, its branches last."""
    own = (seat.place_id, seat.place_name, seat.path)
    return [own, *((branch.id, branch.name, branch.path) for branch in seat.branches)]


def _schools_concerned(row: PlanRow, plan_path: str, seat: Seat) -> list[tuple[int, str]]:
    """Ids and names of the schools of a seat that a row speaks of, its branches last."""
    return [
        (id_, name)
        for id_, name, path in schools_of(seat)
        if is_for_school(row, plan_path, id_, path)
    ]


def parties_for(
    row: PlanRow, plan_path: str, seat: Seat, person_id: int
) -> list[tuple[Party, str]]:
    """For whom somebody with this seat may answer about a row, and the names of the schools.

    Who represents a head school answers also for each branch that has nobody of its own.
    """
    if not concerns(row, plan_path, seat):
        return []
    allowed = POLICY[seat.role]
    if Action.ANSWER_FOR_SCHOOL in allowed and seat.place_kind is PlaceKind.SCHOOL:
        return [
            (Party(PartyKind.SCHOOL, id_), name)
            for id_, name in _schools_concerned(row, plan_path, seat)
        ]
    if Action.ANSWER_FOR_SELF not in allowed or not _is_named(row, seat):
        return []
    return [(Party(PartyKind.PERSON, person_id), "")]


def party_for(row: PlanRow, plan_path: str, seat: Seat, person_id: int) -> Party | None:
    """The first of these; None for a mere reader."""
    return next((party for party, _ in parties_for(row, plan_path, seat, person_id)), None)


async def expected_schools(store: Store, row: PlanRow, plan_path: str) -> list[Place]:
    """The schools a row expects something of: the denominator of every share."""
    if not _speaks_of_schools(row):
        return []
    schools = await store.places.subtree(plan_path, PlaceKind.SCHOOL)
    return [s for s in schools if is_for_school(row, plan_path, s.id, s.path)]
