"""Received updates, the audit, markers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from db.enums import InboxStatus
from db.models import AuditEntry, InboxUpdate, Marker, Person
from db.repositories.base import Repository, rowcount

# Every update passes these: built once, and of the table, without the machinery of objects.
_INBOX: Any = InboxUpdate.__table__
_RECEIVE = sqlite.insert(_INBOX).on_conflict_do_nothing().returning(_INBOX.c.update_id)
_RECEIVE_ON_POSTGRES = (
    postgresql.insert(_INBOX).on_conflict_do_nothing().returning(_INBOX.c.update_id)
)
_FINISH = (
    update(_INBOX)
    .where(_INBOX.c.update_id.in_(bindparam("of", expanding=True)))
    .values(status=bindparam("as"), body=None, sender_id=None)
)
_APPLY = (
    update(_INBOX)
    .where(_INBOX.c.update_id == bindparam("of"), _INBOX.c.applied_at.is_(None))
    .values(applied_at=bindparam("at"))
)


class Intake(Repository):
    """The durable inbox and what the process must remember."""

    async def receive(self, rows: Sequence[Mapping[str, Any]]) -> set[int]:
        """Store updates not seen before, in one statement; return which were new."""
        if not rows:
            return set()
        is_postgres = self.session.get_bind().dialect.name == "postgresql"
        statement = _RECEIVE_ON_POSTGRES if is_postgres else _RECEIVE
        # One alone is bound as it is: a list goes through the machinery of many.
        given = rows[0] if len(rows) == 1 else rows
        return set(await self.session.scalars(statement, given))

    async def pending(self, after: int | None = None, limit: int = 500) -> Sequence[InboxUpdate]:
        """Updates not finished yet, in order, a page at a time."""
        query = select(InboxUpdate).where(InboxUpdate.status == InboxStatus.NEW)
        if after is not None:
            query = query.where(InboxUpdate.update_id > after)
        query = query.order_by(InboxUpdate.update_id).limit(limit)
        return (await self.session.scalars(query)).all()

    async def count_attempt(self, update_id: int) -> None:
        """Count one more attempt."""
        await self.session.execute(
            update(InboxUpdate)
            .where(InboxUpdate.update_id == update_id)
            .values(attempts=InboxUpdate.attempts + 1)
        )

    async def mark_applied(self, update_id: int, at: datetime) -> bool:
        """Claim the effect of an update; False when it was claimed before."""
        result = await self.session.execute(_APPLY, {"of": update_id, "at": at})
        return rowcount(result) == 1

    async def is_applied(self, update_id: int) -> bool:
        """Whether the effect of an update was claimed."""
        query = select(InboxUpdate.update_id).where(
            InboxUpdate.update_id == update_id, InboxUpdate.applied_at.is_not(None)
        )
        return await self.session.scalar(query) is not None

    async def finish(self, update_ids: Sequence[int], status: InboxStatus) -> None:
        """Close updates in one statement: what they said and who sent them are wiped."""
        await self.session.execute(_FINISH, {"of": list(update_ids), "as": status})

    async def forget_before(self, moment: datetime) -> int:
        """Delete finished updates older than a moment; return how many."""
        result = await self.session.execute(
            delete(InboxUpdate).where(
                InboxUpdate.status == InboxStatus.DONE, InboxUpdate.received_at < moment
            )
        )
        return rowcount(result)

    async def wipe_strangers(self, moment: datetime) -> int:
        """Put aside what people without consent sent before a moment and nobody handled."""
        known = select(Person.telegram_id).where(Person.withdrawn_at.is_(None))
        result = await self.session.execute(
            update(InboxUpdate)
            .where(
                InboxUpdate.status.in_([InboxStatus.NEW, InboxStatus.HELD]),
                InboxUpdate.received_at < moment,
                InboxUpdate.sender_id.is_(None) | InboxUpdate.sender_id.not_in(known),
            )
            .values(status=InboxStatus.QUARANTINED, body=None, sender_id=None)
        )
        return rowcount(result)

    def audit(
        self,
        at: datetime,
        person_id: int | None,
        action: str,
        *,
        object_kind: str,
        object_id: int | None,
        place_id: int | None = None,
        result: str = "done",
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        """Append one line to the audit; `place_id` says who may read it.

        `detail` holds days, versions and numbers, such as the old and the new day of an event.
        """
        self.session.add(
            AuditEntry(
                at=at,
                person_id=person_id,
                action=action,
                object_kind=object_kind,
                object_id=object_id,
                place_id=place_id,
                result=result,
                detail=dict(detail) if detail is not None else None,
            )
        )

    async def mark(self, key: str, at: datetime) -> bool:
        """Set a marker; False when it was set before."""
        return await self.insert_new(Marker, [{"key": key, "at": at}]) == 1

    async def unmark(self, key: str) -> None:
        """Take a marker away."""
        await self.session.execute(delete(Marker).where(Marker.key == key))

    async def marker(self, key: str) -> datetime | None:
        """When a marker was set, or None."""
        return await self.session.scalar(select(Marker.at).where(Marker.key == key))

    async def marked(self, prefix: str) -> list[str]:
        """Keys of the markers that begin so."""
        query = select(Marker.key).where(Marker.key.startswith(prefix, autoescape=True))
        return list(await self.session.scalars(query.order_by(Marker.key)))

    async def touch(self, key: str, at: datetime) -> None:
        """Set a marker to a new moment."""
        if not await self.mark(key, at):
            await self.session.execute(update(Marker).where(Marker.key == key).values(at=at))
