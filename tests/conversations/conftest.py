"""A fresh district for every test; none may leave a refused call or a logged error behind."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from sandbox.engine import DEFAULT_TOKEN
from tests.conversations.district import (
    District,
    Neighbour,
    make_template,
    open_district,
)
from tests.conversations.scenes import CAST, Scenes
from tests.support.databases import scratch_folder
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
    with scratch_folder() as folder:
        yield folder


@pytest.fixture(scope="session")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Scenes:
    """Where tests begin whose people joined before: to join is a conversation of its own."""
    return Scenes(tmp_path_factory.mktemp("scenes"))


@pytest.fixture
async def district(
    request: pytest.FixtureRequest,
    template: Path,
    published_template: Path,
    scratch: Path,
    scenes: Scenes,
) -> AsyncIterator[District]:
    """The district on Monday, 15 February 2027, half past eight; Olga brings its road map.

    Those of the cast whom the test asks for have joined.
    """
    source = published_template if "olga" in request.fixturenames else template
    names = tuple(name for name in CAST if name in request.fixturenames)
    scene = await scenes.of(source, names) if names else None
    async with open_district(source, scratch / "district.db", scene=scene) as opened:
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
    return await _joined(district, "olga")


@pytest.fixture
async def maria(district: District, olga: Neighbour) -> Neighbour:
    """The director of the first school; its road map is published."""
    return await _joined(district, "maria")


@pytest.fixture
async def pavel(district: District, olga: Neighbour) -> Neighbour:
    """The curator of the district's schools; its road map is published."""
    return await _joined(district, "pavel")


@pytest.fixture
async def vera(district: District) -> Neighbour:
    """A municipal coordinator whose district has no road map yet."""
    return await _joined(district, "vera")


@pytest.fixture
async def mila(district: District) -> Neighbour:
    """A director whose district has no road map yet."""
    return await _joined(district, "mila")


async def _joined(district: District, name: str) -> Neighbour:
    """Somebody of the cast; a district that a test opens by itself knows nobody yet."""
    if name not in district.cast:
        district.cast[name] = await district.person(*CAST[name])
    return district.cast[name]
