"""All methods of all services, and a database that nobody may look into."""

import inspect
from collections.abc import Iterator
from dataclasses import fields

from bot.container import Container


def methods() -> Iterator[tuple[str, object]]:
    """«service.method» and the method, for all public coroutines of all services."""
    for field in fields(Container):
        service = field.type
        if not inspect.isclass(service) or service.__module__ == "services.clock":
            continue
        for name, method in inspect.getmembers(service, inspect.iscoroutinefunction):
            if not name.startswith("_"):
                yield f"{field.name}.{name}", method


class Shut:
    """A service, or what it holds, that may not be looked into."""

    def __getattr__(self, name: str) -> object:
        raise AssertionError(f"{name!r} was asked for before the table")
