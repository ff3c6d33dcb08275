"""What messages about silence say, read at the moment they are sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.database import Database
from db.enums import OutboxKind, PartyKind, Role
from db.repositories.plans import Happening
from services.access import Actor, internal
from services.answers import Said, said_about
from services.audience import Party
from services.calendar import reachable
from services.cards import EventCard, card_of, parties_of
from services.clock import Clock
from services.debts import Debt
from services.errors import NotFoundError
from services.escalation import Escalation, SilentList
from services.nudges import owes, owes_himself
from services.unreachable import Parked, looks_after, parked


@dataclass(frozen=True, slots=True)
class NudgeNotice:
    """A curator or a coordinator asks for what a school owes."""

    card: EventCard
    by: Role
    debt: Debt


@dataclass(frozen=True, slots=True)
class EscalationNotice:
    """Schools that have not answered, for who is next to be told."""

    found: SilentList


@dataclass(frozen=True, slots=True)
class UnreachableNotice:
    """Whoever speaks for a school has blocked the bot."""

    parked: Parked


SilenceNews = NudgeNotice | EscalationNotice | UnreachableNotice


class SilenceMessages:
    """Reads what the outbox should say about silent schools."""

    def __init__(self, database: Database, clock: Clock, escalation: Escalation) -> None:
        """Take where answers are kept, who tells the time and who knows the silent schools."""
        self._database = database
        self._clock = clock
        self._escalation = escalation

    @internal
    async def notice(
        self, actor: Actor, kind: OutboxKind, payload: Mapping[str, Any]
    ) -> SilenceNews:
        """The news of a message; raises NotFoundError when it is of no use any more."""
        if kind is OutboxKind.ESCALATION:
            found = await self._escalation.listed(actor, int(payload["since"]))
            if not found.lines:
                raise NotFoundError
            return EscalationNotice(found)
        if kind is OutboxKind.UNREACHABLE:
            about, school_id = int(payload["person_id"]), int(payload["school_id"])
            return await self._unreachable(actor, about, school_id)
        return await self._nudge(actor, int(payload["occurrence_id"]), Role(payload["by"]))

    async def _unreachable(self, actor: Actor, person_id: int, school_id: int) -> UnreachableNotice:
        async with self._database.read() as store:
            found = await parked(store, person_id, school_id)
            school = await store.places.get(school_id)
        if found is None or school is None or not looks_after(actor, school.path):
            raise NotFoundError
        return UnreachableNotice(found)

    async def _nudge(self, actor: Actor, occurrence_id: int, by: Role) -> NudgeNotice:
        now = self._clock.now()
        async with self._database.read() as store:
            found = await reachable(store, actor, occurrence_id)
            said = await said_about(store, [occurrence_id])
            owed = [
                debt
                for party in parties_of(found, actor)
                if (debt := _owes(said, found, party, now)) is not None
            ]
            if not owed or found.occurrence.cancelled_at is not None:
                raise NotFoundError
            return NudgeNotice(await card_of(store, found, actor, now), by, owed[0])


def _owes(said: Said, found: Happening, party: Party, now: datetime) -> Debt | None:
    owing = owes if party.kind is PartyKind.SCHOOL else owes_himself
    return owing(said, found, party.id, now)
