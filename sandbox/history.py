"""The append-only log of everything both sides did.

The page shows it, tests count calls in it and checkers read it in full; an
empty long poll is left out, because a waiting bot makes thousands of them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

SUMMARY_LENGTH = 120


@dataclass(frozen=True)
class Entry:
    """One call of the bot or one action of a person."""

    time: datetime
    source: str
    name: str
    chat: int | None
    details: dict[str, Any]
    status: int
    result: Any = None
    fault: str | None = None
    id: int = 0

    def summary(self) -> str:
        """A line short enough for a list."""
        if self.status != 200 and isinstance(self.result, str):
            return self.result
        for name in ("text", "caption", "action", "file_id", "callback_query_id", "url"):
            value = self.details.get(name)
            if value:
                return str(value)[:SUMMARY_LENGTH]
        return ""

    def as_call(self) -> dict[str, Any]:
        """The short form for the page."""
        return {
            "id": self.id,
            "time": self.time.isoformat(),
            "method": self.name,
            "chat": self.chat,
            "status": self.status,
            "summary": self.summary(),
        }

    def as_record(self) -> dict[str, Any]:
        """The full form for checkers."""
        return {
            "id": self.id,
            "time": self.time.isoformat(),
            "source": self.source,
            "name": self.name,
            "chat": self.chat,
            "details": self.details,
            "status": self.status,
            "result": self.result,
            "fault": self.fault,
        }


class History:
    """Entries in the order they happened, numbered from one."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._count = 0

    def next_id(self) -> int:
        """The number the next entry takes."""
        self._count += 1
        return self._count

    def add(self, entry: Entry) -> None:
        """Append; nothing is ever changed later."""
        self.entries.append(entry)

    def calls(self, after: int = 0) -> list[Entry]:
        """Calls of the bot later than an entry."""
        return [item for item in self.entries if item.source == "bot" and item.id > after]

    def clear(self) -> None:
        """Begin anew; numbers go on."""
        self.entries.clear()
