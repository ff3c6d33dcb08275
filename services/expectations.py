"""What an event asks of schools, and whether it still asks anything."""

from db.enums import PlanStatus, RowState
from db.repositories.plans import Happening
from services.row_days import days_of, goes_on
from services.row_demands import is_owed_by_schools

OUT = frozenset({RowState.DROPPED, RowState.REMOVED})


def stands(found: Happening) -> bool:
    """Whether an event is still one of its road map: a live row of a live plan, on a day it has.

    What is over stays as history when its row is dropped or gets another day; what schools have
    said about it stays with it, but nobody owes it anything.
    """
    occurrence, row = found.occurrence, found.row
    if found.plan.status != PlanStatus.PUBLISHED or occurrence.cancelled_at is not None:
        return False
    if row.state in OUT:
        return False
    days = (occurrence.first_day, occurrence.last_day)
    return any((day.first_day, day.last_day) == days for day in days_of(row))


def asks_answer(found: Happening) -> bool:
    """Whether schools are asked who comes; a window has no day yet to say it about."""
    return found.row.attendance_expected and found.occurrence.precision == "day"


def has_term(found: Happening) -> bool:
    """Whether work is to be done by the end of it; an event just takes place."""
    role, occurrence = found.row.temporal_role, found.occurrence
    is_span = role == "recurring" and occurrence.precision != "day"
    return occurrence.is_deadline or role in {"deadline", "period"} or is_span


def asks_report(found: Happening) -> bool:
    """Whether schools have to hand something in about it by some time."""
    return is_owed_by_schools(found.row) and not goes_on(found.row)


def takes_report(found: Happening) -> bool:
    """Whether schools may hand something in about it, be they asked for it or not."""
    return is_owed_by_schools(found.row) or found.row.attendance_expected
