"""The queue of updates between people and the bot.

It knows what `getUpdates` promises: an offset confirms everything below it,
updates live a day, a list of allowed kinds holds for updates made later, and
only one reader may wait.  It does no waiting itself: a transport leaves a
callback that is told why to stop.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
REPEAT_SECONDS = 0.5


class Wake(Enum):
    """Why a waiting reader is woken."""

    UPDATES = "updates"
    OTHER_READER = (
        "terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    WEBHOOK = "terminated by setWebhook request"
    CLOSED = "closed"


@dataclass(frozen=True)
class Pending:
    """One update that waits for the bot."""

    update_id: int
    made_at: float
    body: dict[str, Any]


class UpdateQueue:
    """Updates in order, with the state of their reader."""

    def __init__(self, first_id: int, lifetime: float, monotonic: Callable[[], float]) -> None:
        self._next_id = first_id
        self._lifetime = lifetime
        self._monotonic = monotonic
        self._pending: list[Pending] = []
        self._waiter: Callable[[Wake], None] | None = None
        self._listeners: list[Callable[[], None]] = []
        self._last_read: tuple[int, float] | None = None
        self.allowed: list[str] | None = None

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after every new update; returns how to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def allow(self, kinds: list[str] | None) -> None:
        """Remember the kinds to keep; None leaves them as they are, [] is the default set."""
        if kinds is not None:
            self.allowed = kinds or None

    def put(self, kind: str, content: dict[str, Any]) -> int | None:
        """Queue an update and wake the reader; None when this kind is not wanted."""
        wanted = kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT
        if not wanted:
            return None
        update_id = self._next_id
        self._next_id += 1
        body = {"update_id": update_id, kind: content}
        self._pending.append(Pending(update_id, self._monotonic(), body))
        self.wake(Wake.UPDATES)
        for listener in tuple(self._listeners):
            listener()
        return update_id

    def wait(self, waiter: Callable[[Wake], None]) -> None:
        """Become the one reader; an earlier one is told to stop."""
        self.wake(Wake.OTHER_READER)
        self._waiter = waiter

    def stop_waiting(self, waiter: Callable[[Wake], None]) -> None:
        """Give the place up, if it is still held."""
        if self._waiter is waiter:
            self._waiter = None

    def wake(self, why: Wake) -> bool:
        """Wake the waiting reader; False when nobody waits."""
        waiter, self._waiter = self._waiter, None
        if waiter is None:
            return False
        waiter(why)
        return True

    def pending(self) -> list[dict[str, Any]]:
        """Updates still waiting, oldest first."""
        self._expire()
        return [item.body for item in self._pending]

    def confirm_below(self, offset: int) -> None:
        """Forget every update with an id lower than the offset."""
        self._pending = [item for item in self._pending if item.update_id >= offset]

    def read(self, offset: int, limit: int, strict: bool = False) -> list[dict[str, Any]]:
        """What `getUpdates` returns for this offset and limit."""
        self._expire()
        if offset < 0:
            self._pending = self._pending[offset:]
        elif offset > 0:
            self.confirm_below(offset)
        if strict and self._repeated(offset):
            limit = 1
        return [item.body for item in self._pending[:limit]]

    def clear(self) -> None:
        """Drop everything that waits."""
        self._pending.clear()

    def _repeated(self, offset: int) -> bool:
        now = self._monotonic()
        before, self._last_read = self._last_read, (offset, now)
        return before is not None and before[0] == offset and now - before[1] < REPEAT_SECONDS

    def _expire(self) -> None:
        oldest = self._monotonic() - self._lifetime
        self._pending = [item for item in self._pending if item.made_at > oldest]
