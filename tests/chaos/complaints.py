"""What the log complains of while something is tried."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

from bot.logs import configure


class Complaints(logging.Handler):
    """Errors of the log, with their tracebacks; an update put aside as unreadable is none."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if "update_quarantined" not in text or "unreadable" not in text:
            self.texts.append(self.format(record))


def in_short(text: str) -> str:
    """An error and where it came from: our own lines of its traceback."""
    own = re.findall(r'/((?:bot|handlers|keyboards|services|db)/[\w/]+\.py)", line (\d+)', text)
    return " ".join(f"{path}:{line}" for path, line in own[-6:]) + " " + text[-300:]


@contextmanager
def complaints() -> Iterator[Complaints]:
    """Hear errors, and nobody else does: thousands of updates are put aside in some tests."""
    handler, root = Complaints(), logging.getLogger()
    configure("console", "WARNING")
    others, root.handlers = root.handlers, [handler]
    try:
        yield handler
    finally:
        root.handlers = others
