"""The bot's side of the server: method calls and downloads over HTTP.

It reads parameters in every form Telegram accepts and carries out the faults
that only mean something on a wire: lost connections, cut bodies, silence.
"""

import asyncio
import json
import re
from typing import Any

from aiohttp import web

from sandbox.engine import HTML_ERROR, Answer, FaultKind, Upload, World
from sandbox.polling import LongPoll
from sandbox.updates import Wake

_REAL_TOKEN = re.compile(r"\d{8,}:[A-Za-z0-9_-]{35}")
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_CHECK_SECONDS = 0.1
Received = tuple[dict[str, Any], dict[str, Upload]]


def looks_real(token: str) -> bool:
    """Whether a token has the shape Telegram gives out."""
    return _REAL_TOKEN.fullmatch(token) is not None


class BotRoutes:
    """`/bot…` and `/file/bot…`."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._poll = LongPoll(world)
        self._closing = asyncio.Event()

    def add_to(self, app: web.Application) -> None:
        """Enter the routes."""
        for verb in ("GET", "POST"):
            app.router.add_route(verb, "/bot{token:[^/]+}/{method:[^/]*}", self._call)
        app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", self._download)

    async def close(self, _app: web.Application) -> None:
        """Let everything that waits go home."""
        self._closing.set()
        self._world.updates.wake(Wake.CLOSED)

    async def _call(self, request: web.Request) -> web.StreamResponse:
        token, method = request.match_info["token"], request.match_info["method"]
        if looks_real(token) and not self._world.settings.allow_real_tokens:
            return _failure(401, "Unauthorized: the sandbox refuses tokens that look real")
        try:
            values, files = await _received(request)
        except web.HTTPRequestEntityTooLarge:
            return _failure(413, "Request Entity Too Large")
        except ValueError:
            return _failure(400, "Bad Request: can't parse the request body")
        if method.lower() == "getupdates":
            answer = await self._poll.get_updates(token, values)
        else:
            answer = self._world.call(token, method, values, files)
        return await self._travel(request, answer)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self._world.token:
            return _failure(401, "Unauthorized")
        stored = self._world.files.by_link(request.match_info["path"])
        if stored is None:
            return _failure(404, "Not Found")
        return web.Response(body=stored.content, content_type="application/octet-stream")

    async def _travel(self, request: web.Request, answer: Answer) -> web.StreamResponse:
        """Send the answer, after what its fault does on the way."""
        fault = answer.fault
        kind = fault.kind if fault is not None else None
        if kind is FaultKind.HTML:
            return web.Response(status=502, text=HTML_ERROR, content_type="text/html")
        if kind in {FaultKind.DROP_BEFORE, FaultKind.DROP_AFTER}:
            return _dropped(request)
        if kind is FaultKind.TRUNCATE:
            return await _truncated(request, answer)
        if kind is FaultKind.HANG:
            await self._silence(request, float("inf"))
            return _dropped(request)
        if kind is FaultKind.DELAY and fault is not None:
            await self._silence(request, fault.seconds)
        return web.json_response(answer.body, status=answer.status)

    async def _silence(self, request: web.Request, seconds: float) -> None:
        """Say nothing until the time is over, the client gives up or the server closes."""
        clock = asyncio.get_running_loop().time
        until = clock() + seconds
        while not self._closing.is_set() and request.transport is not None:
            left = until - clock()
            if left <= 0:
                return
            try:
                await asyncio.wait_for(self._closing.wait(), min(left, _CHECK_SECONDS))
            except TimeoutError:
                continue


def _failure(status: int, description: str) -> web.Response:
    body = {"ok": False, "error_code": status, "description": description}
    return web.json_response(body, status=status)


def _dropped(request: web.Request) -> web.Response:
    """Break the connection; the response only satisfies the server."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _truncated(request: web.Request, answer: Answer) -> web.StreamResponse:
    """Promise the whole body and send half of it."""
    whole = json.dumps(answer.body).encode()
    response = web.StreamResponse(status=answer.status)
    response.content_type = "application/json"
    response.content_length = len(whole)
    await response.prepare(request)
    await response.write(whole[: len(whole) // 2])
    if request.transport is not None:
        request.transport.close()
    return response


async def _received(request: web.Request) -> Received:
    """Parameters and files, whichever way they came."""
    values: dict[str, Any] = dict(request.query)
    files: dict[str, Upload] = {}
    if request.content_type == "application/json":
        body = await request.json()
        if not isinstance(body, dict):
            raise ValueError("an object was expected")
        values.update(body)
    elif request.content_type in _FORMS:
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                content = value.file.read()
                value.file.close()
                files[name] = Upload(value.filename, content, _mime(value.content_type))
            else:
                values[name] = value if isinstance(value, str) else bytes(value).decode()
    return values, files


def _mime(content_type: str) -> str | None:
    """A client that names no type sends this one; the file name says more."""
    return None if content_type == "application/octet-stream" else content_type
