"""Processes that a test has started and not ended."""

import os
from pathlib import Path

from tests.support.forked import servers


def children() -> list[str]:
    """The numbers of processes below this one, zombies included; none where nobody tells.

    The server that bots are forked from is the session's, and lives to its end.
    """
    me = str(os.getpid())
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if words[1] == me and entry.parent.name not in servers():
            found.append(entry.parent.name)
    return found
