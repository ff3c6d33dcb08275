"""Ways of sending one message to many, in one process: what is compared in G8.

All make the same request to the same Telegram, sixteen at a time.
"""

import asyncio
from collections.abc import Awaitable, Callable
from time import perf_counter, process_time
from typing import Any

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiohttp import ClientSession, TCPConnector

from bench.district import ANNOUNCEMENT, FIRST_ACCOUNT
from bench.process import obey, quiet, settled
from bot.app import make_bot
from bot.pace import UNLIMITED, Gate
from handlers.show import send
from keyboards.screen import Screen
from locales import Html

_TOKEN = "3:bench"  # noqa: S105 - no secret, the Telegram beside it is ours
_AT_ONCE = 16
_SCREEN = Screen(Html(ANNOUNCEMENT))

One = Callable[[int], Awaitable[Any]]


async def _many(one: One, count: int) -> dict[str, float]:
    numbers = iter(range(count))

    async def worker() -> None:
        for number in numbers:
            await one(FIRST_ACCOUNT + number)

    wall, cpu = perf_counter(), process_time()
    await asyncio.gather(*(worker() for _ in range(_AT_ONCE)))
    return {"wall": perf_counter() - wall, "cpu": process_time() - cpu}


async def _raw(api: str, count: int) -> dict[str, float]:
    url = f"{api}/bot{_TOKEN}/sendMessage"
    async with ClientSession(connector=TCPConnector(limit=100)) as session:

        async def one(account: int) -> None:
            body = {
                "chat_id": account,
                "text": ANNOUNCEMENT,
                "parse_mode": "HTML",
                "link_preview_options": {"is_disabled": True},
            }
            async with session.post(url, json=body) as response:
                answer = await response.json()
                if not answer["ok"]:
                    raise RuntimeError("the stub refuses nothing")

        return await _many(one, count)


async def _aiogram(api: str, count: int) -> dict[str, float]:
    bot = Bot(
        _TOKEN,
        session=AiohttpSession(api=TelegramAPIServer.from_base(api)),
        default=DefaultBotProperties(parse_mode=ParseMode.HTML),
    )
    return await _by(bot, count)


async def _ours(api: str, count: int) -> dict[str, float]:
    return await _by(make_bot(_TOKEN, api=api, gate=Gate(UNLIMITED)), count)


async def _by(bot: Bot, count: int) -> dict[str, float]:
    try:
        return await _many(lambda account: send(bot, account, _SCREEN), count)
    finally:
        await bot.session.close()


_WAYS = {"raw aiohttp": _raw, "aiogram as it comes": _aiogram, "this bot": _ours}


async def _send(what: dict[str, Any]) -> dict[str, float]:
    return await _WAYS[what["way"]](what["api"], what["count"])


async def _main() -> None:
    settled()
    await obey({"send": _send})


if __name__ == "__main__":
    quiet()
    asyncio.run(_main())
