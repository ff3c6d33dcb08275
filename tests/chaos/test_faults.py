"""A short form of `make chaos faults`: some of the calls of every effect fail, one at a time."""

import asyncio
import random
from pathlib import Path

import pytest

from tests.chaos.fault_paths import PATHS
from tests.chaos.fault_paths import Path as Effect
from tests.chaos.faults import Stage, every_point, open_stage
from tests.conversations.district import make_template, open_district

SEED = 20261122
SHARE = 0.05


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the sample road map published."""
    return asyncio.run(make_template(tmp_path_factory.mktemp("faults") / "t.db", published=True))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
async def test_a_call_that_fails(template: Path, tmp_path: Path, path: Effect):
    dice = random.Random(SEED)  # noqa: S311 - repeatable on purpose
    async with open_stage(template, tmp_path, path) as stage:
        tally = await every_point(stage, SHARE, dice)
    assert tally.faults == [], f"seed {SEED}"
    assert tally.points.total() > 0


class TornStage(Stage):
    """An effect in pieces that knows nothing of the update it belongs to, nor of errors."""

    async def act(self) -> None:
        database = self.district.app.container.reminders._database
        async with database.write() as store:
            store.intake.audit(self._moment, None, "first", object_kind="trial", object_id=1)
        async with database.write() as store:
            store.intake.audit(self._moment, None, "second", object_kind="trial", object_id=2)

    async def go_on(self) -> None:
        await self.act()


async def test_the_judge_sees_what_is_half_done_and_what_is_done_twice(
    template: Path, tmp_path: Path
):
    file = tmp_path / "torn.db"
    async with open_district(template, file) as district:
        stage = TornStage(district, PATHS[0], file)
        await stage.prepare()
        tally = await every_point(stage, 1.0, random.Random(SEED))  # noqa: S311 - the same
    assert any("half done" in fault for fault in tally.faults)
    assert any("another end" in fault for fault in tally.faults)
