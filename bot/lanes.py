"""Answers first: what is drawn after an answer waits while others have none yet.

A tap has two halves: the answer that stops the button's spinner, given once the effect is kept,
and the message that is drawn anew. When many tap at once, everybody is answered before anything
is drawn; and whoever waits for his slot at the gate (bot/pace.py) keeps nobody from being
answered. An update stays in hand until both are done: the next one of the same chat comes after
it, and one that a crash cuts in two is answered and drawn after the start.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar

from handlers.drawing import turn_to_draw

# Whoever is many would keep a card waiting for ever.
_LONGEST_REST = 2.0
# What is in hand is answered sooner, or is long work that nobody should wait for.
_BRIEF_REST = 0.25


class Turn:
    """The handling of one update: first among those who answer, then among those who draw."""

    def __init__(self, lanes: "Lanes") -> None:
        """Take the lanes; `Lanes.turn` gives the place."""
        self._lanes = lanes
        self.held: asyncio.Semaphore | None = None
        self.is_answered = False
        self.is_over = False
        # Somebody's next update waits for this one.
        self.is_pressed = False
        self._is_moving = False
        self.rested: asyncio.Future[None] | None = None

    def answered(self) -> None:
        """The person has seen that his tap arrived."""
        self.is_answered = True
        self._lanes.leave_asked(self)

    def press(self) -> None:
        """His next update waits: draw at once."""
        self.is_pressed = True
        self.wake()

    def wake(self) -> None:
        """Rest no longer."""
        if self.rested is not None and not self.rested.done():
            self.rested.set_result(None)

    async def draw(self) -> None:
        """Leave the place to who waits for an answer, and take one among those who draw."""
        if self.is_over or self._is_moving or self.held is self._lanes.drawing:
            # A part of the handling that runs beside it has asked for it already.
            return
        self._is_moving = True
        try:
            self.let_go()
            self._lanes.leave_asked(self)
            if self.is_answered and not self.is_pressed:
                await self._lanes.rest(self)
            await self._lanes.drawing.acquire()
            if self.is_over:
                self._lanes.drawing.release()
            else:
                self.held = self._lanes.drawing
        finally:
            self._is_moving = False

    def let_go(self) -> None:
        """Give the place back."""
        held, self.held = self.held, None
        if held is not None:
            held.release()


# Set while an update is handled.
turn_in_hand: ContextVar[Turn | None] = ContextVar("turn_in_hand", default=None)


class Lanes:
    """So many answer side by side, and as many draw."""

    def __init__(self, at_once: int) -> None:
        """Take the width of each lane."""
        self._answering = asyncio.Semaphore(at_once)
        self.drawing = asyncio.Semaphore(at_once)
        self._waiting = 0
        self._asked: set[Turn] = set()
        self._resting: dict[Turn, None] = {}
        self._longest: asyncio.TimerHandle | None = None
        self._brief: asyncio.TimerHandle | None = None

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[Turn]:
        """Wait for a place; within the block the update is in hand."""
        turn = Turn(self)
        self._waiting += 1
        try:
            await self._answering.acquire()
            turn.held = self._answering
            self._asked.add(turn)
        finally:
            self._waiting -= 1
        token, to_draw = turn_in_hand.set(turn), turn_to_draw.set(turn.draw)
        try:
            yield turn
        finally:
            turn_in_hand.reset(token)
            turn_to_draw.reset(to_draw)
            turn.is_over = True
            turn.let_go()
            self.leave_asked(turn)

    def leave_asked(self, turn: Turn) -> None:
        """Nobody waits for the answer of this one any more."""
        self._asked.discard(turn)
        self._settle()

    async def rest(self, turn: Turn) -> None:
        """Wait until those who wait have been answered, but not for ever."""
        turn.rested = asyncio.get_running_loop().create_future()
        self._resting[turn] = None
        self._settle()
        try:
            await turn.rested
        finally:
            turn.rested = None
            self._resting.pop(turn, None)

    def _settle(self) -> None:
        """Let those draw who rest, now or when their patience ends."""
        if not self._resting:
            return
        if not self._waiting and not self._asked:
            self._wake()
            return
        loop = asyncio.get_running_loop()
        if self._longest is None:
            self._longest = loop.call_later(_LONGEST_REST, self._wake)
        if not self._waiting and self._brief is None:
            self._brief = loop.call_later(_BRIEF_REST, self._wake)

    def _wake(self) -> None:
        for timer in (self._longest, self._brief):
            if timer is not None:
                timer.cancel()
        self._longest = self._brief = None
        # In the order in which they were answered.
        resting, self._resting = self._resting, {}
        for turn in resting:
            turn.wake()
