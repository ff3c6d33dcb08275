"""The command line. Only `run` imports aiogram: the others must start at once."""

import argparse
import asyncio
import gc
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from bot import (
    backup_commands,
    commands,
    doctor,
    ledger_commands,
    place_commands,
    simulate_commands,
)
from bot.config import (
    EXIT_CONFIG,
    EXIT_DAMAGED,
    EXIT_FAILED,
    EXIT_SECOND_INSTANCE,
    Settings,
    SettingsError,
    load,
    make_clock,
)
from bot.logs import configure
from bot.upkeep import (
    AlreadyRunningError,
    BackupError,
    DatabaseDamagedError,
    UnsafeDatabaseError,
    alone,
)

# What a shell reports for a program that its reader has left.
EXIT_READER_GONE = 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        code = _COMMANDS[options.command](options)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # Whoever read our output has seen enough («… | head»). The interpreter flushes once more
        # when it ends and must not stumble over the same pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_READER_GONE
    except SettingsError as error:
        print(error, file=sys.stderr)
        return EXIT_CONFIG
    except KeyboardInterrupt:
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot", description="Marshrut: a bot that runs a school-support road map."
    )
    subparsers = parser.add_subparsers(dest="command", required=False)
    # After the line above, whose own default (nothing) would win otherwise.
    parser.set_defaults(command="run")
    subparsers.add_parser("run", help="migrate the database and run the bot (the default)")
    migrate = subparsers.add_parser("migrate", help="bring the database to the newest version")
    migrate.add_argument("--without-backup", action="store_true", help="make no backup before")
    backup_commands.add_options(subparsers)
    subparsers.add_parser("doctor", help="check settings, database and the Bot API")
    import_ = subparsers.add_parser("import", help="read a road map into the database")
    import_.add_argument("file", type=Path)
    import_.add_argument("--place", required=True, help="name of the region or municipality")
    import_.add_argument("--year", help="2027 or 2026/2027, when the document does not say")
    import_.add_argument("--dry-run", action="store_true", help="show the rows, keep nothing")
    import_.add_argument("--json", action="store_true", help="with --dry-run: rows as JSON")
    import_.add_argument("--publish", action="store_true", help="publish at once")
    places = subparsers.add_parser("places", help="load and change regions and schools")
    place_commands.add_options(places)
    invite = subparsers.add_parser("invite", help="make an invitation link")
    invite.add_argument("role", help="for example municipal_coordinator, curator, director")
    invite.add_argument("--place", required=True, help="name of the place")
    invite.add_argument("--uses", type=int, default=1, help="how many people may use it")
    ledger = subparsers.add_parser("ledger", help="what became of every reminder")
    ledger_commands.add_options(ledger)
    simulate = subparsers.add_parser("simulate", help="live through a plan's year in a minute")
    simulate_commands.add_options(simulate)
    return parser


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "run": lambda _options: _run(),
    "migrate": commands.migrate_database,
    "backup": backup_commands.backup,
    "restore": backup_commands.restore,
    "doctor": lambda _options: doctor.doctor(),
    "import": commands.import_road_map,
    "places": commands.places,
    "invite": commands.invite,
    "ledger": commands.ledger,
    "simulate": commands.simulate,
}


def _settle_heap() -> None:
    """Leave the imported modules out of garbage collections.

    One full collection over all that aiogram brings would stop everybody for a tenth of a second.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _run() -> int:
    settings = load(Settings)
    configure(settings.log_format, settings.log_level, [settings.bot_token.get_secret_value()])
    # Here and not above: aiogram takes seconds to import, and no other command needs it.
    from bot.app import build
    from bot.intake import SecondInstanceError, TokenRevokedError

    _settle_heap()

    async def work() -> None:
        async with (
            alone(settings),
            build(settings, make_clock(settings), locked=True) as app,
        ):
            await app.run()

    try:
        asyncio.run(work())
    except DatabaseDamagedError as error:
        print(error, file=sys.stderr)
        return EXIT_DAMAGED
    except BackupError as error:
        print(f"No backup before the migration, so no migration: {error}.", file=sys.stderr)
        return EXIT_FAILED
    except UnsafeDatabaseError as error:
        print(f"DATABASE_URL cannot be used: {error}.", file=sys.stderr)
        return EXIT_CONFIG
    except AlreadyRunningError:
        print("Another process of the bot runs on this database: stop it first.", file=sys.stderr)
        return EXIT_SECOND_INSTANCE
    except TokenRevokedError:
        print("BOT_TOKEN is wrong: Telegram does not know it (any more).", file=sys.stderr)
        return EXIT_CONFIG
    except SecondInstanceError:
        print("Another process runs with the same BOT_TOKEN: stop it first.", file=sys.stderr)
        return EXIT_SECOND_INSTANCE
    return 0
