"""What figures are counted from, read in bulk, and what was entered by hand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from db.enums import PlaceKind, Role
from db.models import FigureEntry, Membership, Person, Place, Report
from db.repositories.base import Repository
from db.repositories.paths import pieces


@dataclass(frozen=True, slots=True)
class Appointed:
    """Somebody has a role at a place since then."""

    membership_id: int
    path: str
    at: datetime


class Figures(Repository):
    """Rows behind figures."""

    async def reports(self, occurrence_ids: Iterable[int]) -> list[Report]:
        """What anybody has handed in about the occurrences."""
        return [
            report
            for some in pieces(occurrence_ids)
            for report in await self.session.scalars(
                select(Report).where(Report.occurrence_id.in_(some)).order_by(Report.id)
            )
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
