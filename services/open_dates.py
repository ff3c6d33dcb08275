"""Days still to be set: an inbox for the coordinator, and a nudge once a month in good time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from db.database import Database
from db.enums import OutboxKind, OutboxStatus, RowState
from db.models import PlanRow
from db.store import Store
from services.access import COORDINATORS, Action, Actor, internal, needs
from services.clock import Clock
from services.digest_days import LANE, Reached, readers_of, until_queued
from services.isolation import on_its_own
from services.registration import Registration
from services.roadmap_import import OUT_STATES
from services.times import MORNING, local_day, moment

# The days of the next month are asked for ten days before it begins.
_ASKED_ON = 20
_USEFUL = timedelta(days=5)
_UNDATED = frozenset({"by_plan", "unknown", "as_needed", "relative"})
_DECEMBER = 12
_MARKER = "dates"
# How many people are considered at once: each is read by himself.
_BATCH = 10


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
        async with self._database.read() as store:
            return await undated_events(store, actor, self._clock.now())

    @needs(Action.IMPORT_PLAN)
    async def of_month(
        self, actor: Actor, month: date, *, until: date | None = None
    ) -> list[OpenDate]:
        """Those of the inbox that could fall in a month, or in one of those until another."""
        return [
            one
            for one in await self.inbox(actor)
            if one.month is not None
            and one.last_day is not None
            and one.month <= _last(until or month)
            and one.last_day >= month
        ]

    @internal
    async def enqueue_due(self) -> int:
        """Queue this month's nudges to coordinators, at most a batch; return how many."""
        return await until_queued(self._enqueue_batch)

    async def _enqueue_batch(self) -> int | None:
        """How many of a batch were queued; None when there was nobody to consider."""
        now = self._clock.now()
        async with self._database.read() as store:
            readers = await readers_of(
                store, COORDINATORS, now, self._registration.default_timezone
            )
            due = [asked for reader in readers if (asked := _asked(reader, now)) is not None]
            done: set[str] = set()
            for month in {asked.month for asked in due}:
                done |= await store.weekly.marked(markers_of(month))
        due = [asked for asked in due if asked.key not in done][:_BATCH]
        if not due:
            return None
        wanted = []
        for asked in due:
            with on_its_own("open_dates", asked.reader.person_id):
                actor = await self._registration.actor_of(asked.reader.person_id)
                if await self.of_month(actor, asked.month):
                    wanted.append(asked)
        async with self._database.write() as store:
            await store.weekly.mark([asked.key for asked in due], now)
            return await store.outbox.enqueue([_row(asked) for asked in wanted])


async def undated_events(store: Store, actor: Actor, now: datetime) -> list[OpenDate]:
    """Events of an actor's plans whose day is still to be set and not past, nearest first."""
    today = local_day(now, actor.timezone)
    plans = await store.plans.published_below(actor.scope(Action.IMPORT_PLAN))
    rows = await store.plans.rows_of(plan.id for plan in plans)
    found = [_open_date(row) for row in rows if is_open(row)]
    waiting = [one for one in found if one.last_day is None or one.last_day >= today]
    return sorted(waiting, key=lambda one: (one.last_day or date.max, one.row_id))


@dataclass(frozen=True, slots=True)
class _Asked:
    """A coordinator who is to be asked about a month."""

    reader: Reached
    month: date
    due_at: datetime

    @property
    def key(self) -> str:
        return marker_of(self.reader.person_id, self.month)


def marker_of(person_id: int, month: date) -> str:
    """The name of the fact that somebody was asked for the days of a month."""
    return f"{markers_of(month)}{person_id}"


def markers_of(month: date) -> str:
    """How the names of these facts begin for everybody who was asked for a month."""
    return f"{_MARKER}:{month.isoformat()}:"


def _asked(reader: Reached, now: datetime) -> _Asked | None:
    today = local_day(now, reader.timezone)
    due_at = moment(today.replace(day=_ASKED_ON), MORNING, reader.timezone)
    if not due_at <= now < due_at + _USEFUL:
        return None
    return _Asked(reader, next_month(today), due_at)


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


def _row(asked: _Asked) -> Mapping[str, object]:
    return {
        "person_id": asked.reader.person_id,
        "telegram_id": asked.reader.telegram_id,
        "kind": OutboxKind.OPEN_DATES,
        "lane": LANE,
        "payload": {"month": asked.month.isoformat()},
        "dedupe_key": asked.key,
        "due_at": asked.due_at,
        "not_after": asked.due_at + _USEFUL,
        "status": OutboxStatus.QUEUED,
    }


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


def next_month(day: date) -> date:
    """The first day of the month after."""
    if day.month == _DECEMBER:
        return date(day.year + 1, 1, 1)
    return date(day.year, day.month + 1, 1)


def _last(month: date) -> date:
    return next_month(month) - timedelta(days=1)
