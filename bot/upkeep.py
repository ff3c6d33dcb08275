"""Care for the database: looked over at the start, copied before it changes and by the hour."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

import structlog

from bot.config import DatabaseSettings
from db import schema
from db.backup import Backup, BackupError, Backups, DamagedError
from db.database import Database, UnsafeDatabaseError
from db.lock import AlreadyRunningError, sole_user
from services.clock import Clock

log = structlog.get_logger()

__all__ = [
    "AlreadyRunningError",
    "BackupError",
    "DatabaseDamagedError",
    "Keeper",
    "UnsafeDatabaseError",
    "alone",
    "backups_of",
    "is_running",
    "look_over",
    "make_ready",
]

_LOOK_SECONDS = 60.0


class DatabaseDamagedError(Exception):
    """The database is not whole: the bot must not write into it. The text says what to do."""


async def look_over(database: Database, backups: Backups) -> None:
    """Raise DatabaseDamagedError when the database is not whole."""
    try:
        await backups.check()
    except DamagedError as error:
        newest = await backups.newest_whole()
        way = (
            f"bring back the newest good backup: python -m bot restore {newest.path}"
            if newest
            else f"no good backup was found in {backups.folder}"
        )
        raise DatabaseDamagedError(
            f"The database {database.url.database} is damaged ({error}); {way}"
        ) from None


@asynccontextmanager
async def alone(settings: DatabaseSettings) -> AsyncIterator[None]:
    """Hold the database for this process and look it over before anybody works on it.

    Raises AlreadyRunningError and DatabaseDamagedError.
    """
    database = Database(settings.database_url)
    try:
        async with sole_user(database):
            await look_over(database, backups_of(settings, database))
            log.info(
                "database_whole",
                engine=database.version,
                needs_one_writer=database.needs_one_writer,
            )
            yield
    finally:
        await database.close()


async def is_running(database: Database) -> bool:
    """Whether a bot works on this database just now."""
    try:
        async with sole_user(database):
            return False
    except AlreadyRunningError:
        return True


async def make_ready(
    database: Database, backups: Backups, clock: Clock, *, locked: bool, copy: bool = True
) -> None:
    """Bring the database to the newest version; one that holds something is copied before.

    `locked` says that this process holds the database already. Raises BackupError and
    AlreadyRunningError; the database is as it was then. Raises UnsafeDatabaseError when SQLite
    cannot be trusted with it.
    """
    await database.verify()
    at, newest = await schema.current_revision(database), schema.newest_revision()
    if at == newest:
        return
    async with AsyncExitStack() as stack:
        if not locked:
            # A running bot must not find its tables changed.
            await stack.enter_async_context(sole_user(database))
        if at is not None and copy:
            backup = await backups.make(clock.now(), label=f"before-{newest}")
            log.info("backup_made", file=backup.path.name, reason="migration")
        await schema.migrate(database)


def backups_of(settings: DatabaseSettings, database: Database) -> Backups:
    """The backups that the settings speak of."""
    return Backups(database, settings.backup_dir)


class Keeper:
    """Makes a backup whenever the newest is old enough; a failure is logged and tried again."""

    def __init__(self, backups: Backups, clock: Clock, *, every: timedelta, keep: int) -> None:
        """Take what to copy, how often, and how many copies stay."""
        self._backups = backups
        self._clock = clock
        self._every = every
        self._keep = keep

    async def run(self) -> None:
        """Look once a minute, for ever."""
        while True:
            try:
                await self.make_if_due()
            except BackupError as error:
                log.error("backup_failed", reason=str(error))
            except Exception:
                log.exception("backup_failed")
            await asyncio.sleep(_LOOK_SECONDS)

    async def make_if_due(self) -> Backup | None:
        """A backup, if the newest is old enough; copies that are too many or too old go."""
        now = self._clock.now()
        # One from the future was made before the clock was put right.
        ages = [now - backup.made_at for backup in self._backups.existing()]
        if any(timedelta() <= age < self._every for age in ages):
            return None
        made = await self._backups.make(now)
        removed = self._backups.rotate(self._keep, now)
        log.info("backup_made", file=made.path.name, reason="schedule", removed=removed)
        return made
