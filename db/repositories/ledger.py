"""What became of every promise: reminders beside the messages they turned into."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, String, and_, cast, func, literal, select
from sqlalchemy.orm import aliased

from db.enums import OutboxStatus, ReminderStatus, Role
from db.models import Membership, Occurrence, OutboxMessage, Person, Place, PlanRow, Reminder
from db.repositories.base import Repository
from db.repositories.paths import pieces

# Databases allow some tens of thousands of values in a statement.
_PART = 5000


@dataclass(frozen=True, slots=True)
class Holder:
    """A membership, living or not, with its person, its place and who stands in."""

    person: Person
    held: Membership
    place: Place
    away_until: datetime | None
    deputy_name: str


@dataclass(frozen=True, slots=True)
class Trace:
    """A reminder and the message it became; `message` is None when there is none."""

    person_id: int
    occurrence_id: int
    version: int
    stage: str
    due_at: datetime
    status: ReminderStatus
    settled_at: datetime | None
    message: OutboxStatus | None
    error: str | None
    attempts: int
    # When the message found its end.
    ended_at: datetime | None


class Ledger(Repository):
    """Reads only; each question is one query, however many people it is about."""

    async def holders(self, place_ids: Iterable[int], roles: Sequence[Role]) -> list[Holder]:
        """Who holds or held one of the roles at these places."""
        return [
            holder
            for some in _in_parts(place_ids)
            for holder in await self._holders(
                Membership.place_id.in_(some), Membership.role.in_(roles)
            )
        ]

    async def holders_who(self, person_ids: Iterable[int]) -> list[Holder]:
        """Everything that people hold or held."""
        return [
            holder
            for some in _in_parts(person_ids)
            for holder in await self._holders(Membership.person_id.in_(some))
        ]

    async def holders_below(self, path: str) -> list[Holder]:
        """Who holds or held any role at a place or below it."""
        return await self._holders(Place.path.startswith(path, autoescape=True))

    async def _holders(self, *conditions: ColumnElement[bool]) -> list[Holder]:
        deputy, standing = aliased(Person), aliased(Membership)
        query = (
            select(Person, Membership, Place, standing.stands_in_until, deputy.name)
            .join(Membership, Membership.person_id == Person.id)
            .join(Place, Place.id == Membership.place_id)
            .outerjoin(
                standing,
                and_(standing.stands_in_for == Membership.id, standing.revoked_at.is_(None)),
            )
            .outerjoin(deputy, deputy.id == standing.person_id)
            .where(Place.archived_at.is_(None), Person.forgotten_at.is_(None), *conditions)
            .order_by(Place.name, Place.id, Membership.id)
        )
        rows = await self.session.execute(query)
        found: dict[int, Holder] = {}
        for person, held, place, until, name in rows:
            found[held.id] = Holder(person, held, place, until, name or "")
        return list(found.values())

    async def traces(self, occurrence_ids: Iterable[int], person_ids: Iterable[int]) -> list[Trace]:
        """The reminders of people about occurrences, with their messages.

        Of very many people there may be others among them.
        """
        people = set(person_ids)
        # Reminders of earlier releases do not name their message: its unique key finds it.
        key: ColumnElement[str] = literal("reminder")
        for column in (
            Reminder.person_id,
            Reminder.occurrence_id,
            Reminder.version,
            Reminder.stage,
        ):
            key = key + ":" + cast(column, String)
        joined, keyed = aliased(OutboxMessage), aliased(OutboxMessage)
        query = (
            select(
                Reminder.person_id,
                Reminder.occurrence_id,
                Reminder.version,
                Reminder.stage,
                Reminder.due_at,
                Reminder.status,
                Reminder.settled_at,
                func.coalesce(joined.status, keyed.status),
                func.coalesce(joined.error, keyed.error),
                func.coalesce(joined.attempts, keyed.attempts),
                func.coalesce(joined.settled_at, keyed.settled_at),
            )
            .outerjoin(joined, joined.id == Reminder.outbox_id)
            .outerjoin(keyed, and_(Reminder.outbox_id.is_(None), keyed.dedupe_key == key))
            .order_by(Reminder.due_at, Reminder.id)
        )
        if len(people) <= _PART:
            query = query.where(Reminder.person_id.in_(people))
        rows = [
            row
            for some in pieces(occurrence_ids)
            for row in await self.session.execute(query.where(Reminder.occurrence_id.in_(some)))
        ]
        return [
            Trace(
                person_id,
                occurrence_id,
                version,
                stage,
                due_at,
                ReminderStatus(status),
                settled_at,
                OutboxStatus(message) if message is not None else None,
                error,
                attempts or 0,
                ended_at,
            )
            for (
                person_id,
                occurrence_id,
                version,
                stage,
                due_at,
                status,
                settled_at,
                message,
                error,
                attempts,
                ended_at,
            ) in rows
        ]

    async def occurrence_ids(self, plan_ids: Iterable[int]) -> list[int]:
        """All occurrences of plans in order of time, cancelled ones too."""
        query = (
            select(Occurrence.id)
            .join(PlanRow, PlanRow.id == Occurrence.row_id)
            .order_by(Occurrence.begins_at, PlanRow.position, Occurrence.id)
        )
        return [
            id_
            for some in pieces(plan_ids)
            for id_ in await self.session.scalars(query.where(PlanRow.plan_id.in_(some)))
        ]


def _in_parts(ids: Iterable[int]) -> Iterator[list[int]]:
    known = sorted(set(ids))
    for start in range(0, len(known), _PART):
        yield known[start : start + _PART]
