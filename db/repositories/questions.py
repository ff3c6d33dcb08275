"""Questions of schools to those who advise them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import Select, func, select

from db.enums import Role
from db.models import Place, Question
from db.repositories.base import Repository
from db.repositories.paths import path_pieces, pieces, under


class Questions(Repository):
    """What was asked and answered."""

    async def get(self, question_id: int) -> Question | None:
        """One question, or None."""
        return await self.session.get(Question, question_id)

    async def open_below(self, paths: Iterable[str], roles: Collection[Role]) -> list[Question]:
        """Questions below the paths that wait for somebody of these roles, the oldest first."""
        query = select(Question).where(Question.answered_at.is_(None), Question.role.in_(roles))
        return sorted(await self._below(query, paths), key=lambda one: one.id)

    async def asked_below(
        self, paths: Iterable[str], since: datetime, until: datetime
    ) -> list[Question]:
        """Questions below the paths that were asked in a time, the oldest first."""
        query = select(Question).where(Question.asked_at >= since, Question.asked_at < until)
        return sorted(await self._below(query, paths), key=lambda one: one.id)

    async def of_schools(
        self, school_ids: Iterable[int], *, offset: int = 0, limit: int = 10
    ) -> Sequence[Question]:
        """Questions of schools, the newest first."""
        query = (
            select(Question)
            .where(Question.school_id.in_(list(school_ids)))
            .order_by(Question.id.desc())
            .offset(offset)
            .limit(limit)
        )
        return (await self.session.scalars(query)).all()

    async def count_of(self, school_ids: Iterable[int], *, is_open: bool = False) -> int:
        """How many questions schools have asked; only those without an answer when `is_open`."""
        query = select(func.count(Question.id))
        if is_open:
            query = query.where(Question.answered_at.is_(None))
        return sum(
            [
                int(await self.session.scalar(query.where(Question.school_id.in_(some))) or 0)
                for some in pieces(school_ids)
            ]
        )

    async def answering(self, broadcast_id: int) -> Sequence[Question]:
        """What schools have said in words to an announcement, the newest first."""
        query = select(Question).where(Question.broadcast_id == broadcast_id)
        return (await self.session.scalars(query.order_by(Question.id.desc()))).all()

    async def answered_so(
        self, broadcast_id: int, person_id: int, words: str, since: datetime
    ) -> Question | None:
        """What somebody has answered to an announcement in just these words lately, or None."""
        query = select(Question).where(
            Question.broadcast_id == broadcast_id,
            Question.asked_by == person_id,
            Question.text == words,
            Question.asked_at > since,
        )
        return await self.session.scalar(query.order_by(Question.id.desc()).limit(1))

    async def count_answering(self, broadcast_id: int) -> int:
        """How many answers in words an announcement has got."""
        query = select(func.count(Question.id)).where(Question.broadcast_id == broadcast_id)
        return await self.session.scalar(query) or 0

    async def _below(self, query: Select[Question], paths: Iterable[str]) -> list[Question]:
        joined = query.join(Place, Place.id == Question.school_id)
        return [
            question
            for some in path_pieces(paths)
            for question in await self.session.scalars(joined.where(under(self.session, some)))
        ]
