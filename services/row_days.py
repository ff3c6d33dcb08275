"""On which days a row happens: those its schedule names, or the span of work that goes on."""

from datetime import date

from db.models import PlanRow
from roadmap.occurrences import Occurrence as Day
from roadmap.occurrences import expand
from services.row_demands import demand

_BACKGROUND = "background"


def days_of(row: PlanRow) -> tuple[Day, ...]:
    """The happenings of a row; of work that goes on the span of it."""
    laid = expand(row.schedule)
    if laid or not goes_on(row):
        return laid
    window = row.schedule.get("window") or {}
    first, last = window.get("start"), window.get("end")
    if not first or not last:
        return ()
    return (Day(0, date.fromisoformat(first), date.fromisoformat(last), "period"),)


def goes_on(row: PlanRow) -> bool:
    """Whether a row is work all the year round, about which something can be handed in.

    It has no day of its own. Nobody is reminded of it, nothing of it is owed or overdue: what came
    of it may be told at any time.
    """
    if row.temporal_role != _BACKGROUND or expand(row.schedule):
        return False
    return bool(demand(row).asks)
