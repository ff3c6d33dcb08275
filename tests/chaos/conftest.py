"""What the tests of this package need is a database like anybody's."""

import pytest

from tests.support.databases import prepare_or_skip


@pytest.fixture(scope="module", autouse=True)
def _prepared() -> None:
    prepare_or_skip("sqlite")
