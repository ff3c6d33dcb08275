"""Official papers made by the bot."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from db.enums import OfficialStatus
from db.models import OfficialPaper
from db.repositories.base import Repository


class OfficialPapers(Repository):
    """What was ordered, what is being made, what is ready."""

    async def own(self, person_id: int, paper_id: int) -> OfficialPaper | None:
        """A paper somebody has ordered himself, or None."""
        return await self.session.scalar(
            select(OfficialPaper).where(
                OfficialPaper.id == paper_id, OfficialPaper.person_id == person_id
            )
        )

    async def get(self, paper_id: int) -> OfficialPaper | None:
        """One paper, or None."""
        return await self.session.get(OfficialPaper, paper_id)

    async def of_person(self, person_id: int, limit: int) -> Sequence[OfficialPaper]:
        """The newest papers of somebody."""
        query = select(OfficialPaper).where(OfficialPaper.person_id == person_id)
        return (
            await self.session.scalars(query.order_by(OfficialPaper.id.desc()).limit(limit))
        ).all()

    async def is_waiting(self, now: datetime) -> bool:
        """Whether any is to be made now."""
        query = select(OfficialPaper.id).where(
            OfficialPaper.status == OfficialStatus.WAITING, OfficialPaper.due_at <= now
        )
        return await self.session.scalar(query.limit(1)) is not None

    async def due(self, now: datetime) -> OfficialPaper | None:
        """The one that has waited longest."""
        query = (
            select(OfficialPaper)
            .where(OfficialPaper.status == OfficialStatus.WAITING, OfficialPaper.due_at <= now)
            .order_by(OfficialPaper.due_at, OfficialPaper.id)
            .limit(1)
        )
        return await self.session.scalar(query)

    async def content(self, paper_id: int) -> bytes | None:
        """The file itself: large, so no other query fetches it."""
        query = select(OfficialPaper.content).where(OfficialPaper.id == paper_id)
        return await self.session.scalar(query)

    async def size(self, paper_id: int) -> int:
        """How many bytes the file has; 0 while there is none."""
        query = select(func.length(OfficialPaper.content)).where(OfficialPaper.id == paper_id)
        return int(await self.session.scalar(query) or 0)
