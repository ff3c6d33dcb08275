"""Engines and transactions.

On SQLite one connection writes (`BEGIN IMMEDIATE`, WAL, FULL) and others only read: a shared
connection would mix the transactions of two tasks, and a deferred `BEGIN` would lose updates or
fail half-way when it wants to write. On PostgreSQL one engine serves both, and an advisory lock
makes its writers take turns just so: services read, decide and write without a thought of others.

Errors of both keep the values of their statements to themselves: they hold names and texts, and
errors end in the log.
"""

import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Engine, Executable, Result, event, func, make_url, select, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.util import greenlet_spawn

from db import driver
from db.store import Store
from db.together import SINGLE, Body, T, Together, keep, look

# Any number, the same in every process of the bot.
_WRITERS = 500
# How long SQLite waits for others, and how long for those who read the log.
_BUSY_MILLISECONDS = 5_000
_LOG_MILLISECONDS = 250
# How many of the connections that read may answer single questions: others read at length.
_LOOKING = 2
# What every connection to SQLite asks for, and what it must answer when it is asked back: some
# file systems cannot keep a write-ahead log, and some builds know no foreign keys.
_PRAGMAS: Mapping[str, tuple[str, object]] = {
    "journal_mode": ("WAL", "wal"),
    "synchronous": ("FULL", 2),
    "busy_timeout": (str(_BUSY_MILLISECONDS), _BUSY_MILLISECONDS),
    "foreign_keys": ("ON", 1),
    # What is deleted is overwritten, and temporary copies stay off the disk.
    "secure_delete": ("ON", 1),
    "temp_store": ("MEMORY", 2),
}
# Before it a log that is begun anew may be damaged when two connections write or copy the log into
# the file in the same moment. The bot has one such connection; another process has a second.
_SOUND_WITH_TWO_WRITERS = (3, 51, 3)


@dataclass(slots=True)
class UpdateInHand:
    """The update whose handling is going on in this task."""

    update_id: int
    at: datetime
    applied: bool = False
    # Its handling was begun before and has not ended: its effect may be there already.
    is_again: bool = False


update_in_hand: ContextVar[UpdateInHand | None] = ContextVar("update_in_hand", default=None)


class UnsafeDatabaseError(Exception):
    """A connection is not as safe as it was asked to be; the text says in what."""


class AlreadyAppliedError(Exception):
    """The effect of this update is in the database already: answer, but do not repeat it."""


class _Glancing:
    """As much of a session as one question needs, asked in one go."""

    def __init__(self, engine: Engine, looks: Together | None) -> None:
        self._engine = engine
        self._looks = looks

    async def execute(self, statement: Executable, values: Any = None) -> Result[Any]:
        """Ask; the rows are fetched and the connection is back when this returns."""
        if self._looks is None:
            return await greenlet_spawn(self._execute, statement, values)
        if self._looks.is_crowded:
            found: Result[Any] = await self._looks.do((statement, values))
            return found
        with self._looks.alone():
            return await greenlet_spawn(self._execute, statement, values)

    async def scalar(self, statement: Executable, values: Any = None) -> Any:
        """The first column of the first row, or None."""
        return (await self.execute(statement, values)).scalar()

    async def flush(self) -> None:
        """Nothing waits to be written here."""

    def get_bind(self) -> Engine:
        """Of which kind the database is."""
        return self._engine

    def _execute(self, statement: Executable, values: Any) -> Result[Any]:
        with self._engine.connect() as connection:
            return connection.execute(statement, values).freeze()()


async def _claim(store: Store, hand: UpdateInHand | None) -> None:
    """Take an update's effect for this transaction; raises AlreadyAppliedError."""
    if (
        hand is not None
        and not hand.applied
        and not await store.intake.mark_applied(hand.update_id, hand.at)
    ):
        raise AlreadyAppliedError


