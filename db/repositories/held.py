"""What a restore holds back: messages of the past that may have been sent already."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update

from db.enums import (
    BroadcastStatus,
    EscalationStatus,
    InboxStatus,
    OfficialStatus,
    OutboxKind,
    OutboxStatus,
    ReminderStatus,
)
from db.models import (
    Broadcast,
    Escalation,
    GroupPost,
    InboxUpdate,
    Marker,
    OfficialPaper,
    OutboxMessage,
    Person,
    Reminder,
)
from db.repositories.base import Repository

# The marker of the last restore whose messages nobody has decided about.
RESTORED = "restored"


class Held(Repository):
    """Rows that neither go nor are given up before an operator says so."""

    async def hold(self, at: datetime) -> None:
        """Hold everything that would be sent or answered and was due before a moment."""
        await self.session.execute(
            update(OutboxMessage)
            .where(
                OutboxMessage.status == OutboxStatus.SENDING,
                (OutboxMessage.kind == OutboxKind.BROADCAST) | OutboxMessage.repeated,
            )
            .values(status=OutboxStatus.UNKNOWN, error="interrupted", settled_at=at)
        )
        await self.session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.status == OutboxStatus.SENDING)
            .values(status=OutboxStatus.HELD, repeated=True)
        )
        await self.session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.status.in_([OutboxStatus.QUEUED, OutboxStatus.PAUSED]))
            .values(status=OutboxStatus.HELD)
        )
        # It may have been said already: its author sees it again and decides.
        await self.session.execute(
            update(Broadcast)
            .where(Broadcast.status == BroadcastStatus.SCHEDULED, Broadcast.send_at <= at)
            .values(status=BroadcastStatus.PAUSED)
        )
        await self.session.execute(
            update(Reminder)
            .where(Reminder.status == ReminderStatus.PLANNED, Reminder.due_at <= at)
            .values(status=ReminderStatus.HELD)
        )
        # Whoever was to be told of a silent school has been, or the school has spoken since.
        await self.session.execute(
            update(Escalation)
            .where(Escalation.status == EscalationStatus.PLANNED, Escalation.due_at <= at)
            .values(status=EscalationStatus.SKIPPED, settled_at=at)
        )
        # A chat has it, or it is too late for it: nobody misses a card that everybody may see.
        await self.session.execute(
            update(GroupPost)
            .where(GroupPost.status == OutboxStatus.QUEUED)
            .values(status=OutboxStatus.SKIPPED, error="restored", settled_at=at)
        )
        # Whoever has ordered it may have it; it is made once more when he says so.
        await self.session.execute(
            update(OfficialPaper)
            .where(OfficialPaper.status == OfficialStatus.WAITING)
            .values(status=OfficialStatus.FAILED, trouble="restored")
        )
        await self.session.execute(
            update(InboxUpdate)
            .where(InboxUpdate.status == InboxStatus.NEW)
            .values(status=InboxStatus.HELD)
        )

    async def messages(self) -> dict[str, tuple[int, datetime]]:
        """Held messages by kind: how many, and when the oldest was due."""
        query = (
            select(OutboxMessage.kind, func.count(), func.min(OutboxMessage.due_at))
            .where(OutboxMessage.status == OutboxStatus.HELD)
            .group_by(OutboxMessage.kind)
        )
        rows = (await self.session.execute(query)).all()
        return {str(kind): (count, oldest) for kind, count, oldest in rows}

    async def reminders(self) -> tuple[int, datetime | None]:
        """Held reminders: how many, and when the oldest was due."""
        query = select(func.count(), func.min(Reminder.due_at)).where(
            Reminder.status == ReminderStatus.HELD
        )
        count, oldest = (await self.session.execute(query)).one()
        return count, oldest

    async def updates(self) -> tuple[int, datetime | None]:
        """Held updates of people: how many, and when the oldest came."""
        query = select(func.count(), func.min(InboxUpdate.received_at)).where(
            InboxUpdate.status == InboxStatus.HELD
        )
        count, oldest = (await self.session.execute(query)).one()
        return count, oldest

    async def release(self) -> None:
        """Let everything held go its way."""
        await self._move(OutboxStatus.QUEUED, ReminderStatus.PLANNED, InboxStatus.NEW)
        await self.session.execute(delete(Marker).where(Marker.key == RESTORED))

    async def discard(self, at: datetime) -> None:
        """Give up everything held, for good."""
        await self._move(
            OutboxStatus.SKIPPED, ReminderStatus.LATE, InboxStatus.QUARANTINED, settled_at=at
        )

    async def gone(self) -> Sequence[Person]:
        """People who took their consent back or asked to be forgotten."""
        query = select(Person).where(
            or_(Person.withdrawn_at.is_not(None), Person.forgotten_at.is_not(None))
        )
        return (await self.session.scalars(query)).all()

    async def _move(
        self,
        message: OutboxStatus,
        reminder: ReminderStatus,
        update_: InboxStatus,
        settled_at: datetime | None = None,
    ) -> None:
        is_over = settled_at is not None
        await self.session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.status == OutboxStatus.HELD)
            .values(status=message, settled_at=settled_at, error="restored" if is_over else None)
        )
        await self.session.execute(
            update(Reminder)
            .where(Reminder.status == ReminderStatus.HELD)
            .values(status=reminder, settled_at=settled_at)
        )
        values = {"body": None, "sender_id": None} if is_over else {}
        await self.session.execute(
            update(InboxUpdate)
            .where(InboxUpdate.status == InboxStatus.HELD)
            .values(status=update_, **values)
        )
