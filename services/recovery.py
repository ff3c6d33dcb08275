"""After a restore: what was due before it may have been sent already, so nothing of it is sent.

A backup knows what was to be sent, not what has been sent since. Whoever brings it back decides:
`release` sends what is held, as far as it is still of use, `discard` gives it up. What is due
later goes on by itself.
"""

from dataclasses import dataclass
from datetime import datetime

from db.database import Database
from db.repositories.held import RESTORED
from services.access import internal
from services.clock import Clock


@dataclass(frozen=True, slots=True)
class HeldBack:
    """How many rows of a kind are held, and of when the oldest is."""

    kind: str
    count: int
    oldest: datetime


class Recovery:
    """Holds back, lists, lets go."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take the restored database and who tells the time."""
        self._database = database
        self._clock = clock

    @internal
    async def hold(self) -> list[HeldBack]:
        """Hold everything that was due before this moment; return what is held."""
        now = self._clock.now()
        async with self._database.write() as store:
            await store.held.hold(now)
            await store.intake.touch(RESTORED, now)
            store.intake.audit(now, None, "restore", object_kind="database", object_id=None)
        return await self.held()

    @internal
    async def held(self) -> list[HeldBack]:
        """What waits for a decision, by kind."""
        async with self._database.read() as store:
            found = [
                HeldBack(f"message {kind}", count, oldest)
                for kind, (count, oldest) in sorted((await store.held.messages()).items())
            ]
            for kind, (count, since) in (
                ("reminder", await store.held.reminders()),
                ("update", await store.held.updates()),
            ):
                if since is not None:
                    found.append(HeldBack(kind, count, since))
        return found

    @internal
    async def release(self) -> None:
        """Send what is held, as far as it is still of use."""
        async with self._database.write() as store:
            await store.held.release()
            store.intake.audit(
                self._clock.now(), None, "restore_release", object_kind="database", object_id=None
            )

    @internal
    async def discard(self) -> None:
        """Give up what is held."""
        now = self._clock.now()
        async with self._database.write() as store:
            await store.held.discard(now)
            store.intake.audit(now, None, "restore_discard", object_kind="database", object_id=None)
