"""The only place that asks the machine what time it is."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time; services get one and never look elsewhere."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)


class TrialClock:
    """A clock for trials: starts at a chosen moment, runs at a chosen speed, can be moved."""

    def __init__(self, start: datetime, speed: float = 1.0) -> None:
        """Start now at an aware moment; `speed` seconds pass per real second."""
        self._start = start.astimezone(UTC)
        self._speed = speed
        self._began = SystemClock().now()

    def now(self) -> datetime:
        """The pretended moment, aware, in UTC."""
        return self._start + (SystemClock().now() - self._began) * self._speed

    def advance(self, step: timedelta) -> None:
        """Move the clock; a negative step moves it back."""
        self._start += step
