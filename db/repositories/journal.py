"""Reports in the order in which they came: the last ones of a school, and visits to schools."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Text, cast, func, select

from db.models import Report
from db.repositories.base import Repository
from db.repositories.paths import pieces

# As it stands among the proofs of a report.
_VISIT = '"visit"'


class Journal(Repository):
    """What was handed in by and about schools."""

    async def last_of(self, school_id: int, limit: int) -> Sequence[Report]:
        """The newest reports by and about a school."""
        query = (
            select(Report)
            .where(Report.place_id == school_id)
            .order_by(Report.submitted_at.desc(), Report.id.desc())
            .limit(limit)
        )
        return (await self.session.scalars(query)).all()

    async def sent(
        self, school_ids: Iterable[int], since: datetime, until: datetime
    ) -> list[Report]:
        """What schools have handed in in a time, in its order."""
        found = [
            report
            for some in pieces(school_ids)
            for report in await self.session.scalars(
                select(Report).where(
                    Report.place_id.in_(some),
                    Report.by == "school",
                    Report.submitted_at >= since,
                    Report.submitted_at < until,
                )
            )
        ]
        return sorted(found, key=lambda one: (one.submitted_at, one.id))

    async def visits(self, school_ids: Iterable[int], limit: int) -> list[Report]:
        """The newest visits to schools that were written down."""
        found = [
            visit
            for some in pieces(school_ids)
            for visit in await self.session.scalars(
                select(Report)
                .where(Report.place_id.in_(some), *self._is_visit())
                .order_by(Report.id.desc())
                .limit(limit)
            )
        ]
        return sorted(found, key=lambda one: one.id, reverse=True)[:limit]

    async def count_visits(self, school_ids: Iterable[int]) -> int:
        """How many visits to schools were written down."""
        query = select(func.count(Report.id)).where(*self._is_visit())
        return sum(
            [
                int(await self.session.scalar(query.where(Report.place_id.in_(some))) or 0)
                for some in pieces(school_ids)
            ]
        )

    async def written(self, occurrence_ids: Iterable[int]) -> Sequence[Report]:
        """The visits that were written down about events."""
        return [
            report
            for some in pieces(occurrence_ids)
            for report in await self.session.scalars(
                select(Report).where(Report.occurrence_id.in_(some), *self._is_visit())
            )
        ]

    @staticmethod
    def _is_visit() -> tuple[ColumnElement[bool], ...]:
        return (Report.by != "school", cast(Report.proofs, Text).contains(_VISIT))
