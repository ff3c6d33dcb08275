"""Bad weather on the way to Telegram: what goes wrong when, on a clock of the storm's own."""

import asyncio
import random
from collections.abc import Iterable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from types import SimpleNamespace
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import TelegramMethod
from aiohttp import ClientConnectorError

from sandbox.engine import World as Telegram
from sandbox.session import InProcessSession

HOUR = 3600.0


class Trouble(Enum):
    """What can go wrong."""

    OUTAGE = "nobody answers"
    ERRORS = "one answer in five is 5xx"
    PAGES = "a proxy answers with a page"
    DROPS = "answers are lost after the message was taken"
    FLOOD = "429, retry after a minute"
    RESTART = "the process is killed"
    JUMP = "the clock is set"


@dataclass(frozen=True)
class Spell:
    """Some trouble from one moment to another, in seconds since the beginning."""

    trouble: Trouble
    begins: float
    ends: float
    # How many requests it hits; how far the clock is set.
    share: float = 1.0
    shift: float = 0.0


@dataclass(frozen=True)
class Amount:
    """How many spells of each kind."""

    outages: int = 3
    errors: int = 2
    pages: int = 2
    drops: int = 2
    floods: int = 3
    restarts: int = 5
    jumps: int = 2
    outage_seconds: float = HOUR


def forecast(dice: random.Random, dues: Sequence[float], amount: Amount) -> list[Spell]:
    """Spells that begin where it hurts: shortly before or while something is due."""
    found: list[Spell] = []
    dues = dues[len(dues) // 10 :]

    def spell(trouble: Trouble, before: float, seconds: float, **more: float) -> None:
        for _ in range(1000):
            due = dice.choice(dues)
            # When the clock will show it, after all that it was set by then.
            begins = due - sum(jump.shift for jump in found if jump.begins < due) + before
            one = Spell(trouble, begins, begins + seconds, **more)
            apart = 3 * HOUR
            if begins > 0 and all(
                one.ends + apart < other.begins or other.ends + apart < one.begins
                for other in found
            ):
                found.append(one)
                return
        raise AssertionError("no room for so much weather")

    for number in range(amount.jumps):
        spell(Trouble.JUMP, -HOUR / 2, 1.0, shift=(40 * 60, -40 * 60)[number % 2])
    lasts = amount.outage_seconds
    for trouble, count, earliest, latest, seconds, share in (
        (Trouble.OUTAGE, amount.outages, -0.8 * lasts, -0.02 * lasts, lasts, 1.0),
        (Trouble.ERRORS, amount.errors, -60, -60, 600, 0.2),
        (Trouble.PAGES, amount.pages, -60, -60, 600, 0.3),
        (Trouble.DROPS, amount.drops, -60, -60, 600, 0.3),
        (Trouble.FLOOD, amount.floods, -10, 1, 60, 1.0),
        (Trouble.RESTART, amount.restarts, 0.2, 2.5, dice.uniform(1, 90), 1.0),
    ):
        for _ in range(count):
            spell(trouble, dice.uniform(earliest, latest), seconds, share=share)
    return sorted(found, key=lambda one: one.begins)


class StormClock:
    """The bot's clock: seconds of the loop since the beginning, and what jumps have added."""

    def __init__(self, start: datetime) -> None:
        self.start = start
        self._began = asyncio.get_running_loop().time()
        self.shift = 0.0

    def elapsed(self) -> float:
        """Seconds since the beginning, whatever the clock shows."""
        return asyncio.get_running_loop().time() - self._began

    def now(self) -> datetime:
        """What the clock shows."""
        return self.start + timedelta(seconds=self.elapsed() + self.shift)


@dataclass(frozen=True)
class Delivery:
    """A message that has arrived; `outbox_id` is None for what nobody queued."""

    outbox_id: int | None
    chat: int
    at: datetime
    text: str


# The queued message that a task is sending.
sending: ContextVar[int | None] = ContextVar("sending", default=None)


class StormySession(InProcessSession):
    """The way to Telegram under this weather; keeps a list of what has arrived."""

    def __init__(
        self, telegram: Telegram, clock: StormClock, spells: Iterable[Spell], dice: random.Random
    ) -> None:
        super().__init__(telegram)
        self.telegram, self.clock, self.dice = telegram, clock, dice
        self.spells = list(spells)
        self.arrived: list[Delivery] = []
        # Requests made although Telegram had said wait.
        self.impatient = 0
        self.requests = 0
        self._closed_until = -1.0
        self._flooded: set[Spell] = set()

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[Any],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's signature
    ) -> Any:
        """Answer as the weather allows."""
        now = self.clock.elapsed()
        is_message = type(method).__name__.startswith(("Send", "Edit"))
        self.requests += 1
        self.impatient += is_message and now < self._closed_until
        closes = self._brew(now, method, is_message=is_message)
        before = len(self.telegram.history.entries)
        try:
            answer = await super().make_request(bot, method, timeout)
        finally:
            self._note(before)
            # The way back.
            await asyncio.sleep(self.dice.uniform(0.03, 0.3))
            if closes is not None:
                self._closed_until = max(self._closed_until, closes)
        return answer

    def _brew(self, now: float, method: TelegramMethod[Any], *, is_message: bool) -> float | None:
        """Order what goes wrong with this request; until when a flood lets nothing through."""
        for spell in self.spells:
            if not spell.begins <= now < spell.ends:
                continue
            if spell.trouble is Trouble.OUTAGE:
                raise TelegramNetworkError(method, "ClientConnectorError") from _refused()
            if not is_message or self.dice.random() >= spell.share:
                continue
            match spell.trouble:
                case Trouble.ERRORS:
                    self._fault(kind="error", code=self.dice.choice([500, 502, 504]))
                case Trouble.PAGES:
                    self._fault(kind="html")
                case Trouble.DROPS:
                    self._fault(kind="drop-after-executing")
                case Trouble.FLOOD:
                    left = max(round(spell.ends - now), 1)
                    self._fault(
                        kind="error",
                        code=429,
                        description=f"Too Many Requests: retry after {left}",
                        retry_after=left,
                    )
                    return now + left
        return None

    def _fault(self, **order: Any) -> None:
        self.telegram.plan_fault({"times": 1, **order})

    def _note(self, since: int) -> None:
        for entry in self.telegram.history.entries[since : since + 1]:
            if entry.name == "sendMessage" and entry.status == 200 and entry.chat is not None:
                text = str(entry.details.get("text"))
                at = self.clock.now()
                self.arrived.append(Delivery(sending.get(), entry.chat, at, text))


def _refused() -> ClientConnectorError:
    where: Any = SimpleNamespace(host="telegram", port=443, ssl=True, is_ssl=True)
    return ClientConnectorError(where, OSError(111, "refused"))
