"""While the bot is down a tap is lost after some minutes, and nobody tells who tapped.

So the bot notes once a minute that it is there. At a start after a longer absence it changes, in
place and without a sound, what still waits for a tap: from when to when nobody was listening.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from db.database import Database
from db.enums import OutboxKind, OutboxStatus
from services.access import internal
from services.clock import Clock

# The marker that says when the bot was last there.
ALIVE = "alive"
# Messages whose buttons answer a question.
ASKING = (
    OutboxKind.REMINDER,
    OutboxKind.WEEK_CARD,
    OutboxKind.NUDGE,
    OutboxKind.REPORT_CARD,
)
# Telegram keeps a tap for two and a half minutes, and the last sign may be a minute old.
_SHORTEST = timedelta(minutes=2)
# After that nobody remembers his tap, and there would be too many to change.
_LONGEST = timedelta(days=3)
# How long before the absence a message may have come: later few still look at it.
_FRESH = timedelta(days=1)
# What came meanwhile and was kept after all is handled first: an answered question is left alone.
_HANDLED_FIRST = timedelta(seconds=15)
_OF_USE = timedelta(hours=1)
# Behind reminders and answers: nobody waits for it.
_LANE = 2
_BATCH = 200


@dataclass(frozen=True, slots=True)
class Absence:
    """From when to when nobody was listening."""

    since: datetime
    until: datetime

    @classmethod
    def from_json(cls, payload: Mapping[str, Any]) -> "Absence | None":
        """Read what an edit carries; None when it has another reason."""
        if "since" not in payload:
            return None
        since, until = str(payload["since"]), str(payload["until"])
        return cls(datetime.fromisoformat(since), datetime.fromisoformat(until))

    def as_json(self) -> dict[str, Any]:
        """What an edit carries."""
        return {"since": self.since.isoformat(), "until": self.until.isoformat()}


class Absences:
    """Notes that the bot is there, and says when it was not."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where messages and markers are kept and who tells the time."""
        self._database = database
        self._clock = clock

    @internal
    async def beat(self) -> None:
        """Note that the bot is there."""
        async with self._database.write() as store:
            await store.intake.touch(ALIVE, self._clock.now())

    @internal
    async def look_back(self) -> int:
        """After a start: queue an edit of each question left open; return how many.

        The note that the bot is there again comes last: a start that breaks off is repeated, and
        meets the same keys.
        """
        async with self._database.read() as store:
            since = await store.intake.marker(ALIVE)
        absence = Absence(since or self._clock.now(), self._clock.now())
        queued, last = 0, 0
        if _SHORTEST < absence.until - absence.since <= _LONGEST:
            while found := await self._ask_again(absence, last):
                last, some = found
                queued += some
        await self.beat()
        return queued

    async def _ask_again(self, absence: Absence, last: int) -> tuple[int, int] | None:
        """Queue the edits of a batch; its last message and how many are new, or None."""
        now = absence.until
        async with self._database.write() as store:
            messages = await store.weekly.asking(
                ASKING, absence.since - _FRESH, now, after=last, limit=_BATCH
            )
            if not messages:
                return None
            queued = await store.outbox.enqueue(
                [
                    {
                        "person_id": message.person_id,
                        "telegram_id": message.telegram_id,
                        "kind": OutboxKind.REDRAW,
                        "lane": _LANE,
                        "payload": {"card_id": message.id, **absence.as_json()},
                        "dedupe_key": f"absence:{message.id}:{absence.since.timestamp():.0f}",
                        "created_at": now,
                        "due_at": now + _HANDLED_FIRST,
                        "not_after": now + _OF_USE,
                        "status": OutboxStatus.QUEUED,
                    }
                    for message in messages
                ]
            )
            return messages[-1].id, queued
