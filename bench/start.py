"""G9: how much the start of the bot costs, up to its first question for updates.

The anchor is `import aiogram`, which nobody who uses it can do without. Processor time and peak
memory come from the system when the process has ended.
"""

import asyncio
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.district import district
from bench.figures import Goal, Sample, Scope, compare
from bench.process import ROOT, TOKEN, Child, child
from services.clock import SystemClock


@dataclass(frozen=True)
class _Ended:
    cpu: float
    mebibytes: float


async def measure(scope: Scope) -> list[Goal]:
    """Start both as often as there are rounds."""
    with TemporaryDirectory(prefix="marshrut-bench-") as folder:
        async with district(Path(folder), SystemClock(), 10) as found, child("bench.stub") as stub:
            memory: dict[str, list[float]] = {"bot": [], "import aiogram": []}
            environment = {
                **os.environ,
                "BOT_TOKEN": TOKEN,
                "BOT_API_URL": await stub.ask("url"),
                "DATABASE_URL": found.url,
                "BACKUP_EVERY": "0",
                "LOG_LEVEL": "ERROR",
            }

            async def bot() -> Sample:
                return await _started("bot", ["-m", "bot"], stub)

            async def aiogram() -> Sample:
                return await _started("import aiogram", ["-c", "import aiogram"], None)

            async def _started(name: str, what: list[str], until: Child | None) -> Sample:
                began = perf_counter()
                ended = await _run(what, environment, until)
                memory[name].append(ended.mebibytes)
                return Sample(perf_counter() - began, ended.cpu)

            series = await compare({"bot": bot, "import aiogram": aiogram}, scope.rounds)
    print(series.table())
    peak = {name: median(found) for name, found in memory.items()}
    return [
        Goal(
            "G9",
            "start to the first getUpdates / import aiogram, CPU",
            series.ratio("bot", "import aiogram", lambda sample: sample.cpu),
            limit=1.15,
            note=f"{series.cpu('bot'):.2f} s; {scope.rounds} rounds",
        ),
        Goal(
            "G9",
            "memory after the start / import aiogram",
            peak["bot"] / peak["import aiogram"],
            limit=1.2,
            note=f"{peak['bot']:.0f} MiB",
        ),
    ]


async def _run(what: list[str], environment: dict[str, str], until: Child | None) -> _Ended:
    """Run Python, until it ends or has asked for updates."""
    process = subprocess.Popen(  # noqa: ASYNC220 - waited for with its use of resources
        [sys.executable, *what], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )
    if until is not None:
        await until.ask("first_poll", TOKEN)
        process.kill()
    _, _, used = await asyncio.to_thread(os.wait4, process.pid, 0)
    # It is gone already: nothing is left to wait for.
    process.returncode = 0
    # Linux counts in KiB, macOS in bytes.
    unit = 1024 if sys.platform != "darwin" else 1024**2
    return _Ended(used.ru_utime + used.ru_stime, used.ru_maxrss / unit)
