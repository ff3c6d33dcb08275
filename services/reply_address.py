"""Who hears a school's answer in words to an announcement: whoever made it, or who came after."""

from datetime import datetime

from db.enums import Role
from db.models import Person, Place
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
    way = [place.id for place in await store.places.ancestors(school.path)]
    above = present(await store.people.seats_at(way, _ASKED))
    own = [seat for seat in above if seat.person.id == broadcast.author_id and _may(seat, now)]
    if own:
        # An owner is no adviser by name; his word is that of a region.
        role = next((seat.role for seat in own if seat.role in ABOVE), ABOVE[-1])
        return role, [own[0].person]
    for role in (*ABOVE, *ADVISERS):
        if there := {seat.person.id: seat.person for seat in above if seat.role is role}:
            return role, list(there.values())
    raise DomainError("nobody_to_ask")


def _may(seat: SeatRow, now: datetime) -> bool:
    is_there = seat.until is None or seat.until > now
    return is_there and Action.ANSWER_QUESTION in POLICY[seat.role]
