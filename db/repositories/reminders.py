"""Promised reminders: planned as rows, settled one by one."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, func, select, update

from db.enums import OutboxKind, OutboxStatus, ReminderStatus
from db.models import OutboxMessage, Reminder
from db.repositories.base import Repository
from db.repositories.paths import pieces


class Planned(NamedTuple):
    """What is still promised to somebody."""

    id: int
    person_id: int
    occurrence_id: int
    version: int
    stage: str
    due_at: datetime
    not_after: datetime


# Messages that came, or will, or may have come.
_SPENT = (OutboxStatus.QUEUED, OutboxStatus.SENDING, OutboxStatus.SENT, OutboxStatus.UNKNOWN)


# Asked every second: built once.
_REMINDER: Any = Reminder.__table__
_ANY_DUE = (
    select(_REMINDER.c.id)
    .where(_REMINDER.c.status == ReminderStatus.PLANNED, _REMINDER.c.due_at <= bindparam("now"))
    .limit(1)
)


class Reminders(Repository):
    """The table is the schedule."""

    async def promise(self, rows: Sequence[Mapping[str, Any]]) -> int:
        """Insert the reminders not promised before; return how many were new."""
        return await self.insert_new(Reminder, rows)

    async def due(self, now: datetime, limit: int) -> Sequence[Reminder]:
        """Reminders whose time has come, oldest first.

        At least `limit` if there are so many: those of one person come together, so that they
        become one message, and of the stages of an occurrence only the nearest is sent.
        """
        is_due = (Reminder.status == ReminderStatus.PLANNED, Reminder.due_at <= now)
        oldest = (
            select(Reminder.person_id)
            .where(*is_due)
            .order_by(Reminder.due_at, Reminder.id)
            .limit(limit)
        )
        query = (
            select(Reminder)
            .where(*is_due, Reminder.person_id.in_(oldest))
            .order_by(Reminder.due_at, Reminder.id)
        )
        return (await self.session.scalars(query)).all()

    async def due_for(self, person_id: int, now: datetime) -> Sequence[Reminder]:
        """Those of one person, oldest first."""
        query = (
            select(Reminder)
            .where(
                Reminder.person_id == person_id,
                Reminder.status == ReminderStatus.PLANNED,
                Reminder.due_at <= now,
            )
            .order_by(Reminder.due_at, Reminder.id)
        )
        return (await self.session.scalars(query)).all()

    async def soon(
        self, person_ids: Iterable[int], after: datetime, until: datetime
    ) -> list[Reminder]:
        """What is still promised to people for a time to come, in order of time."""
        query = select(Reminder).where(
            Reminder.status == ReminderStatus.PLANNED,
            Reminder.due_at > after,
            Reminder.due_at <= until,
        )
        found = [
            reminder
            for some in pieces(person_ids)
            for reminder in await self.session.scalars(query.where(Reminder.person_id.in_(some)))
        ]
        return sorted(found, key=lambda reminder: (reminder.due_at, reminder.id))

    async def of_message(self, outbox_id: int) -> Sequence[Reminder]:
        """The reminders that went into a message."""
        query = select(Reminder).where(Reminder.outbox_id == outbox_id)
        return (await self.session.scalars(query.order_by(Reminder.due_at, Reminder.id))).all()

    async def messages_since(
        self, person_ids: Iterable[int], since: datetime
    ) -> list[tuple[int, datetime]]:
        """Messages with reminders to people: to whom, and when they were due."""
        query = select(OutboxMessage.person_id, OutboxMessage.created_at).where(
            OutboxMessage.kind == OutboxKind.REMINDER,
            OutboxMessage.status.in_(_SPENT),
            OutboxMessage.created_at >= since,
        )
        return [
            (person_id, at)
            for some in pieces(person_ids)
            for person_id, at in await self.session.execute(
                query.where(OutboxMessage.person_id.in_(some))
            )
        ]

    async def messages_with(self, keys: Iterable[str]) -> dict[str, int]:
        """The ids of messages by their keys."""
        query = select(OutboxMessage.dedupe_key, OutboxMessage.id)
        return {
            key: id_
            for some in pieces(keys)
            for key, id_ in await self.session.execute(
                query.where(OutboxMessage.dedupe_key.in_(some))
            )
        }

    async def put_off(self, moments: Mapping[int, datetime]) -> None:
        """Let promises come later."""
        if moments:
            await self.session.execute(
                update(Reminder), [{"id": id_, "due_at": at} for id_, at in moments.items()]
            )

    async def join(self, messages: Mapping[int, int]) -> None:
        """Remember into which message each reminder went."""
        if messages:
            await self.session.execute(
                update(Reminder),
                [{"id": id_, "outbox_id": into} for id_, into in messages.items()],
            )

    async def pass_on(self, person_id: int, heir_id: int, now: datetime) -> None:
        """Promise to another as well what is due and not yet settled; each only once."""
        query = select(Reminder).where(
            Reminder.person_id == person_id,
            Reminder.status == ReminderStatus.PLANNED,
            Reminder.due_at <= now,
        )
        own = ("occurrence_id", "version", "stage", "due_at", "not_after", "status")
        rows = [
            {name: getattr(one, name) for name in own} for one in await self.session.scalars(query)
        ]
        await self.promise([{**row, "person_id": heir_id} for row in rows])

    async def is_any_due(self, now: datetime) -> bool:
        """Whether the time of a promised reminder has come; answered from the partial index."""
        return await self.session.scalar(_ANY_DUE, {"now": now}) is not None

    async def next_due(self) -> datetime | None:
        """When the next promised reminder is due, or None."""
        return await self.session.scalar(
            select(func.min(Reminder.due_at)).where(Reminder.status == ReminderStatus.PLANNED)
        )

    async def planned(self, occurrence_ids: Iterable[int]) -> list[Planned]:
        """What is still promised for occurrences, due already or not."""
        query = select(
            Reminder.id,
            Reminder.person_id,
            Reminder.occurrence_id,
            Reminder.version,
            Reminder.stage,
            Reminder.due_at,
            Reminder.not_after,
        ).where(Reminder.status == ReminderStatus.PLANNED)
        return [
            Planned(*row)
            for some in pieces(occurrence_ids)
            for row in await self.session.execute(query.where(Reminder.occurrence_id.in_(some)))
        ]

    async def drop(self, ids: Iterable[int]) -> None:
        """Delete promises that hold no longer."""
        for some in pieces(ids):
            await self.session.execute(delete(Reminder).where(Reminder.id.in_(some)))

    async def promised(self, occurrence_ids: Iterable[int]) -> int:
        """How many reminders are still promised for occurrences."""
        query = select(func.count(Reminder.id)).where(Reminder.status == ReminderStatus.PLANNED)
        return sum(
            [
                int(await self.session.scalar(query.where(Reminder.occurrence_id.in_(some))) or 0)
                for some in pieces(occurrence_ids)
            ]
        )

    async def settle(self, ids: Iterable[int], status: ReminderStatus, at: datetime) -> None:
        """Write the fate of reminders."""
        for some in pieces(ids):
            await self.session.execute(
                update(Reminder).where(Reminder.id.in_(some)).values(status=status, settled_at=at)
            )

    async def withdraw(
        self, occurrence_ids: Iterable[int], *, after: datetime | None = None
    ) -> None:
        """Delete what is still promised for occurrences that were moved or cancelled.

        With `after` only what is due later: what is due already finds its fate by itself.
        """
        query = delete(Reminder).where(Reminder.status == ReminderStatus.PLANNED)
        if after is not None:
            query = query.where(Reminder.due_at > after)
        for some in pieces(occurrence_ids):
            await self.session.execute(query.where(Reminder.occurrence_id.in_(some)))

    async def withdraw_from(self, person_id: int, now: datetime) -> list[tuple[int, int, int, str]]:
        """Delete what is still to come for a person, to be promised anew; return what it was."""
        ahead = (
            Reminder.status == ReminderStatus.PLANNED,
            Reminder.person_id == person_id,
            Reminder.due_at > now,
        )
        key = (Reminder.person_id, Reminder.occurrence_id, Reminder.version, Reminder.stage)
        found = (await self.session.execute(select(*key).where(*ahead))).all()
        await self.session.execute(delete(Reminder).where(*ahead))
        return [
            (person, occurrence, version, stage) for person, occurrence, version, stage in found
        ]
