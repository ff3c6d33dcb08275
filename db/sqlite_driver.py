"""SQLite within the loop: quick statements run where they are asked for, slow ones in a thread.

A statement of ours takes microseconds; handing it to a thread and back takes hundreds, four times
for each (cursor, execute, fetch, close) with a driver that sends everything there. Here only what
waits goes to a thread: a commit, which waits for the disk; a `BEGIN IMMEDIATE` while another
process writes; many rows at once; and every statement that was slow before.

Between statements the loop gets its turn as often as nobody notices, so that a use case with
thousands of them keeps nobody waiting.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter
from typing import Any, Self, TypeVar

from sqlalchemy import URL, pool
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util.concurrency import await_

_T = TypeVar("_T")

DRIVER = "looped"
# Statements slower than this are run in a thread from then on.
_SLOW_SECONDS = 0.004
# How long statements may follow each other before the loop gets its turn.
_TURN_SECONDS = 0.005
_MANY_ROWS = 50
_REMEMBERED = 256
# As many as there are connections, and some for what is done beside them.
_threads = ThreadPoolExecutor(8, thread_name_prefix="sqlite")
# The text of statements that were slow.
_slow: dict[str, None] = {}


async def in_thread(work: Callable[..., _T], *args: Any) -> _T:
    """Run something that waits in a thread; a cancellation waits until it has ended.

    Nobody else may use the connection before.
    """
    running = asyncio.get_running_loop().run_in_executor(_threads, work, *args)
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait([running])
        raise


class _Ready:
    """Something to wait for that is there already."""

    def __await__(self) -> Generator[Any, None, None]:
        return iter(())  # type: ignore[return-value]


_READY = _Ready()


class _Turn:
    """How long this turn of the loop has been spent with statements."""

    def __init__(self) -> None:
        self._began: float | None = None

    def pause_if_long(self) -> None:
        """Let others have their turn when it is time."""
        now = perf_counter()
        if self._began is None:
            self._began = now
            asyncio.get_running_loop().call_soon(self._end)
        elif now - self._began > _TURN_SECONDS:
            await_(asyncio.sleep(0))
            return
        # SQLAlchemy wants to see that something asynchronous is asked for.
        await_(_READY)

    def _end(self) -> None:
        self._began = None


_turn = _Turn()


class LoopedCursor(sqlite3.Cursor):
    """A cursor whose rows are there when the statement has been executed."""

    def __init__(self, connection: sqlite3.Connection, /) -> None:
        """A cursor that has executed nothing yet."""
        super().__init__(connection)
        self._rows: deque[Any] = deque()

    def execute(self, statement: str, parameters: Any = (), /) -> Self:
        """Run a statement here, or in a thread if it was slow before."""
        _turn.pause_if_long()
        if statement in _slow:
            took = await_(in_thread(self._take, statement, parameters))
        else:
            took = self._take(statement, parameters)
        _remember(statement, took)
        return self

    def executemany(self, statement: str, parameters: Iterable[Any], /) -> Self:
        """Run a statement for many rows, in a thread unless they are few."""
        rows = parameters if isinstance(parameters, Sequence) else list(parameters)
        _turn.pause_if_long()
        if len(rows) > _MANY_ROWS:
            await_(in_thread(super().executemany, statement, rows))
        else:
            super().executemany(statement, rows)
        return self

    async def _async_soft_close(self) -> None:
        """SQLAlchemy asks for this when a result outlives its execution: nothing is open."""

    def _take(self, statement: str, parameters: Any) -> float:
        began = perf_counter()
        super().execute(statement, parameters)
        self._rows = deque(super().fetchall()) if self.description is not None else deque()
        return perf_counter() - began

    def fetchone(self) -> Any:
        """The next row, or None."""
        return self._rows.popleft() if self._rows else None

    def fetchmany(self, size: int | None = None) -> list[Any]:
        """Some rows."""
        wanted = self.arraysize if size is None else size
        return [self._rows.popleft() for _ in range(min(wanted, len(self._rows)))]

    def fetchall(self) -> list[Any]:
        """All rows that are left."""
        rows, self._rows = list(self._rows), deque()
        return rows


def _remember(statement: str, took: float) -> None:
    if took > _SLOW_SECONDS:
        _slow[statement] = None
        if len(_slow) > _REMEMBERED:
            del _slow[next(iter(_slow))]
    elif statement in _slow:
        del _slow[statement]


class LoopedConnection(sqlite3.Connection):
    """A connection that is used by one task at a time, from the loop and from threads."""

    def cursor(self, factory: Any = LoopedCursor) -> Any:
        """A cursor of ours."""
        return super().cursor(factory)


class LoopedDialect(SQLiteDialect_pysqlite):
    """SQLAlchemy's SQLite, with transactions that wait outside the loop."""

    driver = DRIVER
    is_async = True
    supports_statement_cache = True

    @classmethod
    def get_pool_class(cls, url: URL) -> type[pool.Pool]:
        """Who finds no free connection waits in the loop."""
        return pool.AsyncAdaptedQueuePool

    def create_connect_args(self, url: URL) -> Any:
        """Our connections, without the transactions that the driver would open by itself."""
        arguments, options = super().create_connect_args(url)
        options.update(
            factory=LoopedConnection,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=512,
        )
        return arguments, options

    def do_commit(self, dbapi_connection: Any) -> None:
        """Commit what was written in a thread: the disk takes its time."""
        if dbapi_connection.in_transaction:
            await_(in_thread(dbapi_connection.commit))


def plain_cursor(connection: Any) -> sqlite3.Cursor:
    """A cursor for use in a thread."""
    return sqlite3.Cursor(connection)


def begin_immediate(connection: sqlite3.Connection) -> None:
    """Open a transaction that writes; wait in a thread when another process has one open."""
    if not _has_begun(connection):
        await_(in_thread(_begin, connection))


async def begin_brief(connection: sqlite3.Connection) -> None:
    """The same outside of SQLAlchemy."""
    if not _has_begun(connection):
        await in_thread(_begin, connection)


def _has_begun(connection: sqlite3.Connection) -> bool:
    """Try without patience: as a rule nobody else writes."""
    cursor = plain_cursor(connection)
    (patience,) = cursor.execute("PRAGMA busy_timeout").fetchone()
    try:
        cursor.execute("PRAGMA busy_timeout=0")
        cursor.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    else:
        return True
    finally:
        cursor.execute(f"PRAGMA busy_timeout={patience}")
        cursor.close()


def _begin(connection: sqlite3.Connection) -> None:
    cursor = plain_cursor(connection)
    cursor.execute("BEGIN IMMEDIATE")
    cursor.close()


registry.register(f"sqlite.{DRIVER}", __name__, LoopedDialect.__name__)
