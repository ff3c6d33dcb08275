"""Is anything due? Asked every second, and before each claim, so it must cost next to nothing.

On SQLite a connection of its own answers from a partial index, without a transaction and without a
thread, in some microseconds.
"""

import sqlite3
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

MESSAGE_DUE = "SELECT 1 FROM outbox WHERE status = 'queued' AND due_at <= :now LIMIT 1"
REMINDER_DUE = "SELECT 1 FROM reminder WHERE status = 'planned' AND due_at <= :now LIMIT 1"
# As SQLAlchemy writes moments on SQLite.
_MOMENT = "%Y-%m-%d %H:%M:%S.%f"


class Peeks:
    """Questions outside of any transaction."""

    def __init__(self, reader: AsyncEngine, path: str | None) -> None:
        """Take the engine that reads; with the path of the file on SQLite."""
        self._reader = reader
        self._path = path
        self._connection: sqlite3.Connection | None = None

    async def message_due(self, now: datetime) -> bool:
        """Whether there is something to send."""
        return await self._found(MESSAGE_DUE, now)

    async def reminder_due(self, now: datetime) -> bool:
        """Whether the time of a promised reminder has come."""
        return await self._found(REMINDER_DUE, now)

    def close(self) -> None:
        """Let the file go."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    async def _found(self, question: str, now: datetime) -> bool:
        if self._path is not None:
            asked = {"now": now.astimezone(UTC).strftime(_MOMENT)}
            return self._own().execute(question, asked).fetchone() is not None
        async with self._reader.connect() as connection:
            row: Any = (await connection.execute(text(question), {"now": now})).first()
        return row is not None

    def _own(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = sqlite3.connect(
                str(self._path), isolation_level=None, check_same_thread=False
            )
            self._connection.execute("PRAGMA query_only=ON")
        return self._connection
