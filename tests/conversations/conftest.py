"""A fresh district for every test; none may leave a refused call or a logged error behind."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from sandbox.engine import DEFAULT_TOKEN
from services.terms import Role
from tests.conversations.district import (
    DISTRICT,
    District,
    Neighbour,
    make_template,
    open_district,
)
from tests.support.databases import _scratch
from tests.support.log_watch import watched


@pytest.fixture(scope="session", autouse=True)
def _log() -> Iterator[None]:
    """No conversation may leave a name or the token in the log."""
    with watched(DEFAULT_TOKEN) as found:
        yield
    assert found == []


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database with the demo's places, made once."""
    path = tmp_path_factory.mktemp("template") / "district.db"
    return asyncio.run(make_template(path))


@pytest.fixture(scope="session")
def published_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with the sample road map published: reading it anew in each test is dear."""
    path = tmp_path_factory.mktemp("published") / "district.db"
    return asyncio.run(make_template(path, published=True))


@pytest.fixture
def scratch() -> Iterator[Path]:
    """A folder for databases, in memory where there is room: commits then wait for no disk."""
    with tempfile.TemporaryDirectory(prefix="marshrut-", dir=_scratch()) as folder:
        yield Path(folder)


@pytest.fixture
async def district(
    request: pytest.FixtureRequest, template: Path, published_template: Path, scratch: Path
) -> AsyncIterator[District]:
    """The district on Monday, 15 February 2027, half past eight; Olga brings its road map."""
    source = published_template if "olga" in request.fixturenames else template
    async with open_district(source, scratch / "district.db") as opened:
        yield opened
        assert opened.problems() == []


@pytest.fixture
async def http_district(template: Path, scratch: Path) -> AsyncIterator[District]:
    """The same with a real HTTP server between the bot and Telegram, the bot polling."""
    async with open_district(template, scratch / "district.db", http=True) as opened:
        async with opened.live():
            yield opened
        assert opened.problems() == []


@pytest.fixture
async def olga(district: District) -> Neighbour:
    """The municipal coordinator; the sample road map is published."""
    return await district.person("Ольга Синицына", Role.MUNICIPAL_COORDINATOR, DISTRICT)


@pytest.fixture
async def maria(district: District, olga: Neighbour) -> Neighbour:
    """The director of the first school; its road map is published."""
    return await district.person("Мария Лебедева", Role.DIRECTOR)


@pytest.fixture
async def pavel(district: District, olga: Neighbour) -> Neighbour:
    """The curator of the district's schools; its road map is published."""
    return await district.person("Павел Ершов", Role.CURATOR, DISTRICT)


@pytest.fixture
async def vera(district: District) -> Neighbour:
    """A municipal coordinator whose district has no road map yet."""
    return await district.person("Вера Новая", Role.MUNICIPAL_COORDINATOR, DISTRICT)


@pytest.fixture
async def mila(district: District) -> Neighbour:
    """A director whose district has no road map yet."""
    return await district.person("Мила Ровная", Role.DIRECTOR)
