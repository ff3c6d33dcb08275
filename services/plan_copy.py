"""The coordinator's road maps, and last year's taken as the base of the next."""

import re
from dataclasses import dataclass
from typing import Any

from db.database import Database
from db.enums import PlanStatus, RowState
from db.models import Plan, PlanRow
from roadmap.next_year import shift_year
from services.access import Action, Actor, needs
from services.clock import Clock
from services.errors import DomainError
from services.roadmap_import import own_plan
from services.row_states import OUT_STATES

_COPIED = (
    "number",
    "row_id",
    "section",
    "title",
    "dates_raw",
    "responsible_raw",
    "result_raw",
    "indicator_raw",
    "level_raw",
    "links",
    "timezone",
    "temporal_role",
    "kind",
    "roles",
    "participants",
    "attendance_expected",
    "report_expected",
    "schools_named",
    "school_ids",
)


@dataclass(frozen=True, slots=True)
class PlanItem:
    """A published road map in a list."""

    plan_id: int
    place_name: str
    year: str
    # Imported and not published yet: its review can be gone on with.
    is_draft: bool


class PlanCopy:
    """Lists plans; copies one to the next year."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where plans are kept and who tells the time."""
        self._database = database
        self._clock = clock

    @needs(Action.IMPORT_PLAN)
    async def plans(self, actor: Actor) -> list[PlanItem]:
        """Drafts of the actor, then published plans below him, the newest first."""
        async with self._database.read() as store:
            scope = actor.scope(Action.IMPORT_PLAN)
            plans = [
                *await store.plans.drafts_below(scope, actor.person_id),
                *await store.plans.published_below(scope),
            ]
            places = await store.places.many(plan.place_id for plan in plans)
        return [
            PlanItem(p.id, places[p.place_id].name, p.year or "", p.status == PlanStatus.DRAFT)
            for p in plans
        ]

    @needs(Action.IMPORT_PLAN)
    async def drafts(self, actor: Actor) -> list[PlanItem]:
        """Maps that the actor has sent and neither published nor dropped, the newest first."""
        return [plan for plan in await self.plans(actor) if plan.is_draft]

    @needs(Action.IMPORT_PLAN)
    async def copy(self, actor: Actor, plan_id: int) -> int:
        """Make a draft for the next year: same weekdays, every row to be confirmed.

        Returns the id of the draft. Raises DomainError `year_missing`.
        """
        async with self._database.effect() as store:
            plan, place = await own_plan(store, actor, plan_id)
            if plan.year is None:
                raise DomainError("year_missing")
            year = next_year(plan.year)
            await store.plans.drop_drafts(place.id, actor.person_id)
            current = await store.plans.published_of_year(place.id, year)
            draft = Plan(
                place_id=place.id,
                year=year,
                title=_title_of(plan.title, plan.year, year),
                status=PlanStatus.DRAFT,
                source_name=plan.source_name,
                source=await store.plans.source(plan.id),
                skipped=[],
                amends_id=current.id if current else None,
                created_by=actor.person_id,
                created_at=self._clock.now(),
            )
            store.plans.add(draft)
            await store.flush()
            for row in await store.plans.rows(plan.id):
                if row.state not in OUT_STATES:
                    store.plans.add(_copy(row, draft.id, year))
            return draft.id


def next_year(year: str) -> str:
    """«2027» → «2028», «2026/2027» → «2027/2028»."""
    return "/".join(str(int(part) + 1) for part in year.split("/"))


def _title_of(title: str, old: str, new: str) -> str:
    """The title with its years moved on: «… in 2027» becomes «… in 2028»."""
    later = dict(zip(old.split("/"), new.split("/"), strict=True))
    return re.sub("|".join(later), lambda found: later[found[0]], title)


def _copy(row: PlanRow, plan_id: int, year: str) -> PlanRow:
    schedule: dict[str, Any] = shift_year(row.schedule, year if "/" in year else int(year))
    return PlanRow(
        plan_id=plan_id,
        position=row.position,
        **{name: getattr(row, name) for name in _COPIED},
        # Last year's link would lead to last year's webinar.
        link=None,
        schedule=schedule,
        confidence=0.5,
        questions=[{"code": "copied", "params": {}}],
        state=RowState.DOUBTFUL,
        source={**row.source, "title": row.title, "schedule": schedule, "link": None},
    )
