"""The table of Bot API methods.

Each group of methods lives in its own module and enters itself here; a name
that is not in the table does not exist, so a bot that calls something new is
told so loudly.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.params import Params
from sandbox.state import State

Handler = Callable[[State, Params], Any]


@dataclass(frozen=True)
class Method:
    """One method: its proper spelling and what it does."""

    name: str
    run: Handler


METHODS: dict[str, Method] = {}


def method(name: str) -> Callable[[Handler], Handler]:
    """Enter a function into the table under a method name."""

    def enter(run: Handler) -> Handler:
        METHODS[name.lower()] = Method(name, run)
        return run

    return enter


def find_method(name: str) -> Method | None:
    """Look a method up; Telegram does not mind the case."""
    return METHODS.get(name.lower())
