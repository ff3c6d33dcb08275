"""aiosqlite with one crossing into its thread for a statement, where it has four.

SQLAlchemy takes a cursor, executes, fetches every row and closes: a crossing each, two of which
give nothing but a turn of the event loop. Nothing else is different: the same thread, the same
connection of sqlite3, rows that are fetched to the end at once as SQLAlchemy's adapter does. And a
transaction is begun in the crossing of its first statement: until then there is nothing to hold.
"""

import sqlite3
from collections.abc import Sequence
from functools import partial
from types import TracebackType
from typing import Any, Self

import aiosqlite


class StatementCursor:
    """The asynchronous cursor that SQLAlchemy expects, for the statements of one result."""

    def __init__(self, connection: "StatementConnection") -> None:
        """Take the connection; nothing is asked of it yet."""
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        """Be ready at once: there is nothing to open."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let the rows go."""
        await self.close()

    async def execute(self, sql: str, parameters: Any = ()) -> Self:
        """Run a statement and keep all its rows; raises what sqlite3 raises."""
        return self._keep(await self._connection.ran(_run, sql, parameters))

    async def executemany(self, sql: str, parameters: Sequence[Any]) -> Self:
        """Run a statement for each of many values."""
        return self._keep(await self._connection.ran(_run_many, sql, parameters))

    async def fetchone(self) -> Any:
        """The next row, or None."""
        return self._rows.pop(0) if self._rows else None

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        """So many of the next rows."""
        size = self.arraysize if size is None else size
        given, self._rows = self._rows[:size], self._rows[size:]
        return given

    async def fetchall(self) -> list[Any]:
        """The rows that are left."""
        given, self._rows = self._rows, []
        return given

    async def close(self) -> None:
        """Let the rows go; the cursor of sqlite3 was closed when they were fetched."""
        self._rows = []

    def _keep(self, done: tuple[Any, int, int | None, list[Any]]) -> Self:
        self.description, self.rowcount, self.lastrowid, self._rows = done
        return self


class StatementConnection(aiosqlite.Connection):
    """A connection whose cursors cross into its thread once for a statement."""

    # How the transaction begins that has had no statement yet.
    _begin: str | None = None
    # SQLAlchemy's engine on this very connection, for work in its thread (db/together.py).
    straight: Any = None

    def begins(self, begin: str) -> None:
        """Begin a transaction with its first statement, whose error is then that of the two."""
        self._begin = begin

    def begins_not(self) -> None:
        """Forget a transaction that has had no statement."""
        self._begin = None

    async def ran(self, run: Any, *given: Any) -> Any:
        """What a function of the connection of sqlite3 gives, in the thread that owns it."""
        execute: Any = self._execute
        begin, self._begin = self._begin, None
        if begin is None:
            return await execute(run, self._conn, *given)
        return await execute(_run_first, self._conn, begin, run, *given)

    async def commit(self) -> None:
        """Keep what is open; where nothing is, there is nothing to cross for."""
        self.begins_not()
        if self.in_transaction:
            await super().commit()

    async def rollback(self) -> None:
        """Undo what is open; where nothing is, there is nothing to cross for."""
        self.begins_not()
        if self.in_transaction:
            await super().rollback()

    def cursor(self) -> Any:
        """Give a cursor without a crossing."""
        return StatementCursor(self)


def connect(database: str, **given: Any) -> StatementConnection:
    """Begin a connection with the arguments of `sqlite3.connect`; it is open when awaited."""
    connection = StatementConnection(partial(sqlite3.connect, database, **given), 64)
    # As SQLAlchemy has it: a connection that was forgotten does not keep the process alive.
    connection._thread.daemon = True
    return connection


def _run_first(connection: sqlite3.Connection, begin: str, run: Any, *given: Any) -> Any:
    connection.execute(begin)
    return run(connection, *given)


def _run(
    connection: sqlite3.Connection, sql: str, parameters: Any
) -> tuple[Any, int, int | None, list[Any]]:
    cursor = connection.cursor()
    try:
        cursor.execute(sql, parameters)
        rows = cursor.fetchall() if cursor.description else []
        return cursor.description, cursor.rowcount, cursor.lastrowid, rows
    finally:
        cursor.close()


def _run_many(
    connection: sqlite3.Connection, sql: str, parameters: Any
) -> tuple[Any, int, int | None, list[Any]]:
    cursor = connection.cursor()
    try:
        cursor.executemany(sql, parameters)
        return cursor.description, cursor.rowcount, cursor.lastrowid, []
    finally:
        cursor.close()
