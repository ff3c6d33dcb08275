"""Days still to be set: an inbox for the coordinator, and a nudge once a month in good time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from db.database import Database
from db.enums import OutboxKind, OutboxStatus, RowState
from db.models import Person, PlanRow
from db.repositories.people import SeatRow
from db.store import Store
from services.access import COORDINATORS, Action, Actor, internal, needs
from services.clock import Clock
from services.registration import Registration
from services.roadmap_import import OUT_STATES
from services.times import MORNING, local_day, moment

_LANE = 2
# The days of the next month are asked for ten days before it begins.
_ASKED_ON = 20
_USEFUL = timedelta(days=5)
_UNDATED = frozenset({"by_plan", "unknown", "as_needed", "relative"})
_DECEMBER = 12


@dataclass(frozen=True, slots=True)
class OpenDate:
    """An event without a day; `month` is the first day of the month it falls in, if known."""

    row_id: int
    number: str
    title: str
    dates_raw: str
    month: date | None
    last_day: date | None


class OpenDates:
    """Finds events without a day and asks for them."""

    def __init__(self, database: Database, clock: Clock, registration: Registration) -> None:
        """Take who knows the actors: an inbox is read in its coordinator's scope."""
        self._database = database
        self._clock = clock
        self._registration = registration

    @needs(Action.IMPORT_PLAN)
    async def inbox(self, actor: Actor) -> list[OpenDate]:
        """Events of the actor's plans whose day is still to be set and not past, nearest first."""
        today = local_day(self._clock.now(), actor.timezone)
        async with self._database.read() as store:
            plans = await store.plans.published_below(actor.scope(Action.IMPORT_PLAN))
            rows = [row for plan in plans for row in await store.plans.rows(plan.id)]
        found = [_open_date(row) for row in rows if is_open(row)]
        waiting = [one for one in found if one.last_day is None or one.last_day >= today]
        return sorted(waiting, key=lambda one: (one.last_day or date.max, one.row_id))

    @needs(Action.IMPORT_PLAN)
    async def of_month(self, actor: Actor, month: date) -> list[OpenDate]:
        """Those of the inbox that could fall in a month."""
        return [
            one
            for one in await self.inbox(actor)
            if one.month is not None
            and one.last_day is not None
            and one.month <= _last(month)
            and one.last_day >= month
        ]

    @internal
    async def enqueue_due(self) -> int:
        """Queue this month's nudges to coordinators; return how many."""
        now = self._clock.now()
        async with self._database.read() as store:
            seats: list[SeatRow] = []
            for role in COORDINATORS:
                seats += await store.people.seats_of_role(role)
        queued = 0
        for person in {seat.person.id: seat.person for seat in seats}.values():
            queued += await self._consider(person, now)
        return queued

    async def _consider(self, person: Person, now: datetime) -> bool:
        actor = await self._registration.actor_of(person.id)
        today = local_day(now, actor.timezone)
        due_at = moment(today.replace(day=_ASKED_ON), MORNING, actor.timezone)
        if not due_at <= now < due_at + _USEFUL or person.paused:
            return False
        month = _next_month(today)
        key = f"dates:{person.id}:{month.isoformat()}"
        async with self._database.read() as store:
            if await store.intake.marker(key) is not None:
                return False
        is_empty = not await self.of_month(actor, month)
        async with self._database.write() as store:
            if not await store.intake.mark(key, now) or is_empty:
                return False
            return await _enqueue(store, person, month, key, due_at) == 1


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


async def _enqueue(store: Store, person: Person, month: date, key: str, due_at: datetime) -> int:
    return await store.outbox.enqueue(
        [
            {
                "person_id": person.id,
                "telegram_id": person.telegram_id,
                "kind": OutboxKind.OPEN_DATES,
                "lane": _LANE,
                "payload": {"month": month.isoformat()},
                "dedupe_key": key,
                "due_at": due_at,
                "not_after": due_at + _USEFUL,
                "status": OutboxStatus.QUEUED,
            }
        ]
    )


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


def _next_month(day: date) -> date:
    if day.month == _DECEMBER:
        return date(day.year + 1, 1, 1)
    return date(day.year, day.month + 1, 1)


def _last(month: date) -> date:
    return _next_month(month) - timedelta(days=1)