class Database:
    """Opens transactions; knows nothing of what is done in them."""

    def __init__(self, url: str) -> None:
        """Take an SQLAlchemy URL, e.g. `sqlite+aiosqlite:///data/marshrut.db`."""
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            if self.url.database and self.url.database != ":memory:":
                Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
            self._writer = _sqlite_engine(url, begin="BEGIN IMMEDIATE", pool_size=1)
            self._reader = _sqlite_engine(url, begin="BEGIN", pool_size=4)
        else:
            self._writer = create_async_engine(
                url, pool_size=8, max_overflow=8, hide_parameters=True
            )
            # All statements of a reader see the same moment, as they do on SQLite.
            self._reader = self._writer.execution_options(isolation_level="REPEATABLE READ")
        self._kept = Together(self._writer, keep)
        self._looks = Together(self._reader, look, connections=_LOOKING) if self.is_sqlite else None
        # The same connections, without a BEGIN.
        self._single_writer = self._writer.execution_options(**{SINGLE: True})
        self._single_reader = self._reader.execution_options(**{SINGLE: True})

    @property
    def version(self) -> str:
        """What the database is made of, for the log."""
        return f"SQLite {sqlite3.sqlite_version}" if self.is_sqlite else "PostgreSQL"

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Store]:
        """Give a consistent view; nothing done in it is kept."""
        async with AsyncSession(self._reader, expire_on_commit=False) as session:
            yield Store(session)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Store]:
        """Open a transaction: kept on a clean exit, undone on any exception."""
        async with (
            AsyncSession(self._writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            if not self.is_sqlite:
                await session.execute(select(func.pg_advisory_xact_lock(_WRITERS)))
            yield Store(session)

    @asynccontextmanager
    async def glance(self) -> AsyncIterator[Store]:
        """Give a view for one question: a second one may be answered of another moment.

        It is for columns, not for objects, and holds no connection between two questions. What
        every tap and every tick asks needs neither a transaction nor a session.
        """
        engine = self._single_reader.sync_engine
        yield Store(cast("AsyncSession", _Glancing(engine, self._looks)))

    @asynccontextmanager
    async def stroke(self) -> AsyncIterator[Store]:
        """Write with one statement: it is kept when it has succeeded.

        On SQLite a statement without a transaction is one by itself; a second one would be kept
        or lost apart from the first.
        """
        if not self.is_sqlite:
            async with self.write() as store:
                yield store
            return
        async with AsyncSession(self._single_writer, expire_on_commit=False) as session:
            yield Store(session)

    @asynccontextmanager
    async def effect(self) -> AsyncIterator[Store]:
        """Open a transaction that is the effect of the update in hand: it happens once.

        Raises AlreadyAppliedError when a crash came between this update's effect and its answer.
        """
        hand = update_in_hand.get()
        async with self.write() as store:
            await _claim(store, hand)
            yield store
        if hand is not None:
            hand.applied = True

    async def brief(self, body: Body[T]) -> T:
        """Do what the update in hand causes, as `effect`, where nothing but the store is asked.

        On SQLite it is done in one crossing, and kept together with what others have waiting.
        The body may run twice: it changes nothing but the store. Raises AlreadyAppliedError.
        """
        if not self.is_sqlite:
            async with self.effect() as store:
                return await body(store)
        hand = update_in_hand.get()

        async def once(store: Store) -> T:
            await _claim(store, hand)
            return await body(store)

        result: T = await self._kept.do(once)
        if hand is not None:
            hand.applied = True
        return result

    async def rewrite(self) -> None:
        """Write the file anew, without what was erased; then `cut_log`, which has it as well.

        On SQLite an erased value may live on in the free space of a page that was split once.
        PostgreSQL keeps house by itself.
        """
        if self.is_sqlite:
            async with self._writer.connect() as connection:
                raw: Any = (await connection.get_raw_connection()).driver_connection
                await raw.execute("VACUUM")

    async def cut_log(self) -> bool:
        """Bring the log of changes into the file and cut it to nothing.

        False when somebody reads what is in it: it stays, and others who write hardly wait.
        """
        if not self.is_sqlite:
            return True
        async with self._writer.connect() as connection:
            raw: Any = (await connection.get_raw_connection()).driver_connection
            await raw.execute(f"PRAGMA busy_timeout={_LOG_MILLISECONDS}")
            try:
                async with raw.execute("PRAGMA wal_checkpoint(TRUNCATE)") as cursor:
                    busy, *_ = await cursor.fetchone()
            finally:
                await raw.execute(f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}")
        return not busy

    @property
    def needs_one_writer(self) -> bool:
        """Whether a second process that writes could damage the file: see docs/operations.md."""
        return self.is_sqlite and sqlite3.sqlite_version_info < _SOUND_WITH_TWO_WRITERS

    async def verify(self) -> None:
        """Ask connections what they are like; raises UnsafeDatabaseError."""
        if not self.is_sqlite:
            return
        for engine in (self._writer, self._reader):
            async with engine.connect() as connection:
                for name, (wanted, answer) in _PRAGMAS.items():
                    found = await connection.scalar(text(f"PRAGMA {name}"))
                    if found != answer:
                        raise UnsafeDatabaseError(
                            f"SQLite does not keep {name}={wanted} for {self.url.database} (it is "
                            f"{found}): use a disk of this machine, not one of the network"
                        )

    async def ping(self) -> None:
        """Raise whatever the driver raises when the database cannot be reached."""
        async with self._reader.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async def served(self) -> None:
        """Wait until those who go together have been served."""
        await self._kept.finish()
        if self._looks is not None:
            await self._looks.finish()

    async def close(self) -> None:
        """Close every connection: an open one would keep the process alive."""
        await self.served()
        await self._writer.dispose()
        await self._reader.dispose()


def _sqlite_engine(url: str, *, begin: str, pool_size: int) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=60,
        connect_args={"async_creator_fn": driver.connect},
        # See `_reset`.
        pool_reset_on_return=None,
        hide_parameters=True,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        # None stops the driver from opening its own deferred transactions.
        connection.isolation_level = None
        cursor = connection.cursor()
        for name, (wanted, _) in _PRAGMAS.items():
            cursor.execute(f"PRAGMA {name}={wanted}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        if connection.get_execution_options().get(SINGLE):
            return
        connection.connection.driver_connection.begins(begin)

    @event.listens_for(engine.sync_engine, "reset")
    def _reset(adapted: Any, _record: Any, state: Any) -> None:
        """Undo what was left open; to ask needs no crossing, a needless ROLLBACK would."""
        adapted.driver_connection.begins_not()
        if not state.terminate_only and adapted.driver_connection.in_transaction:
            adapted.rollback()

    return engine
