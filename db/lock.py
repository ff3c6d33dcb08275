"""One running bot for one database: two would take each other's updates and reminders.

Beside a SQLite file lies a lock file that the system itself lets go when its holder dies; on
PostgreSQL a connection holds an advisory lock and does the same.
"""

import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from db.database import Database

# Any number but that of the writers, the same in every process of the bot.
_RUNNING = 501


class AlreadyRunningError(Exception):
    """Another process works on this database."""


@asynccontextmanager
async def sole_user(database: Database) -> AsyncIterator[None]:
    """Hold the database for this process; raises AlreadyRunningError at once when it is taken."""
    if database.is_sqlite:
        async with _locked_file(f"{database.url.database}.lock"):
            yield
        return
    engine = create_async_engine(database.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            if not await connection.scalar(select(func.pg_try_advisory_lock(_RUNNING))):
                raise AlreadyRunningError
            yield
    finally:
        await engine.dispose()


@asynccontextmanager
async def _locked_file(path: str) -> AsyncIterator[None]:
    # The file stays: to delete it would let two processes hold two files of one name.
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunningError from None
        yield
    finally:
        os.close(descriptor)
