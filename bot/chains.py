"""In which order updates are handled: one person's in turn, different people's side by side.

Of those side by side answers come before what is drawn after them (bot/lanes.py).

Both are bounded. Whoever sends faster than he can be answered has at most `MOST_OF_ONE` updates
waiting; with `MOST` waiting in all nothing more is fetched until there is room again.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable

import structlog

from bot.lanes import Lanes, Turn
from services.inbox import Received

log = structlog.get_logger()

AT_ONCE = 32
MOST_OF_ONE = 50
MOST = 2_000
# After how many seconds what could not be handled is tried once more; then it waits for a start.
_PAUSES = (0.2, 2.0, 10.0)
_CANCEL_SECONDS = 2


class Chains:
    """A chain of waiting updates per person, each with a task as long as something is in it."""

    def __init__(
        self, handle: Callable[[Received, bool], Awaitable[None]], *, at_once: int = AT_ONCE
    ) -> None:
        """Take what handles an update; it is told whether this is another try."""
        self._handle = handle
        self._chains: defaultdict[int, deque[Received]] = defaultdict(deque)
        self.tasks: set[asyncio.Task[None]] = set()
        self._lanes = Lanes(at_once)
        # Whose update is in hand.
        self._turns: dict[int, Turn] = {}
        # What was in hand at two crashes is handled alone: it, or what was beside it, is to blame.
        self._suspects = asyncio.Lock()
        self._waiting = 0
        self._has_room = asyncio.Event()
        self._has_room.set()
        self._stopping = asyncio.Event()

    @property
    def is_full(self) -> bool:
        """Whether nothing more should be fetched for now."""
        return self._waiting >= MOST

    def length(self, sender_id: int | None) -> int:
        """How many updates of somebody wait or are in hand."""
        return len(self._chains.get(sender_id or 0, ()))

    def after(self, received: Received) -> list[Received]:
        """What the same person has sent after this."""
        chain = self._chains.get(received.sender_id or 0, ())
        return [other for other in chain if other.update_id > received.update_id]

    def add(self, updates: list[Received]) -> None:
        """Begin to handle them, or let them wait for their turn."""
        for received in updates:
            sender = received.sender_id or 0
            self._chains[sender].append(received)
            self._count(1)
            if sender in self._turns:
                self._turns[sender].press()
            if len(self._chains[sender]) == 1:
                task = asyncio.create_task(self._work(sender))
                self.tasks.add(task)
                task.add_done_callback(self.tasks.discard)

    async def room(self, seconds: float) -> bool:
        """Wait until there is room, at most so long; whether there is."""
        try:
            async with asyncio.timeout(seconds):
                await self._has_room.wait()
        except TimeoutError:
            return False
        return True

    async def finish(self, seconds: float) -> None:
        """Let what is in hand finish, at most so long; what waits stays in the inbox."""
        self._stopping.set()
        for chain in self._chains.values():
            self._count(-len(chain))
            chain.clear()
        if self.tasks:
            await asyncio.wait(set(self.tasks), timeout=seconds)
        for task in self.tasks:
            task.cancel()
        if self.tasks:
            # Their transactions and child processes end before the database closes.
            await asyncio.wait(set(self.tasks), timeout=_CANCEL_SECONDS)

    async def quiet(self) -> None:
        """Wait until nothing waits and nothing is in hand."""
        while self.tasks:
            await asyncio.wait(set(self.tasks))

    async def _work(self, sender_id: int) -> None:
        chain = self._chains[sender_id]
        while chain:
            await self._patiently(chain[0])
            if chain:
                chain.popleft()
                self._count(-1)
        self._chains.pop(sender_id, None)

    async def _patiently(self, received: Received) -> None:
        """Handle it; when the database cannot write just now, a little later."""
        for number, pause in enumerate((*_PAUSES, None)):
            try:
                if received.attempts:
                    async with self._suspects:
                        await self._in_turn(received, number > 0)
                else:
                    await self._in_turn(received, number > 0)
            except Exception:
                log.exception("update_failed", update_id=received.update_id)
            else:
                return
            if pause is None or await self._is_stopping(pause):
                return

    async def _in_turn(self, received: Received, is_again: bool) -> None:
        sender = received.sender_id or 0
        async with self._lanes.turn() as turn:
            self._turns[sender] = turn
            if self.length(sender) > 1:
                turn.press()
            try:
                await self._handle(received, is_again)
            finally:
                del self._turns[sender]

    async def _is_stopping(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return False
        return True

    def _count(self, change: int) -> None:
        self._waiting += change
        if self.is_full:
            self._has_room.clear()
        else:
            self._has_room.set()
