"""Announcements after «send»: what is still to leave, what became of it, what its readers did."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, func, or_, select, update

from db.enums import BroadcastStatus, OutboxKind, OutboxStatus
from db.models import Broadcast, BroadcastAnswer, OutboxMessage
from db.repositories.base import Repository, rowcount

# Among so many announcements is looked for the one that a message is a part of.
_LATEST = 50
# Whose messages may leave, or are shown with their totals when the last has met its fate.
_FOLLOWED = (
    BroadcastStatus.HELD,
    BroadcastStatus.SENDING,
    BroadcastStatus.PAUSED,
    BroadcastStatus.STOPPED,
    BroadcastStatus.ASKING,
    BroadcastStatus.DONE,
)


class Broadcasts(Repository):
    """Announcements and their messages."""

    async def get(self, broadcast_id: int) -> Broadcast | None:
        """One announcement, or None."""
        return await self.session.get(Broadcast, broadcast_id)

    async def followed(self, now: datetime) -> Sequence[Broadcast]:
        """Announcements whose totals, or whose last change, the author has not seen yet.

        And those whose hour has come while somebody else still looks at them.
        """
        is_kept_waiting = and_(
            Broadcast.status == BroadcastStatus.WAITING, Broadcast.send_at <= now
        )
        query = select(Broadcast).where(
            or_(Broadcast.status.in_(_FOLLOWED), is_kept_waiting), Broadcast.finished_at.is_(None)
        )
        return (await self.session.scalars(query.order_by(Broadcast.id))).all()

    async def due(self, now: datetime) -> Sequence[Any]:
        """What is held or planned, and its moment has come: ids with their authors'."""
        query = (
            select(Broadcast.id, Broadcast.author_id)
            .where(
                Broadcast.status.in_([BroadcastStatus.HELD, BroadcastStatus.SCHEDULED]),
                Broadcast.send_at <= now,
            )
            .order_by(Broadcast.send_at, Broadcast.id)
        )
        return (await self.session.execute(query)).all()

    async def of_author(self, author_id: int, limit: int, offset: int = 0) -> Sequence[Broadcast]:
        """Announcements of an author, the newest first."""
        query = select(Broadcast).where(Broadcast.author_id == author_id)
        query = query.order_by(Broadcast.id.desc()).limit(limit).offset(offset)
        return (await self.session.scalars(query)).all()

    async def tally(self, broadcast_id: int) -> dict[tuple[OutboxStatus, str | None], int]:
        """How many messages of an announcement have which status and error."""
        query = (
            select(OutboxMessage.status, OutboxMessage.error, func.count())
            .where(
                OutboxMessage.broadcast_id == broadcast_id,
                OutboxMessage.kind == OutboxKind.BROADCAST,
            )
            .group_by(OutboxMessage.status, OutboxMessage.error)
        )
        rows = (await self.session.execute(query)).all()
        return {(OutboxStatus(status), error): count for status, error, count in rows}

    async def amendments(
        self, broadcast_id: int, kind: OutboxKind, edition: int
    ) -> dict[OutboxStatus, int]:
        """How many changes of delivered messages, to one wording, have which status."""
        query = (
            select(OutboxMessage.status, func.count())
            .where(
                OutboxMessage.broadcast_id == broadcast_id,
                OutboxMessage.kind == kind,
                OutboxMessage.dedupe_key.startswith(amendment_key(kind, broadcast_id, edition)),
            )
            .group_by(OutboxMessage.status)
        )
        rows = (await self.session.execute(query)).all()
        return {OutboxStatus(status): count for status, count in rows}

    async def acknowledged(self, broadcast_id: int) -> int:
        """How many have said that they have read it."""
        query = select(func.count()).where(
            BroadcastAnswer.broadcast_id == broadcast_id,
            BroadcastAnswer.acknowledged_at.is_not(None),
        )
        return await self.session.scalar(query) or 0

    async def read_before(self, broadcast_id: int, edition: int) -> int:
        """How many have said so of an earlier wording, and of none since."""
        query = select(func.count()).where(
            BroadcastAnswer.broadcast_id == broadcast_id,
            BroadcastAnswer.acknowledged_at.is_not(None),
            BroadcastAnswer.read_edition < edition,
        )
        return await self.session.scalar(query) or 0

    async def read_anew(self, broadcast_id: int, edition: int) -> int:
        """Forget who has read an earlier wording, and when he was asked; return how many."""
        result = await self.session.execute(
            update(BroadcastAnswer)
            .where(
                BroadcastAnswer.broadcast_id == broadcast_id,
                BroadcastAnswer.acknowledged_at.is_not(None),
                BroadcastAnswer.read_edition < edition,
            )
            .values(acknowledged_at=None, nudged_at=None)
        )
        return rowcount(result)

    async def keep_read(self, broadcast_id: int, edition: int) -> None:
        """Whoever has read it so far has read this wording, too: its words are the same."""
        await self.session.execute(
            update(BroadcastAnswer)
            .where(
                BroadcastAnswer.broadcast_id == broadcast_id,
                BroadcastAnswer.acknowledged_at.is_not(None),
            )
            .values(read_edition=edition)
        )

    async def call_off(self, broadcast_id: int, at: datetime, error: str) -> int:
        """Whoever has not got it gets it no more; return how many they are."""
        result = await self.session.execute(
            self._own(
                broadcast_id, OutboxStatus.QUEUED, OutboxStatus.PAUSED, OutboxStatus.HELD
            ).values(status=OutboxStatus.SKIPPED, error=error, settled_at=at)
        )
        return rowcount(result)

    async def pause(self, broadcast_id: int) -> None:
        """Keep back what has not left."""
        await self.session.execute(
            self._own(broadcast_id, OutboxStatus.QUEUED).values(status=OutboxStatus.PAUSED)
        )

    async def resume(self, broadcast_id: int, at: datetime) -> int:
        """Let go what was kept back; its term begins anew. Return how many there are."""
        result = await self.session.execute(
            self._own(broadcast_id, OutboxStatus.PAUSED).values(
                status=OutboxStatus.QUEUED,
                created_at=at,
                due_at=case((OutboxMessage.due_at < at, at), else_=OutboxMessage.due_at),
            )
        )
        return rowcount(result)

    def _own(self, broadcast_id: int, *statuses: OutboxStatus) -> Any:
        return update(OutboxMessage).where(
            OutboxMessage.broadcast_id == broadcast_id,
            OutboxMessage.kind == OutboxKind.BROADCAST,
            OutboxMessage.status.in_(statuses),
        )

    async def message_to(self, broadcast_id: int, person_id: int) -> OutboxMessage | None:
        """The message of an announcement to one person, or None."""
        return await self.session.scalar(
            select(OutboxMessage).where(
                OutboxMessage.broadcast_id == broadcast_id,
                OutboxMessage.kind == OutboxKind.BROADCAST,
                OutboxMessage.person_id == person_id,
            )
        )

    async def of_message(self, person_id: int, message_id: int) -> int | None:
        """The announcement that a message in somebody's chat is, or reminds of; or None."""
        mine = select(OutboxMessage).where(
            OutboxMessage.person_id == person_id,
            OutboxMessage.kind.in_([OutboxKind.BROADCAST, OutboxKind.BROADCAST_NUDGE]),
        )
        found = await self.session.scalar(mine.where(OutboxMessage.message_id == message_id))
        if found is None:
            # Of several messages: an album, a poll below the words.
            newest = mine.order_by(OutboxMessage.id.desc()).limit(_LATEST)
            found = next(
                (
                    one
                    for one in await self.session.scalars(newest)
                    if any(message_id in part for part in one.parts or ())
                ),
                None,
            )
        if found is None:
            return None
        return found.broadcast_id or int(found.payload["broadcast_id"])

    async def last_to(self, person_id: int, since: datetime) -> Broadcast | None:
        """The announcement that has reached somebody last, unless it was taken back; or None."""
        return await self.session.scalar(
            select(Broadcast)
            .join(OutboxMessage, OutboxMessage.broadcast_id == Broadcast.id)
            .where(
                OutboxMessage.person_id == person_id,
                OutboxMessage.kind == OutboxKind.BROADCAST,
                OutboxMessage.status == OutboxStatus.SENT,
                OutboxMessage.settled_at >= since,
                Broadcast.recalled_at.is_(None),
            )
            .order_by(OutboxMessage.id.desc())
            .limit(1)
        )

    async def message_with(self, poll_id: str, person_id: int) -> OutboxMessage | None:
        """The message of an announcement that holds somebody's own copy of its poll, or None."""
        return await self.session.scalar(
            select(OutboxMessage).where(
                OutboxMessage.poll_id == poll_id, OutboxMessage.person_id == person_id
            )
        )

    async def votes(self, broadcast_id: int) -> list[list[int]]:
        """What everybody has chosen who voted."""
        query = select(BroadcastAnswer.choices).where(
            BroadcastAnswer.broadcast_id == broadcast_id, BroadcastAnswer.choices.is_not(None)
        )
        return [list(choices or ()) for choices in await self.session.scalars(query)]

    async def delivered(self, broadcast_id: int) -> Sequence[Any]:
        """Messages that are in their readers' chats: their ids, persons, accounts."""
        query = select(OutboxMessage.id, OutboxMessage.person_id, OutboxMessage.telegram_id).where(
            OutboxMessage.broadcast_id == broadcast_id,
            OutboxMessage.kind == OutboxKind.BROADCAST,
            OutboxMessage.status == OutboxStatus.SENT,
            OutboxMessage.message_id.is_not(None),
            OutboxMessage.telegram_id > 0,
        )
        return (await self.session.execute(query)).all()

    async def fates(self, broadcast_id: int, statuses: Collection[OutboxStatus]) -> Sequence[Any]:
        """Whose messages have one of these statuses: person, status, error."""
        query = (
            select(OutboxMessage.person_id, OutboxMessage.status, OutboxMessage.error)
            .where(
                OutboxMessage.broadcast_id == broadcast_id,
                OutboxMessage.kind == OutboxKind.BROADCAST,
                OutboxMessage.status.in_(statuses),
            )
            .order_by(OutboxMessage.id)
        )
        return (await self.session.execute(query)).all()

    async def has_read(self, broadcast_id: int, person_id: int) -> bool:
        """Whether somebody has said that he has read it."""
        query = select(BroadcastAnswer.id).where(
            BroadcastAnswer.broadcast_id == broadcast_id,
            BroadcastAnswer.person_id == person_id,
            BroadcastAnswer.acknowledged_at.is_not(None),
        )
        return await self.session.scalar(query) is not None

    async def answers(self, broadcast_id: int) -> dict[int, BroadcastAnswer]:
        """What the readers of an announcement did, by person."""
        query = select(BroadcastAnswer).where(BroadcastAnswer.broadcast_id == broadcast_id)
        return {answer.person_id: answer for answer in await self.session.scalars(query)}

    async def answer(self, broadcast_id: int, person_id: int) -> BroadcastAnswer:
        """What one reader did; a row is made when there is none yet."""
        await self.insert_new(
            BroadcastAnswer, [{"broadcast_id": broadcast_id, "person_id": person_id}]
        )
        return (
            await self.session.scalars(
                select(BroadcastAnswer).where(
                    BroadcastAnswer.broadcast_id == broadcast_id,
                    BroadcastAnswer.person_id == person_id,
                )
            )
        ).one()


def amendment_key(kind: OutboxKind, broadcast_id: int, edition: int) -> str:
    """How the keys of the changes of an announcement to one wording begin."""
    return f"{kind}:{broadcast_id}:{edition}:"
