"""What is erased from the tables lives on in the files for a while: it is cleaned out of them.

Two steps, kept apart by markers so that neither is done twice: the file is written anew, and the
log of changes is cut to nothing. The first is dear and comes once in ten minutes at most, whatever
people do; it is not begun while somebody reads an old state of the log, because the log would grow
by the whole file and stay so.
"""

from datetime import datetime, timedelta

from db.database import Database
from db.store import Store
from services.access import internal
from services.clock import Clock

# Something was erased, and the files of the database still remember it.
_LEFT = "privacy:traces"
# The file was written anew after what was erased at this moment; the log is still to be cut.
_REWRITTEN = "privacy:rewritten"
# When the file was last written anew.
_LAST = "privacy:last_rewrite"
_NOT_SOONER = timedelta(minutes=10)
# After so many minutes it is tried again, when somebody was reading.
_PAUSES = (1, 2, 4, 8, 16, 30)


async def leave_traces(store: Store, now: datetime) -> None:
    """Say that something is erased, inside the transaction that does it."""
    before = await store.intake.marker(_LEFT)
    if before is not None:
        # Each time is another one, even if the clock stands.
        now = max(now, before + timedelta(microseconds=1))
    await store.intake.touch(_LEFT, now)


class Traces:
    """Cleans up after what was erased; says nothing of it to anybody."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take the database whose files are cleaned."""
        self._database = database
        self._clock = clock
        # Perhaps a process has died between erasing and cleaning up.
        self._may_be_left = True
        self._failures = 0
        self._failed_at: datetime | None = None

    @internal
    def left(self) -> None:
        """Something was erased: there is something to clean up."""
        self._may_be_left = True

    @internal
    async def clean_up(self) -> bool:
        """Go as far as is possible now; return whether nothing is left of what there was.

        Waits for the answer to the very message that asked for it: its body lies in the inbox.
        """
        now = self._clock.now()
        if not self._may_be_left or self._is_pausing(now):
            return False
        async with self._database.read() as store:
            erased_at = await store.intake.marker(_LEFT)
            if erased_at is None:
                self._may_be_left = False
                return False
            if await store.personal.is_answering(erased_at):
                return False
            rewritten = await store.intake.marker(_REWRITTEN)
            last = await store.intake.marker(_LAST)
        is_rewritten = rewritten == erased_at
        if not is_rewritten and last is not None and last <= now < last + _NOT_SOONER:
            return False
        # Until all has gone well.
        self._fail(now)
        if not is_rewritten:
            if not await self._database.cut_log():
                return False
            # Before it: one that fails is not begun again at once either.
            await self._mark(_LAST, now)
            await self._database.rewrite()
            await self._mark(_REWRITTEN, erased_at)
        if not await self._database.cut_log():
            return False
        async with self._database.write() as store:
            if await store.intake.marker(_LEFT) == erased_at:
                await store.intake.unmark(_LEFT)
                await store.intake.unmark(_REWRITTEN)
        self._failures, self._failed_at = 0, None
        return True

    async def _mark(self, key: str, at: datetime) -> None:
        async with self._database.write() as store:
            await store.intake.touch(key, at)

    def _fail(self, now: datetime) -> None:
        self._failures += 1
        self._failed_at = now

    def _is_pausing(self, now: datetime) -> bool:
        if self._failed_at is None:
            return False
        minutes = _PAUSES[min(self._failures, len(_PAUSES)) - 1]
        # A clock that was moved back ends a pause.
        return self._failed_at <= now < self._failed_at + timedelta(minutes=minutes)
