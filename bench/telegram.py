"""The sandbox as a process that can be asked what it has seen: it enforces the limits of sending.

python -m bench.telegram '{"burst": 30, "delay": 0.1, "people": 450}'
"""

import asyncio
import json
import sys
from time import monotonic
from typing import Any

from bench.district import FIRST_ACCOUNT
from bench.process import TOKEN, obey, quiet
from sandbox.engine import World
from sandbox.history import Entry
from sandbox.settings import Rates, Settings
from sandbox.state import Callback
from sandbox.web import base_url, make_app, serve
from services.clock import SystemClock

_TELLING = frozenset({"sendMessage", "editMessageText"})


class Seen:
    """What arrived, by a clock that never jumps."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._written = world.history.add
        world.history.add = self._note  # type: ignore[method-assign]
        self.sends: list[float] = []
        self.refused = 0
        self.open: dict[int, float] = {}
        self.latencies: list[float] = []

    def _note(self, entry: Entry) -> None:
        """In the place of the log, which would only grow."""
        if entry.source != "bot" or entry.name not in _TELLING:
            return
        self.refused += entry.status == 429
        if entry.status != 200:
            return
        self.sends.append(monotonic())
        if entry.name == "editMessageText" and entry.chat in self.open:
            self.latencies.append(monotonic() - self.open.pop(entry.chat))

    def press(self, account: int, data: str) -> None:
        """Somebody taps a button below a message that he has had for long."""
        world = self._world
        messages = self._told(account)
        if not messages:
            # What the limits are not asked about: it was there before.
            limiter, world.limiter = world.limiter, type(world.limiter)(None, world.monotonic)
            world.call(TOKEN, "sendMessage", {"chat_id": str(account), "text": "."}, {})
            world.limiter = limiter
            messages = self._told(account)
            self.sends.pop()
        query_id = str(8_000_000_000_000_000 + world.serial())
        world.callbacks[query_id] = Callback(account, world.monotonic())
        self.open[account] = monotonic()
        query = {
            "id": query_id,
            "from": world.people[account].as_user(),
            "message": world.message_object(messages[0]),
            "chat_instance": "7",
            "data": data,
        }
        world.updates.put("callback_query", query)

    def _told(self, account: int) -> list[Any]:
        """What the bot has written to somebody: nothing else has buttons, nor can be edited."""
        written = self._world.chat(account).messages.values()
        return [message for message in written if message.from_bot]


class Orders:
    """What the one who measures may ask for."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self._tapping: asyncio.Task[None] | None = None

    async def tap(self, what: dict[str, Any]) -> None:
        """Let people tap evenly until they are told to stop."""

        async def taps() -> None:
            number = 0
            while True:
                account, data = what["taps"][number % len(what["taps"])]
                self._seen.press(account, data)
                number += 1
                await asyncio.sleep(1 / what["rate"])

        self._tapping = asyncio.create_task(taps())

    async def seen(self, _what: Any) -> dict[str, Any]:
        """Everything since the last question; nobody taps any more."""
        if self._tapping is not None:
            self._tapping.cancel()
            await asyncio.sleep(1)
        seen = self._seen
        answer = {"sends": seen.sends, "refused": seen.refused, "latencies": seen.latencies}
        seen.sends, seen.refused, seen.latencies = [], 0, []
        seen.open.clear()
        return answer


async def _main(options: dict[str, Any]) -> None:
    rates = Rates(overall=options["rate"], overall_burst=options["burst"])
    world = World(SystemClock(), token=TOKEN, settings=Settings(rates=rates))
    for number in range(options["people"]):
        world.add_person(FIRST_ACCOUNT + number, f"Guest {number}")
        world.start(FIRST_ACCOUNT + number)
    world.take_updates()
    order = {"kind": "delay", "times": None, "seconds": options["delay"]}
    world.plan_fault({**order, "method": "sendMessage"})
    world.plan_fault({**order, "method": "editMessageText"})
    orders = Orders(Seen(world))
    runner = await serve(make_app(world))

    async def url(_what: Any) -> str:
        return base_url(runner)

    try:
        await obey({"url": url, "tap": orders.tap, "seen": orders.seen})
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    quiet()
    asyncio.run(_main(json.loads(sys.argv[1])))
