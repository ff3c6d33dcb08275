"""`doctor`: what the bot needs and how it stands, one line each."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.backup_commands import held_line
from bot.config import DatabaseSettings, Settings, SettingsError, load, make_clock, operator_of
from bot.file_store import PROBE, PROBE_KEY, copies_of
from bot.health import LIMIT, figures_of
from bot.probe import ProbeError, username
from bot.upkeep import DatabaseDamagedError, UnsafeDatabaseError, backups_of, look_over
from db import schema
from db.database import Database
from services.clock import Clock, SystemClock
from services.files import CopyError
from services.queues import Queues
from services.recovery import Recovery

_OK, _FAILED = 0, 1
_T = TypeVar("_T")


class _CheckError(Exception):
    pass


class _Warning(Exception):
    pass


def doctor() -> int:
    """Check everything; 1 when something is wrong."""
    checks: list[tuple[str, Callable[[], str]]] = [
        ("settings", _settings),
        ("operator", _operator),
        ("database", _database),
        ("migrations", _migrations),
        ("Bot API", _api),
        ("backups", _backups),
        ("files", _files),
        ("queues", _queues),
        ("heartbeat", _heartbeat),
        ("restore", _restore),
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


def _settings() -> str:
    settings = load(Settings)
    return f"zone {settings.default_timezone}, API {settings.bot_api_url}"


def _operator() -> str:
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


def _database() -> str:
    settings = load(DatabaseSettings)

    async def work(database: Database, _clock: Clock) -> str:
        try:
            await look_over(database, backups_of(settings, database))
            await database.verify()
            await database.ping()
        except (DatabaseDamagedError, UnsafeDatabaseError) as error:
            raise _CheckError(str(error)) from None
        except Exception as error:
            raise _CheckError(f"cannot be opened ({type(error).__name__})") from None
        alone = " (older than 3.51.3: one program at a time)" if database.needs_one_writer else ""
        return f"can be read, is whole, {database.version}{alone}"

    return _with_database(work)


def _migrations() -> str:
    async def work(database: Database, _clock: Clock) -> str:
        try:
            at = await schema.current_revision(database)
        except Exception as error:
            raise _CheckError(f"cannot be read ({type(error).__name__})") from None
        newest = schema.newest_revision()
        if at != newest:
            raise _CheckError(f"at {at or 'nothing'}, run `python -m bot migrate` for {newest}")
        return f"at {at}, the newest"

    return _with_database(work)


def _api() -> str:
    return f"answers, the bot is @{asyncio.run(username(load(Settings)))}"


def _backups() -> str:
    settings = load(DatabaseSettings)

    async def work(database: Database, clock: Clock) -> str:
        backups = backups_of(settings, database)
        found = backups.existing()
        if not found:
            raise _Warning(f"none yet in {backups.folder}")
        hours = (clock.now() - found[0].made_at).total_seconds() / 3600
        line = f"{len(found)}, the newest {hours:.1f} h old: {found[0].path}"
        if settings.backup_every and hours > 2 * settings.backup_every:
            raise _Warning(f"{line}; one is due every {settings.backup_every:g} h")
        return line

    return _with_database(work)


def _files() -> str:
    """Whether copies can be kept: one is put and read back; the same one every time."""
    settings = load(DatabaseSettings)
    copies = copies_of(settings)
    if copies is None:
        return "no copies of files are kept (FILES_DIR, S3_ENDPOINT)"

    async def work() -> str:
        try:
            await copies.put(PROBE_KEY, PROBE)
            kept = await copies.get(PROBE_KEY)
        except CopyError as error:
            raise _CheckError(f"copies cannot be kept ({error})") from None
        if kept != PROBE:
            raise _CheckError("what is kept comes back changed")
        return f"copies are kept in {settings.files_dir or settings.s3_bucket}"

    return asyncio.run(work())


def _queues() -> str:
    async def work(database: Database, clock: Clock) -> str:
        try:
            figures = figures_of(await Queues(database, clock).look())
        except Exception as error:
            raise _Warning(f"cannot be read ({type(error).__name__})") from None
        ages = {name: figures[name] for name in ("oldest_update", "oldest_reminder")}
        outbox = ", ".join(f"lane {lane}: {n}" for lane, n in figures["outbox"].items()) or "empty"
        line = "; ".join(
            f"{name.replace('_', ' ')} {'none' if age is None else f'{age:.0f} s'}"
            for name, age in ages.items()
        )
        line = f"{line}; outbox {outbox}"
        if any(age is not None and age >= LIMIT for age in ages.values()):
            raise _Warning(f"{line}: is the bot running?")
        return line

    return _with_database(work)


def _heartbeat() -> str:
    settings = load(DatabaseSettings)
    if settings.heartbeat_file is None:
        return "no HEARTBEAT_FILE"
    try:
        touched = settings.heartbeat_file.stat().st_mtime
    except OSError:
        raise _Warning(f"no file {settings.heartbeat_file} yet") from None
    # The file system knows no clock but the machine's own.
    age = SystemClock().now().timestamp() - touched
    if age >= LIMIT:
        raise _Warning(f"{age:.0f} s ago: is the bot running?")
    return f"{age:.0f} s ago"


def _restore() -> str:
    async def work(database: Database, clock: Clock) -> str:
        try:
            held = await Recovery(database, clock).held()
        except Exception as error:
            raise _Warning(f"cannot be read ({type(error).__name__})") from None
        if held:
            raise _Warning(
                f"held back: {held_line(held)}; decide with python -m bot restore --show"
            )
        return "nothing is held back"

    return _with_database(work)


def _with_database(work: Callable[[Database, Clock], Awaitable[_T]]) -> _T:
    settings = load(DatabaseSettings)

    async def run() -> _T:
        database = Database(settings.database_url)
        try:
            return await work(database, make_clock(settings))
        finally:
            await database.close()

    return asyncio.run(run())
