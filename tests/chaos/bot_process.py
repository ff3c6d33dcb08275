"""The bot as a process that starts at once: a fork of one that has imported everything already."""

import asyncio
import os
import signal
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from bot.app import build
from bot.config import Settings
from bot.logs import configure
from bot.pace import Rates
from sandbox.engine import DEFAULT_TOKEN
from services.clock import SystemClock


def run_bot(database_url: str, api_url: str, log: Path, rates: Rates) -> None:
    """Be the bot until killed; SIGTERM ends it gracefully."""
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    configure("console", "WARNING")
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        bot_token=DEFAULT_TOKEN,
        bot_api_url=api_url,
        database_url=database_url,
        # A life is too short for a backup.
        backup_every=0,
    )

    async def work() -> None:
        async with build(settings, SystemClock(), None, rates) as app:
            await app.run()

    asyncio.run(work())


def end(process: ForkServerProcess, number: int, patience: float = 25.0) -> float:
    """Send a signal and wait; returns how long the end took, in seconds."""
    import time

    began = time.monotonic()
    if process.pid is not None and process.is_alive():
        os.kill(process.pid, number)
    process.join(patience)
    if process.is_alive():
        process.kill()
        process.join()
        raise AssertionError(f"signal {signal.Signals(number).name} was not obeyed")
    return time.monotonic() - began
