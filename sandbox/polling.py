"""Long polling, shared by the transports.

The queue knows who may wait and why waiting ends; this coroutine does the
actual waiting, in real time, whatever the demo clock does.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from sandbox.engine import Answer, World
from sandbox.params import Params
from sandbox.receiving import poll_seconds
from sandbox.updates import Wake

CONFLICT_MEMORY_SECONDS = 3.0


class LongPoll:
    """`getUpdates` that waits until an update comes."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._last_conflict: float | None = None

    async def get_updates(self, token: str, params: Mapping[str, Any]) -> Answer:
        """Answer now when there is something to say, else wait for it."""
        answer = self._world.call(token, "getUpdates", params)
        seconds = poll_seconds(Params(params, {}))
        if answer.fault is not None or answer.body.get("result") != [] or seconds == 0:
            return answer
        why = await self._wait(seconds)
        if why in {Wake.OTHER_READER, Wake.WEBHOOK}:
            await self._hold_back()
            return self._world.cut_short(why)
        return self._world.collect_updates(params)

    async def _wait(self, seconds: float) -> Wake:
        """Take the reader's place and wait to be told why to stop."""
        woken: asyncio.Future[Wake] = asyncio.get_running_loop().create_future()

        def wake(why: Wake) -> None:
            if not woken.done():
                woken.set_result(why)

        self._world.updates.wait(wake)
        try:
            return await asyncio.wait_for(woken, seconds)
        except TimeoutError:
            return Wake.UPDATES
        finally:
            self._world.updates.stop_waiting(wake)

    async def _hold_back(self) -> None:
        """Answer conflicts that follow each other slowly, if the settings say so."""
        now = self._world.monotonic()
        before, self._last_conflict = self._last_conflict, now
        delay = self._world.settings.conflict_delay_seconds
        if delay and before is not None and now - before < CONFLICT_MEMORY_SECONDS:
            await asyncio.sleep(delay)
