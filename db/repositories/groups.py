"""Chats of municipalities, and what is posted there."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select, update

from db.enums import BroadcastStatus, GroupPostKind, OutboxStatus
from db.models import Broadcast, GroupChat, GroupPost, Place
from db.repositories.base import Repository
from db.repositories.paths import path_pieces, pieces, under


class Groups(Repository):
    """A group is one place's; a post is made once for each of its subjects."""

    async def get(self, group_id: int) -> GroupChat | None:
        """One chat."""
        return await self.session.get(GroupChat, group_id)

    async def of_chat(self, chat_id: int) -> GroupChat | None:
        """The chat with this number of the messenger."""
        return await self.session.scalar(select(GroupChat).where(GroupChat.chat_id == chat_id))

    async def below(self, paths: Sequence[str]) -> list[tuple[GroupChat, Place]]:
        """Chats of the places of subtrees, by the names of the places."""
        query = select(GroupChat, Place).join(Place, Place.id == GroupChat.place_id)
        found = [
            (group, place)
            for some in path_pieces(paths)
            for group, place in await self.session.execute(query.where(under(self.session, some)))
        ]
        return sorted(found, key=lambda one: (one[1].name, one[0].id))

    async def everywhere(self) -> list[tuple[GroupChat, Place]]:
        """All chats with their places."""
        query = select(GroupChat, Place).join(Place, Place.id == GroupChat.place_id)
        rows = await self.session.execute(query.order_by(GroupChat.id))
        return [(group, place) for group, place in rows]

    async def forget(self, group_id: int) -> None:
        """The bot is no longer in a chat, or is not wanted there."""
        await self.session.execute(delete(GroupPost).where(GroupPost.group_id == group_id))
        await self.session.execute(delete(GroupChat).where(GroupChat.id == group_id))

    async def known(self, subjects: Iterable[int]) -> set[tuple[int, str, int]]:
        """Chat, kind and subject of the posts there are about these subjects."""
        query = select(GroupPost.group_id, GroupPost.kind, GroupPost.subject)
        return {
            (row.group_id, str(row.kind), row.subject)
            for some in pieces(subjects)
            for row in await self.session.execute(query.where(GroupPost.subject.in_(some)))
        }

    async def put(self, rows: Sequence[dict[str, Any]]) -> int:
        """Queue posts; those that are there already stay as they are."""
        return await self.insert_new(GroupPost, rows)

    async def sent_out(self, since: datetime) -> list[Broadcast]:
        """Announcements that have gone out since a moment and were not taken back."""
        query = select(Broadcast).where(
            Broadcast.started_at >= since,
            Broadcast.recalled_at.is_(None),
            Broadcast.status.in_(
                [BroadcastStatus.SENDING, BroadcastStatus.ASKING, BroadcastStatus.DONE]
            ),
        )
        return list(await self.session.scalars(query.order_by(Broadcast.id)))

    async def claim(self, now: datetime) -> list[tuple[GroupPost, GroupChat]]:
        """Take the posts that are due; those of no use any more are closed."""
        await self.session.execute(
            update(GroupPost)
            .where(GroupPost.status == OutboxStatus.QUEUED, GroupPost.not_after <= now)
            .values(status=OutboxStatus.SKIPPED, error="late", settled_at=now)
        )
        query = (
            select(GroupPost, GroupChat)
            .join(GroupChat, GroupChat.id == GroupPost.group_id)
            .where(GroupPost.status == OutboxStatus.QUEUED, GroupPost.due_at <= now)
            .order_by(GroupPost.due_at, GroupPost.id)
            .limit(20)
        )
        found = [(post, group) for post, group in await self.session.execute(query)]
        for post, _ in found:
            post.status = OutboxStatus.SENDING
        return found

    async def post(self, post_id: int) -> GroupPost | None:
        """One post."""
        return await self.session.get(GroupPost, post_id)

    async def close_interrupted(self, now: datetime) -> None:
        """Posts that a dead process was sending: once more would be noise."""
        await self.session.execute(
            update(GroupPost)
            .where(GroupPost.status == OutboxStatus.SENDING)
            .values(status=OutboxStatus.UNKNOWN, error="interrupted", settled_at=now)
        )

    async def outdated(self) -> list[tuple[GroupPost, GroupChat, Broadcast, Place]]:
        """Posts of announcements that were changed or taken back meanwhile."""
        query = (
            select(GroupPost, GroupChat, Broadcast, Place)
            .join(GroupChat, GroupChat.id == GroupPost.group_id)
            .join(Broadcast, Broadcast.id == GroupPost.subject)
            .join(Place, Place.id == Broadcast.place_id)
            .where(
                GroupPost.kind == GroupPostKind.ANNOUNCEMENT,
                GroupPost.status == OutboxStatus.SENT,
                or_(
                    Broadcast.recalled_at.is_not(None),
                    Broadcast.content.is_(None),
                    Broadcast.edition > GroupPost.edition,
                ),
            )
            .limit(20)
        )
        rows = await self.session.execute(query)
        return [(post, group, broadcast, place) for post, group, broadcast, place in rows]
