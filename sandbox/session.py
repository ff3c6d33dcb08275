"""aiogram talking to a world in the same process.

Handler tests need neither sockets nor a second process; the values are
prepared and the answers checked by aiogram's own code, so what the bot catches
here is what it catches in production.
"""

import asyncio
import json
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Any, cast

from aiogram.client.session.base import BaseSession
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods.base import TelegramMethod, TelegramType
from aiohttp import ClientResponseError, RequestInfo
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from sandbox.engine import HTML_ERROR, Answer, FaultKind, Upload, World
from sandbox.polling import LongPoll

if TYPE_CHECKING:
    from aiogram import Bot, Dispatcher

_LOST = frozenset({FaultKind.DROP_BEFORE, FaultKind.DROP_AFTER})


class InProcessSession(BaseSession):
    """A session whose network is a method call."""

    def __init__(self, world: World, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._world = world
        self._poll = LongPoll(world)

    async def close(self) -> None:
        """Nothing is open."""

    async def make_request(
        self,
        bot: "Bot",
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's signature
    ) -> TelegramType:
        """Call the world as a client would call the server."""
        values, files = await self._prepared(bot, method)
        name = method.__api_method__
        seconds = self.timeout if timeout is None else timeout
        if name == "getUpdates":
            answer = await self._poll.get_updates(bot.token, values)
        else:
            answer = self._world.call(bot.token, name, values, files)
        content = await self._travelled(method, answer, seconds)
        response = self.check_response(bot, method, answer.status, content)
        return cast(TelegramType, response.result)

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,  # noqa: ASYNC109 - aiogram's signature
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        """Download a file by the link `getFile` gave."""
        path = URL(url).path.partition(f"/file/bot{self._world.token}/")[2]
        stored = self._world.files.by_link(path)
        if stored is None:
            info = RequestInfo(URL(url), "GET", CIMultiDictProxy(CIMultiDict()), URL(url))
            raise ClientResponseError(info, (), status=404, message="Not Found")
        for start in range(0, stored.size, chunk_size):
            yield stored.content[start : start + chunk_size]

    async def _prepared(
        self, bot: "Bot", method: TelegramMethod[TelegramType]
    ) -> tuple[dict[str, Any], dict[str, Upload]]:
        values: dict[str, Any] = {}
        attached: dict[str, Any] = {}
        for name, value in method.model_dump(warnings=False).items():
            prepared = self.prepare_value(value, bot=bot, files=attached)
            if prepared:
                values[name] = prepared
        files = {}
        for key, source in attached.items():
            content = b"".join([chunk async for chunk in source.read(bot)])
            files[key] = Upload(source.filename or key, content)
        return values, files

    async def _travelled(
        self, method: TelegramMethod[TelegramType], answer: Answer, seconds: float
    ) -> str:
        """The answer as text, after what its fault does on the way."""
        content = json.dumps(answer.body)
        fault = answer.fault
        if fault is None or fault.kind is FaultKind.ERROR:
            return content
        if fault.kind is FaultKind.HTML:
            return HTML_ERROR
        if fault.kind in _LOST:
            raise TelegramNetworkError(method, "ServerDisconnectedError: Server disconnected")
        if fault.kind is FaultKind.TRUNCATE:
            raise TelegramNetworkError(method, "ClientPayloadError: Response is not completed")
        late = fault.kind is FaultKind.HANG or fault.seconds > seconds
        await asyncio.sleep(seconds if late else fault.seconds)
        if late:
            raise TelegramNetworkError(method, "Request timeout error")
        return content


async def feed_pending(world: World, dispatcher: "Dispatcher", bot: "Bot") -> int:
    """Feed every waiting update, and those that follow from it, to a dispatcher."""
    count = 0
    while waiting := world.take_updates():
        for update in waiting:
            result = await dispatcher.feed_raw_update(bot, update)
            if isinstance(result, TelegramMethod):
                await dispatcher.silent_call_request(bot, result)
            count += 1
    return count
