"""Attendance and reports."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from db.enums import PartyKind, ReportStatus
from db.models import (
    Attendance,
    Occurrence,
    Place,
    Question,
    Report,
    ReportDecision,
    ReportVersion,
)
from db.repositories.base import Repository
from db.repositories.paths import pieces, topmost, under

# As many as one condition holds.
_MOST_PATHS = 200


@dataclass(frozen=True, slots=True)
class Undecided:
    """A report that was sent, before the last possible word: without its answers."""

    id: int
    occurrence_id: int
    by: str
    place_id: int
    status: str


@dataclass(frozen=True, slots=True)
class Filed:
    """The key and the status of what somebody above schools has handed in."""

    occurrence_id: int
    by: str
    place_id: int
    person_id: int
    status: str


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

    async def schools_said(
        self, occurrence_ids: Iterable[int], paths: Iterable[str]
    ) -> tuple[list[Attendance], list[Report]]:
        """What schools below the paths have answered and handed in about the occurrences.

        Of many paths everything is fetched, also what lies below none of them.
        """
        answers = select(Attendance).where(Attendance.party_kind == PartyKind.SCHOOL)
        reports = select(Report).where(Report.by == "school")
        if len(topmost(paths := list(paths))) <= _MOST_PATHS:
            places = select(Place.id).where(under(self.session, paths))
            answers = answers.where(Attendance.party_id.in_(places))
            reports = reports.where(Report.place_id.in_(places))
        said: tuple[list[Attendance], list[Report]] = ([], [])
        for some in pieces(occurrence_ids):
            said[0].extend(
                await self.session.scalars(answers.where(Attendance.occurrence_id.in_(some)))
            )
            said[1].extend(
                await self.session.scalars(reports.where(Report.occurrence_id.in_(some)))
            )
        return said

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

    async def report_at(
        self, occurrence_id: int, by: str, place_id: int, person_id: int
    ) -> Report | None:
        """The report of a key, or None."""
        return await self.session.scalar(
            select(Report).where(
                Report.occurrence_id == occurrence_id,
                Report.by == by,
                Report.place_id == place_id,
                Report.person_id == person_id,
            )
        )

    async def own_report(self, occurrence_id: int, by: str, person_id: int) -> Report | None:
        """What somebody has handed in for himself, at whichever of his places, or None."""
        return await self.session.scalar(
            select(Report)
            .where(
                Report.occurrence_id == occurrence_id,
                Report.by == by,
                Report.person_id == person_id,
            )
            .order_by(Report.id)
            .limit(1)
        )

    async def latest_of_row(
        self, row_id: int, by: str, place_id: int, person_id: int
    ) -> Report | None:
        """The last report of a key about any happening of a row, or None."""
        return await self.session.scalar(
            select(Report)
            .join(Occurrence, Occurrence.id == Report.occurrence_id)
            .where(
                Occurrence.row_id == row_id,
                Report.by == by,
                Report.place_id == place_id,
                Report.person_id == person_id,
            )
            .order_by(Report.submitted_at.desc())
            .limit(1)
        )

    async def versions(self, report_id: int) -> Sequence[ReportVersion]:
        """All that was ever sent of a report, the oldest first."""
        query = select(ReportVersion).where(ReportVersion.report_id == report_id)
        return (await self.session.scalars(query.order_by(ReportVersion.version))).all()

    async def decisions(self, report_id: int) -> Sequence[ReportDecision]:
        """All that was ever said of a report, the oldest first."""
        query = select(ReportDecision).where(ReportDecision.report_id == report_id)
        return (await self.session.scalars(query.order_by(ReportDecision.id))).all()

    async def undecided(self, place_ids: Iterable[int]) -> list[Undecided]:
        """Reports by or about the places about which something may still be said."""
        query = select(
            Report.id, Report.occurrence_id, Report.by, Report.place_id, Report.status
        ).where(Report.status.in_([ReportStatus.SUBMITTED, ReportStatus.CONFIRMED]))
        found = [
            Undecided(*row)
            for some in pieces(place_ids)
            for row in await self.session.execute(query.where(Report.place_id.in_(some)))
        ]
        return sorted(found, key=lambda one: one.id)

    async def waiting_paths(self) -> frozenset[str]:
        """Paths of the places by or about which a report, or of which a question, waits."""
        reports = (
            select(Place.path)
            .join(Report, Report.place_id == Place.id)
            .where(Report.status.in_([ReportStatus.SUBMITTED, ReportStatus.CONFIRMED]))
        )
        questions = (
            select(Place.path)
            .join(Question, Question.school_id == Place.id)
            .where(Question.answered_at.is_(None))
        )
        return frozenset(await self.session.scalars(reports.union(questions)))

    async def reports(self, occurrence_ids: Iterable[int]) -> Sequence[Report]:
        """What schools have handed in about the occurrences."""
        return [
            report
            for some in pieces(occurrence_ids)
            for report in await self.session.scalars(
                select(Report).where(Report.occurrence_id.in_(some), Report.by == "school")
            )
        ]

    async def late_reports(self, occurrence_id: int) -> Sequence[Report]:
        """What was handed in too late about an occurrence, by whomever."""
        query = select(Report).where(Report.occurrence_id == occurrence_id, Report.late)
        return (await self.session.scalars(query)).all()

    async def papers(self, occurrence_id: int) -> Sequence[Report]:
        """What others than schools have handed in about an occurrence."""
        query = select(Report).where(Report.occurrence_id == occurrence_id, Report.by != "school")
        return (await self.session.scalars(query)).all()

    async def filed(self, occurrence_ids: Iterable[int]) -> list[Filed]:
        """What others than schools have handed in about the occurrences, without the answers."""
        query = select(
            Report.occurrence_id, Report.by, Report.place_id, Report.person_id, Report.status
        ).where(Report.by != "school")
        return [
            Filed(*row)
            for some in pieces(occurrence_ids)
            for row in await self.session.execute(query.where(Report.occurrence_id.in_(some)))
        ]

    async def waiting(self, school_ids: Iterable[int]) -> int:
        """How many reports of the schools wait for their curator."""
        query = select(func.count(Report.id)).where(
            Report.status == ReportStatus.SUBMITTED, Report.by == "school"
        )
        return sum(
            [
                int(await self.session.scalar(query.where(Report.place_id.in_(some))) or 0)
                for some in pieces(school_ids)
            ]
        )
