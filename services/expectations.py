"""What an event asks of schools, and whether it still asks anything."""

from collections.abc import Iterable
from datetime import date

from db.enums import PlanStatus, RowState
from db.models import PlanRow
from db.repositories.plans import Happening
from services.row_days import days_of, goes_on
from services.row_demands import is_owed_by_schools

OUT = frozenset({RowState.DROPPED, RowState.REMOVED})


def stands(found: Happening) -> bool:
    """Whether an event is still one of its road map: a live row of a live plan, on a day it has.

    What is over stays as history when its row is dropped or gets another day; what schools have
    said about it stays with it, but nobody owes it anything.
    """
    return _is_live(found) and _days(found) in _days_of(found.row)


def history_of(happenings: Iterable[Happening]) -> frozenset[int]:
    """The occurrences that do not stand any more; the days of a row are laid out once for all."""
    days: dict[int, frozenset[tuple[date, date]]] = {}
    history = set()
    for found in happenings:
        if found.row.id not in days:
            days[found.row.id] = _days_of(found.row)
        if not _is_live(found) or _days(found) not in days[found.row.id]:
            history.add(found.occurrence.id)
    return frozenset(history)


def _is_live(found: Happening) -> bool:
    is_published = found.plan.status == PlanStatus.PUBLISHED
    return is_published and found.occurrence.cancelled_at is None and found.row.state not in OUT


def _days(found: Happening) -> tuple[date, date]:
    return found.occurrence.first_day, found.occurrence.last_day


def _days_of(row: PlanRow) -> frozenset[tuple[date, date]]:
    return frozenset((day.first_day, day.last_day) for day in days_of(row))


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
