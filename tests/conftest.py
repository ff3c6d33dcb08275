"""What holds for every test."""

import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.support.forked import start_server, stop_server

# No deadlines: the first example pays for imports. In CI, the same examples each time.
settings.register_profile("marshrut", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("marshrut")


@pytest.fixture(scope="session", autouse=True)
def _warm() -> Iterator[None]:
    """What was compiled for one test's database serves the next."""
    from tests.support.warm_engines import engines_outlive

    with engines_outlive():
        yield


def pytest_collection_finish(session: pytest.Session) -> None:
    """As the program does: what is imported by now stays, nobody looks through it again."""
    forks = any(item.get_closest_marker("process") for item in session.items)
    if forks and not session.config.option.collectonly:
        # Bots will be forked: what they are forked from imports everything meanwhile.
        start_server()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_unconfigure() -> None:
    """Whatever was started has ended before the session has."""
    stop_server()
