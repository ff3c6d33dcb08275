"""Road maps, their rows and occurrences."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, bindparam, delete, func, select

from db.enums import PlanStatus
from db.models import Cohort, Occurrence, Place, Plan, PlanRow
from db.repositories.base import Repository
from db.repositories.paths import ids_of, path_pieces, pieces, under
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


# Asked at every tap on an event: built once; where nobody has said who takes part in any year, that
# is all.
_ONE = (
    select(Occurrence, PlanRow, Plan, Place, select(Cohort.id).exists())
    .join(PlanRow, PlanRow.id == Occurrence.row_id)
    .join(Plan, Plan.id == PlanRow.plan_id)
    .join(Place, Place.id == Plan.place_id)
    .where(Occurrence.id == bindparam("of"))
)


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

    async def rows_of(self, plan_ids: Iterable[int]) -> list[PlanRow]:
        """The rows of several plans in as few statements as those of one."""
        return [
            row
            for some in pieces(plan_ids)
            for row in await self.session.scalars(
                select(PlanRow).where(PlanRow.plan_id.in_(some)).order_by(PlanRow.id)
            )
        ]

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
        """Published plans of the places of subtrees, the newest year first."""
        query = select(Plan).where(Plan.status == PlanStatus.PUBLISHED)
        found = await self._below(query, paths)
        found.sort(key=lambda plan: plan.id)
        return sorted(found, key=lambda plan: plan.year or "", reverse=True)

    async def drafts_below(self, paths: Iterable[str], created_by: int | None) -> Sequence[Plan]:
        """Unpublished imports of one author for places of subtrees, the newest first."""
        query = select(Plan).where(Plan.status == PlanStatus.DRAFT, Plan.created_by == created_by)
        found = await self._below(query, paths)
        return sorted(found, key=lambda plan: plan.id, reverse=True)

    async def _below(self, query: Select[Plan], paths: Iterable[str]) -> list[Plan]:
        joined = query.join(Place, Place.id == Plan.place_id)
        return [
            plan
            for some in path_pieces(paths)
            for plan in await self.session.scalars(joined.where(under(self.session, some)))
        ]

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
        known: dict[str, bool] = {}
        for row, plan, place in rows:
            if plan.id not in told:
                told[plan.id] = None
                year = plan.year if first_year(plan.year) is not None else None
                # One cheap question for a year; a second only where it has an answer.
                if year is not None and year not in known:
                    known[year] = await places.has_cohort(year)
                if year is not None and known[year]:
                    told[plan.id] = await places.participants(place.path, year)
            row.taking_part = told[plan.id]

    async def happening(self, occurrence_id: int) -> Happening | None:
        """One occurrence with all around it, or None."""
        row = (await self.session.execute(_ONE, {"of": occurrence_id})).first()
        if row is None:
            return None
        occurrence, plan_row, plan, place, is_any_year_told = row
        plan_row.taking_part = None
        if is_any_year_told and plan.year is not None and first_year(plan.year) is not None:
            taking_part = await Places(self.session).participants(place.path, plan.year)
            plan_row.taking_part = taking_part
        return Happening(occurrence, plan_row, plan, place)

    async def happenings(self, ids: Iterable[int]) -> dict[int, Happening]:
        """Occurrences by id, with all around them."""
        found = [
            one
            for some in pieces(ids)
            for one in await self._fetch(self._happenings().where(Occurrence.id.in_(some)))
        ]
        return {one.occurrence.id: one for one in found}

    async def between(
        self, plan_ids: Iterable[int], since: datetime, until: datetime
    ) -> list[Happening]:
        """Occurrences of published plans that touch an interval, in order of time."""
        query = self._happenings().where(
            Plan.status == PlanStatus.PUBLISHED,
            Occurrence.cancelled_at.is_(None),
            Occurrence.begins_at < until,
            Occurrence.ends_at > since,
        )
        return await self._in_order(query, plan_ids)

    async def of_plans(self, plan_ids: Iterable[int]) -> list[Happening]:
        """All occurrences of the plans, in order of time."""
        query = self._happenings().where(Occurrence.cancelled_at.is_(None))
        return await self._in_order(query, plan_ids)

    async def _in_order(
        self, query: Select[Occurrence, PlanRow, Plan, Place], plan_ids: Iterable[int]
    ) -> list[Happening]:
        ordered = query.order_by(Occurrence.begins_at, PlanRow.position)
        found = [await self._fetch(ordered.where(Plan.id.in_(some))) for some in pieces(plan_ids)]
        if len(found) == 1:
            return found[0]
        # Each piece is in order by itself.
        return sorted(
            (one for some in found for one in some),
            key=lambda one: (one.occurrence.begins_at, one.row.position),
        )

    async def next_begin(self, plan_ids: Iterable[int], after: datetime) -> datetime | None:
        """When the next occurrence begins, or None."""
        query = (
            select(func.min(Occurrence.begins_at))
            .join(PlanRow, PlanRow.id == Occurrence.row_id)
            .where(Occurrence.cancelled_at.is_(None), Occurrence.begins_at >= after)
        )
        firsts = [
            await self.session.scalar(query.where(PlanRow.plan_id.in_(some)))
            for some in pieces(plan_ids)
        ]
        return min((first for first in firsts if first is not None), default=None)

    async def plan_ids_visible(self, paths: Iterable[str], *, below: Iterable[str]) -> list[int]:
        """Published plans of the places on the way up from `paths`, and of all places below."""
        query = (
            select(Plan.id)
            .join(Place, Place.id == Plan.place_id)
            .where(Plan.status == PlanStatus.PUBLISHED)
        )
        found: set[int] = set()
        for above in pieces(id_ for path in paths for id_ in ids_of(path)):
            found.update(await self.session.scalars(query.where(Plan.place_id.in_(above))))
        for some in path_pieces(below):
            found.update(await self.session.scalars(query.where(under(self.session, some))))
        return sorted(found)
