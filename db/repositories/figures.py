"""What figures are counted from, read in bulk, and what was entered by hand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from db.enums import PlaceKind, Role
from db.models import Attendance, FigureEntry, Membership, Person, Place, Report
from db.repositories.base import Repository
from db.repositories.paths import pieces


@dataclass(frozen=True, slots=True)
class Appointed:
    """Somebody has a role at a place since then."""

    membership_id: int
    path: str
    at: datetime


class HandedIn(NamedTuple):
    """A report without the machinery of an object: tens of thousands are read at once."""

    id: int
    occurrence_id: int
    by: str
    place_id: int
    person_id: int
    status: str
    answers: dict[str, Any]
    submitted_at: datetime
    decided_at: datetime | None


class Said(NamedTuple):
    """An answer about an event in the same way."""

    id: int
    occurrence_id: int
    party_kind: str
    party_id: int
    intention: str | None
    fact: str | None
    answered_at: datetime


class Figures(Repository):
    """Rows behind figures."""

    async def reports(self, occurrence_ids: Iterable[int]) -> list[HandedIn]:
        """What anybody has handed in about the occurrences."""
        query = select(
            Report.id,
            Report.occurrence_id,
            Report.by,
            Report.place_id,
            Report.person_id,
            Report.status,
            Report.answers,
            Report.submitted_at,
            Report.decided_at,
        ).order_by(Report.id)
        return [
            HandedIn(*row)
            for some in pieces(occurrence_ids)
            for row in await self.session.execute(query.where(Report.occurrence_id.in_(some)))
        ]

    async def answers(self, occurrence_ids: Iterable[int]) -> list[Said]:
        """What anybody has said about coming to the occurrences, and having been there."""
        query = select(
            Attendance.id,
            Attendance.occurrence_id,
            Attendance.party_kind,
            Attendance.party_id,
            Attendance.intention,
            Attendance.fact,
            Attendance.answered_at,
        )
        return [
            Said(*row)
            for some in pieces(occurrence_ids)
            for row in await self.session.execute(query.where(Attendance.occurrence_id.in_(some)))
        ]

    async def appointed(self, role: Role, *, outside_schools: bool = False) -> list[Appointed]:
        """Everybody who holds a role now."""
        query = (
            select(Membership.id, Place.path, Membership.granted_at)
            .join(Place, Place.id == Membership.place_id)
            .join(Person, Person.id == Membership.person_id)
            .where(
                Membership.role == role,
                Membership.revoked_at.is_(None),
                Person.withdrawn_at.is_(None),
                Place.archived_at.is_(None),
            )
            .order_by(Membership.id)
        )
        if outside_schools:
            query = query.where(Place.kind != PlaceKind.SCHOOL)
        return [Appointed(*row) for row in await self.session.execute(query)]

    async def entries(self, row_ids: Iterable[int]) -> list[FigureEntry]:
        """All that was entered about the figures of rows, the oldest first."""
        found = [
            entry
            for some in pieces(row_ids)
            for entry in await self.session.scalars(
                select(FigureEntry).where(FigureEntry.row_id.in_(some))
            )
        ]
        return sorted(found, key=lambda entry: entry.id)
