"""One scene for the whole package: attempts are undone, so thousands of them cost little."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.access.scene import Scene, build_scene
from tests.access.undone import UndoneDatabase
from tests.support.databases import prepare_or_skip, sqlite_template
from tests.support.world import World, build_world


@pytest.fixture(scope="session")
def prepared() -> Iterator[tuple[Path, Scene]]:
    """A database file with the scene in it; made outside of any running loop."""
    prepare_or_skip("sqlite")
    with tempfile.TemporaryDirectory(prefix="marshrut-access-") as folder:
        path = Path(folder) / "scene.db"
        shutil.copy(sqlite_template(), path)
        yield path, asyncio.run(_build(path))


async def _build(path: Path) -> Scene:
    database = UndoneDatabase(f"sqlite+aiosqlite:///{path}")
    try:
        return await build_scene(build_world(database))
    finally:
        await database.close()


@pytest.fixture
def scene(prepared: tuple[Path, Scene]) -> Scene:
    """Who stands where, and what is there."""
    return prepared[1]


@pytest.fixture
async def database(prepared: tuple[Path, Scene]) -> AsyncIterator[UndoneDatabase]:
    """The scene's database; use `attempt`, so that the next test meets the same facts."""
    database = UndoneDatabase(f"sqlite+aiosqlite:///{prepared[0]}")
    try:
        yield database
    finally:
        await database.close()


@pytest.fixture
def world(database: UndoneDatabase) -> World:
    """The services over it."""
    return build_world(database)
