"""Pushing updates to the bot's webhook.

Updates go one by one, in order; an answer outside 2xx or no answer is tried
again with growing pauses, and a good answer may carry a method call.  Only
loopback addresses are ever called.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

from sandbox.engine import Upload, World
from sandbox.receiving import is_loopback
from sandbox.state import Event, Webhook

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
LONGEST_PAUSE_SECONDS = 30.0


class Courier:
    """The background task that empties the queue into the webhook."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._work = asyncio.Event()

    async def running(self, _app: web.Application) -> AsyncIterator[None]:
        """Work as long as the application does."""
        stop_updates = self._world.updates.listen(self._work.set)
        stop_events = self._world.subscribe(self._notice)
        self._work.set()
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            stop_updates()
            stop_events()
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def _notice(self, event: Event) -> None:
        if event["type"] == "webhook":
            self._work.set()

    async def _run(self) -> None:
        timeout = aiohttp.ClientTimeout(total=self._world.settings.webhook_timeout_seconds)
        async with aiohttp.ClientSession(timeout=timeout) as client:
            while True:
                await self._work.wait()
                self._work.clear()
                await self._drain(client)

    async def _drain(self, client: aiohttp.ClientSession) -> None:
        failures = 0
        while (hook := self._world.webhook) and (waiting := self._world.updates.pending()):
            problem = await self._deliver(client, hook, waiting[0])
            if problem is None:
                failures = 0
                self._world.updates.confirm_below(waiting[0]["update_id"] + 1)
                continue
            hook.last_error, hook.last_error_at = problem, self._world.clock.now()
            pause = self._world.settings.webhook_retry_seconds * 2**failures
            failures = min(failures + 1, 16)
            await asyncio.sleep(min(pause, LONGEST_PAUSE_SECONDS))

    async def _deliver(
        self, client: aiohttp.ClientSession, hook: Webhook, update: dict[str, Any]
    ) -> str | None:
        """Push one update; returns what went wrong."""
        if not is_loopback(urlsplit(hook.url).hostname):
            return "the sandbox pushes updates to the loopback interface only"
        headers = {SECRET_HEADER: hook.secret} if hook.secret else {}
        try:
            async with client.post(hook.url, json=update, headers=headers, ssl=False) as response:
                if not 200 <= response.status < 300:
                    reason = f"{response.status} {response.reason}"
                    return f"Wrong response from the webhook: {reason}"
                await self._obey(response)
        except (aiohttp.ClientError, TimeoutError) as error:
            return f"{type(error).__name__}: {error}"
        return None

    async def _obey(self, response: aiohttp.ClientResponse) -> None:
        """Carry out the method call an answer may hold; its result goes nowhere."""
        files: dict[str, Upload] = {}
        if response.content_type == "multipart/form-data":
            values = await _parts(response, files)
        else:
            values = _object(await response.text())
        method = values.pop("method", None)
        if isinstance(method, str):
            self._world.call(self._world.token, method, values, files)


def _object(text: str) -> dict[str, Any]:
    try:
        decoded = json.loads(text)
    except ValueError:
        return {}
    return decoded if isinstance(decoded, dict) else {}


async def _parts(response: aiohttp.ClientResponse, files: dict[str, Upload]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    async for part in aiohttp.MultipartReader.from_response(response):
        if not isinstance(part, aiohttp.BodyPartReader) or part.name is None:
            continue
        content = bytes(await part.read(decode=True))
        if part.filename:
            files[part.name] = Upload(part.filename, content)
        else:
            values[part.name] = content.decode()
    return values
