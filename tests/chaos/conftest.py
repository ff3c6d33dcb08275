"""What the tests of this package leave behind is nothing: other tests count processes."""

from collections.abc import Iterator
from multiprocessing import forkserver, resource_tracker

import pytest

from tests.support.databases import prepare_or_skip


@pytest.fixture(scope="module", autouse=True)
def _no_warm_server_left() -> Iterator[None]:
    """End the server that bots are forked from, and its companion."""
    prepare_or_skip("sqlite")
    yield
    forkserver._forkserver._stop()  # type: ignore[attr-defined]
    resource_tracker._resource_tracker._stop()  # type: ignore[attr-defined]
