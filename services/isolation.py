"""What goes wrong about one person, or one plan, is nobody else's trouble."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from traceback import extract_tb

from db.troubles import TROUBLES

_log = logging.getLogger(__name__)


@contextmanager
def on_its_own(what: str, number: int) -> Iterator[None]:
    """Log an error by the number of what it is about, and go on.

    Without the text of the error: it may quote names. When the database itself is in trouble,
    that is everybody's: it is raised.
    """
    try:
        yield
    except TROUBLES:
        raise
    except Exception as error:
        note(what, number, error)


def note(what: str, number: int, error: Exception) -> None:
    """Log an error by its kind and place, and by the number of what it is about."""
    frames = extract_tb(error.__traceback__)
    where = f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else "-"
    _log.error("%s_failed number=%d error=%s at=%s", what, number, type(error).__name__, where)
