"""Migrations as functions, so that nobody needs an alembic.ini to start the bot.

A migration happens as a whole or not at all, on both databases.
"""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from db.database import Database
from db.models import Base

_T = TypeVar("_T")


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@functools.cache
def newest_revision() -> str | None:
    """The revision this code was written for."""
    return ScriptDirectory.from_config(_config()).get_current_head()


async def current_revision(database: Database) -> str | None:
    """The revision the database is at; None for an empty one."""

    def read(connection: Connection) -> str | None:
        return MigrationContext.configure(connection).get_current_revision()

    return await _on_connection(database, read)


async def migrate(database: Database, target: str = "head") -> None:
    """Bring the database to a revision, up or down."""

    def run(connection: Connection) -> None:
        config = _config(connection)
        at = MigrationContext.configure(connection).get_current_revision()
        script = ScriptDirectory.from_config(config)
        # A database newer than the code is refused: alembic cannot find its revision.
        known = {revision.revision for revision in script.walk_revisions()}
        if at is not None and at not in known:
            raise UnknownRevisionError(at)
        connection.rollback()
        if target == "base" or (target.startswith("-")):
            command.downgrade(config, target)
        else:
            command.upgrade(config, target)
        connection.commit()

    await _on_connection(database, run)


async def differences(database: Database) -> list[object]:
    """What the models have and the migrated database has not, or the other way round."""

    def compare(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))

    return await _on_connection(database, compare)


async def _on_connection(database: Database, work: Callable[[Connection], _T]) -> _T:
    engine = create_async_engine(database.url, poolclass=NullPool, hide_parameters=True)
    if database.is_sqlite:
        _begin_explicitly(engine)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(work)
    finally:
        await engine.dispose()


def _begin_explicitly(engine: AsyncEngine) -> None:
    """Let a transaction hold changes of tables too: the driver would commit before each."""

    @event.listens_for(engine.sync_engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA busy_timeout=5000")
        connection.execute("PRAGMA secure_delete=ON")

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")


class UnknownRevisionError(Exception):
    """The database was written by a newer version of the program."""
