"""Announcements that were stopped a moment ago: what is on its way is turned back at the door.

The rows of the outbox say who is still to be told. A message that was claimed a moment before it
was stopped is not among them any more, and may wait for its slot for as long as Telegram says.
"""


class Halts:
    """The stopped and paused announcements of this process; after a start nothing is on its way."""

    def __init__(self) -> None:
        """Nothing is stopped."""
        self._stopped: set[int] = set()

    def stop(self, broadcast_id: int) -> None:
        """From now on none of its messages leaves."""
        self._stopped.add(broadcast_id)

    def go_on(self, broadcast_id: int) -> None:
        """Its messages leave again."""
        self._stopped.discard(broadcast_id)

    def __contains__(self, broadcast_id: object) -> bool:
        """Whether its messages are turned back."""
        return broadcast_id in self._stopped
