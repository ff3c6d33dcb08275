"""Databases to look after, each of a test's own."""

from collections.abc import AsyncIterator

import pytest

from db.database import Database
from tests.support.databases import fresh_database, prepare_or_skip


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest) -> str:
    """The database underneath; skipped with a reason where it cannot start."""
    prepare_or_skip(request.param)
    return request.param


@pytest.fixture
async def database(engine: str) -> AsyncIterator[Database]:
    """A migrated database with the tree of places."""
    async with fresh_database(engine) as database:
        yield database
