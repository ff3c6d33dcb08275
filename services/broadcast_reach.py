"""How far somebody may speak when an announcement leaves: long after it was written, perhaps."""

from collections.abc import Iterable
from datetime import datetime

from db.models import Broadcast, Place
from db.store import Store
from services.access import POLICY, Action, Seat
from services.errors import NotFoundError


async def may_announce_in(store: Store, person_id: int, now: datetime) -> tuple[str, ...]:
    """The paths of the places in which somebody may make announcements now."""
    return tuple(
        seat.place.path
        for seat in await store.people.seats(person_id)
        if Action.BROADCAST in POLICY[seat.role] and (seat.until is None or seat.until > now)
    )


async def require_in_reach(
    store: Store, broadcast: Broadcast, place: Place, seats: Iterable[Seat], now: datetime
) -> None:
    """Raise NotFoundError for a reader who is nobody in the author's places any more.

    Hours may have passed since the audience was frozen: quiet hours, a pause, an outage.
    """
    paths = [seat.path for seat in seats]
    if any(path.startswith(place.path) for path in paths):
        return
    # Whoever speaks for several places reaches those of all of them.
    scope = await may_announce_in(store, broadcast.author_id, now)
    if not any(path.startswith(scope) for path in paths):
        raise NotFoundError
