"""Two ways for a test's visitor to reach a world: directly or over HTTP.

Both offer the same few operations on plain data, so that one scenario runs
unchanged against handlers in the same process and against a whole bot.
"""

import asyncio
from collections.abc import Awaitable, Callable
from io import BytesIO
from types import TracebackType
from typing import Any, Protocol, Self

import aiohttp

from sandbox.engine import World

View = dict[str, Any]
Pump = Callable[[], Awaitable[object]]


class Backend(Protocol):
    """What a visitor needs."""

    pause: float

    async def join(self, person: int, first_name: str, details: dict[str, Any]) -> None:
        """Make sure the person exists."""
        ...

    async def act(self, person: int, verb: str, body: dict[str, Any]) -> None:
        """Do something as the person."""
        ...

    async def send_file(
        self, person: int, name: str, content: bytes, caption: str | None, *, as_photo: bool
    ) -> None:
        """Send a file as the person."""
        ...

    async def look(self, person: int) -> View:
        """The chat now: `revision`, `messages` and `answers`."""
        ...

    async def fetch(self, media: View) -> bytes:
        """The bytes of a file the person sees."""
        ...


class InProcessBackend:
    """Straight to the world; `pump` lets a bot without a poll loop catch up."""

    pause = 0.005

    def __init__(self, world: World, pump: Pump | None = None) -> None:
        self._world = world
        self._pump = pump

    async def join(self, person: int, first_name: str, details: dict[str, Any]) -> None:
        """Make sure the person exists."""
        if person not in self._world.people:
            self._world.add_person(person, first_name, **details)

    async def act(self, person: int, verb: str, body: dict[str, Any]) -> None:
        """Do something as the person."""
        getattr(self._world, verb)(person, **body)
        await self._catch_up()

    async def send_file(
        self, person: int, name: str, content: bytes, caption: str | None, *, as_photo: bool
    ) -> None:
        """Send a file as the person."""
        if as_photo:
            self._world.photo(person, content, caption, name)
        else:
            self._world.document(person, name, content, caption)
        await self._catch_up()

    async def look(self, person: int) -> View:
        """The chat now."""
        return {
            "revision": self._world.revision,
            "messages": self._world.view(person),
            "answers": self._world.chat(person).answers,
        }

    async def fetch(self, media: View) -> bytes:
        """The bytes of a file the person sees."""
        stored = self._world.files.find(media["file_id"])
        if stored is None:
            raise AssertionError(f"file {media['name']} is gone")
        return stored.content

    async def _catch_up(self) -> None:
        await asyncio.sleep(0)
        if self._pump is not None:
            await self._pump()


_PATHS = {"edit_text": "edit", "delete_account": "delete"}


class HttpBackend:
    """Over `/sim`, for a sandbox in another process or behind a real socket."""

    pause = 0.02

    def __init__(self, base_url: str) -> None:
        self._client = aiohttp.ClientSession(base_url)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Let the connections go."""
        await self._client.close()

    async def join(self, person: int, first_name: str, details: dict[str, Any]) -> None:
        """Make sure the person exists."""
        async with self._client.get("/sim/state") as response:
            people = (await response.json())["people"]
        if not any(known["id"] == person for known in people):
            await self._post("/sim/people", {"id": person, "first_name": first_name, **details})

    async def act(self, person: int, verb: str, body: dict[str, Any]) -> None:
        """Do something as the person."""
        await self._post(f"/sim/people/{person}/{_PATHS.get(verb, verb)}", body)

    async def send_file(
        self, person: int, name: str, content: bytes, caption: str | None, *, as_photo: bool
    ) -> None:
        """Send a file as the person."""
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("caption", caption or "")
        form.add_field("as", "photo" if as_photo else "document")
        form.add_field("file", BytesIO(content), filename=name)
        async with self._client.post(f"/sim/people/{person}/upload", data=form) as response:
            await _accepted(response)

    async def look(self, person: int) -> View:
        """The chat now."""
        async with self._client.get(f"/sim/chats/{person}") as response:
            return await _accepted(response)

    async def fetch(self, media: View) -> bytes:
        """The bytes of a file the person sees."""
        async with self._client.get(media["url"]) as response:
            return await response.read()

    async def _post(self, path: str, body: dict[str, Any]) -> None:
        async with self._client.post(path, json=body) as response:
            await _accepted(response)


async def _accepted(response: aiohttp.ClientResponse) -> View:
    body: View = await response.json()
    if not body.get("ok"):
        raise AssertionError(f"{response.url.path}: {body.get('error')}")
    return body
