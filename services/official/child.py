"""Starts the process that makes a paper, and hears how far it is.

What it needs to reach the database goes over its standard input: neither the list of processes nor
its environment shows a password.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path
from typing import Any, Protocol

from services.official.order import Made, Order

_ROOT = Path(__file__).resolve().parents[2]
_PYTHON = (sys.executable, "-E", "-s", "-B", "-X", "utf8", "-m", "services.official")
_PASSED_ON = ("SYSTEMROOT", "LD_LIBRARY_PATH")
_SECONDS = 900.0
# Longer than any honest one: a year of a large region is some megabytes.
_MOST_BYTES = 45 * 1024 * 1024
_LONGEST_LINE = 4 * 1024 * 1024


class MakingError(Exception):
    """The paper could not be made; the text is a code."""


class Listener(Protocol):
    """Who hears how far a paper is."""

    async def __call__(self, stage: str, done: int, of: int) -> None:
        """A code of what is being done, so many steps of so many."""
        ...


async def make_in_child(database_url: str, order: Order, listen: Listener) -> Made:
    """Make a paper in another process; raises MakingError."""
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        *_PYTHON,
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        cwd=_ROOT,
        env={**environment, "LANG": "C.UTF-8"},
        start_new_session=True,
        limit=_LONGEST_LINE,
    )
    try:
        async with asyncio.timeout(_SECONDS):
            return await _made(process, database_url, order, listen)
    except (TimeoutError, asyncio.IncompleteReadError):
        raise MakingError("too_long" if process.returncode is None else "broken") from None
    except (ValueError, KeyError, ConnectionError):
        raise MakingError("broken") from None
    finally:
        await _ended(process)


async def _made(process: Process, database_url: str, order: Order, listen: Listener) -> Made:
    if process.stdin is None or process.stdout is None:
        raise MakingError("broken")
    asked = json.dumps({"database": _from_anywhere(database_url), "order": order.as_json()})
    process.stdin.write(asked.encode() + b"\n")
    await process.stdin.drain()
    process.stdin.close()
    while line := await process.stdout.readline():
        said: dict[str, Any] = json.loads(line)
        if "trouble" in said:
            raise MakingError(str(said["trouble"]))
        if "length" not in said:
            await listen(str(said["stage"]), int(said["done"]), int(said["of"]))
            continue
        if int(said["length"]) > _MOST_BYTES:
            raise MakingError("too_large")
        content = await process.stdout.readexactly(int(said["length"]))
        return Made(str(said["name"]), content, tuple(said["sentences"]))
    raise MakingError("broken")


def _from_anywhere(database_url: str) -> str:
    """The address as another folder sees it: that of a file may begin where the bot was started."""
    scheme, mark, path = database_url.partition(":///")
    if not scheme.startswith("sqlite") or not path or path.startswith((":", "file:")):
        return database_url
    name, question, options = path.partition("?")
    return f"{scheme}{mark}{Path(name).absolute()}{question}{options}"


async def _ended(process: Process) -> None:
    """Wait until it is gone; it is ended first where it still works."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
    while process.stdout is not None and await process.stdout.read(65_536):
        pass
    await process.wait()
