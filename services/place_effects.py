"""What follows from a changed tree: zones of plans, who is reminded; in the same transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from db.enums import Role
from db.models import Place
from db.store import Store
from services.handing import Change, tell
from services.scheduling import promise_anew, rezone
from services.times import inherited_zone


async def zones_of_plans(store: Store, paths: Sequence[str], default: str) -> dict[int, str]:
    """The zone of each published plan below the paths; asked before a change, and after it."""
    if not paths:
        return {}
    plans = await store.plans.published_below(paths)
    zones: dict[int, str] = {}
    for plan in plans:
        place = await store.places.get(plan.place_id)
        if place is not None:
            way = list(await store.places.ancestors(place.path))
            zones[plan.id] = inherited_zone(way, default)
    return zones


async def follow_zones(
    store: Store,
    before: dict[int, str],
    now: datetime,
    *,
    default: str,
    by: int | None,
) -> int:
    """Lay out anew the plans whose zone is another than before; return how many messages go out."""
    told = 0
    for plan_id, zone in before.items():
        plan = await store.plans.get(plan_id)
        place = await store.places.get(plan.place_id) if plan is not None else None
        if plan is None or place is None:
            continue
        new = inherited_zone(list(await store.places.ancestors(place.path)), default)
        if new != zone:
            told += await rezone(store, plan, place, new, now, by=by)
    return told


async def remind_the_right_ones(store: Store, paths: Iterable[str], now: datetime) -> None:
    """Promise the plans at, above and below places anew: whom they concern has changed."""
    given = list(paths)
    if given:
        plan_ids = await store.plans.plan_ids_visible(given, below=given)
        await promise_anew(store, plan_ids, now)


async def reopen(store: Store, schools: Sequence[Place], now: datetime, *, by: int | None) -> None:
    """Take closed schools back into every list, with those who still have a role there."""
    for school in schools:
        school.archived_at = None
        store.intake.audit(
            now,
            by,
            "places:reopen",
            object_kind="place",
            object_id=school.id,
            place_id=school.id,
        )
    await store.flush()
    for school in schools:
        await tell_people_of(store, school, Change.REOPENED, now, by=by)
    await remind_the_right_ones(store, [school.path for school in schools], now)


async def tell_people_of(
    store: Store, school: Place, change: Change, now: datetime, *, by: int | None
) -> None:
    """Tell each person of a school once what became of it; the highest role is named."""
    told: set[int | None] = {by}
    for role in Role:
        for seat in await store.people.seats_at([school.id], [role]):
            if seat.person.id not in told:
                told.add(seat.person.id)
                await tell(store, seat.person, change, (school.id, role), now)
