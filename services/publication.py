"""What the publication of a road map brought, and what it leaves to be done."""

from dataclasses import dataclass

from db.models import Place, Plan
from db.store import Store
from services.access import REPRESENTATIVES, Action, Actor
from services.row_states import OUT_STATES


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication brought."""

    plan_id: int
    place_name: str
    year: str
    rows: int
    occurrences: int
    reminders: int
    # How many people-and-events were told of a change.
    told: int
    # Events of all the actor's plans that wait for a day: what the inbox behind the button holds.
    open_dates: int
    # Schools below the actor for which nobody speaks; None: he invites nobody.
    unmanned: int | None


async def published(
    store: Store, actor: Actor, plan: Plan, place: Place, *, told: int = 0, waiting: int
) -> Published:
    """Count what there is now; `told` heard of a change, `waiting` events lack their day."""
    rows = await store.plans.rows(plan.id)
    happenings = await store.plans.of_plans([plan.id])
    unmanned = None
    if actor.may(Action.MANAGE_PEOPLE):
        scope = actor.scope(Action.MANAGE_PEOPLE)
        unmanned, _ = await store.staffing.unmanned(scope, REPRESENTATIVES, (0, 1))
    return Published(
        plan_id=plan.id,
        place_name=place.name,
        year=plan.year or "",
        rows=sum(row.state not in OUT_STATES for row in rows),
        occurrences=len(happenings),
        reminders=await store.reminders.promised(one.occurrence.id for one in happenings),
        told=told,
        open_dates=waiting,
        unmanned=unmanned,
    )
