"""Reads along with the log of everything that runs in this process, and finds names in it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from bot import logs

# Surnames of the people of the conversations, and the token that their bot runs with.
SURNAMES = ("Лебедев", "Синицын", "Ершов", "Незнакомов", "Чужой", "Канарейкин")


@contextmanager
def watched(*secrets: str) -> Iterator[list[str]]:
    """Within this, lines that name somebody are collected: as written, and as they were given.

    The filter would black the names out; the program must not give them to the log at all.
    """
    found: list[str] = []
    written = logs._Redacting.format
    wanted = (*SURNAMES, *secrets)

    def look(self: logs._Redacting, record: logging.LogRecord) -> str:
        line = written(self, record)
        said = record.msg
        if isinstance(said, dict):
            # What an exception says is not ours: it is for the filter to black out.
            said = {key: value for key, value in said.items() if key != "exception"}
        given = f"{said} {record.args}"
        found.extend(text for text in (line, given) if any(word in text for word in wanted))
        return line

    logs._Redacting.format = look  # type: ignore[method-assign]
    try:
        yield found
    finally:
        logs._Redacting.format = written  # type: ignore[method-assign]
