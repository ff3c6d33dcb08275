"""Sending limits.

Telegram publishes "about one message a second to a chat, thirty a second in
all" and keeps the thresholds to itself, so each limit is a token bucket whose
rate and burst are settings.
"""

import math
from collections.abc import Callable

from sandbox.refusals import Refused
from sandbox.settings import Rates


class Bucket:
    """Refills at a steady rate up to a burst; a costly call may leave a debt."""

    def __init__(self, rate: float, burst: int, now: float) -> None:
        self._rate = rate
        self._burst = burst
        self._level = float(burst)
        self._at = now

    def wait(self, now: float) -> float:
        """Seconds until one more message fits; zero when it fits now."""
        self._level = min(self._burst, self._level + (now - self._at) * self._rate)
        self._at = now
        return 0.0 if self._level >= 1 - 1e-9 else (1 - self._level) / self._rate

    def take(self, cost: int) -> None:
        """Pay for a call that was let through."""
        self._level -= cost


class Limiter:
    """One bucket for each chat and one for everything."""

    def __init__(self, rates: Rates | None, monotonic: Callable[[], float]) -> None:
        self._rates = rates
        self._monotonic = monotonic
        self._chats: dict[int, Bucket] = {}
        self._overall: Bucket | None = None

    def admit(self, chat_id: int, cost: int = 1) -> None:
        """Let a call through or refuse it with the seconds to wait."""
        rates = self._rates
        if rates is None:
            return
        now = self._monotonic()
        if self._overall is None:
            self._overall = Bucket(rates.overall, rates.overall_burst, now)
        chat = self._chats.setdefault(chat_id, Bucket(rates.per_chat, rates.chat_burst, now))
        wait = max(self._overall.wait(now), chat.wait(now))
        if wait > 0:
            seconds = max(1, math.ceil(wait))
            raise Refused(
                429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds}
            )
        self._overall.take(cost)
        chat.take(cost)

    def clear(self) -> None:
        """Forget all debts."""
        self._chats.clear()
        self._overall = None
