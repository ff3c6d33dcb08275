"""«10 in the morning» as a clock writes it: typed by hand, never a cell of a document."""

from __future__ import annotations

import re

from roadmap import vocabulary_clock as v

__all__ = ["with_clocks"]

_NOON = 12
_SMALL_HOURS = 5


def with_clocks(text: str) -> str:
    """The text with its spoken hours written as «10:00»."""
    text = v.SPOKEN.sub(_spoken, text)
    for written in v.WRITTEN:
        text = written.sub(_written, text)
    return text


def _written(said: re.Match[str]) -> str:
    return f"{int(said['hour']):02}:{said['minute'] or '00'}"


def _spoken(said: re.Match[str]) -> str:
    hour, part = int(said["hour"]), said["part"].lower()
    if part in v.AFTER_NOON and hour != _NOON:
        hour += _NOON
    elif part == v.NIGHT and hour > _SMALL_HOURS:
        hour = (hour + _NOON) % (2 * _NOON)
    return f"{hour:02}:{said['minute'] or '00'}"
