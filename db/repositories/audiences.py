"""Audiences that were given a name, and how often somebody has spoken."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select

from db.enums import BroadcastStatus
from db.models import Broadcast, SavedAudience
from db.repositories.base import Repository

# Nobody has heard these.
_UNHEARD = (BroadcastStatus.CANCELLED, BroadcastStatus.REFUSED)


class Audiences(Repository):
    """Saved audiences of people, the last used first."""

    async def of(self, person_id: int) -> Sequence[SavedAudience]:
        """All that somebody has saved."""
        query = (
            select(SavedAudience)
            .where(SavedAudience.person_id == person_id)
            .order_by(SavedAudience.used_at.desc(), SavedAudience.id.desc())
        )
        return (await self.session.scalars(query)).all()

    async def own(self, person_id: int, audience_id: int) -> SavedAudience | None:
        """One that somebody has saved, or None."""
        return await self.session.scalar(
            select(SavedAudience).where(
                SavedAudience.id == audience_id, SavedAudience.person_id == person_id
            )
        )

    async def titled(self, person_id: int, title: str) -> SavedAudience | None:
        """The one of this name, or None."""
        return await self.session.scalar(
            select(SavedAudience).where(
                SavedAudience.person_id == person_id, SavedAudience.title == title
            )
        )

    async def drop(self, person_id: int, audience_id: int) -> None:
        """Forget one."""
        await self.session.execute(
            delete(SavedAudience).where(
                SavedAudience.id == audience_id, SavedAudience.person_id == person_id
            )
        )

    async def made_since(self, author_id: int, since: datetime) -> int:
        """How many announcements somebody has made; repeated ones were made once."""
        return int(
            await self.session.scalar(
                select(func.count(Broadcast.id)).where(
                    Broadcast.author_id == author_id,
                    Broadcast.created_at >= since,
                    Broadcast.repeat_of.is_(None),
                    Broadcast.status.not_in(_UNHEARD),
                )
            )
            or 0
        )
