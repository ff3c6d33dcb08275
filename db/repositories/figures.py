"""What figures are counted from, read in bulk, and what was entered by hand."""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import Select, func, or_, select

from db.enums import PartyKind, PlaceKind, Role
from db.models import (
    Attendance,
    FigureEntry,
    Membership,
    Occurrence,
    Person,
    Place,
    PlanRow,
    Report,
)
from db.repositories.base import Repository
from db.repositories.paths import pieces, under


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
    submitted_at: datetime
    decided_at: datetime | None
    # Empty where they were not asked for: taking them apart is most of the work.
    answers: Mapping[str, Any] = MappingProxyType({})


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

    async def reports(
        self,
        occurrence_ids: Iterable[int],
        *,
        within: Collection[str] | None = None,
        with_answers: Collection[int] = (),
    ) -> list[HandedIn]:
        """What anybody has handed in about the occurrences, the answers of some of them.

        `within` leaves out what is of places that lie at or below none of these paths.
        """
        query = select(
            Report.id,
            Report.occurrence_id,
            Report.by,
            Report.place_id,
            Report.person_id,
            Report.status,
            Report.submitted_at,
            Report.decided_at,
        ).order_by(Report.id)
        if within is not None:
            of_place = Report.place_id.in_(self._places(within))
            query = query.where(or_(Report.person_id != 0, of_place))
        ids = set(occurrence_ids)
        told = ids.intersection(with_answers)
        wanted = ((query, ids - told), (query.add_columns(Report.answers), told))
        found = [
            HandedIn(*row)
            for one, some_ids in wanted
            for some in pieces(sorted(some_ids))
            for row in await self.session.execute(one.where(Report.occurrence_id.in_(some)))
        ]
        return sorted(found, key=lambda report: report.id)

    async def answers(
        self, occurrence_ids: Iterable[int], *, within: Collection[str] | None = None
    ) -> list[Said]:
        """What anybody has said about coming to the occurrences, and having been there.

        `within` leaves out schools that lie at or below none of these paths.
        """
        query = select(
            Attendance.id,
            Attendance.occurrence_id,
            Attendance.party_kind,
            Attendance.party_id,
            Attendance.intention,
            Attendance.fact,
            Attendance.answered_at,
        )
        if within is not None:
            of_place = Attendance.party_id.in_(self._places(within))
            query = query.where(or_(Attendance.party_kind != PartyKind.SCHOOL, of_place))
        return [
            Said(*row)
            for some in pieces(occurrence_ids)
            for row in await self.session.execute(query.where(Attendance.occurrence_id.in_(some)))
        ]

    def _places(self, paths: Collection[str]) -> Select[int]:
        return select(Place.id).where(under(self.session, paths))

    async def tally(self, plan_id: int) -> Hashable:
        """What differs when an answer, a report, an entry, a day or a seat has changed.

        It is for comparing with an earlier one of the same plan, and costs far less than figures.
        """
        days = select(Occurrence.id).join(PlanRow).where(PlanRow.plan_id == plan_id)
        rows = select(PlanRow.id).where(PlanRow.plan_id == plan_id)
        questions: tuple[Any, ...] = (
            select(
                Attendance.fact,
                Attendance.intention,
                func.count(),
                func.max(Attendance.answered_at),
                func.max(Attendance.id),
            )
            .where(Attendance.occurrence_id.in_(days))
            .group_by(Attendance.fact, Attendance.intention)
            .order_by(Attendance.fact, Attendance.intention),
            select(
                Report.status,
                func.count(),
                func.max(Report.submitted_at),
                func.max(Report.decided_at),
                func.sum(Report.version),
            )
            .where(Report.occurrence_id.in_(days))
            .group_by(Report.status)
            .order_by(Report.status),
            select(func.count(), func.max(FigureEntry.id)).where(FigureEntry.row_id.in_(rows)),
            select(
                func.count(),
                func.sum(Occurrence.version),
                func.count(Occurrence.cancelled_at),
                func.max(Occurrence.closed_at),
            ).where(Occurrence.id.in_(days)),
            select(PlanRow.state, func.count())
            .where(PlanRow.plan_id == plan_id)
            .group_by(PlanRow.state)
            .order_by(PlanRow.state),
            select(
                func.count(),
                func.max(Membership.granted_at),
                func.count(Membership.revoked_at),
                func.max(Membership.revoked_at),
            ),
            select(func.count(), func.count(Place.archived_at)),
        )
        found = [(await self.session.execute(question)).all() for question in questions]
        return tuple(tuple(tuple(row) for row in rows) for rows in found)

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
