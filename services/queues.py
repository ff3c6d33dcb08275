"""How long what waits has waited: for /healthz, `doctor` and metrics."""

from dataclasses import dataclass
from datetime import timedelta

from db.database import Database
from services.access import internal
from services.clock import Clock


@dataclass(frozen=True, slots=True)
class Oldest:
    """The first of a queue: which row, and how long it has waited."""

    row: int
    age: timedelta


@dataclass(frozen=True, slots=True)
class Waiting:
    """The queues at one moment."""

    update: Oldest | None
    reminder: Oldest | None
    # Messages queued by lane: 0 answers people wait for, 1 reminders, 2 digests, 3 announcements.
    outbox: dict[int, int]
    # The message that leaves next.
    message: Oldest | None = None
    # Files whose copies are still to be made, and since when the first of them waits.
    files: int = 0
    file_since: timedelta | None = None


class Queues:
    """Looks at the queues without touching them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where the queues are and who tells the time."""
        self._database = database
        self._clock = clock

    @internal
    async def look(self) -> Waiting:
        """What waits now."""
        now = self._clock.now()
        async with self._database.read() as store:
            update = await store.queues.oldest_update()
            reminder = await store.queues.oldest_reminder(now)
            message = await store.queues.next_message(now)
            outbox = await store.queues.outbox()
            files, since = await store.files.waiting()
        return Waiting(
            update=Oldest(update[0], now - update[1]) if update else None,
            reminder=Oldest(reminder[0], now - reminder[1]) if reminder else None,
            outbox=outbox,
            message=Oldest(message[0], now - message[1]) if message else None,
            files=files,
            file_since=now - since if since is not None else None,
        )
