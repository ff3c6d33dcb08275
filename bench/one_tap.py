"""What one attendance tap asks the database, and where its processor time goes.

    python -m bench.one_tap              the statements of one tap, in order
    python -m bench.one_tap --profile    the functions that cost most, over many taps

The bot works in this very process, beside the same stub as in G1.
"""

import argparse
import asyncio
import cProfile
import pstats
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

import aiosqlite
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bench.district import District, district
from bench.process import TOKEN, Child, child, settled
from bench.tap import taps
from bot.app import build
from bot.config import Settings
from bot.logs import configure
from bot.pace import UNLIMITED
from services.clock import SystemClock

_WARM = 40


class Told:
    """What reaches the database while somebody listens."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.statements: list[str] = []
        self.hand_overs = 0

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Hear every statement of every connection, and every crossing into its thread."""
        kind: Any = aiosqlite.Connection
        handed = kind._execute

        def heard(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            self.statements.append(" ".join(statement.split()))

        async def counted(connection: Any, *given: Any, **named: Any) -> Any:
            self.hand_overs += 1
            return await handed(connection, *given, **named)

        event.listen(Engine, "before_cursor_execute", heard)
        event.listen(Engine, "commit", self._commits)
        kind._execute = counted
        try:
            yield
        finally:
            kind._execute = handed
            event.remove(Engine, "commit", self._commits)
            event.remove(Engine, "before_cursor_execute", heard)

    def _commits(self, _connection: Any) -> None:
        self.statements.append("COMMIT")


@asynccontextmanager
async def _bot_here() -> AsyncIterator[tuple[District, Child]]:
    with TemporaryDirectory(prefix="marshrut-bench-") as folder:
        async with (
            district(Path(folder), SystemClock(), 50) as found,
            child("bench.stub") as stub,
        ):
            settings = Settings(
                _env_file=None,
                bot_token=TOKEN,
                bot_api_url=await stub.ask("url"),
                database_url=found.url,
                backup_every=0,
            )
            await stub.ask("load", {"token": TOKEN, "updates": taps(found)})
            async with build(settings, SystemClock(), None, UNLIMITED) as app, app.working():
                settled()
                await _fed(stub, _WARM, 8)
                yield found, stub


async def _fed(stub: Child, count: int, at_once: int) -> None:
    await stub.ask("feed", {"token": TOKEN, "count": count, "at_once": at_once})
    # What is done after the answer belongs to the tap as well.
    await asyncio.sleep(0.05)


async def _statements() -> None:
    async with _bot_here() as (_, stub):
        told = Told()
        with told.listening():
            await _fed(stub, 1, 1)
    for number, statement in enumerate(told.statements, start=1):
        print(f"{number:>3}  {statement[:400]}")
    begun = sum(one.startswith("BEGIN") for one in told.statements)
    print(f"{len(told.statements)} statements, {begun} transactions, {told.hand_overs} hand-overs")


async def _profile(count: int, lines: int, key: str) -> None:
    async with _bot_here() as (_, stub):
        before = process_time()
        await _fed(stub, count, 8)
        print(f"{(process_time() - before) / count * 1000:.2f} ms of the processor for each tap")
        profile = cProfile.Profile()
        profile.enable()
        await _fed(stub, count, 8)
        profile.disable()
    pstats.Stats(profile).sort_stats(key).print_stats(lines)


def main() -> None:
    """Show one of both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--lines", type=int, default=45)
    parser.add_argument("--key", default="tottime", help="tottime or cumulative")
    options = parser.parse_args()
    configure("console", "ERROR")
    if options.profile:
        asyncio.run(_profile(options.count, options.lines, options.key))
    else:
        asyncio.run(_statements())


if __name__ == "__main__":
    main()
