"""After a restore: what was due before it may have been sent already, so nothing of it is sent.

A backup knows what was to be sent, not what has been sent since. Whoever brings it back decides:
`release` sends what is held, as far as it is still of use, `discard` gives it up. What is due
later goes on by itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from db.database import Database
from db.repositories.held import RESTORED
from services.absence import ALIVE
from services.access import internal
from services.clock import Clock
from services.handing import stand_down
from services.privacy import erase


@dataclass(frozen=True, slots=True)
class HeldBack:
    """How many rows of a kind are held, and of when the oldest is."""

    kind: str
    count: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class Gone:
    """Somebody who took his consent back or was forgotten; id and moment together are his."""

    person_id: int
    created_at: datetime
    withdrawn_at: datetime | None
    is_forgotten: bool


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
            # The backup's sign of life says nothing about how long nobody was listening.
            await store.intake.unmark(ALIVE)
            store.intake.audit(now, None, "restore", object_kind="database", object_id=None)
        return await self.held()

    @internal
    async def gone(self) -> list[Gone]:
        """Who is gone: asked of the present database before a backup takes its place."""
        async with self._database.read() as store:
            return [
                Gone(p.id, p.created_at, p.withdrawn_at, p.forgotten_at is not None)
                for p in await store.held.gone()
            ]

    @internal
    async def let_go_again(self, gone: Iterable[Gone]) -> int:
        """Whoever has gone since the backup is gone in it too; return how many that were."""
        now, count = self._clock.now(), 0
        async with self._database.write() as store:
            for one in gone:
                person = await store.people.get(one.person_id)
                # An id alone may be somebody else's, in a backup of another district.
                if person is None or person.created_at != one.created_at:
                    continue
                if person.forgotten_at is not None:
                    continue
                if one.is_forgotten:
                    await erase(store, person, now, by=None)
                elif person.withdrawn_at is None:
                    person.withdrawn_at = one.withdrawn_at
                    await stand_down(store, person.id, now, by=None)
                    await store.personal.silence(person.id, now, "withdrawn")
                else:
                    continue
                count += 1
        return count

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
