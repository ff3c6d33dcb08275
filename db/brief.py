"""The two writes that every update causes: it has come, it is done.

They are so frequent and so small that objects and a unit of work would cost more than the database.
On SQLite they use the one connection that writes as the driver has it, in a transaction each.
"""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import TypeVar

from db.enums import InboxStatus
from db.sqlite_driver import begin_brief, in_thread
from db.store import Store

_T = TypeVar("_T")
_Update = tuple[int, int | None, str]
# As SQLAlchemy writes moments on SQLite.
_MOMENT = "%Y-%m-%d %H:%M:%S.%f"
_RECEIVE = (
    "INSERT INTO inbox (update_id, sender_id, body, status, attempts, received_at)"
    " VALUES (?, ?, ?, ?, 0, ?) ON CONFLICT DO NOTHING"
)
_FINISH = "UPDATE inbox SET status = ?, body = NULL, sender_id = NULL WHERE update_id = ?"


class Brief:
    """Writes without ceremony."""

    def __init__(
        self,
        write: Callable[[], AbstractAsyncContextManager[Store]],
        connection: Callable[[], AbstractAsyncContextManager[sqlite3.Connection]] | None,
    ) -> None:
        """Take the usual way to write; on SQLite also the connection that writes."""
        self._write = write
        self._connection = connection

    async def receive(self, updates: Sequence[_Update], at: datetime) -> set[int]:
        """Keep updates (number, sender, body); return the numbers not seen before."""
        if self._connection is None:
            return await self._receive(updates, at)
        moment = at.astimezone(UTC).strftime(_MOMENT)

        def insert(cursor: sqlite3.Cursor) -> set[int]:
            new = set()
            for update_id, sender_id, body in updates:
                cursor.execute(_RECEIVE, (update_id, sender_id, body, InboxStatus.NEW, moment))
                if cursor.rowcount == 1:
                    new.add(update_id)
            return new

        return await self._in_transaction(insert)

    async def finish(self, update_id: int, status: InboxStatus) -> None:
        """Close an update: what it said and who sent it are wiped."""
        if self._connection is None:
            async with self._write() as store:
                await store.intake.finish(update_id, status)
        else:
            await self._in_transaction(lambda cursor: cursor.execute(_FINISH, (status, update_id)))

    async def _receive(self, updates: Sequence[_Update], at: datetime) -> set[int]:
        async with self._write() as store:
            known = await store.intake.known(update_id for update_id, _, _ in updates)
            # The same number twice in one batch is the same update.
            new = {u[0]: u for u in reversed(updates) if u[0] not in known}
            await store.intake.receive(
                [
                    {
                        "update_id": update_id,
                        "sender_id": sender_id,
                        "body": body,
                        "status": InboxStatus.NEW,
                        "attempts": 0,
                        "received_at": at,
                    }
                    for update_id, sender_id, body in new.values()
                ]
            )
        return set(new)

    async def _in_transaction(self, work: Callable[[sqlite3.Cursor], _T]) -> _T:
        if self._connection is None:
            raise RuntimeError("only SQLite has one connection that writes")
        async with self._connection() as connection:
            try:
                await begin_brief(connection)
                result = work(sqlite3.Cursor(connection))
                await in_thread(connection.commit)
            except BaseException:
                connection.rollback()
                raise
        return result
