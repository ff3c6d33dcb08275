"""Looking at the rows of a road map one by one: so it is, not an event, another day, later.

Works on drafts and on published plans alike; on a published one a change in time is laid out at
once and those concerned are told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.database import Database
from db.enums import PlanStatus, RowState
from db.models import Place, Plan, PlanRow
from db.store import Store
from roadmap.occurrences import Occurrence, expand, is_day_off
from roadmap.terms import read_term
from services.access import Actor
from services.clock import Clock
from services.dialogs import AnswerRefusedError, Turn, open_dialog
from services.errors import DomainError, NotFoundError
from services.forms.catalogue import ROW_DATE, ROW_LINK, ROW_TIME, ROW_TITLE
from services.forms.form import Form
from services.names import clean
from services.roadmap_import import OPEN_STATES, own_plan, plan_zone
from services.scheduling import lay_out, replan
from services.times import is_zone

SURE_TERM = 0.5
_YEAR_DIGITS = 4
_PAGE = 8
# Rows of several happenings, none of which the document gives a day.
_SEVERAL = frozenset({"recurring", "months", "quarters"})
EDITS: Mapping[str, Form] = {
    "title": ROW_TITLE,
    "date": ROW_DATE,
    "time": ROW_TIME,
    "link": ROW_LINK,
}
KINDS = (
    "webinar",
    "meeting",
    "conference",
    "training",
    "visit",
    "survey",
    "expertise",
    "monitoring",
    "appointment",
    "document",
    "publication",
    "contest",
    "other",
)
ROLES = ("school", "curator", "municipal_coordinator", "regional_coordinator", "methodist")
# Kinds in which people take part; the others end with something handed in.
_GATHERINGS = frozenset(KINDS[:5])


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
    # How many doubtful rows are left in the plan, this one included.
    doubts: int


@dataclass(frozen=True, slots=True)
class RowLine:
    """A row in the list of all rows."""

    row_id: int
    number: str
    title: str
    state: RowState


@dataclass(frozen=True, slots=True)
class RowPage:
    """A page of the rows of a plan."""

    plan_id: int
    lines: tuple[RowLine, ...]
    page: int
    pages: int


class PlanReview:
    """Shows rows and takes what the coordinator says of them."""

    def __init__(self, database: Database, clock: Clock, default_timezone: str) -> None:
        """Take the zone for places that name none."""
        self._database = database
        self._clock = clock
        self._default_timezone = default_timezone

    async def row(self, actor: Actor, row_id: int) -> RowCard:
        """One row; raises NotFoundError outside the actor's scope."""
        async with self._database.read() as store:
            row, plan, place = await self._own(store, actor, row_id)
            return await self._card(store, row, plan, place)

    async def next_doubt(self, actor: Actor, plan_id: int, after: int = -1) -> RowCard | None:
        """The next doubtful row after a position; those put off come last."""
        async with self._database.read() as store:
            plan, place = await own_plan(store, actor, plan_id)
            rows = [r for r in await store.plans.rows(plan.id) if r.state in OPEN_STATES]
            following = _after(rows, after)
            return await self._card(store, following, plan, place) if following else None

    async def rows(self, actor: Actor, plan_id: int, page: int) -> RowPage:
        """All rows of a plan, a page at a time."""
        async with self._database.read() as store:
            plan, _ = await own_plan(store, actor, plan_id)
            rows = [r for r in await store.plans.rows(plan.id) if r.state != RowState.REMOVED]
        pages = max((len(rows) + _PAGE - 1) // _PAGE, 1)
        page = min(max(page, 0), pages - 1)
        return RowPage(
            plan_id=plan_id,
            lines=tuple(
                RowLine(r.id, r.number, r.title, RowState(r.state))
                for r in rows[page * _PAGE : (page + 1) * _PAGE]
            ),
            page=page,
            pages=pages,
        )

    async def judge(self, actor: Actor, row_id: int, state: RowState) -> RowCard:
        """So it is, not an event, or ask later."""
        if state not in {RowState.CONFIRMED, RowState.DROPPED, RowState.LATER}:
            raise DomainError("press_a_button")
        async with self._database.effect() as store:
            row, plan, place = await self._own(store, actor, row_id)
            row.state = state
            return await self._changed(store, actor, row, plan, place)

    async def begin_edit(self, actor: Actor, row_id: int, what: str) -> Turn:
        """Ask for a new title, date, time or link."""
        if what not in EDITS:
            raise NotFoundError
        async with self._database.effect() as store:
            row, _, _ = await self._own(store, actor, row_id)
            return await open_dialog(
                store,
                actor,
                EDITS[what],
                {
                    "row_id": row.id,
                    "title": row.title,
                    "dates": row.dates_raw,
                    "month": _picker_month(row, self._clock.now().date()),
                },
                key=str(row.id),
                now=self._clock.now(),
            )

    async def set_day(self, actor: Actor, row_id: int, day: date) -> RowCard:
        """A day picked in the calendar; a clock set before is kept."""
        async with self._database.effect() as store:
            row, plan, place = await self._own(store, actor, row_id)
            self._reschedule(row, plan, _with_day(row, day))
            await store.dialogs.park_all(actor.id)
            return await self._changed(store, actor, row, plan, place)

    async def set_kind(self, actor: Actor, row_id: int, kind: str) -> RowCard:
        """What kind of event it is; expectations follow the kind."""
        if kind not in KINDS:
            raise NotFoundError
        async with self._database.effect() as store:
            row, plan, place = await self._own(store, actor, row_id)
            row.kind = kind
            row.attendance_expected = kind in _GATHERINGS
            row.temporal_role = temporal_role(row)
            return await self._changed(store, actor, row, plan, place)

    async def toggle(self, actor: Actor, row_id: int, what: str) -> RowCard:
        """Switch an audience, or whether attendance or a report is expected."""
        async with self._database.effect() as store:
            row, plan, place = await self._own(store, actor, row_id)
            if what == "attendance":
                row.attendance_expected = not row.attendance_expected
                row.temporal_role = temporal_role(row)
            elif what == "report":
                row.report_expected = not row.report_expected
            elif what in ROLES:
                _toggle_role(row, what)
            else:
                raise NotFoundError
            return await self._changed(store, actor, row, plan, place)

    async def set_zone(self, actor: Actor, row_id: int, timezone: str) -> RowCard:
        """In which zone the clock of a row is meant."""
        if not is_zone(timezone):
            raise DomainError("timezone_unknown")
        async with self._database.effect() as store:
            row, plan, place = await self._own(store, actor, row_id)
            row.timezone = timezone
            return await self._changed(store, actor, row, plan, place)

    async def complete_edit(
        self, store: Store, actor: Actor, subject: Mapping[str, Any], answers: Mapping[str, Any]
    ) -> RowCard:
        """Take the answer of one of the edit forms, in the dialog's transaction.

        Raises AnswerRefusedError with a problem code when it cannot be read.
        """
        row, plan, place = await self._own(store, actor, int(subject["row_id"]))
        (what, text), *_ = answers.items()
        match what:
            case "title":
                row.title = clean(str(text), 600)
            case "link":
                if not str(text).startswith(("https://", "http://")):
                    raise AnswerRefusedError("link_expected")
                row.link = clean(str(text), 500)
            case "time":
                self._set_clock(row, plan, str(text))
            case "date":
                self._reschedule(row, plan, str(text))
        return await self._changed(store, actor, row, plan, place)

    async def cancel_edit(
        self, store: Store, actor: Actor, subject: Mapping[str, Any], _answers: Mapping[str, Any]
    ) -> RowCard:
        """The row as it is, when an edit is dropped."""
        row, plan, place = await self._own(store, actor, int(subject["row_id"]))
        return await self._card(store, row, plan, place)

    def _set_clock(self, row: PlanRow, plan: Plan, text: str) -> None:
        days = [day.first_day for day in expand(row.schedule) if _is_one_day(day)]
        if len(days) != 1 or len(expand(row.schedule)) != 1:
            raise AnswerRefusedError("day_first")
        try:
            self._reschedule(row, plan, f"{days[0]:%d.%m.%Y}, {text}")
        except AnswerRefusedError:
            raise AnswerRefusedError("time_unreadable") from None
        if "time" not in row.schedule:
            raise AnswerRefusedError("time_unreadable")

    def _reschedule(self, row: PlanRow, plan: Plan, text: str) -> None:
        year = plan.year
        known: int | str | None = int(year) if year and len(year) == _YEAR_DIGITS else year
        term = read_term(text, default_year=known)
        if term.confidence < SURE_TERM or not expand(term.schedule):
            raise AnswerRefusedError("term_unreadable")
        before = row.schedule.get("tz")
        row.schedule = dict(term.schedule)
        if before and "time" in row.schedule and "tz" not in row.schedule:
            # The document meant a certain clock; a new hour without a zone means the same one.
            row.schedule["tz"] = before
        row.temporal_role = temporal_role(row)
        row.questions, row.confidence, row.state = [], 1.0, RowState.CONFIRMED

    async def _own(self, store: Store, actor: Actor, row_id: int) -> tuple[PlanRow, Plan, Place]:
        row = await store.plans.row(row_id)
        if row is None:
            raise NotFoundError
        plan, place = await own_plan(store, actor, row.plan_id)
        return row, plan, place

    async def _changed(
        self, store: Store, actor: Actor, row: PlanRow, plan: Plan, place: Place
    ) -> RowCard:
        """After any change: lay out and tell when people live by this plan already."""
        now = self._clock.now()
        if plan.status == PlanStatus.PUBLISHED:
            timezone = await plan_zone(store, place, self._default_timezone)
            laid = await lay_out(store, row, timezone, now)
            await replan(store, row, laid, now, by=actor.person_id)
        store.intake.audit(now, actor.person_id, "edit", object_kind="plan_row", object_id=row.id)
        await store.flush()
        return await self._card(store, row, plan, place)

    async def _card(self, store: Store, row: PlanRow, plan: Plan, place: Place) -> RowCard:
        days = [day for day in expand(row.schedule) if day.precision == "day"]
        rows = await store.plans.rows(plan.id)
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
            clock_zone=row.timezone or next((d.tz for d in days if d.tz), None),
            timezone=row.timezone or await plan_zone(store, place, self._default_timezone),
            state=RowState(row.state),
            questions=tuple(row.questions),
            days_off=tuple(
                d.first_day for d in days if not d.is_deadline and is_day_off(d.first_day)
            ),
            doubts=sum(r.state in OPEN_STATES for r in rows),
        )


