"""What messages about silence say, read at the moment they are sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db.database import Database
from db.enums import OutboxKind, PartyKind, Role
from services.access import Actor, internal
from services.calendar import reachable
from services.cards import EventCard, card_of, parties_of
from services.clock import Clock
from services.debts import Debt, said_about
from services.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class NudgeNotice:
    """A curator or a coordinator asks for what a school owes."""

    card: EventCard
    by: Role
    debt: Debt


SilenceNews = NudgeNotice


class SilenceMessages:
    """Reads what the outbox should say about silent schools."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where answers are kept and who tells the time."""
        self._database = database
        self._clock = clock

    @internal
    async def notice(
        self, actor: Actor, kind: OutboxKind, payload: Mapping[str, Any]
    ) -> SilenceNews:
        """The news of a message; raises NotFoundError when it is of no use any more."""
        if kind is not OutboxKind.NUDGE:
            raise NotFoundError
        return await self._nudge(actor, int(payload["occurrence_id"]), Role(payload["by"]))

    async def _nudge(self, actor: Actor, occurrence_id: int, by: Role) -> NudgeNotice:
        now = self._clock.now()
        async with self._database.read() as store:
            found = await reachable(store, actor, occurrence_id)
            said = await said_about(store, [occurrence_id])
            owed = [
                debt
                for party in parties_of(found, actor)
                if party.kind is PartyKind.SCHOOL
                and (debt := said.debt(found, party.id, now)) is not None
            ]
            if not owed or found.occurrence.cancelled_at is not None:
                raise NotFoundError
            return NudgeNotice(await card_of(store, found, actor, now), by, owed[0])
