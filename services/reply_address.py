"""Who hears a school's answer in words to an announcement: whoever made it, or who came after."""

from collections.abc import Iterable
from datetime import datetime

from db.enums import Role
from db.models import Broadcast, Person, Place
from db.repositories.people import SeatRow
from db.store import Store
from services.access import POLICY, Action
from services.errors import DomainError, NotFoundError
from services.promises import present
from services.question_cards import ABOVE, ADVISERS

_ASKED = (Role.OWNER, *ABOVE, *ADVISERS)


async def address_of(
    store: Store, broadcast_id: int, school: Place, now: datetime
) -> tuple[Role, list[Person]]:
    """The role that is asked, and the people: the author while he may still answer the school.

    Raises DomainError `nobody_to_ask` when nobody above the school is there any more.
    """
    broadcast = await store.broadcasts.get(broadcast_id)
    if broadcast is None:
        raise NotFoundError
    above = await _above(store, school)
    if own := _of_author(above, broadcast, now):
        # An owner is no adviser by name; his word is that of a region.
        role = next((seat.role for seat in own if seat.role in ABOVE), ABOVE[-1])
        return role, [own[0].person]
    for role in (*ABOVE, *ADVISERS):
        if there := {seat.person.id: seat.person for seat in above if seat.role is role}:
            return role, list(there.values())
    raise DomainError("nobody_to_ask")


async def speaks_to(store: Store, broadcast: Broadcast, school: Place, now: datetime) -> bool:
    """Whether an announcement was made for where a school is, or by somebody above it."""
    place = await store.places.get(broadcast.place_id)
    if place is not None and school.path.startswith(place.path):
        return True
    return bool(_of_author(await _above(store, school), broadcast, now))


async def _above(store: Store, school: Place) -> list[SeatRow]:
    way = [place.id for place in await store.places.ancestors(school.path)]
    return present(await store.people.seats_at(way, _ASKED))


def _of_author(above: Iterable[SeatRow], broadcast: Broadcast, now: datetime) -> list[SeatRow]:
    return [seat for seat in above if seat.person.id == broadcast.author_id and _may(seat, now)]


def _may(seat: SeatRow, now: datetime) -> bool:
    is_there = seat.until is None or seat.until > now
    return is_there and Action.ANSWER_QUESTION in POLICY[seat.role]
