"""A stop waits for what is in hand: cut off, it would leave a connection open behind it."""

import asyncio
from typing import Any

import pytest

from bot.jobs import Jobs
from tests.services.test_traces import Still
from tests.support.world import World


class Slow:
    """Posts, or makes papers, for as long as it takes."""

    def __init__(self) -> None:
        self.begun, self.over = asyncio.Event(), asyncio.Event()

    async def due(self) -> int:
        self.begun.set()
        await self.over.wait()
        return 0

    post_due = make_due = due


@pytest.mark.parametrize("job", ["post_to_groups", "make_papers"])
async def test_a_stop_waits_for_it_but_not_for_ever(world: World, job: str):
    slow: Any = Slow()
    jobs = Jobs(world.services, Still(), poster=slow, papers=slow)
    work = asyncio.create_task(getattr(jobs, job)())
    await slow.begun.wait()

    await jobs.rest(0.02)
    resting = asyncio.create_task(jobs.rest(5))
    await asyncio.sleep(0.02)
    assert not resting.done()
    slow.over.set()
    await resting
    assert work.done()
