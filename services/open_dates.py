"""Days still to be set: an inbox for the coordinator, and a nudge once a month in good time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from db.database import Database
from db.enums import OutboxKind, OutboxStatus
from services.access import COORDINATORS, Action, Actor, internal, needs
from services.clock import Clock
from services.digest_days import LANE, Reached, readers_of, until_queued
from services.isolation import on_its_own
from services.missing_days import OpenDate, undated_events
from services.registration import Registration
from services.times import MORNING, local_day, moment

# The days of the next month are asked for ten days before it begins.
_ASKED_ON = 20
_USEFUL = timedelta(days=5)
_DECEMBER = 12
_MARKER = "dates"
# How many people are considered at once: each is read by himself.
_BATCH = 10


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


def next_month(day: date) -> date:
    """The first day of the month after."""
    if day.month == _DECEMBER:
        return date(day.year + 1, 1, 1)
    return date(day.year, day.month + 1, 1)


def _last(month: date) -> date:
    return next_month(month) - timedelta(days=1)
