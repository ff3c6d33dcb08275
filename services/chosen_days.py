"""What is asked back when a day is set by hand: is it past, is it of this year, at what hour?"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from db.enums import PlanStatus
from db.models import Plan, PlanRow
from db.store import Store
from roadmap.occurrences import expand
from roadmap.spans import DefaultYear
from services.access import Actor
from services.forms.catalogue import ROW_CLOCK, ROW_DATE, ROW_DAY
from services.forms.form import Form
from services.row_terms import takes_several_days

# Days of these are many: only when none is left to come have they been meant otherwise.
_MANY = frozenset({"recurring", "months", "quarters"})
_SUMMER = (8, 31)
# Kinds in which people take part; the others end with something handed in.
GATHERINGS = frozenset({"webinar", "meeting", "conference", "training", "visit"})
# Questions about a day that is not set yet: another day asks anew.
_ABOUT_A_DAY = (ROW_DATE, ROW_DAY, ROW_CLOCK)


@dataclass(frozen=True, slots=True)
class DayDoubt:
    """A day that was hardly meant: it is past, or outside the year of its plan."""

    why: Literal["past", "outside"]
    day: date


def doubt_of(
    schedule: Mapping[str, Any], before: Collection[date], year: str | None, today: date
) -> DayDoubt | None:
    """What is odd about the days a row has now and had not `before`; None when nothing is."""
    last_days = [one.last_day for one in expand(schedule)]
    fresh = [day for day in last_days if day not in before]
    past = [day for day in fresh if day < today]
    if past and (schedule.get("type") not in _MANY or len(past) == len(last_days)):
        return DayDoubt("past", past[0])
    known = DefaultYear.of(year)
    if known.first is None:
        return None
    begin, end = known.bounds()
    if known.academic:
        end = date(end.year, *_SUMMER)
    outside = next((day for day in fresh if not begin <= day <= end), None)
    return DayDoubt("outside", outside) if outside is not None else None


def about_day(
    row: PlanRow, plan: Plan, change: Mapping[str, str], before: Collection[date], today: date
) -> tuple[Form, dict[str, Any]] | None:
    """What is asked about a day before it is set: whether it was meant, and at what hour."""
    if not change.keys() & {"day", "term"}:
        return None
    doubt = doubt_of(row.schedule, before, plan.year, today)
    if doubt is not None and "meant" not in change:
        ago = (today - doubt.day).days
        return ROW_DAY, {"why": doubt.why, "days_ago": ago, "year": plan.year}
    if before and plan.status == PlanStatus.PUBLISHED:
        # People know of a day, and perhaps of none of its hours: it is a move.
        return None
    is_gathering = row.attendance_expected and row.kind in GATHERINGS
    if "day" not in change or "clock" in change or not is_gathering:
        return None
    wants_clock = row.schedule.get("type") == "day" and "time" not in row.schedule
    return (ROW_CLOCK, {}) if wants_clock and not takes_several_days(row) else None


async def let_go_of_day(
    store: Store, actor: Actor, row_id: int, keeping: Form | None = None
) -> bool:
    """Drop what is asked about a row's day; return whether it was asked from the inbox."""
    from_inbox = False
    for form in _ABOUT_A_DAY:
        asked = await store.dialogs.about(actor.id, form.name, str(row_id))
        if asked is not None:
            from_inbox = from_inbox or bool(asked.subject.get("from_inbox"))
            if form is not keeping:
                await store.dialogs.drop(asked.id)
    return from_inbox
