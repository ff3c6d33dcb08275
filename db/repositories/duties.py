"""Attendance and reports."""

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select

from db.enums import PartyKind, ReportStatus
from db.models import Attendance, Report
from db.repositories.base import Repository
from db.repositories.paths import pieces


class Duties(Repository):
    """What parties answered and reported."""

    async def attendance(
        self, occurrence_id: int, party_kind: PartyKind, party_id: int
    ) -> Attendance | None:
        """The answer of one party, or None."""
        return await self.session.scalar(
            select(Attendance).where(
                Attendance.occurrence_id == occurrence_id,
                Attendance.party_kind == party_kind,
                Attendance.party_id == party_id,
            )
        )

    async def attendances(self, occurrence_ids: Iterable[int]) -> Sequence[Attendance]:
        """All answers about the occurrences."""
        return [
            answer
            for some in pieces(occurrence_ids)
            for answer in await self.session.scalars(
                select(Attendance).where(Attendance.occurrence_id.in_(some))
            )
        ]

    async def report(self, report_id: int) -> Report | None:
        """One report, or None."""
        return await self.session.get(Report, report_id)

    async def report_of(self, occurrence_id: int, school_id: int) -> Report | None:
        """The report of a school on an occurrence, or None."""
        return await self.session.scalar(
            select(Report).where(
                Report.occurrence_id == occurrence_id,
                Report.by == "school",
                Report.place_id == school_id,
            )
        )

    async def reports(self, occurrence_ids: Iterable[int]) -> Sequence[Report]:
        """What schools have handed in about the occurrences."""
        return [
            report
            for some in pieces(occurrence_ids)
            for report in await self.session.scalars(
                select(Report).where(Report.occurrence_id.in_(some), Report.by == "school")
            )
        ]

    async def waiting(self, school_ids: Iterable[int]) -> int:
        """How many reports of the schools wait for a decision."""
        query = select(func.count(Report.id)).where(Report.status == ReportStatus.SUBMITTED)
        return sum(
            [
                int(await self.session.scalar(query.where(Report.place_id.in_(some))) or 0)
                for some in pieces(school_ids)
            ]
        )

    async def next_waiting(self, school_ids: Iterable[int], after_id: int = 0) -> Report | None:
        """The next report that waits for a decision, oldest first."""
        query = (
            select(Report)
            .where(Report.status == ReportStatus.SUBMITTED, Report.id > after_id)
            .order_by(Report.id)
            .limit(1)
        )
        found = [
            await self.session.scalar(query.where(Report.place_id.in_(some)))
            for some in pieces(school_ids)
        ]
        return min((one for one in found if one is not None), key=lambda r: r.id, default=None)
