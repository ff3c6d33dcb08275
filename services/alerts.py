"""Words to the owners when a part of the bot stands still, and when it moves again.

What they were told is a marker of the database: a bot that is started again and again does not
say the same each time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from db.database import Database
from db.enums import OutboxKind, OutboxStatus, Role
from db.store import Store
from services.access import internal
from services.clock import Clock

_PREFIX = "stuck:"
_LANE = 0
# What was wrong so long ago is news no more.
_OF_USE = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class StuckNotice:
    """A part stands still, or moves again after so many minutes."""

    cause: str
    minutes: int
    is_over: bool

    @classmethod
    def from_json(cls, payload: Mapping[str, Any]) -> "StuckNotice":
        """Read what a message carries."""
        return cls(str(payload["cause"]), int(payload["minutes"]), bool(payload["is_over"]))

    def as_json(self) -> dict[str, Any]:
        """What a message carries."""
        return {"cause": self.cause, "minutes": self.minutes, "is_over": self.is_over}


class Alerts:
    """Remembers what the owners know, and queues what they do not."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where people and markers are, and who tells the time."""
        self._database = database
        self._clock = clock

    @internal
    async def known(self) -> set[str]:
        """What the owners were told and not told the end of."""
        async with self._database.read() as store:
            return {key.removeprefix(_PREFIX) for key in await store.intake.marked(_PREFIX)}

    @internal
    async def accounts(self) -> tuple[int, ...]:
        """The accounts of the owners who can be written to."""
        async with self._database.read() as store:
            return tuple(account for _, account in await _owners(store))

    @internal
    async def tell(self, notice: StuckNotice) -> int | None:
        """Queue a standstill or its end for the owners; return for how many.

        None when they know of the standstill already. Without an owner nothing is noted.
        """
        now, key = self._clock.now(), f"{_PREFIX}{notice.cause}"
        async with self._database.write() as store:
            owners = await _owners(store)
            if not owners:
                return 0
            if not await self._note(store, notice):
                return None
            await store.outbox.enqueue(
                [
                    {
                        "person_id": person_id,
                        "telegram_id": account,
                        "kind": OutboxKind.STUCK,
                        "lane": _LANE,
                        "payload": notice.as_json(),
                        "broadcast_id": None,
                        "dedupe_key": f"{key}:{now.timestamp():.0f}:{person_id}:{notice.is_over:d}",
                        "due_at": now,
                        "not_after": now + _OF_USE,
                        "status": OutboxStatus.QUEUED,
                    }
                    for person_id, account in owners
                ]
            )
        return len(owners)

    @internal
    async def note(self, notice: StuckNotice) -> None:
        """Remember what was told without the queue."""
        async with self._database.write() as store:
            await self._note(store, notice)

    async def _note(self, store: Store, notice: StuckNotice) -> bool:
        """Whether it is news; the end always is."""
        key = f"{_PREFIX}{notice.cause}"
        if notice.is_over:
            await store.intake.unmark(key)
            return True
        return await store.intake.mark(key, self._clock.now())


async def _owners(store: Store) -> list[tuple[int, int]]:
    """Person and account of each owner who can be written to."""
    found = {
        seat.person.id: seat.person.telegram_id
        for seat in await store.people.seats_below("/", (Role.OWNER,))
        if seat.person.withdrawn_at is None and seat.person.unreachable_since is None
    }
    return sorted(found.items())
