"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta


class ManualClock:
    """Tells the moment it was set to; a real service cannot tell it from a clock."""

    def __init__(self, start: datetime) -> None:
        """Stand at an aware moment."""
        self.set(start)

    def now(self) -> datetime:
        """The moment it was set to, in UTC."""
        return self._now

    def set(self, moment: datetime) -> None:
        """Stand at another aware moment, earlier or later."""
        assert moment.tzinfo is not None
        self._now = moment.astimezone(UTC)

    def advance(self, **step: float) -> None:
        """Move on by a timedelta given by its parts: `advance(hours=1)`."""
        self._now += timedelta(**step)
