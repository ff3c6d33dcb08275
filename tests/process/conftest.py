"""The bot as its own process, talking to a sandbox that this test serves."""

import asyncio
import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sandbox.backends import HttpBackend
from sandbox.conversation import Visitor
from sandbox.engine import DEFAULT_TOKEN, World
from sandbox.web import base_url, make_app, serve
from services.clock import SystemClock

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0


@dataclass
class Machine:
    """One machine: its database, its processes, everything they have printed."""

    folder: Path
    url: str
    world: World
    backend: HttpBackend
    printed: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    _running: asyncio.subprocess.Process | None = None
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
        """Run `python -m bot …` to its end."""
        environment = self.environment(**settings)
        environment.pop(unset, None)
        done = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-m", "bot", *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        self.printed += [done.stdout, done.stderr]
        return done

    async def starts(self, **settings: str) -> None:
        """Start `python -m bot` and wait until it polls."""
        self._logs += 1
        output = await asyncio.to_thread(self._log().open, "wb")
        polls = self._polls()
        with output:
            self._running = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                cwd=self.folder,
                env=self.environment(**settings),
                stdout=output,
                stderr=output,
            )
        async with asyncio.timeout(PATIENCE):
            while self._polls() == polls:
                assert self._running.returncode is None, self._log().read_text()
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
        if self._running is not None and self._running.returncode is None:
            await self._ends(signal.SIGKILL)

    async def visitor(self, id: int, name: str) -> Visitor:
        """Somebody with a patience for slow machines."""
        self.names.append(name)
        return await Visitor.meet(self.backend, id, name, patience=20)

    def log(self) -> str:
        """What the running process has printed so far."""
        return self._log().read_text()

    async def _ends(self, number: int) -> int:
        assert self._running is not None
        self._running.send_signal(number)
        async with asyncio.timeout(PATIENCE):
            code = await self._running.wait()
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
