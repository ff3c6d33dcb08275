"""Messages taken as delivered all at once, and what a whole year of them comes to."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select, update

from db.enums import OutboxStatus, ReminderStatus
from db.models import OutboxMessage, Reminder
from db.repositories.base import Repository
from db.repositories.paths import pieces


class Deliveries(Repository):
    """For the simulator: there is no messenger, and nobody waits his turn."""

    async def take_all(self, now: datetime) -> Sequence[OutboxMessage]:
        """Mark everything that is due as sent; return it."""
        is_due = (OutboxMessage.status == OutboxStatus.QUEUED, OutboxMessage.due_at <= now)
        due = (await self.session.scalars(select(OutboxMessage).where(*is_due))).all()
        await self.session.execute(
            update(OutboxMessage)
            .where(*is_due)
            .values(status=OutboxStatus.SENT, settled_at=now, message_id=OutboxMessage.id)
            .execution_options(synchronize_session=False)
        )
        return due

    async def reminders_in(self, outbox_ids: Iterable[int]) -> Sequence[Reminder]:
        """The reminders that messages hold."""
        found: list[Reminder] = []
        for some in pieces(outbox_ids):
            query = select(Reminder).where(Reminder.outbox_id.in_(some)).order_by(Reminder.id)
            found += (await self.session.scalars(query)).all()
        return found

    async def fates(self) -> dict[ReminderStatus, int]:
        """How many reminders have which fate."""
        query = select(Reminder.status, func.count()).group_by(Reminder.status)
        rows = (await self.session.execute(query)).all()
        return {ReminderStatus(status): number for status, number in rows}

    async def kept_back(self) -> dict[int, int]:
        """How many reminders the budget kept back, by person."""
        query = (
            select(Reminder.person_id, func.count().label("kept_back"))
            .where(Reminder.status == ReminderStatus.OVER_BUDGET)
            .group_by(Reminder.person_id)
        )
        found = await self.session.execute(query)
        return {row.person_id: row.kept_back for row in found}

    async def moments(self) -> Sequence[tuple[int, datetime]]:
        """To whom and when each message was sent."""
        query = select(OutboxMessage.person_id, OutboxMessage.settled_at).where(
            OutboxMessage.status == OutboxStatus.SENT
        )
        return [(person_id, at) for person_id, at in await self.session.execute(query) if at]
