"""Processes that a test has started and not ended."""

import os
from pathlib import Path


def children() -> list[str]:
    """The numbers of processes below this one, zombies included; none where nobody tells."""
    me = str(os.getpid())
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if words[1] == me:
            found.append(entry.parent.name)
    return found
