"""The shorter way of texts says the same as aiogram's own, and hears the same refusals."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramNetworkError,
    TelegramRetryAfter,
)
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions

from bot.session import LeanSession
from sandbox.engine import DEFAULT_TOKEN, World
from sandbox.web import base_url, make_app, serve
from services.clock import SystemClock

ANNA = 7_000_000_001
BUTTONS = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text="Да", callback_data="yes")]]
)


@asynccontextmanager
async def talking(kind: type[AiohttpSession]) -> AsyncIterator[tuple[World, Bot]]:
    world = World(SystemClock())
    world.add_person(ANNA, "Анна")
    world.start(ANNA)
    runner = await serve(make_app(world))
    session = kind(api=TelegramAPIServer.from_base(base_url(runner)))
    bot = Bot(
        DEFAULT_TOKEN, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML)
    )
    try:
        yield world, bot
    finally:
        await bot.session.close()
        await runner.cleanup()


async def says_and_corrects(kind: type[AiohttpSession]) -> list[tuple[Any, Any]]:
    """What a chat shows after a text with a button and its correction."""
    async with talking(kind) as (world, bot):
        quiet = LinkPreviewOptions(is_disabled=True)
        sent = await bot.send_message(
            ANNA, "<b>Придёте?</b>", reply_markup=BUTTONS, link_preview_options=quiet
        )
        assert (sent.chat.id, sent.message_id) == (ANNA, max(world.chat(ANNA).messages))
        await bot.send_message(ANNA, "Ещё", reply_to_message_id=sent.message_id)
        await bot.edit_message_text("Спасибо", chat_id=ANNA, message_id=sent.message_id)
        return [(message.body, message.markup) for message in world.chat(ANNA).messages.values()]


async def test_a_chat_shows_the_same():
    assert await says_and_corrects(LeanSession) == await says_and_corrects(AiohttpSession)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "error", "code": 429, "retry_after": 3}, TelegramRetryAfter),
        ({"kind": "error", "code": 400, "description": "Bad Request"}, TelegramBadRequest),
        ({"kind": "html"}, ClientDecodeError),
        ({"kind": "truncate"}, TelegramNetworkError),
        ({"kind": "drop-after-executing"}, TelegramNetworkError),
    ],
)
async def test_refusals_are_those_of_aiogram(fault: dict[str, Any], error: type[Exception]):
    async with talking(LeanSession) as (world, bot):
        world.plan_fault({**fault, "method": "sendMessage"})
        with pytest.raises(error):
            await bot.send_message(ANNA, "Здравствуйте")
        assert await bot.send_message(ANNA, "Здравствуйте")


async def test_silence_is_a_network_error():
    async with talking(LeanSession) as (world, bot):
        world.plan_fault({"kind": "hang", "method": "sendMessage"})
        with pytest.raises(TelegramNetworkError, match="timeout"):
            await bot.send_message(ANNA, "Здравствуйте", request_timeout=1)
