"""Processes that start at once: forks of one that has imported the whole bot already.

To import aiogram and all of the bot takes seconds of a processor. The server that is forked from
does it once for the session, from its first moment on beside the tests that come before.
"""

import multiprocessing
import os
import runpy
import sys
from collections.abc import Sequence
from multiprocessing import forkserver, resource_tracker
from multiprocessing.context import ForkServerContext
from pathlib import Path

_PRELOADED = "tests.support.forked_from"


def warm_context() -> ForkServerContext:
    """A context whose server has aiogram and the rest in memory."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([_PRELOADED])
    return context


def start_server() -> None:
    """Let the server import what it will need; nobody waits for it."""
    warm_context()
    forkserver.ensure_running()


def stop_server() -> None:
    """End the server and its companion, if they run."""
    forkserver._forkserver._stop()  # type: ignore[attr-defined]
    resource_tracker._resource_tracker._stop()  # type: ignore[attr-defined]


def servers() -> set[str]:
    """The numbers of the server and of its companion: not started by what is tested."""
    numbers = (
        getattr(forkserver._forkserver, "_forkserver_pid", None),  # type: ignore[attr-defined]
        getattr(resource_tracker._resource_tracker, "_pid", None),  # type: ignore[attr-defined]
    )
    return {str(number) for number in numbers if number is not None}


def run_module(
    module: str,
    arguments: Sequence[str],
    folder: Path,
    environment: dict[str, str],
    streams: tuple[Path, Path],
) -> None:
    """Be `python -m module …` in a folder and with no other environment, until the end."""
    for number, path in enumerate(streams, start=1):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(descriptor, number)
        os.close(descriptor)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", write_through=True)  # type: ignore[union-attr]
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
