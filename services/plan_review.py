"""Looking at the rows of a road map one by one: so it is, not an event, another day, later.

Works on drafts and on published plans alike; on a published one a change in time is laid out at
once and those concerned are told.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from db.database import Database
from db.enums import PlanStatus, RowState
from db.models import Place, Plan, PlanRow
from db.store import Store
from services.access import Action, Actor, internal, needs
from services.chosen_days import GATHERINGS, about_day, let_go_of_day
from services.clock import Clock
from services.dialog_errors import AnswerRefusedError
from services.dialogs import Turn, open_dialog
from services.errors import DomainError, NotFoundError
from services.forms.catalogue import (
    ROW_CLOCK,
    ROW_DATE,
    ROW_DAY,
    ROW_LINK,
    ROW_MOVE,
    ROW_TIME,
    ROW_TITLE,
)
from services.forms.form import Form
from services.missing_days import OpenDate, undated_events
from services.names import clean
from services.review_round import following_row, next_of_round
from services.roadmap_import import own_plan, plan_zone
from services.row_cards import RowCard, RowLine, RowPage, Verdict, alike, row_card
from services.row_states import OPEN_STATES, OUT_STATES
from services.row_terms import (
    TERM_FIELDS,
    apply,
    clock_zone,
    meant_or_anew,
    picked_days,
    picker_month,
    spelled_out,
    takes_several_days,
    temporal_role,
)
from services.scheduling import foretell, lay_out, replan
from services.times import is_zone, local_day

_PAGE = 8
EDITS: Mapping[str, Form] = {
    "title": ROW_TITLE,
    "date": ROW_DATE,
    "time": ROW_TIME,
    "link": ROW_LINK,
}
FORMS_OF_ROWS = (*EDITS.values(), ROW_DAY, ROW_CLOCK, ROW_MOVE)
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
# The kind that is nothing but something handed in.
_PAPER = "document"


@dataclass(frozen=True, slots=True)
class Inbox:
    """The events that wait for a day, as they stand after a question from there was dropped."""

    dates: tuple[OpenDate, ...]


# A row with its plan and its place.
_Own = tuple[PlanRow, Plan, Place]


class PlanReview:
    """Shows rows and takes what the coordinator says of them."""

    def __init__(self, database: Database, clock: Clock, default_timezone: str) -> None:
        """Take the zone for places that name none."""
        self._database = database
        self._clock = clock
        self._default_timezone = default_timezone

    @needs(Action.IMPORT_PLAN)
    async def row(self, actor: Actor, row_id: int) -> RowCard:
        """One row; raises NotFoundError outside the actor's scope."""
        async with self._database.read() as store:
            row, plan, place = await self._own(store, actor, row_id)
            return await self._card(store, row, plan, place)

    @needs(Action.IMPORT_PLAN)
    async def next_doubt(self, actor: Actor, plan_id: int, after: int = -1) -> RowCard | None:
        """The next doubtful row after a position; those put off come last."""
        async with self._database.read() as store:
            plan, place = await own_plan(store, actor, plan_id)
            rows = [r for r in await store.plans.rows(plan.id) if r.state in OPEN_STATES]
            following = following_row(rows, after)
            return await self._card(store, following, plan, place) if following else None

    @needs(Action.IMPORT_PLAN)
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
                RowLine(r.id, r.number, r.title, r.schedule, RowState(r.state))
                for r in rows[page * _PAGE : (page + 1) * _PAGE]
            ),
            page=page,
            pages=pages,
        )

    @needs(Action.IMPORT_PLAN)
    async def judge(self, actor: Actor, row_id: int, state: RowState) -> Verdict:
        """So it is, not an event, or ask later; on a doubtful row, the next one follows."""
        if state not in {RowState.CONFIRMED, RowState.DROPPED, RowState.LATER}:
            raise DomainError("press_a_button")
        async with self._database.effect() as store:
            row, plan, place = await self._own(store, actor, row_id)
            was_open = row.state in OPEN_STATES
            settled = await self._settle(store, actor, (row, plan, place), {"state": state})
            if isinstance(settled, Turn):
                return Verdict(await self._card(store, row, plan, place), asked=settled)
            if not was_open:
                return Verdict(settled)
            rows = [r for r in await store.plans.rows(plan.id) if r.state in OPEN_STATES]
            following = next_of_round(rows, row)
            if following is None:
                return Verdict(settled, ends_round=True)
            return Verdict(settled, await self._card(store, following, plan, place))

    @needs(Action.IMPORT_PLAN)
    async def confirm_alike(self, actor: Actor, plan_id: int, code: str) -> int:
        """So are all rows whose only doubt is this one; return how many.

        Those that fall on a day off stay doubtful: they want a look.
        """
        async with self._database.effect() as store:
            plan, _ = await own_plan(store, actor, plan_id)
            rows = alike(await store.plans.rows(plan.id), code)
            for row in rows:
                row.state = RowState.CONFIRMED
            now = self._clock.now()
            store.intake.audit(
                now,
                actor.person_id,
                f"confirm:{code}",
                object_kind="plan",
                object_id=plan.id,
                place_id=plan.place_id,
            )
            return len(rows)

    @needs(Action.IMPORT_PLAN)
    async def begin_edit(
        self,
        actor: Actor,
        row_id: int,
        what: str,
        month: int | None = None,
        *,
        from_inbox: bool = False,
    ) -> Turn:
        """Ask for a new title, date, time or link; `month` is the page of the date picker.

        Dropped, it goes back to the row, or to the inbox of open dates that it was opened from.
        """
        if what not in EDITS:
            raise NotFoundError
        async with self._database.effect() as store:
            row, _, place = await self._own(store, actor, row_id)
            came_from_inbox = what == "date" and await let_go_of_day(
                store, actor, row_id, EDITS[what]
            )
            zone = row.timezone or await plan_zone(store, place, self._default_timezone)
            today = local_day(self._clock.now(), zone)
            return await open_dialog(
                store,
                actor,
                EDITS[what],
                {
                    "row_id": row.id,
                    "title": row.title,
                    "dates": row.dates_raw,
                    "month": month or picker_month(row, today),
                    "picked": [day.toordinal() for day in picked_days(row)],
                    "several": takes_several_days(row),
                    "from_inbox": from_inbox or (month is not None and came_from_inbox),
                },
                key=str(row.id),
                now=self._clock.now(),
            )

    @needs(Action.IMPORT_PLAN)
    async def set_day(self, actor: Actor, row_id: int, day: date) -> RowCard | Turn:
        """A day picked in the calendar; a clock set before is kept."""
        async with self._database.effect() as store:
            row, plan, place = await self._own(store, actor, row_id)
            from_inbox = await let_go_of_day(store, actor, row.id)
            change = {"day": day.isoformat()}
            return await self._settle(
                store, actor, (row, plan, place), change, from_inbox=from_inbox
            )

    @needs(Action.IMPORT_PLAN)
    async def set_kind(self, actor: Actor, row_id: int, kind: str) -> RowCard:
        """What kind of event it is; expectations follow the kind."""
        if kind not in KINDS:
            raise NotFoundError
        async with self._database.effect() as store:
            row, plan, place = await self._own(store, actor, row_id)
            row.kind = kind
            row.attendance_expected = kind in GATHERINGS
            row.report_expected = row.report_expected or kind == _PAPER
            row.temporal_role = temporal_role(row)
            return await self._changed(store, actor, row, plan, place)

    @needs(Action.IMPORT_PLAN)
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

    @needs(Action.IMPORT_PLAN)
    async def set_zone(self, actor: Actor, row_id: int, timezone: str) -> RowCard | Turn:
        """In which zone the clock of a row is meant."""
        if not is_zone(timezone):
            raise DomainError("timezone_unknown")
        async with self._database.effect() as store:
            row, plan, place = await self._own(store, actor, row_id)
            return await self._settle(store, actor, (row, plan, place), {"zone": timezone})

    @internal
    async def complete_edit(
        self, store: Store, actor: Actor, subject: Mapping[str, Any], answers: Mapping[str, Any]
    ) -> RowCard | Turn:
        """Take the answer of one of the forms about a row, in the dialog's transaction.

        Raises AnswerRefusedError with a problem code when it cannot be read. Returns the question
        whether to go on when people would be told of a move.
        """
        own = row, plan, place = await self._own(store, actor, int(subject["row_id"]))
        (what, text), *_ = answers.items()
        from_inbox = bool(subject.get("from_inbox"))
        match what:
            case "title":
                row.title = clean(str(text), 600)
                return await self._noted(store, actor, (row, plan, place))
            case "link":
                if not str(text).startswith(("https://", "http://")):
                    raise AnswerRefusedError("link_expected")
                row.link = clean(str(text), 500)
            case "time":
                return await self._settle(store, actor, own, {"clock": str(text)})
            case "date":
                change = {"term": str(text)}
                return await self._settle(store, actor, own, change, from_inbox=from_inbox)
            case "meant":
                change = meant_or_anew(subject["change"], str(text))
                return await self._settle(store, actor, own, change, from_inbox=from_inbox)
            case "clock":
                change = {**subject["change"], "clock": "" if text == "none" else str(text)}
                return await self._settle(store, actor, own, change, from_inbox=from_inbox)
            case "sure":
                apply(row, plan, subject["change"])
        return await self._changed(store, actor, row, plan, place)

    @internal
    async def cancel_edit(
        self, store: Store, actor: Actor, subject: Mapping[str, Any], _answers: Mapping[str, Any]
    ) -> RowCard | Inbox:
        """What the edit was opened from, when it is dropped: the row as it is, or the inbox."""
        row, plan, place = await self._own(store, actor, int(subject["row_id"]))
        if subject.get("from_inbox"):
            return Inbox(tuple(await undated_events(store, actor, self._clock.now())))
        return await self._card(store, row, plan, place)

    async def _settle(
        self,
        store: Store,
        actor: Actor,
        own: _Own,
        change: Mapping[str, str],
        *,
        from_inbox: bool = False,
    ) -> RowCard | Turn:
        """Make a change of time; ask first about an odd day, its hour, and who would be told."""
        row, plan, place = own
        before = {name: getattr(row, name) for name in TERM_FIELDS}
        days_before = picked_days(row)
        zone = await plan_zone(store, place, self._default_timezone)
        now = self._clock.now()
        today = local_day(now, row.timezone or zone)
        change = spelled_out(change, today)
        apply(row, plan, change)
        question = about_day(row, plan, change, days_before, today)
        if question is None and plan.status == PlanStatus.PUBLISHED:
            people = await foretell(store, row, (place, zone), now, by=actor.person_id)
            question = (ROW_MOVE, {"people": people}) if people else None
        if question is None:
            return await self._changed(store, actor, row, plan, place)
        form, asked = question
        subject = {
            "row_id": row.id,
            "title": row.title,
            "change": dict(change),
            "was": before["schedule"],
            "will_be": row.schedule,
            "zone_was": before["timezone"] or clock_zone(before["schedule"]) or zone,
            "zone": row.timezone or clock_zone(row.schedule) or zone,
            "is_out": row.state in OUT_STATES,
            "is_less": set(picked_days(row)) < set(days_before),
            "from_inbox": from_inbox,
            **asked,
        }
        for name, value in before.items():
            setattr(row, name, value)
        return await open_dialog(store, actor, form, subject, key=str(row.id), now=now)

    async def _own(self, store: Store, actor: Actor, row_id: int) -> _Own:
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
        return await self._noted(store, actor, (row, plan, place))

    async def _noted(self, store: Store, actor: Actor, own: _Own) -> RowCard:
        """After a change of words: it disturbs nobody and no reminder."""
        row, plan, place = own
        store.intake.audit(
            self._clock.now(),
            actor.person_id,
            "edit",
            object_kind="plan_row",
            object_id=row.id,
            place_id=plan.place_id,
        )
        await store.flush()
        return await self._card(store, row, plan, place)

    async def _card(self, store: Store, row: PlanRow, plan: Plan, place: Place) -> RowCard:
        zone = await plan_zone(store, place, self._default_timezone)
        card = row_card(row, plan, await store.plans.rows(plan.id), zone)
        if not card.published:
            return card
        living = [o for o in await store.plans.occurrences(row.id) if o.cancelled_at is None]
        now = self._clock.now()
        coming = (o for o in living if o.ends_at > now)
        event = next(coming, living[-1] if living else None)
        return replace(card, event_id=event.id if event is not None else None)


def _toggle_role(row: PlanRow, role: str) -> None:
    if role in row.roles or role in row.participants:
        row.roles = [r for r in row.roles if r != role]
        row.participants = [r for r in row.participants if r != role]
    else:
        row.participants = [*row.participants, role]
