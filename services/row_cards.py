"""A row of a road map as its coordinator sees it: the source quoted, our reading beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.enums import PlanStatus, RowState
from db.models import Plan, PlanRow
from roadmap.occurrences import expand, is_day_off
from services.dialogs import Turn
from services.row_states import OPEN_STATES
from services.row_terms import clock_zone

# Doubts that are settled for all such rows at once: a «yes» reads nothing differently.
ALIKE = frozenset({"copied", "date_to_set"})


@dataclass(frozen=True, slots=True)
class RowCard:
    """A row for its coordinator: the source quoted, our reading beside it."""

    row_id: int
    plan_id: int
    # Where it stands in the document.
    position: int
    published: bool
    number: str
    section: str
    title: str
    dates_raw: str
    responsible_raw: str
    schedule: Mapping[str, Any]
    temporal_role: str
    kind: str
    roles: tuple[str, ...]
    attendance_expected: bool
    report_expected: bool
    link: str | None
    # The zone that the row itself names, and the one its clock is meant in otherwise.
    clock_zone: str | None
    timezone: str
    state: RowState
    questions: tuple[Mapping[str, Any], ...]
    days_off: tuple[date, ...]
    # How many doubtful rows are left in the plan, this one included; how many were put off.
    doubts: int
    put_off: int
    # The code of the row's only doubt and how many rows share it, when one «yes» settles them all.
    alike: str
    alikes: int
    # Of a published row: the happening that is to come next, else the last one.
    event_id: int | None = None


@dataclass(frozen=True, slots=True)
class RowLine:
    """A row in the list of all rows."""

    row_id: int
    number: str
    title: str
    schedule: Mapping[str, Any]
    state: RowState


@dataclass(frozen=True, slots=True)
class RowPage:
    """A page of the rows of a plan."""

    plan_id: int
    lines: tuple[RowLine, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verdict on a row led to."""

    card: RowCard
    # The next doubtful row of this round.
    following: RowCard | None = None
    # Whether it was the last doubtful row of the round.
    ends_round: bool = False
    # Asked first, when people would be told.
    asked: Turn | None = None


def row_card(row: PlanRow, plan: Plan, rows: Sequence[PlanRow], timezone: str) -> RowCard:
    """The card of a row among the rows of its plan; `timezone` is that of the plan's place."""
    code = _only_doubt(row)
    return RowCard(
        row_id=row.id,
        plan_id=plan.id,
        position=row.position,
        published=plan.status == PlanStatus.PUBLISHED,
        number=row.number,
        section=row.section,
        title=row.title,
        dates_raw=row.dates_raw,
        responsible_raw=row.responsible_raw,
        schedule=row.schedule,
        temporal_role=row.temporal_role,
        kind=row.kind,
        roles=tuple(sorted({*row.roles, *row.participants})),
        attendance_expected=row.attendance_expected,
        report_expected=row.report_expected,
        link=row.link,
        clock_zone=row.timezone or clock_zone(row.schedule),
        timezone=row.timezone or timezone,
        state=RowState(row.state),
        questions=tuple(row.questions),
        days_off=_days_off(row),
        doubts=sum(r.state in OPEN_STATES for r in rows),
        put_off=sum(r.state == RowState.LATER for r in rows),
        alike=code,
        alikes=len(alike(rows, code)),
    )


def _only_doubt(row: PlanRow) -> str:
    codes = {str(question["code"]) for question in row.questions}
    code = codes.pop() if len(codes) == 1 else ""
    return code if code in ALIKE and row.state == RowState.DOUBTFUL else ""


def alike(rows: Sequence[PlanRow], code: str) -> list[PlanRow]:
    """Rows that one «yes» settles; those that fall on a day off want a look."""
    return [row for row in rows if code and _only_doubt(row) == code and not _days_off(row)]


def _days_off(row: PlanRow) -> tuple[date, ...]:
    days = [day for day in expand(row.schedule) if day.precision == "day" and not day.is_deadline]
    return tuple(day.first_day for day in days if is_day_off(day.first_day))
