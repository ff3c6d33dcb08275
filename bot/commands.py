"""What the commands of the command line do; everything here works without aiogram."""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot import ledger_commands, place_commands, simulate_commands
from bot.backup_commands import RUNNING
from bot.config import (
    EXIT_CONFIG,
    EXIT_SECOND_INSTANCE,
    DatabaseSettings,
    Settings,
    SettingsError,
    load,
    make_clock,
    operator_of,
)
from bot.container import Container, assemble
from bot.probe import ProbeError, username
from bot.upkeep import (
    AlreadyRunningError,
    BackupError,
    UnsafeDatabaseError,
    backups_of,
    is_running,
    make_ready,
)
from db import schema
from db.database import Database
from handlers.views.problems import problem_text
from handlers.views.roadmap import details_text, preview_text
from locales import Translator, locale_for, translator
from roadmap.model import RoadMapError
from services.access import SYSTEM
from services.compiling import compile_in_child
from services.errors import DomainError
from services.terms import Role

_OK, _FAILED = 0, 1
_TWO_WRITERS = (
    "The bot is running on this database and {version} is older than 3.51.3: two programs that "
    "write in the same moment may damage the file, very rarely. Better stop the bot first, or use "
    "the chat."
)
_YEAR_DIGITS = 4


def migrate_database(options: argparse.Namespace) -> int:
    """Bring the database to the newest version."""

    async def work(_container: Container, database: Database) -> int:
        print(f"The database is at revision {await schema.current_revision(database)}.")
        return _OK

    return _with_services(work, copy=not options.without_backup)


def import_road_map(options: argparse.Namespace) -> int:
    """Read a road map: show it, keep it as a draft, or publish it."""
    data = _read_file(options.file)
    if data is None:
        return _FAILED
    if options.dry_run and options.json:
        return _print_rows(data, options)

    async def work(container: Container, _database: Database) -> int:
        t = _speak()
        place_id = await container.roadmap_import.place_named(options.place)
        preview = await container.roadmap_import.read(
            SYSTEM, data, options.file.name, place_id=place_id, year=options.year
        )
        print(preview_text(t, preview))
        if options.dry_run:
            print(details_text(t, preview))
            await container.roadmap_import.discard(SYSTEM, preview.plan_id)
        elif options.publish:
            published = await container.roadmap_import.publish(SYSTEM, preview.plan_id)
            print(
                t.many("Published: {n} row", "Published: {n} rows", published.rows),
                t.many(
                    "{n} date in the calendar", "{n} dates in the calendar", published.occurrences
                ),
                t.many("{n} reminder planned", "{n} reminders planned", published.reminders),
                sep=", ",
            )
        return _OK

    return _with_services(work)


def places(options: argparse.Namespace) -> int:
    """Load the tree of places from a table, or change one place of it."""
    if wrong := place_commands.complaint(options):
        print(wrong, file=sys.stderr)
        return _FAILED
    data = _read_file(options.file) if options.file else b""
    if data is None:
        return _FAILED

    async def work(container: Container, _database: Database) -> int:
        if options.file:
            is_done = await place_commands.load(container, _speak(), data, options)
        else:
            is_done = await place_commands.change(container, options)
        return _OK if is_done else _FAILED

    return _with_services(work)


def ledger(options: argparse.Namespace) -> int:
    """Print what became of the reminders of a place."""

    async def work(container: Container, _database: Database) -> int:
        return _OK if await ledger_commands.show(container, _speak(), options) else _FAILED

    return _with_services(work)


def simulate(options: argparse.Namespace) -> int:
    """Live through the year of a plan on a virtual clock and print what it asks of people."""
    if wrong := simulate_commands.complaint(options):
        print(wrong, file=sys.stderr)
        return _FAILED
    data = _read_file(options.file) if options.file else None
    if options.file and data is None:
        return _FAILED

    async def work(container: Container, database: Database) -> int:
        is_done = await simulate_commands.simulate(container, database, _speak(), options, data)
        return _OK if is_done else _FAILED

    return _with_services(work, copy=False)


def invite(options: argparse.Namespace) -> int:
    """Make an invitation: a link and its bare payload."""
    if options.role not in set(Role):
        names = ", ".join(Role)
        print(f"Unknown role «{options.role}»: write one of {names}.", file=sys.stderr)
        return _FAILED

    async def work(container: Container, _database: Database) -> int:
        payload = await container.registration.invite(
            Role(options.role), options.place, uses=options.uses
        )
        print(f"https://t.me/{await _bot_name()}?start={payload}")
        print(payload)
        return _OK

    return _with_services(work)


def _with_services(
    work: Callable[[Container, Database], Awaitable[int]], *, copy: bool = True
) -> int:
    """Run one use case on a migrated database; a refusal becomes one line."""
    settings = load(DatabaseSettings)
    clock = make_clock(settings)

    async def run() -> int:
        database = Database(settings.database_url)
        try:
            await make_ready(
                database, backups_of(settings, database), clock, locked=False, copy=copy
            )
            if database.needs_one_writer and await is_running(database):
                print(_TWO_WRITERS.format(version=database.version), file=sys.stderr)
            container = assemble(database, clock, settings.default_timezone, operator_of(settings))
            return await work(container, database)
        except DomainError as error:
            print(problem_text(_speak(), error.code, error.params), file=sys.stderr)
            return _FAILED
        except BackupError as error:
            print(f"No backup before the migration, so no migration: {error}.", file=sys.stderr)
            return _FAILED
        except UnsafeDatabaseError as error:
            print(f"DATABASE_URL cannot be used: {error}.", file=sys.stderr)
            return EXIT_CONFIG
        except AlreadyRunningError:
            print(RUNNING, file=sys.stderr)
            return EXIT_SECOND_INSTANCE
        finally:
            await database.close()

    return asyncio.run(run())


def _print_rows(data: bytes, options: argparse.Namespace) -> int:
    """The rows in the normal form, as JSON; no database is touched."""
    year = options.year
    try:
        compiled = asyncio.run(
            compile_in_child(
                data,
                filename=options.file.name,
                default_year=int(year) if year and len(year) == _YEAR_DIGITS else year,
            )
        )
    except RoadMapError as error:
        print(problem_text(_speak(), f"document_{error.code}", error.params), file=sys.stderr)
        return _FAILED
    json.dump([row.as_dict() for row in compiled.rows], sys.stdout, ensure_ascii=False, indent=1)
    print()
    return _OK


def _read_file(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError as error:
        print(f"Cannot read {path}: {error.strerror}.", file=sys.stderr)
        return None


async def _bot_name() -> str:
    """The bot's name for links; a placeholder when it cannot be asked."""
    try:
        return await username(load(Settings))
    except (SettingsError, ProbeError):
        return "<bot>"


def _speak() -> Translator:
    language = os.environ.get("LANGUAGE") or os.environ.get("LANG") or ""
    return translator("ru" if language.lower().startswith("ru") else locale_for("en"))