def temporal_role(row: PlanRow) -> str:
    """What the bot does with a row, after its day or its kind was set by hand."""
    gathers = row.attendance_expected
    match row.schedule.get("type"):
        case "deadline":
            return "deadline"
        case "recurring":
            return "recurring"
        case "ongoing" | "from":
            return "background"
        case "day":
            return "event" if gathers else "deadline"
        case "days" | "range" | "multi":
            return "event" if gathers else "period"
    return "event_tba" if gathers else "period"


def _after(rows: Sequence[PlanRow], position: int) -> PlanRow | None:
    """The row that follows a position; those put off come last, after the last the first again."""
    queue = sorted(rows, key=lambda row: (row.state == RowState.LATER, row.position))
    here = next((at for at, row in enumerate(queue) if row.position == position), None)
    if here is not None:
        return queue[(here + 1) % len(queue)]
    return next((row for row in queue if row.position > position), queue[0] if queue else None)


def _is_one_day(day: Occurrence) -> bool:
    return day.precision == "day" and day.first_day == day.last_day


def _picker_month(row: PlanRow, today: date) -> int:
    """The month a date picker opens at, as year * 12 + month - 1: that of the row, if ahead."""
    start = (row.schedule.get("window") or {}).get("start")
    day = max(date.fromisoformat(str(start)), today) if start else today
    return day.year * 12 + day.month - 1


def _toggle_role(row: PlanRow, role: str) -> None:
    if role in row.roles or role in row.participants:
        row.roles = [r for r in row.roles if r != role]
        row.participants = [r for r in row.participants if r != role]
    else:
        row.participants = [*row.participants, role]


def _with_day(row: PlanRow, day: date) -> str:
    """A picked day as a term; a row that happens several times gathers its days one by one."""
    days = {day}
    if row.source["schedule"].get("type") in _SEVERAL and row.schedule != row.source["schedule"]:
        days |= {known.first_day for known in expand(row.schedule) if _is_one_day(known)}
    dates = ", ".join(f"{one:%d.%m.%Y}" for one in sorted(days))
    return dates if len(days) > 1 else " ".join([dates, *_clock_of(row.schedule)])


def _clock_of(schedule: Mapping[str, Any]) -> list[str]:
    """The clock of a schedule as a term would write it: «14:00», «14:00-15:30»."""
    begin, end = schedule.get("time"), schedule.get("time_end")
    if not begin:
        return []
    return [f"{begin}-{end}" if end else str(begin)]
