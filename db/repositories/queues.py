"""What waits: figures about the queues, for those who watch over the bot."""

from datetime import datetime

from sqlalchemy import func, select

from db.enums import InboxStatus, OutboxStatus, ReminderStatus
from db.models import InboxUpdate, OutboxMessage, Reminder
from db.repositories.base import Repository


class Queues(Repository):
    """Answered from the partial indexes of what is pending."""

    async def oldest_update(self) -> tuple[int, datetime] | None:
        """The first update nobody has handled yet, and when it came."""
        query = (
            select(InboxUpdate.update_id, InboxUpdate.received_at)
            .where(InboxUpdate.status == InboxStatus.NEW)
            .order_by(InboxUpdate.received_at, InboxUpdate.update_id)
            .limit(1)
        )
        row = (await self.session.execute(query)).one_or_none()
        return (row[0], row[1]) if row else None

    async def oldest_reminder(self, now: datetime) -> tuple[int, datetime] | None:
        """The first promised reminder whose time has come, and when it came."""
        query = (
            select(Reminder.id, Reminder.due_at)
            .where(Reminder.status == ReminderStatus.PLANNED, Reminder.due_at <= now)
            .order_by(Reminder.due_at, Reminder.id)
            .limit(1)
        )
        row = (await self.session.execute(query)).one_or_none()
        return (row[0], row[1]) if row else None

    async def next_message(self, now: datetime) -> tuple[int, datetime] | None:
        """The queued message that leaves next, and since when it could."""
        query = (
            select(OutboxMessage.id, OutboxMessage.due_at)
            .where(OutboxMessage.status == OutboxStatus.QUEUED, OutboxMessage.due_at <= now)
            .order_by(OutboxMessage.lane, OutboxMessage.due_at, OutboxMessage.id)
            .limit(1)
        )
        row = (await self.session.execute(query)).one_or_none()
        return (row[0], row[1]) if row else None

    async def outbox(self) -> dict[int, int]:
        """How many messages are queued in each lane."""
        query = (
            select(OutboxMessage.lane, func.count())
            .where(OutboxMessage.status == OutboxStatus.QUEUED)
            .group_by(OutboxMessage.lane)
        )
        rows = (await self.session.execute(query)).all()
        return {int(lane): int(count) for lane, count in rows}
