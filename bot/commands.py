"""What the commands of the command line do; everything here works without aiogram."""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot import place_commands
from bot.config import DatabaseSettings, Settings, SettingsError, load, operator_of
from bot.container import Container, assemble
from bot.probe import ProbeError, username
from db import schema
from db.database import Database
from handlers.views.problems import problem_text
from handlers.views.roadmap import details_text, preview_text
from locales import Translator, locale_for, translator
from roadmap.model import RoadMapError
from services.access import SYSTEM
from services.clock import Clock, SystemClock, TrialClock
from services.compiling import compile_in_child
from services.errors import DomainError
from services.terms import Role

_OK, _FAILED = 0, 1
_YEAR_DIGITS = 4


def make_clock(settings: DatabaseSettings) -> Clock:
    """The machine's clock, or the one of a trial."""
    if settings.clock_start is None and settings.clock_speed == 1.0:
        return SystemClock()
    start = settings.clock_start or SystemClock().now()
    return TrialClock(start, settings.clock_speed)


def migrate_database() -> int:
    """Bring the database to the newest version."""

    async def work(_container: Container, database: Database) -> int:
        print(f"The database is at revision {await schema.current_revision(database)}.")
        return _OK

    return _with_services(work)


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


def doctor() -> int:
    """Check what the bot needs, one line each."""
    checks: list[tuple[str, Callable[[], str]]] = [
        ("settings", _check_settings),
        ("operator", _check_operator),
        ("database", _check_database),
        ("migrations", _check_migrations),
        ("Bot API", _check_api),
    ]
    failed = 0
    for name, check in checks:
        try:
            print(f"ok    {name}: {check()}")
        except _Warning as warning:
            print(f"warn  {name}: {warning}")
        except (SettingsError, ProbeError, _CheckError) as error:
            failed += 1
            print(f"wrong {name}: {error}")
    return _FAILED if failed else _OK


class _CheckError(Exception):
    pass


class _Warning(Exception):
    pass


def _check_settings() -> str:
    settings = load(Settings)
    return f"zone {settings.default_timezone}, API {settings.bot_api_url}"


def _check_operator() -> str:
    operator = operator_of(load(DatabaseSettings))
    missing = [
        name
        for name, value in (
            ("OPERATOR_NAME", operator.name),
            ("OPERATOR_CONTACT", operator.contact),
        )
        if not value
    ]
    if missing:
        raise _Warning(f"{' and '.join(missing)} not set: the consent does not say who asks for it")
    return f"{operator.name}, {operator.contact}"


def _check_database() -> str:
    async def work() -> str:
        database = Database(load(DatabaseSettings).database_url)
        try:
            await database.ping()
        except Exception as error:
            raise _CheckError(f"cannot be opened ({type(error).__name__})") from None
        finally:
            await database.close()
        return "can be read"

    return asyncio.run(work())


def _check_migrations() -> str:
    async def work() -> str:
        database = Database(load(DatabaseSettings).database_url)
        try:
            at = await schema.current_revision(database)
        except Exception as error:
            raise _CheckError(f"cannot be read ({type(error).__name__})") from None
        finally:
            await database.close()
        newest = schema.newest_revision()
        if at != newest:
            raise _CheckError(f"at {at or 'nothing'}, run `python -m bot migrate` for {newest}")
        return f"at {at}, the newest"

    return asyncio.run(work())


def _check_api() -> str:
    return f"answers, the bot is @{asyncio.run(username(load(Settings)))}"


def _with_services(work: Callable[[Container, Database], Awaitable[int]]) -> int:
    """Run one use case on a migrated database; a refusal becomes one line."""
    settings = load(DatabaseSettings)

    async def run() -> int:
        database = Database(settings.database_url)
        try:
            await schema.migrate(database)
            container = assemble(
                database, make_clock(settings), settings.default_timezone, operator_of(settings)
            )
            return await work(container, database)
        except DomainError as error:
            print(problem_text(_speak(), error.code, error.params), file=sys.stderr)
            return _FAILED
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
