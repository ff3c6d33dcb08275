"""One small bot, one conversation, three ways between them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any

import pytest
from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command, CommandObject
from aiogram.methods import SendDocument
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
)
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

from sandbox.conversation import HttpBackend, InProcessBackend, Visitor
from sandbox.session import InProcessSession, feed_pending

ANNA = 7
KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[
        [InlineKeyboardButton(text="Press me", callback_data="press")],
        [InlineKeyboardButton(text="Site", url="https://example.com")],
    ]
)


def echo_dispatcher() -> Dispatcher:
    dispatcher = Dispatcher()

    @dispatcher.message(Command("start"))
    async def start(message: Message, command: CommandObject) -> None:
        words = f"<b>Hello</b>, {message.from_user.first_name} {command.args or ''}"
        await message.answer(words, parse_mode="HTML", reply_markup=KEYBOARD)

    @dispatcher.message(F.document)
    async def document(message: Message, bot: Bot) -> None:
        content = BytesIO()
        await bot.download(message.document, content)
        back = BufferedInputFile(content.getvalue()[::-1], f"back-{message.document.file_name}")
        await message.answer_document(back, caption=message.caption)

    @dispatcher.message(F.photo)
    async def photo(message: Message) -> None:
        await message.answer_photo(message.photo[-1].file_id, caption="the same")

    @dispatcher.message(F.text == "return")
    async def returned(message: Message) -> SendDocument:
        content = BufferedInputFile(b"content", "returned.txt")
        return message.answer_document(content, caption="by return")

    @dispatcher.message(F.text == "keyboard")
    async def keyboard(message: Message) -> None:
        markup = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Below")]])
        await message.answer("look below", reply_markup=markup)

    @dispatcher.message()
    async def echo(message: Message) -> None:
        await message.answer(f"echo {message.text}")

    @dispatcher.edited_message()
    async def edited(message: Message) -> None:
        await message.reply(f"now {message.text}")

    @dispatcher.callback_query()
    async def pressed(query: CallbackQuery) -> None:
        await query.answer("pressed!", show_alert=True)
        await query.message.edit_text("was pressed")

    return dispatcher


async def converse(anna: Visitor, png: bytes) -> None:
    await anna.starts("ref")
    await anna.sees("Hello, Anna ref")
    assert await anna.buttons() == ["Press me", "Site"]
    await anna.taps("Press")
    assert await anna.alert() == "pressed!"
    await anna.sees("was pressed")
    assert await anna.buttons() == []
    await anna.sends("Привет <3")
    await anna.sees("echo Привет <3")
    await anna.edits("Пока")
    await anna.sees("now Пока")
    await anna.uploads(b"abc", "список.txt", "a caption")
    await anna.sees("a caption")
    assert await anna.file("back-список.txt") == b"cba"
    await anna.uploads(png, "p.png", as_photo=True)
    assert (await anna.sees("the same"))["media"]["kind"] == "photo"
    await anna.sends("return")
    await anna.sees("by return")
    assert await anna.file("returned") == b"content"
    await anna.sends("keyboard")
    await anna.sees("look below")
    await anna.taps("Below")
    await anna.sees("echo Below")
    assert (await anna.last())["text"] == "echo Below"
    assert "bot (edited): was pressed" in await anna.transcript()


async def test_in_process_with_a_pump(bench: Any, png: bytes) -> None:
    dispatcher = echo_dispatcher()
    bot = Bot(bench.world.token, session=InProcessSession(bench.world))
    backend = InProcessBackend(bench.world, lambda: feed_pending(bench.world, dispatcher, bot))
    bench.world.reset()
    await converse(Visitor(backend, ANNA, "Anna"), png)


@asynccontextmanager
async def polling(bot: Bot) -> AsyncIterator[None]:
    dispatcher = echo_dispatcher()
    task = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False))
    try:
        yield
    finally:
        await dispatcher.stop_polling()
        await task


async def test_in_process_polling(bench: Any, png: bytes) -> None:
    bench.world.reset()
    async with polling(Bot(bench.world.token, session=InProcessSession(bench.world))):
        await converse(Visitor(InProcessBackend(bench.world), ANNA, "Anna"), png)


def http_bot(bench: Any, url: str) -> Bot:
    session = AiohttpSession(api=TelegramAPIServer.from_base(url))
    return Bot(bench.world.token, session=session)


async def test_http_polling(bench: Any, served: Any, png: bytes) -> None:
    bench.world.reset()
    url = await served(bench.world)
    async with polling(http_bot(bench, url)), HttpBackend(url) as backend:
        await converse(await Visitor.meet(backend, ANNA, "Anna"), png)


@pytest.mark.parametrize("in_background", [True, False])
async def test_http_webhook(bench: Any, served: Any, png: bytes, in_background: bool) -> None:
    bench.world.reset()
    url = await served(bench.world)
    bot, dispatcher = http_bot(bench, url), echo_dispatcher()
    app = web.Application()
    handler = SimpleRequestHandler(dispatcher, bot, in_background, secret_token="s3cret")
    handler.register(app, "/hook")
    setup_application(app, dispatcher, bot=bot)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    hook = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    await bot.set_webhook(hook, secret_token="s3cret")
    async with HttpBackend(url) as backend:
        await converse(await Visitor.meet(backend, ANNA, "Anna"), png)
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count, info.last_error_message) == (hook, 0, None)
    await runner.cleanup()


async def test_a_webhook_is_tried_again_and_may_answer_with_a_call(
    make_bench: Any, served: Any
) -> None:
    bench = make_bench(webhook_retry_seconds=0.01)
    await served(bench.world)
    bench.world.take_updates()
    seen: list[tuple[int, str | None]] = []

    async def hook(request: web.Request) -> web.Response:
        update = await request.json()
        seen.append((update["update_id"], request.headers.get("X-Telegram-Bot-Api-Secret-Token")))
        if len(seen) < 3:
            return web.Response(status=500)
        return web.json_response({"method": "sendMessage", "chat_id": ANNA, "text": "by webhook"})

    app = web.Application()
    app.router.add_post("/hook", hook)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    bench.done("setWebhook", url=address, secret_token="abc")
    anna = Visitor(InProcessBackend(bench.world), ANNA, "Anna")
    await anna.sends("hi")
    await anna.sees("by webhook")
    assert len(seen) == 3
    assert len(set(seen)) == 1
    assert seen[0][1] == "abc"
    info = bench.done("getWebhookInfo")
    assert info["last_error_message"] == (
        "Wrong response from the webhook: 500 Internal Server Error"
    )
    await runner.cleanup()


async def test_failures_show_the_transcript(bench: Any) -> None:
    anna = Visitor(InProcessBackend(bench.world), ANNA, "Anna", patience=0.02)
    await anna.sends("anyone?")
    with pytest.raises(AssertionError, match=r"does not see 'yes'(?s:.*)Anna: anyone\?"):
        await anna.sees("yes")
    with pytest.raises(AssertionError, match="a button 'Go'"):
        await anna.taps("Go")
    await anna.sees_nothing(during=0.01)


async def test_an_old_message_does_not_answer_for_a_new_one(bench: Any) -> None:
    anna = Visitor(InProcessBackend(bench.world), ANNA, "Anna", patience=0.02)
    bench.say("welcome")
    await anna.sees("welcome")
    await anna.sends("again")
    with pytest.raises(AssertionError):
        await anna.sees("welcome")
