"""What an answered tap draws is made when its turn has come.

Whoever makes it before keeps others waiting for their answers. The handling of an update says here
how to wait for that turn; without it there is nothing to wait for.
"""

from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass

from keyboards.screen import Screen

# How the update in hand waits until those who are asked have been answered.
turn_to_draw: ContextVar[Callable[[], Awaitable[None]] | None] = ContextVar(
    "turn_to_draw", default=None
)


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a tap is answered with at once, and how its screen is made afterwards."""

    notice: str
    make: Callable[[], Screen]


async def drawn(screen: Screen | Drawing) -> Screen:
    """The screen of an answered tap; one that is still to be made waits for its turn."""
    if isinstance(screen, Screen):
        return screen
    wait = turn_to_draw.get()
    if wait is not None:
        await wait()
    return screen.make()
