"""What a call of the access matrix is."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from bot.container import Container
from services.access import Action, Actor
from tests.access.scene import Surroundings

About = Literal["school", "district", "region", "plan", "nothing"]


@dataclass(frozen=True)
class Call:
    """One way to call a method about the objects of some surroundings."""

    about: About
    run: Callable[[Container, Actor, Surroundings], Awaitable[object]]
    # Which of the method's actions this call is an instance of; None for any.
    action: Action | None = None
