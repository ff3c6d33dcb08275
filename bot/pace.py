"""How fast messages may leave: evenly, replies first, and not at all while Telegram says wait.

Telegram publishes «about thirty messages a second in all, one a second to a chat» and keeps the
burst it forgives to itself. So one slot opens every 1/30 second, never a second's worth at once.
After a `retry_after` nothing leaves until it is over; then the rate is halved and grows back.
"""

import asyncio
import heapq
import itertools
from collections.abc import Collection
from dataclasses import dataclass

# Below the published limit by as little as clocks differ.
_OVERALL = 29.85
_PER_CHAT = 1.0
# A short burst to one chat is forgiven: somebody taps twice and a reminder comes.
_CHAT_BURST = 3
# Slots missed by a late timer that may be made up for: timers are late by less, and more would
# crowd the next second.
_CATCH_UP = 1
# A message is claimed, read and written before it leaves: at thirty a second one of them has a
# tenth of a second for that.
_AHEAD = 3
_SLOWEST = 1.0
_RECOVERY_SECONDS = 240.0
_CHATS_KEPT = 1_000


@dataclass(frozen=True, slots=True)
class Rates:
    """Messages per second: in all, and to one chat with a burst.

    `ahead` messages may be made ready before their slot opens: so many a crash makes doubtful.
    """

    overall: float = _OVERALL
    per_chat: float = _PER_CHAT
    chat_burst: int = _CHAT_BURST
    ahead: int = _AHEAD


# For a server that counts nothing.
UNLIMITED = Rates(overall=float("inf"), per_chat=float("inf"), ahead=1_000)


class Pacer:
    """The arithmetic of pacing: no clock of its own, seconds come from the caller."""

    def __init__(self, rates: Rates) -> None:
        """Take the rates to stay under."""
        self._rates = rates
        # The rate right after the last pause.
        self._slow = rates.overall
        # When the next slot would open if all slots before it were used in time.
        self._next = float("-inf")
        self._closed_until = float("-inf")
        # Chat → when its bucket is full again; those that are full are forgotten.
        self._chats: dict[int, float] = {}

    def opens_at(self, now: float) -> float:
        """When the next slot opens; not after `now` when it is open."""
        return max(self._next - _CATCH_UP * self._interval(now), self._closed_until)

    def is_closed(self, now: float) -> bool:
        """Whether Telegram has said wait and it is not over."""
        return now < self._closed_until

    def take(self, now: float) -> None:
        """Use a slot."""
        self._next = max(self._next, now) + self._interval(now)

    def give_back(self, now: float) -> None:
        """Return a slot that was not needed."""
        self._next -= self._interval(now)

    def chat_opens_at(self, chat_id: int) -> float:
        """When one more message to a chat fits."""
        full_at = self._chats.get(chat_id)
        if full_at is None:
            return float("-inf")
        return full_at - (self._rates.chat_burst - 1) / self._rates.per_chat

    def use_chat(self, chat_id: int, now: float) -> None:
        """A message to a chat leaves."""
        self._chats[chat_id] = max(self._chats.get(chat_id, now), now) + 1 / self._rates.per_chat
        if len(self._chats) > _CHATS_KEPT:
            self.resting(now)

    def resting(self, now: float) -> list[int]:
        """Chats that no further message fits in now."""
        for chat_id in [chat_id for chat_id, full_at in self._chats.items() if full_at <= now]:
            del self._chats[chat_id]
        return [chat_id for chat_id in self._chats if self.chat_opens_at(chat_id) > now]

    def close(self, now: float, seconds: float) -> None:
        """Telegram said «retry after»: nothing until then, and slower afterwards."""
        self._slow = max(self._current(now) / 2, min(_SLOWEST, self._rates.overall))
        self._closed_until = max(self._closed_until, now + seconds)

    def _interval(self, now: float) -> float:
        return 1 / self._current(now)

    def _current(self, now: float) -> float:
        """The rate now: it grows back evenly once the pause is over."""
        full = self._rates.overall
        since = now - self._closed_until
        if self._slow == full or since >= _RECOVERY_SECONDS:
            return full
        return self._slow + (full - self._slow) * max(since, 0.0) / _RECOVERY_SECONDS


class Gate:
    """Lets requests through one by one, the lowest lane first."""

    def __init__(self, rates: Rates) -> None:
        """Take the rates to stay under."""
        self._rates = rates
        self._pacer = Pacer(rates)
        self._in_hand = 0
        self._freed = asyncio.Event()
        self._waiting: list[tuple[int, int, int | None, asyncio.Future[None]]] = []
        self._numbers = itertools.count()
        self._timer: asyncio.TimerHandle | None = None

    async def enter(self, lane: int, chat_id: int | None = None) -> None:
        """Wait for a slot; with a chat, also until a message to it fits."""
        loop = asyncio.get_running_loop()
        entry = (lane, next(self._numbers), chat_id, loop.create_future())
        heapq.heappush(self._waiting, entry)
        self._serve(loop)
        try:
            await entry[3]
        except asyncio.CancelledError:
            if entry[3].done() and not entry[3].cancelled():
                # The slot came in the same moment as the end of the patience.
                self._pacer.give_back(loop.time())
                self._serve(loop)
            raise

    async def places(self, most: int) -> int:
        """Wait until a message may be made ready; return how many may, at most so many.

        Each has to leave, or its place is given back. None is made ready behind a closed gate.
        """
        loop = asyncio.get_running_loop()
        while (free := self._rates.ahead - self._in_hand) <= 0 or self._pacer.is_closed(
            loop.time()
        ):
            if free > 0:
                await asyncio.sleep(max(self._pacer.opens_at(loop.time()) - loop.time(), 0.0))
            else:
                self._freed.clear()
                await self._freed.wait()
        taken = min(free, most)
        self._in_hand += taken
        return taken

    def give_back(self, places: int) -> None:
        """Return places of messages that will not leave."""
        self._in_hand -= places
        self._freed.set()

    async def leaves(self, lane: int, chat_id: int) -> None:
        """A message that was made ready takes its slot, at the last moment.

        What slows the making ready down delays messages; it never bunches them together.
        """
        self.give_back(1)
        await self.enter(lane, chat_id)

    def resting(self) -> Collection[int]:
        """Chats that no further message fits in now."""
        return self._pacer.resting(asyncio.get_running_loop().time())

    def close(self, seconds: float) -> None:
        """Telegram said «retry after»."""
        self._pacer.close(asyncio.get_running_loop().time(), seconds)

    def _serve(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let through whom a slot is open for; come back when the next one opens."""
        now = loop.time()
        while self._waiting and self._pacer.opens_at(now) <= now:
            lane, number, chat_id, future = heapq.heappop(self._waiting)
            if future.done():
                continue
            wait = self._pacer.chat_opens_at(chat_id) - now if chat_id is not None else 0.0
            if wait > 0:
                loop.call_later(wait, self._return, (lane, number, chat_id, future))
                continue
            self._pacer.take(now)
            if chat_id is not None:
                self._pacer.use_chat(chat_id, now)
            future.set_result(None)
        if self._waiting and self._timer is None:
            self._timer = loop.call_at(self._pacer.opens_at(now), self._on_time)

    def _return(self, entry: tuple[int, int, int | None, asyncio.Future[None]]) -> None:
        heapq.heappush(self._waiting, entry)
        self._serve(entry[3].get_loop())

    def _on_time(self) -> None:
        self._timer = None
        if self._waiting:
            self._serve(self._waiting[0][3].get_loop())
