"""Engines that outlive a test: what SQLAlchemy has compiled for one serves the next.

Most of what a short test costs is the making of the same statements anew, for SQLAlchemy keeps
them by engine. So databases of tests lie under names that come back (`lent`), and whoever opens a
database of that name gets the engine that the last one closed, without a single connection of it.
An engine is lent to one at a time; two who open the same file in the same moment get two.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest
from sqlalchemy import AsyncAdaptedQueuePool
from sqlalchemy.ext.asyncio import AsyncEngine

from db import database
from db.database import Database


class Lending:
    """Things that are made when none is free, and come back."""

    def __init__(self) -> None:
        self._free: dict[Any, list[Any]] = {}

    def take(self, key: Any, make: Callable[[], Any]) -> Any:
        """One of a kind that nobody has."""
        free = self._free.get(key)
        return free.pop() if free else make()

    def give(self, key: Any, thing: Any) -> None:
        """Nobody has it any more."""
        self._free.setdefault(key, []).append(thing)

    @contextmanager
    def lent(self, key: Any, make: Callable[[], Any]) -> Iterator[Any]:
        """One of a kind for as long as the block lasts."""
        thing = self.take(key, make)
        try:
            yield thing
        finally:
            self.give(key, thing)


_engines: Final = Lending()
_make_sqlite = database._sqlite_engine
_make_any = database.create_async_engine
_close = Database.close


def _sqlite(url: str, **options: Any) -> AsyncEngine:
    return _warm(
        ("sqlite", str(url), *sorted(options.items())), lambda: _make_sqlite(url, **options)
    )


def _any(url: Any, **options: Any) -> AsyncEngine:
    # Those of SQLite are kept with the listeners that are hung on them.
    if "sqlite" in str(url):
        return _make_any(url, **options)
    return _warm((str(url), *sorted(options.items())), lambda: _make_any(url, **options))


def _warm(key: Any, make: Callable[[], AsyncEngine]) -> AsyncEngine:
    engine: AsyncEngine = _engines.take(key, make)
    _keys[engine.sync_engine] = key
    return engine


_keys: dict[Any, Any] = {}


async def _closed(self: Database) -> None:
    # As closing does: these give their connections back by themselves.
    await self.served()
    held = [engine.pool.status() for engine in (self._writer, self._reader) if _is_held(engine)]
    await _close(self)
    # Whoever still reads or writes would give his connection to a pool that nobody empties.
    assert not held, f"the database was closed under somebody's hands: {held}"
    for engine in (self._writer, self._reader):
        # Who closes twice gives back once; a reader of PostgreSQL is a view of its writer.
        key = _keys.pop(engine.sync_engine, None)
        if key is not None:
            _engines.give(key, engine)


def _is_held(engine: AsyncEngine) -> bool:
    return isinstance(engine.pool, AsyncAdaptedQueuePool) and engine.pool.checkedout() > 0


@contextmanager
def engines_outlive() -> Iterator[None]:
    """Keep engines from one database to the next within the block."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "_sqlite_engine", _sqlite)
        patch.setattr(database, "create_async_engine", _any)
        patch.setattr(Database, "close", _closed)
        yield
