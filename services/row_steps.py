"""Whose word a report about a row needs to count: what the row says, or what its coordinator says.

Nothing is recounted when it changes: whether a report counts is worked out from its status.
"""

from dataclasses import dataclass
from enum import StrEnum

from db.database import Database
from db.models import PlanRow
from roadmap.asks import Step
from services.access import Action, Actor, needs
from services.clock import Clock
from services.errors import NotFoundError
from services.row_demands import papers


class StepChoice(StrEnum):
    """What a coordinator may choose."""

    AS_ROW = "row"
    NOBODY = "nobody"
    CURATOR = "curator"
    MUNICIPALITY = "municipality"
    BOTH = "both"


_STEPS: dict[StepChoice, list[str] | None] = {
    StepChoice.AS_ROW: None,
    StepChoice.NOBODY: [],
    StepChoice.CURATOR: [Step.CURATOR],
    StepChoice.MUNICIPALITY: [Step.MUNICIPALITY],
    StepChoice.BOTH: [Step.CURATOR, Step.MUNICIPALITY],
}


@dataclass(frozen=True, slots=True)
class RowSteps:
    """Whose word is wanted about a row, and what the row itself would say."""

    row_id: int
    title: str
    chosen: StepChoice
    # What holds now, for whoever hands in something.
    now: tuple[Step, ...]
    # What holds where nothing is chosen.
    of_row: tuple[Step, ...]


class RowStepsChoice:
    """Keeps the choice of a row's coordinator."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where rows are kept and who tells the time."""
        self._database = database
        self._clock = clock

    @needs(Action.IMPORT_PLAN)
    async def card(self, actor: Actor, row_id: int) -> RowSteps:
        """Whose word is wanted now; raises NotFoundError outside the actor's scope."""
        async with self._database.read() as store:
            row = await store.plans.row(row_id)
            plan = await store.plans.get(row.plan_id) if row is not None else None
            place = await store.places.get(plan.place_id) if plan is not None else None
            if row is None or place is None:
                raise NotFoundError
            actor.require(Action.IMPORT_PLAN, place.path)
            return steps_of_row(row)

    @needs(Action.IMPORT_PLAN)
    async def choose(self, actor: Actor, row_id: int, choice: StepChoice) -> RowSteps:
        """Say whose word is wanted from now on, also of what was sent before."""
        async with self._database.effect() as store:
            row = await store.plans.row(row_id)
            plan = await store.plans.get(row.plan_id) if row is not None else None
            place = await store.places.get(plan.place_id) if plan is not None else None
            if row is None or place is None:
                raise NotFoundError
            actor.require(Action.IMPORT_PLAN, place.path)
            row.steps = _STEPS[choice]
            store.intake.audit(
                self._clock.now(),
                actor.id,
                "row:steps",
                object_kind="plan_row",
                object_id=row.id,
                place_id=place.id,
                result=str(choice),
            )
            return steps_of_row(row)


def steps_of_row(row: PlanRow) -> RowSteps:
    """The choice that stands in a row."""
    stored = None if row.steps is None else [str(step) for step in row.steps]
    chosen = next((one for one, steps in _STEPS.items() if steps == stored), StepChoice.AS_ROW)
    bare = PlanRow(**{
        name: getattr(row, name)
        for name in (
            "title", "responsible_raw", "result_raw", "indicator_raw", "level_raw", "schedule",
            "kind", "roles", "participants", "attendance_expected", "report_expected", "own_form",
        )
    })  # fmt: skip
    return RowSteps(row.id, row.title, chosen, _wanted(row), _wanted(bare))


def _wanted(row: PlanRow) -> tuple[Step, ...]:
    found = {step for paper in papers(row).values() for step in paper.steps}
    return tuple(step for step in Step if step in found)
