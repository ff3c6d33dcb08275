"""`backup` and `restore` of the command line, and what `doctor` says about them."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

from bot.config import EXIT_SECOND_INSTANCE, DatabaseSettings, load, make_clock
from bot.upkeep import backups_of
from db import schema
from db.backup import BackupError, Backups
from db.database import Database
from db.lock import AlreadyRunningError, sole_user
from services.clock import Clock
from services.recovery import Gone, HeldBack, Recovery

_OK, _FAILED = 0, 1
RUNNING = "The bot is running on this database: stop it first."
_DECIDE = (
    "They were due before the restore and may have been sent already. Send them, as far as they "
    "are still of use: python -m bot restore --release. Give them up: "
    "python -m bot restore --discard."
)
_Work = Callable[[Database, Clock], Awaitable[int]]


def add_options(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe both commands."""
    backup = subparsers.add_parser("backup", help="copy the database, also while the bot runs")
    backup.add_argument("folder", nargs="?", type=Path, help="instead of BACKUP_DIR")
    restore = subparsers.add_parser("restore", help="bring a backup back; the bot must not run")
    what = restore.add_mutually_exclusive_group(required=True)
    what.add_argument("file", nargs="?", type=Path, help="the backup")
    what.add_argument("--show", action="store_true", help="list what the last restore holds back")
    what.add_argument("--release", action="store_true", help="send what is held back")
    what.add_argument("--discard", action="store_true", help="give up what is held back")


def backup(options: argparse.Namespace) -> int:
    """Make one verified backup and print its path."""
    settings = load(DatabaseSettings)

    async def work(database: Database, clock: Clock) -> int:
        backups = backups_of(settings, database)
        if options.folder is not None:
            backups = Backups(database, options.folder)
        made = await backups.make(clock.now())
        if options.folder is None:
            backups.rotate(settings.backup_keep, clock.now())
        print(made.path)
        if settings.files_dir is not None:
            print(f"It holds no files of reports: copy {settings.files_dir} too.", file=sys.stderr)
        return _OK

    return _run(settings, work)


def restore(options: argparse.Namespace) -> int:
    """Bring a backup back, or decide about what the last restore holds back."""
    settings = load(DatabaseSettings)

    async def work(database: Database, clock: Clock) -> int:
        if options.file is not None:
            return await _bring_back(database, backups_of(settings, database), options.file, clock)
        recovery = Recovery(database, clock)
        _print_held(await recovery.held())
        if options.release:
            await recovery.release()
            print("Released: the running bot sends them, or the next one that starts.")
        elif options.discard:
            await recovery.discard()
            print("Given up: none of them will be sent.")
        return _OK

    return _run(settings, work)


def held_line(held: list[HeldBack]) -> str:
    """What is held back, in one line."""
    return ", ".join(
        f"{row.count} × {row.kind} (since {row.oldest:%Y-%m-%d %H:%M}Z)" for row in held
    )


async def _bring_back(database: Database, backups: Backups, file: Path, clock: Clock) -> int:
    async with AsyncExitStack() as lock:
        await lock.enter_async_context(sole_user(database))
        revision = await backups.verify(file)
        staged = await backups.stage(file)
        try:
            try:
                await schema.migrate(staged)
                recovery = Recovery(staged, clock)
                again = await recovery.let_go_again(await _gone(database, backups, clock))
                held = await recovery.hold()
            finally:
                await staged.close()
            if not backups.replaces_locked:
                await lock.aclose()
            kept = await backups.replace(staged, clock.now())
        except schema.UnknownRevisionError:
            await backups.drop(staged)
            raise BackupError(f"{file} was written by a newer version of the bot") from None
        except BaseException:
            await backups.drop(staged)
            raise
    if again:
        print(f"Withdrawn or forgotten since the backup, and so again now: {again}")
    print(f"Restored {file} (revision {revision}, now {schema.newest_revision()}).")
    if kept:
        print(f"The database that was here before: {kept}")
    _print_held(held)
    return _OK


async def _gone(database: Database, backups: Backups, clock: Clock) -> list[Gone]:
    """Who has gone, as the present database knows it, if it can be asked."""
    if not backups.has_database:
        return []
    try:
        return await Recovery(database, clock).gone()
    except Exception:
        print(
            "The present database cannot be asked who has taken his consent back or asked to be "
            "forgotten since the backup: they are back."
        )
        return []
    finally:
        # Nobody may have it open when another takes its place.
        await database.close()


def _print_held(held: list[HeldBack]) -> None:
    if not held:
        print("Nothing is held back.")
        return
    for row in held:
        print(f"held  {held_line([row])}")
    print(_DECIDE)


def _run(settings: DatabaseSettings, work: _Work) -> int:
    async def run() -> int:
        database = Database(settings.database_url)
        try:
            return await work(database, make_clock(settings))
        except BackupError as error:
            print(f"{error}.", file=sys.stderr)
            return _FAILED
        except AlreadyRunningError:
            print(RUNNING, file=sys.stderr)
            return EXIT_SECOND_INSTANCE
        finally:
            await database.close()

    return asyncio.run(run())
