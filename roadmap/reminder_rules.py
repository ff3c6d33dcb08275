"""Which reminders a row deserves: the rules as data, per shape in time and kind.

A code names a stage: `d7` is seven days before (an event begins, a term ends), `h1` an hour
before, `link` the beginning itself, `after` the question afterwards, `open` and `middle` those
points of a window. `overdue` stands for the weekly stages `o1`, `o2`, … after a missed deadline.
"""

from collections.abc import Mapping
from enum import StrEnum

__all__ = [
    "DEFAULTS",
    "LAST_CALL",
    "OFFERED",
    "OVERDUE",
    "OVERDUE_WEEKS",
    "RULES_VERSION",
    "SPAN_CLOSERS",
    "WINDOW_CLOSERS",
    "Shape",
    "defaults_for",
]

# Raised with every change of what follows: what is promised still is then promised anew, once.
RULES_VERSION = 2
OVERDUE = "overdue"
OVERDUE_WEEKS = 8


class Shape(StrEnum):
    """How a happening lies in time, as far as reminders are concerned."""

    # An event with a day and an hour; with a day only.
    CLOCKED = "clocked"
    DAY = "day"
    DEADLINE = "deadline"
    # A window between two days; a month, a quarter and the like.
    WINDOW = "window"
    SPAN = "span"


DEFAULTS: Mapping[Shape, tuple[str, ...]] = {
    Shape.CLOCKED: ("d7", "d1", "h1", "link", "after"),
    Shape.DAY: ("d7", "d1", "d0", "after"),
    Shape.DEADLINE: ("d7", "d3", "d1", "d0", OVERDUE),
    # Short windows keep fewer, see `roadmap.reminders`.
    Shape.WINDOW: ("open", "middle", "d3"),
    Shape.SPAN: ("open", "d5"),
}
# What a kind of event has instead: nobody joins a visit by a link.
_OF_KIND: Mapping[tuple[Shape, str], tuple[str, ...]] = {
    (Shape.CLOCKED, "visit"): ("d7", "d1", "h1", "after"),
}
# Everything a coordinator may choose from.
OFFERED: Mapping[Shape, tuple[str, ...]] = {
    Shape.CLOCKED: ("d14", "d7", "d3", "d1", "h1", "link", "after"),
    Shape.DAY: ("d14", "d7", "d3", "d1", "d0", "after"),
    Shape.DEADLINE: ("d14", "d7", "d3", "d1", "d0", OVERDUE),
    Shape.WINDOW: ("open", "middle", "d7", "d3", "d1", "d0"),
    Shape.SPAN: ("open", "middle", "d14", "d5", "d3", "d1", "d0"),
}
# The last word before the end of a window: the first of these that falls well inside.
WINDOW_CLOSERS = ("d3", "d1", "d0")
SPAN_CLOSERS = ("d5", *WINDOW_CLOSERS)
# What was chosen for an event with a clock means this when the clock is taken away, and back.
LAST_CALL: Mapping[Shape, tuple[str, str]] = {
    Shape.CLOCKED: ("d0", "h1"),
    Shape.DAY: ("h1", "d0"),
}


def defaults_for(shape: Shape, kind: str) -> tuple[str, ...]:
    """The codes of a shape, unless its kind has rules of its own."""
    return _OF_KIND.get((shape, kind), DEFAULTS[shape])
