"""A document is compiled in a child process with limits, while the bot goes on answering.

A file of a few kilobytes can take gigabytes or minutes to read. The child (`python -m roadmap`)
limits its own memory and CPU; here are the wall clock, the bound on its answer, and an environment
without a single secret. Whatever happens to the child becomes a RoadMapError with a code.
"""

import asyncio
import contextlib
import json
import logging
import os
import signal
import sys
import tempfile
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from roadmap.model import RoadMap, RoadMapError
from roadmap.office import CONVERTED, SOURCE, find_office, remove_socket
from roadmap.transport import from_json

__all__ = ["DOCUMENT_LIMIT", "WALL_SECONDS", "compile_in_child"]

DOCUMENT_LIMIT = 10 * 1024 * 1024
WALL_SECONDS = 15.0
_AT_ONCE = 2
_MAX_ANSWER = 4 * 1024 * 1024 + 1024
_PIECE = 256 * 1024
_ROOT = Path(__file__).resolve().parent.parent
# Deaf to the environment (-E) and to the user's own packages (-s); leaves no bytecode (-B).
_PYTHON = (sys.executable, "-E", "-s", "-B", "-X", "utf8", "-m")
# What a system needs to start Python at all. A token or a password never gets in.
_PASSED_ON = ("SYSTEMROOT", "LD_LIBRARY_PATH")
_LANGUAGE = {"LANG": "C.UTF-8"}

_slots: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()
_log = logging.getLogger(__name__)


async def compile_in_child(
    data: bytes,
    *,
    filename: str,
    default_year: int | str | None,
    wall_seconds: float = WALL_SECONDS,
) -> RoadMap:
    """Compile one file in a child process; at most two run at a time, the others wait.

    Raises RoadMapError: the codes of `roadmap.compile`, and `too_long` or `too_large_inside` where
    the child ran out of time or memory. An old Word file goes through LibreOffice first, within
    the same time.
    """
    if len(data) > DOCUMENT_LIMIT:
        raise RoadMapError("too_large", limit=DOCUMENT_LIMIT // 1024 // 1024)
    header = json.dumps({"filename": filename[:255], "default_year": default_year}).encode() + b"\n"
    async with _slot():
        end = asyncio.get_running_loop().time() + wall_seconds
        try:
            return await _compile(header, data, end)
        except RoadMapError as error:
            if error.code != "legacy_doc" or find_office() is None:
                raise
        return await _compile(header, await _converted(data, end), end)


def _slot() -> asyncio.Semaphore:
    """Places for children, one set for each event loop."""
    return _slots.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(_AT_ONCE))


async def _compile(header: bytes, data: bytes, end: float) -> RoadMap:
    try:
        async with asyncio.timeout_at(end), _child("roadmap") as process:
            answer, status = await _asked(process, header, data)
    except TimeoutError:
        raise RoadMapError("too_long") from None
    # In a thread: to take a long answer apart must not stop the replies to other people.
    return await asyncio.to_thread(_understood, answer, status)


async def _asked(process: Process, header: bytes, data: bytes) -> tuple[bytes, int]:
    """What the child answers, and how it ended."""
    feeding = asyncio.create_task(_feed(process, header, data))
    try:
        return await _read(process), await process.wait()
    finally:
        feeding.cancel()
        await asyncio.wait([feeding])


@contextlib.asynccontextmanager
async def _child(
    module: str, *arguments: str, stderr: int = DEVNULL, **environment: str
) -> AsyncIterator[Process]:
    """A process of ours that does not outlive this block, nor do its own children."""
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        *_PYTHON,
        module,
        *arguments,
        stdin=PIPE,
        stdout=PIPE,
        stderr=stderr,
        cwd=_ROOT,
        env={**passed_on, **_LANGUAGE, **environment},
        start_new_session=True,
    )
    try:
        yield process
    finally:
        # One that has died before its time may have left others in its group.
        if process.returncode != 0:
            _kill(process)
        ending = asyncio.create_task(_ended(process))
        try:
            await asyncio.shield(ending)
        except asyncio.CancelledError:
            await asyncio.wait([ending])
            raise


def _kill(process: Process) -> None:
    """End the child and whatever it has started."""
    # A group of the dead alone is «not found» to Linux and «not yours» to macOS.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


async def _ended(process: Process) -> None:
    """Wait until the child is gone: no zombies, nothing left open.

    Its pipes are emptied first: before Python 3.13 asyncio waits for ever for the end of a process
    whose last words nobody has read. A pipe it shares with its own children ends with the last.
    """
    for stream in (process.stdout, process.stderr):
        while stream is not None and await stream.read(_PIECE):
            pass
    await process.wait()


async def _feed(process: Process, *pieces: bytes) -> None:
    """Give the child its request; one that has heard enough may close its ears."""
    stream = process.stdin
    if stream is None:
        return
    with contextlib.suppress(ConnectionError):
        for piece in pieces:
            for start in range(0, len(piece), _PIECE):
                stream.write(piece[start : start + _PIECE])
                await stream.drain()
        stream.close()


async def _read(process: Process) -> bytes:
    """The whole answer. Raises RoadMapError where it is longer than any honest one."""
    answer = bytearray()
    stream = process.stdout
    while stream is not None and (piece := await stream.read(_PIECE)):
        answer += piece
        if len(answer) > _MAX_ANSWER:
            raise RoadMapError("too_large_inside")
    return bytes(answer)


def _understood(answer: bytes, status: int) -> RoadMap:
    if status != 0:
        raise RoadMapError(_cause_of_death(status))
    try:
        said = json.loads(answer)
        if "ok" in said:
            return from_json(said["ok"])
        error = _refused(said)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise RoadMapError("broken_file") from None
    raise error


def _refused(said: dict[str, Any]) -> RoadMapError:
    if "crash" in said:
        _log.error("The road-map compiler failed: %s", str(said["crash"])[:200])
    code = str(said["error"])
    # Too many bytes were refused above with the limit to name; here are too many pages or rows.
    params = {str(name): value for name, value in said["params"].items()}
    return RoadMapError("too_large_inside" if code == "too_large" else code, **params)


def _cause_of_death(status: int) -> str:
    """Out of CPU time is too long; any other death was by memory, or is no better than that."""
    too_long = -getattr(signal, "SIGXCPU", 0)
    return "too_long" if status == too_long else "too_large_inside"


async def _converted(data: bytes, end: float) -> bytes:
    """An old Word file as .docx. Raises RoadMapError `legacy_doc` where that fails."""
    with tempfile.TemporaryDirectory(prefix="roadmap-") as folder:
        await asyncio.to_thread((Path(folder) / SOURCE).write_bytes, data)
        # What LibreOffice leaves lying about when it is killed lies in the folder.
        home = {"HOME": folder, "TMPDIR": folder, "PATH": os.environ.get("PATH", os.defpath)}
        try:
            async with (
                asyncio.timeout_at(end),
                _child("roadmap.office", folder, stderr=PIPE, **home) as process,
            ):
                # It closes its stdout when it is done, and leaves this block by being ended.
                await _read(process)
            return await asyncio.to_thread(_written, Path(folder) / CONVERTED)
        except (TimeoutError, OSError) as error:
            raise RoadMapError("legacy_doc", converter="failed") from error
        finally:
            remove_socket(Path(folder))


def _written(path: Path) -> bytes:
    with path.open("rb") as file:
        # One byte more, so that too much is refused as such and not for its missing end.
        return file.read(DOCUMENT_LIMIT + 1)
