"""Reminders whose time has come: each is settled, with exactly one fate."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from operator import add
from typing import Any

from db.database import Database
from db.enums import OutboxKind, OutboxStatus, ReminderStatus
from db.models import Reminder
from db.store import Store
from db.troubles import TROUBLES
from services.access import internal
from services.clock import Clock
from services.due import Bundle, bundles, horizon, look, newest_of
from services.isolation import on_its_own
from services.promises import promise_next_overdue

_log = logging.getLogger(__name__)

_BATCH = 500
_LANE = 1
# When somebody's reminders are looked at again that could not be judged.
_LATER = timedelta(hours=1)
# After these the next week's word about a missed deadline is due.
_UNHEARD = (
    ReminderStatus.QUEUED,
    ReminderStatus.LATE,
    ReminderStatus.MUTED,
    ReminderStatus.OVER_BUDGET,
)


@dataclass(frozen=True, slots=True)
class Counts:
    """What one run of the tick did; `put_off` are those that wait for a decent hour."""

    queued: int = 0
    answered: int = 0
    late: int = 0
    superseded: int = 0
    cancelled: int = 0
    muted: int = 0
    over_budget: int = 0
    put_off: int = 0

    @property
    def is_any(self) -> bool:
        """Whether anything was due."""
        return any(astuple(self))

    def __add__(self, other: "Counts") -> "Counts":
        """What two runs did."""
        return Counts(*map(add, astuple(self), astuple(other)))


class Reminders:
    """Turns due reminders into outgoing messages."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where rows live and who tells the time."""
        self._database = database
        self._clock = clock

    @internal
    async def enqueue_due(self) -> Counts:
        """Settle every reminder whose time has come; each ends in exactly one fate.

        What came to an hour of silence waits for its end. Those of one person become one message.
        """
        now = self._clock.now()
        async with self._database.glance() as store:
            if not await store.reminders.is_any_due(now):
                return Counts()
        people: set[int] = set()
        try:
            async with self._database.write() as store:
                due = await store.reminders.due(now, _BATCH)
                people = {reminder.person_id for reminder in due}
                return await _settle(store, due, now)
        except TROUBLES:
            raise
        except Exception as error:
            if not people:
                raise
            _log.warning("reminders_one_by_one people=%d %s", len(people), type(error).__name__)
        return sum([await self._for_one(person_id, now) for person_id in sorted(people)], Counts())

    async def _for_one(self, person_id: int, now: datetime) -> Counts:
        """Settle what is due for one person; what cannot be settled waits for an hour."""
        counts: Counts | None = None
        with on_its_own("reminders_of", person_id):
            async with self._database.write() as store:
                counts = await _settle(store, await store.reminders.due_for(person_id, now), now)
        if counts is not None:
            return counts
        async with self._database.write() as store:
            return await _put_off(store, await store.reminders.due_for(person_id, now), now)

    @internal
    async def next_due(self) -> datetime | None:
        """When the next promised reminder is due, or None."""
        async with self._database.read() as store:
            return await store.reminders.next_due()


async def _put_off(store: Store, due: Sequence[Reminder], now: datetime) -> Counts:
    """What cannot be judged: later, as long as it is of use."""
    late = [reminder.id for reminder in due if reminder.not_after <= now]
    waiting = {reminder.id: now + _LATER for reminder in due if reminder.not_after > now}
    await store.reminders.settle(late, ReminderStatus.LATE, now)
    await store.reminders.put_off(waiting)
    return Counts(late=len(late), put_off=len(waiting))


async def _settle(store: Store, due: Sequence[Reminder], now: datetime) -> Counts:
    soon = await store.reminders.soon({r.person_id for r in due}, now, horizon(now))
    known = await look(store, due, soon, now)
    fates: defaultdict[ReminderStatus, list[Reminder]] = defaultdict(list)
    newest, fates[ReminderStatus.SUPERSEDED] = newest_of(due, soon)
    put_off: dict[int, datetime] = {}
    going = []
    for reminder in newest:
        match known.verdict(reminder):
            case datetime() as moment:
                put_off[reminder.id] = moment
            case ReminderStatus.QUEUED:
                going.append(reminder)
            case fate:
                fates[fate].append(reminder)
    sent, fates[ReminderStatus.OVER_BUDGET] = bundles(known, going, soon)
    fates[ReminderStatus.QUEUED] = [r for bundle in sent for r in bundle.reminders]
    await store.reminders.put_off(put_off)
    for status, reminders in fates.items():
        await store.reminders.settle([r.id for r in reminders], status, now)
    await _enqueue(store, sent, now)
    await promise_next_overdue(store, [r for fate in _UNHEARD for r in fates[fate]], now)
    counted = {str(status): len(found) for status, found in fates.items()}
    return Counts(**counted, put_off=len(put_off))


async def _enqueue(store: Store, sent: Sequence[Bundle], now: datetime) -> None:
    """One message for each bundle; its key is that of its first reminder."""
    rows = [_message(bundle, now) for bundle in sent]
    await store.outbox.enqueue(rows)
    ids = await store.reminders.messages_with(row["dedupe_key"] for row in rows)
    await store.reminders.join(
        {
            reminder.id: ids[row["dedupe_key"]]
            for bundle, row in zip(sent, rows, strict=True)
            for reminder in bundle.reminders
        }
    )


def _message(bundle: Bundle, now: datetime) -> dict[str, Any]:
    person, first = bundle.person, bundle.reminders[0]
    silenced = person.paused or person.unreachable_since is not None
    return {
        "person_id": person.id,
        "telegram_id": person.telegram_id,
        "kind": OutboxKind.REMINDER,
        "lane": _LANE,
        "payload": {
            "reminders": [
                {
                    "occurrence_id": reminder.occurrence_id,
                    "version": reminder.version,
                    "stage": reminder.stage,
                    "not_after": reminder.not_after.isoformat(),
                }
                for reminder in bundle.reminders
            ]
        },
        "dedupe_key": f"reminder:{person.id}:{first.occurrence_id}:{first.version}:{first.stage}",
        "due_at": min(reminder.due_at for reminder in bundle.reminders),
        # Each of them drops out when its own time has passed.
        "not_after": max(reminder.not_after for reminder in bundle.reminders),
        "status": OutboxStatus.SKIPPED if silenced else OutboxStatus.QUEUED,
        "error": "silenced" if silenced else None,
        "settled_at": now if silenced else None,
    }
