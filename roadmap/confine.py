"""A process ties its own hands before it opens a stranger's file.

Where the system has no `resource` module (Windows) or refuses a limit (macOS and its address
space), the process works without it: the parent's wall clock still ends it.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Mapping
from typing import Any

__all__ = ["confine", "forbid_the_world", "peak_kib"]

_PROC_STATUS = "/proc/self/status"
# Everything by which a reader could reach beyond the bytes it was given.
_FORBIDDEN = (
    "socket.connect",
    "socket.bind",
    "socket.sendto",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.fork",
    "os.forkpty",
    "os.posix_spawn",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.mkdir",
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def confine(limits: Mapping[str, int]) -> None:
    """Lower limits of this process: names of `resource` without RLIMIT_, and their values.

    A limit that is lower already, that the system does not know, or that it refuses, stays.
    """
    try:
        import resource  # noqa: PLC0415  absent on Windows
    except ImportError:
        return
    for name, value in limits.items():
        which = getattr(resource, f"RLIMIT_{name}", None)
        if which is None:
            continue
        known = [now for now in resource.getrlimit(which) if now != resource.RLIM_INFINITY]
        # CPU time has a second more before the blunt end, so that its own signal tells the parent.
        soft, hard = min([value, *known]), min([value + (name == "CPU"), *known])
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(which, (soft, hard))


def forbid_the_world() -> None:
    """Refuse, from now on and for ever, to talk to a network, start a program, write a file.

    It stops what Python code does, external entities of a clever document among it; native code is
    held by the limits alone.
    """

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITING
        if writes or event in _FORBIDDEN:
            raise PermissionError(f"{event} is forbidden here")

    sys.addaudithook(refuse)


def peak_kib() -> int:
    """The most memory this process has held, in KiB; 0 where nobody knows.

    The kernel's own line is asked first: `ru_maxrss` starts from the parent's figure.
    """
    try:
        with open(_PROC_STATUS, encoding="ascii") as lines:
            for line in lines:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1])
    except (OSError, ValueError):
        pass
    try:
        import resource  # noqa: PLC0415  absent on Windows
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // 1024 if sys.platform == "darwin" else peak
