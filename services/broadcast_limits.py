"""How many announcements a day a role may make, and above how many people two look at one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time

from db.enums import Role
from db.models import Broadcast, Place
from db.repositories.people import SeatRow
from db.store import Store
from services.access import COORDINATORS, Action, Actor
from services.errors import DomainError
from services.times import local_day, moment

MUNICIPAL_A_DAY = 5
REGIONAL_A_DAY = 10
ALONE_UP_TO = 300


@dataclass(frozen=True, slots=True)
class Limits:
    """Announcements a day by role, and the largest audience that somebody addresses alone."""

    a_day: Mapping[Role, int] = field(
        default_factory=lambda: {
            Role.OWNER: REGIONAL_A_DAY,
            Role.REGIONAL_COORDINATOR: REGIONAL_A_DAY,
            Role.MUNICIPAL_COORDINATOR: MUNICIPAL_A_DAY,
        }
    )
    alone_up_to: int = ALONE_UP_TO

    @classmethod
    def by_role(cls, municipal: int, regional: int, alone_up_to: int) -> "Limits":
        """As an operator sets them; an owner is bound like a regional coordinator."""
        a_day = {
            Role.OWNER: regional,
            Role.REGIONAL_COORDINATOR: regional,
            Role.MUNICIPAL_COORDINATOR: municipal,
        }
        return cls(a_day, alone_up_to)

    def of(self, actor: Actor) -> int:
        """How many announcements somebody may make in a day: as many as his best role."""
        return max((self.a_day.get(seat.role, 0) for seat in actor.seats), default=0)

    async def left(self, store: Store, actor: Actor, now: datetime) -> int:
        """How many more the actor may make today."""
        midnight = moment(local_day(now, actor.timezone), time(), actor.timezone)
        return max(self.of(actor) - await store.audiences.made_since(actor.id, midnight), 0)

    async def require(self, store: Store, actor: Actor, now: datetime) -> None:
        """Raise DomainError `broadcasts_today` when today's are used up."""
        if not await self.left(store, actor, now):
            raise DomainError("broadcasts_today", limit=self.of(actor))


async def checkers(store: Store, author_id: int, place: Place) -> list[SeatRow]:
    """Who can look at an announcement made for a place: coordinators there or above."""
    above = [one.id for one in await store.places.ancestors(place.path)]
    found: dict[int, SeatRow] = {}
    for seat in await store.people.seats_at(above, COORDINATORS):
        person = seat.person
        if person.id != author_id and not person.paused and person.unreachable_since is None:
            found.setdefault(person.id, seat)
    return list(found.values())


def may_check(actor: Actor, broadcast: Broadcast, place: Place) -> bool:
    """Whether somebody is a second pair of eyes for an announcement."""
    return actor.id != broadcast.author_id and actor.may(Action.BROADCAST, place.path)
