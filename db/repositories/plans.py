"""Road maps, their rows and occurrences."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, delete, func, or_, select

from db.enums import PlanStatus
from db.models import Occurrence, Place, Plan, PlanRow
from db.repositories.base import Repository
from db.repositories.places import Places


@dataclass(frozen=True, slots=True)
class Happening:
    """An occurrence with its row, its plan and the plan's place."""

    occurrence: Occurrence
    row: PlanRow
    plan: Plan
    place: Place


def first_year(year: str | None) -> int | None:
    """The year of a cohort: 2021 for «2021/2022»."""
    return int(year[:4]) if year is not None and year[:4].isdigit() else None


class Plans(Repository):
    """Reads and stores road maps."""

    async def get(self, plan_id: int) -> Plan | None:
        """One plan, or None."""
        return await self.session.get(Plan, plan_id)

    async def source(self, plan_id: int) -> bytes:
        """The document of a plan: large, so no other query fetches it."""
        return await self.session.scalar(select(Plan.source).where(Plan.id == plan_id)) or b""

    async def rows(self, plan_id: int) -> Sequence[PlanRow]:
        """The rows of a plan in the order of the document."""
        query = select(PlanRow).where(PlanRow.plan_id == plan_id).order_by(PlanRow.position)
        return (await self.session.scalars(query)).all()

    async def row(self, row_id: int) -> PlanRow | None:
        """One row, or None."""
        return await self.session.get(PlanRow, row_id)

    async def occurrences(self, row_id: int) -> Sequence[Occurrence]:
        """All occurrences of a row, cancelled ones too, in the order they were laid out."""
        query = select(Occurrence).where(Occurrence.row_id == row_id).order_by(Occurrence.ordinal)
        return (await self.session.scalars(query)).all()

    async def published_of_year(self, place_id: int, year: str) -> Plan | None:
        """The published plan of a place for a year, or None."""
        return await self.session.scalar(
            select(Plan).where(
                Plan.place_id == place_id,
                Plan.year == year,
                Plan.status == PlanStatus.PUBLISHED,
            )
        )

    async def published_below(self, paths: Iterable[str]) -> Sequence[Plan]:
        """Published plans of the places of subtrees."""
        below = or_(*(Place.path.startswith(path, autoescape=True) for path in paths))
        query = (
            select(Plan)
            .join(Place, Place.id == Plan.place_id)
            .where(Plan.status == PlanStatus.PUBLISHED, below)
            .order_by(Plan.year.desc(), Plan.id)
        )
        return (await self.session.scalars(query)).all()

    async def drafts_below(self, paths: Iterable[str], created_by: int | None) -> Sequence[Plan]:
        """Unpublished imports of one author for places of subtrees."""
        below = or_(*(Place.path.startswith(path, autoescape=True) for path in paths))
        query = (
            select(Plan)
            .join(Place, Place.id == Plan.place_id)
            .where(Plan.status == PlanStatus.DRAFT, Plan.created_by == created_by, below)
            .order_by(Plan.id.desc())
        )
        return (await self.session.scalars(query)).all()

    async def drop(self, plan_id: int) -> None:
        """Forget a draft whose rows have gone elsewhere."""
        await self.session.execute(delete(Plan).where(Plan.id == plan_id))

    async def drop_rows(self, plan_id: int) -> None:
        """Forget the rows of a draft, to read its document again."""
        await self.session.execute(delete(PlanRow).where(PlanRow.plan_id == plan_id))

    async def drop_drafts(self, place_id: int, created_by: int | None) -> None:
        """Forget unpublished imports of the same author for the same place."""
        drafts = (
            select(Plan.id)
            .where(
                Plan.place_id == place_id,
                Plan.status == PlanStatus.DRAFT,
                Plan.created_by == created_by,
            )
            .scalar_subquery()
        )
        await self.session.execute(delete(PlanRow).where(PlanRow.plan_id.in_(drafts)))
        await self.session.execute(
            delete(Plan).where(
                Plan.place_id == place_id,
                Plan.status == PlanStatus.DRAFT,
                Plan.created_by == created_by,
            )
        )

    def _happenings(self) -> Select[Occurrence, PlanRow, Plan, Place]:
        return (
            select(Occurrence, PlanRow, Plan, Place)
            .join(PlanRow, PlanRow.id == Occurrence.row_id)
            .join(Plan, Plan.id == PlanRow.plan_id)
            .join(Place, Place.id == Plan.place_id)
        )

    async def _fetch(self, query: Select[Occurrence, PlanRow, Plan, Place]) -> list[Happening]:
        rows = await self.session.execute(query)
        found = [Happening(occurrence, row, plan, place) for occurrence, row, plan, place in rows]
        await self.say_who_takes_part((one.row, one.plan, one.place) for one in found)
        return found

    async def say_who_takes_part(self, rows: Iterable[tuple[PlanRow, Plan, Place]]) -> None:
        """Tell rows which schools take part in the year of their plan."""
        places = Places(self.session)
        told: dict[int, frozenset[int] | None] = {}
        known: dict[int, bool] = {}
        for row, plan, place in rows:
            if plan.id not in told:
                told[plan.id] = None
                year = first_year(plan.year)
                # One cheap question for a year; a second only where it has an answer.
                if year is not None and year not in known:
                    known[year] = await places.has_cohort(year)
                if year is not None and known[year]:
                    told[plan.id] = await places.participants(place.path, year)
            row.taking_part = told[plan.id]

    async def happening(self, occurrence_id: int) -> Happening | None:
        """One occurrence with all around it, or None."""
        return (await self.happenings([occurrence_id])).get(occurrence_id)

    async def happenings(self, ids: Iterable[int]) -> dict[int, Happening]:
        """Occurrences by id, with all around them."""
        query = self._happenings().where(Occurrence.id.in_(set(ids)))
        return {found.occurrence.id: found for found in await self._fetch(query)}

    async def between(
        self, plan_ids: Iterable[int], since: datetime, until: datetime
    ) -> list[Happening]:
        """Occurrences of published plans that touch an interval, in order of time."""
        query = (
            self._happenings()
            .where(
                Plan.id.in_(set(plan_ids)),
                Plan.status == PlanStatus.PUBLISHED,
                Occurrence.cancelled_at.is_(None),
                Occurrence.begins_at < until,
                Occurrence.ends_at > since,
            )
            .order_by(Occurrence.begins_at, PlanRow.position)
        )
        return await self._fetch(query)

    async def of_plans(self, plan_ids: Iterable[int]) -> list[Happening]:
        """All occurrences of the plans, in order of time."""
        query = (
            self._happenings()
            .where(Plan.id.in_(set(plan_ids)), Occurrence.cancelled_at.is_(None))
            .order_by(Occurrence.begins_at, PlanRow.position)
        )
        return await self._fetch(query)

    async def next_begin(self, plan_ids: Iterable[int], after: datetime) -> datetime | None:
        """When the next occurrence begins, or None."""
        return await self.session.scalar(
            select(func.min(Occurrence.begins_at))
            .join(PlanRow, PlanRow.id == Occurrence.row_id)
            .where(
                PlanRow.plan_id.in_(set(plan_ids)),
                Occurrence.cancelled_at.is_(None),
                Occurrence.begins_at >= after,
            )
        )

    async def plan_ids_visible(self, paths: Iterable[str], *, below: Iterable[str]) -> list[int]:
        """Published plans of the places on the way up from `paths`, and of all places below."""
        above = {int(part) for path in paths for part in path.strip("/").split("/") if part}
        conditions: list[ColumnElement[bool]] = [Plan.place_id.in_(above)]
        conditions += [Place.path.startswith(path, autoescape=True) for path in below]
        query = (
            select(Plan.id)
            .join(Place, Place.id == Plan.place_id)
            .where(Plan.status == PlanStatus.PUBLISHED, or_(*conditions))
        )
        return list(await self.session.scalars(query))
