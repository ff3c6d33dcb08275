"""Server-sent events: the page hears of every change as it happens."""

import asyncio
import json

from aiohttp import web

from sandbox.engine import World
from sandbox.state import Event

HEARTBEAT_SECONDS = 15.0
_SHOWN = frozenset(
    {"message", "edit", "delete", "answer", "offers", "typing", "clock", "call", "person"}
)


class EventStream:
    """All open streams; closing the server closes them first."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._queues: set[asyncio.Queue[Event | None]] = set()
        self._stop = world.subscribe(self._spread)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One listener, until it leaves."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"}
        )
        queue: asyncio.Queue[Event | None] = asyncio.Queue()
        self._queues.add(queue)
        try:
            await response.prepare(request)
            await response.write(b": open\n\n")
            await self._pump(response, queue)
        except ConnectionResetError:
            pass
        finally:
            self._queues.discard(queue)
        return response

    async def close(self, _app: web.Application) -> None:
        """End every stream."""
        self._stop()
        self._end_all()

    @staticmethod
    async def _pump(response: web.StreamResponse, queue: asyncio.Queue[Event | None]) -> None:
        while True:
            try:
                event = await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
            except TimeoutError:
                await response.write(b": still here\n\n")
                continue
            if event is None:
                return
            await response.write(f"data: {json.dumps(event)}\n\n".encode())

    def _spread(self, event: Event) -> None:
        if event["type"] == "reset":
            self._end_all()
        elif event["type"] in _SHOWN:
            for queue in self._queues:
                queue.put_nowait(event)

    def _end_all(self) -> None:
        """Streams end; a page that comes back loads the state anew."""
        for queue in self._queues:
            queue.put_nowait(None)
