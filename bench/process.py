"""Child processes that answer orders: one line of JSON in, one line of JSON out.

What is measured runs in a process of its own and counts its own processor time, so that neither
the Telegram beside it nor the one who asks is counted.
"""

import asyncio
import gc
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter, process_time, thread_time
from typing import Any

# No secrets: the Telegram beside them is ours.
TOKEN, ECHO_TOKEN = "1:bench", "2:bench"
ROOT = Path(__file__).resolve().parent.parent
_LINE_LIMIT = 1 << 26
_PATIENCE = 900.0

Answer = dict[str, Any]
Orders = Mapping[str, Callable[[Any], Awaitable[Any]]]


class Child:
    """One child process."""

    def __init__(self, process: Process) -> None:
        self._process = process

    async def ask(self, order: str, what: Any = None) -> Any:
        """Give an order and wait until it is carried out."""
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise RuntimeError("a child without pipes")
        stdin.write(json.dumps([order, what]).encode() + b"\n")
        async with asyncio.timeout(_PATIENCE):
            line = await stdout.readline()
        if not line:
            raise RuntimeError(f"a child died of «{order}»")
        return json.loads(line)

    async def end(self) -> None:
        """Close its ears: it ends by itself."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            async with asyncio.timeout(30):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()


@asynccontextmanager
async def child(module: str, *arguments: str) -> AsyncIterator[Child]:
    """Start `python -m module`; it is there when it has said so."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *arguments,
        stdin=PIPE, stdout=PIPE, limit=_LINE_LIMIT, cwd=ROOT,
    )  # fmt: skip
    found = Child(process)
    try:
        await found.ask("ready")
        yield found
    finally:
        await found.end()


async def obey(orders: Orders) -> None:
    """Be such a child: carry out orders until there are no more."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=_LINE_LIMIT)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        order, what = json.loads(line)
        answer = None if order == "ready" else await orders[order](what)
        os.write(_OUT, json.dumps(answer).encode() + b"\n")


# Whatever else is printed goes where it disturbs no answer.
_OUT = os.dup(1)


def quiet() -> None:
    """Send what others print to the standard error output."""
    os.dup2(2, 1)


class Stalls:
    """Watches how long single steps of the loop take: nobody else moves meanwhile."""

    def __init__(self) -> None:
        """Begin to watch every step of every loop of this process."""
        self.longest = self.longest_cpu = 0.0
        run = asyncio.Handle._run

        def watched(handle: asyncio.Handle) -> None:
            wall, cpu = perf_counter(), thread_time()
            run(handle)
            self.longest = max(self.longest, perf_counter() - wall)
            self.longest_cpu = max(self.longest_cpu, thread_time() - cpu)

        asyncio.Handle._run = watched  # type: ignore[method-assign, assignment]

    async def told(self, _what: Any = None) -> Answer:
        """The longest since the last question, by the clock and of the processor."""
        answer = {"longest": self.longest, "cpu": self.longest_cpu}
        self.longest = self.longest_cpu = 0.0
        return answer


async def cpu(_what: Any = None) -> float:
    """Processor time of this process so far."""
    return process_time()


def settled() -> None:
    """What every well-kept aiogram program does after its imports."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
