"""Reminders whose time has come: each is settled, with exactly one fate."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db.database import Database
from db.enums import OutboxKind, OutboxStatus, ReminderStatus
from db.models import Reminder
from db.store import Store
from services.access import internal
from services.answers import is_answered
from services.audience import concerns, seat_of
from services.clock import Clock
from services.promises import present

_BATCH = 500
_LANE = 1


@dataclass(frozen=True, slots=True)
class Counts:
    """What one run of the tick did."""

    queued: int = 0
    answered: int = 0
    late: int = 0
    superseded: int = 0
    cancelled: int = 0


class Reminders:
    """Turns due reminders into outgoing messages."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where rows live and who tells the time."""
        self._database = database
        self._clock = clock

    @internal
    async def enqueue_due(self) -> Counts:
        """Settle every reminder whose time has come; each ends in exactly one fate."""
        now = self._clock.now()
        async with self._database.read() as store:
            if not await store.reminders.due(now, 1):
                return Counts()
        async with self._database.write() as store:
            due = await store.reminders.due(now, _BATCH)
            fates = await _fates(store, due, now)
            for status, reminders in fates.items():
                await store.reminders.settle([r.id for r in reminders], status, now)
            await _enqueue(store, fates[ReminderStatus.QUEUED], now)
        return Counts(**{str(status): len(found) for status, found in fates.items()})

    @internal
    async def next_due(self) -> datetime | None:
        """When the next promised reminder is due, or None."""
        async with self._database.read() as store:
            return await store.reminders.next_due()


async def _fates(
    store: Store, due: Sequence[Reminder], now: datetime
) -> defaultdict[ReminderStatus, list[Reminder]]:
    happenings = await store.plans.happenings({r.occurrence_id for r in due})
    fates: defaultdict[ReminderStatus, list[Reminder]] = defaultdict(list)
    newest: dict[tuple[int, int], Reminder] = {}
    for reminder in due:
        key = (reminder.person_id, reminder.occurrence_id)
        if key in newest:
            # Several were missed while nobody was there: only the nearest is still true.
            fates[ReminderStatus.SUPERSEDED].append(newest[key])
        newest[key] = reminder
    seats = {
        person_id: [seat_of(s) for s in present(held)]
        for person_id, held in (await store.people.seats_of({r.person_id for r in due})).items()
    }
    for reminder in newest.values():
        found = happenings.get(reminder.occurrence_id)
        own = seats[reminder.person_id]
        if (
            found is None
            or found.occurrence.cancelled_at is not None
            or not any(concerns(found.row, found.place.path, s) for s in own)
        ):
            fates[ReminderStatus.CANCELLED].append(reminder)
        elif reminder.not_after <= now:
            fates[ReminderStatus.LATE].append(reminder)
        elif await is_answered(store, found, reminder.stage, own, reminder.person_id):
            fates[ReminderStatus.ANSWERED].append(reminder)
        else:
            fates[ReminderStatus.QUEUED].append(reminder)
    return fates


async def _enqueue(store: Store, reminders: Sequence[Reminder], now: datetime) -> None:
    people = await store.people.many({r.person_id for r in reminders})
    rows = []
    for reminder in reminders:
        person = people[reminder.person_id]
        silenced = person.paused or person.unreachable_since is not None
        rows.append(
            {
                "person_id": person.id,
                "telegram_id": person.telegram_id,
                "kind": OutboxKind.REMINDER,
                "lane": _LANE,
                "payload": {"occurrence_id": reminder.occurrence_id, "stage": reminder.stage},
                "dedupe_key": (
                    f"reminder:{person.id}:{reminder.occurrence_id}"
                    f":{reminder.version}:{reminder.stage}"
                ),
                "due_at": reminder.due_at,
                "not_after": reminder.not_after,
                "status": OutboxStatus.SKIPPED if silenced else OutboxStatus.QUEUED,
                "error": "silenced" if silenced else None,
                "settled_at": now if silenced else None,
            }
        )
    await store.outbox.enqueue(rows)
