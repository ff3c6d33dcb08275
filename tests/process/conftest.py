"""The bot as its own process, talking to a sandbox that this test serves."""

import asyncio
import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest

from sandbox.backends import HttpBackend
from sandbox.conversation import Visitor
from sandbox.engine import DEFAULT_TOKEN, World
from sandbox.web import base_url, make_app, serve
from services.clock import SystemClock
from tests.support.forked import run_module, warm_context

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
# Commands that an interpreter of their own has run in this session.
_TRULY_STARTED: Final[set[str]] = set()


@dataclass
class Machine:
    """One machine: its database, its processes, everything they have printed."""

    folder: Path
    url: str
    world: World
    backend: HttpBackend
    printed: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    _running: subprocess.Popen[bytes] | ForkServerProcess | None = None
    _logs: int = 0

    def environment(self, **more: str) -> dict[str, str]:
        """A clean environment: nothing of the machine's own settings reaches the bot."""
        inherited = {k: v for k, v in os.environ.items() if k in {"PATH", "HOME", "SYSTEMROOT"}}
        return {
            **inherited,
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "LANGUAGE": "ru",
            "BOT_TOKEN": DEFAULT_TOKEN,
            "BOT_API_URL": self.url,
            "DATABASE_URL": f"sqlite+aiosqlite:///{self.folder}/marshrut.db",
            **more,
        }

    async def command(
        self, *arguments: str, unset: str = "", **settings: str
    ) -> subprocess.CompletedProcess[str]:
        """Run `python -m bot …` to its end.

        The first time that a command is given, by an interpreter that starts from nothing; later
        by a fork that has imported everything.
        """
        environment = self.environment(**settings)
        environment.pop(unset, None)
        run = self._forked if arguments[0] in _TRULY_STARTED else self._truly
        _TRULY_STARTED.add(arguments[0])
        done = await asyncio.to_thread(run, arguments, environment)
        self.printed += [done.stdout, done.stderr]
        return done

    def _truly(
        self, arguments: Sequence[str], environment: dict[str, str]
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def _forked(
        self, arguments: Sequence[str], environment: dict[str, str]
    ) -> subprocess.CompletedProcess[str]:
        with TemporaryDirectory() as beside:
            out, err = Path(beside, "out"), Path(beside, "err")
            process = self._fork(arguments, environment, (out, err))
            process.join(PATIENCE)
            assert process.exitcode is not None, f"{arguments} goes on and on"
            return subprocess.CompletedProcess(
                arguments, process.exitcode, out.read_text(), err.read_text()
            )

    def _fork(
        self, arguments: Sequence[str], environment: dict[str, str], streams: tuple[Path, Path]
    ) -> ForkServerProcess:
        process = warm_context().Process(
            target=run_module, args=("bot", arguments, self.folder, environment, streams)
        )
        process.start()
        return process

    async def starts(self, *, truly: bool = False, **settings: str) -> None:
        """Start `python -m bot` and wait until it polls.

        A fork of one that has imported everything, or an interpreter that starts from nothing.
        """
        self._logs += 1
        output = await asyncio.to_thread(self._log().open, "wb")
        polls = self._polls()
        environment = self.environment(**settings)
        with output:
            if truly:
                self._running = await asyncio.to_thread(
                    subprocess.Popen,
                    [sys.executable, "-m", "bot"],
                    cwd=self.folder,
                    env=environment,
                    stdout=output,
                    stderr=output,
                )
            else:
                both = (self._log(), self._log())
                self._running = await asyncio.to_thread(self._fork, [], environment, both)
        async with asyncio.timeout(PATIENCE):
            while self._polls() == polls:
                assert self.code() is None, self._log().read_text()
                await asyncio.sleep(0.05)

    async def has_noted(self) -> None:
        """Wait until no message is on its way: the fate of each stands in the database."""
        async with asyncio.timeout(PATIENCE):
            while any(status == "sending" for _, status, _ in self.fates()):  # noqa: ASYNC110 - another process writes it
                await asyncio.sleep(0.02)

    async def has_answered(self) -> None:
        """Wait until no update is in hand: a kill before its note would have it answered again."""
        path = f"file:{self.folder / 'marshrut.db'}?mode=ro"
        async with asyncio.timeout(PATIENCE):
            with contextlib.closing(sqlite3.connect(path, uri=True)) as database:
                query = "SELECT 1 FROM inbox WHERE status = 'new'"
                while database.execute(query).fetchone():  # noqa: ASYNC110 - another process writes it
                    await asyncio.sleep(0.02)

    def fates(self) -> list[tuple[str, str, bool]]:
        """Kind, status and «sent once more» of every message in the outbox."""
        path = f"file:{self.folder / 'marshrut.db'}?mode=ro"
        with contextlib.closing(sqlite3.connect(path, uri=True)) as database:
            query = "SELECT kind, status, repeated FROM outbox ORDER BY id"
            return [(kind, status, bool(again)) for kind, status, again in database.execute(query)]

    async def is_killed(self) -> None:
        """`kill -9`."""
        await self._ends(signal.SIGKILL)

    async def is_stopped(self) -> tuple[int, float]:
        """`kill -TERM`; the exit code and how long it took."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        code = await self._ends(signal.SIGTERM)
        return code, loop.time() - began

    async def closes(self) -> None:
        """Leave no process behind."""
        if self._running is not None and self.code() is None:
            await self._ends(signal.SIGKILL)

    def code(self) -> int | None:
        """The exit code of what was started; None while it runs."""
        running = self._running
        assert running is not None
        return running.poll() if isinstance(running, subprocess.Popen) else running.exitcode

    def is_told(self, number: int) -> None:
        """Send a signal to what was started."""
        assert self._running is not None
        assert self._running.pid is not None
        if self.code() is None:
            os.kill(self._running.pid, number)

    async def visitor(self, id: int, name: str) -> Visitor:
        """Somebody with a patience for slow machines."""
        self.names.append(name)
        return await Visitor.meet(self.backend, id, name, patience=20)

    def log(self) -> str:
        """What the running process has printed so far."""
        return self._log().read_text()

    async def _ends(self, number: int) -> int:
        self.is_told(number)
        async with asyncio.timeout(PATIENCE):
            while (code := self.code()) is None:  # noqa: ASYNC110 - another process ends
                await asyncio.sleep(0.02)
        self.printed.append(self.log())
        return code

    def _log(self) -> Path:
        return self.folder / f"bot-{self._logs}.log"

    def _polls(self) -> int:
        # A bot tells its commands right before it begins to poll.
        return len(self.world.outbox("setMyCommands"))


@pytest.fixture
async def machine(tmp_path: Path) -> AsyncIterator[Machine]:
    """A machine; whatever its processes print must not hold the token."""
    world = World(SystemClock(), username="marshrut_test_bot", first_name="Маршрут")
    runner = await serve(make_app(world))
    async with HttpBackend(base_url(runner)) as backend:
        machine = Machine(tmp_path, base_url(runner), world, backend)
        try:
            yield machine
        finally:
            await machine.closes()
            await runner.cleanup()
    printed = "\n".join(machine.printed)
    assert DEFAULT_TOKEN not in printed
    assert [name for name in machine.names if name in printed] == []
    assert "Traceback" not in printed
    # A killed process leaves its long poll behind; the next one ends it with a 409.
    refused = [c for c in world.outbox() if c["status"] >= 400 and c["method"] != "getUpdates"]
    assert refused == []
