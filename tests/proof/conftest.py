"""Proof is tested on a SQLite file of its own, as it runs in a small deployment."""

from collections.abc import AsyncIterator

import pytest

from tests.support.databases import fresh_database, prepare_or_skip
from tests.support.world import World, build_world


@pytest.fixture
def prepared() -> None:
    """The file that every test copies."""
    prepare_or_skip("sqlite")


@pytest.fixture
async def world(prepared: None) -> AsyncIterator[World]:
    """Заречный край on Monday morning, 5 April 2021, nobody in it yet."""
    async with fresh_database("sqlite") as database:
        yield build_world(database)
