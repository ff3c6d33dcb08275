"""The one rule of which events still want a day from their coordinator: every count goes by it.

It is work in which people come together and whose day nobody has named yet, or a row that was put
off, while its time is not past. Rows whose term is a month or «all year» as such want none.
"""

from dataclasses import dataclass
from datetime import date, datetime

from db.enums import RowState
from db.models import PlanRow
from db.store import Store
from services.access import Action, Actor
from services.row_states import OUT_STATES
from services.times import local_day

_UNDATED = frozenset({"by_plan", "unknown", "as_needed", "relative"})


@dataclass(frozen=True, slots=True)
class OpenDate:
    """An event without a day; `month` is the first day of the month it falls in, if known."""

    row_id: int
    number: str
    title: str
    dates_raw: str
    month: date | None
    last_day: date | None


async def undated_events(store: Store, actor: Actor, now: datetime) -> list[OpenDate]:
    """Events of an actor's plans whose day is still to be set and not past, nearest first."""
    today = local_day(now, actor.timezone)
    plans = await store.plans.published_below(actor.scope(Action.IMPORT_PLAN))
    rows = await store.plans.rows_of(plan.id for plan in plans)
    found = [_open_date(row) for row in rows if is_open(row)]
    waiting = [one for one in found if one.last_day is None or one.last_day >= today]
    return sorted(waiting, key=lambda one: (one.last_day or date.max, one.row_id))


def is_open(row: PlanRow) -> bool:
    """Whether somebody still has to say on which day a row happens."""
    if row.state in OUT_STATES:
        return False
    if row.state == RowState.LATER or row.schedule.get("type") == "unknown":
        return True
    if not row.attendance_expected:
        return False
    # «Once a quarter» names a window for each time, and no day for any.
    is_windowed = row.schedule.get("type") == "recurring" and (
        row.schedule.get("granularity") != "day"
    )
    return row.temporal_role == "event_tba" or is_windowed


def _open_date(row: PlanRow) -> OpenDate:
    window = row.schedule.get("window") or {}
    start, end = window.get("start"), window.get("end")
    is_bounded = row.schedule.get("type") not in _UNDATED and end
    return OpenDate(
        row_id=row.id,
        number=row.number,
        title=row.title,
        dates_raw=row.dates_raw,
        month=date.fromisoformat(str(start)).replace(day=1) if is_bounded and start else None,
        last_day=date.fromisoformat(str(end)) if is_bounded else None,
    )
