"""Faults over a real socket and in process: aiogram meets the same exceptions."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.types import BufferedInputFile
from aiohttp import ClientResponseError

from sandbox.engine import ActionError, World
from sandbox.session import InProcessSession

ANNA = 7


@pytest.fixture(params=["in process", "http"])
async def bot(request: Any, bench: Any, served: Any) -> AsyncIterator[Bot]:
    if request.param == "http":
        url = await served(bench.world)
        made = Bot(bench.world.token, AiohttpSession(api=TelegramAPIServer.from_base(url)))
        yield made
        await made.session.close()
    else:
        yield Bot(bench.world.token, InProcessSession(bench.world))


def written(world: World) -> list[str]:
    return [message["text"] for message in world.view(ANNA) if message["from"] == "bot"]


ERRORS = [
    ({"kind": "error"}, TelegramServerError, False),
    ({"kind": "error", "code": 429, "retry_after": 3}, TelegramRetryAfter, False),
    ({"kind": "error", "code": 429, "description": "slow"}, TelegramAPIError, False),
    ({"kind": "error", "code": 403, "description": "Forbidden"}, TelegramForbiddenError, False),
    ({"kind": "error", "code": 400, "description": "Bad Request"}, TelegramBadRequest, False),
    ({"kind": "html"}, ClientDecodeError, False),
    ({"kind": "drop-before"}, TelegramNetworkError, False),
    ({"kind": "drop-after-executing"}, TelegramNetworkError, True),
    ({"kind": "truncate"}, TelegramNetworkError, True),
]


@pytest.mark.parametrize(("order", "error", "executed"), ERRORS, ids=str)
async def test_a_fault_hits_once(
    bench: Any, bot: Bot, order: dict[str, Any], error: type[Exception], executed: bool
) -> None:
    bench.world.plan_fault({"method": "sendMessage", **order})
    with pytest.raises(error) as caught:
        await bot.send_message(ANNA, "one")
    assert type(caught.value) is error
    assert written(bench.world) == (["one"] if executed else [])
    await bot.send_message(ANNA, "two")
    assert written(bench.world)[-1] == "two"


async def test_hang_ends_with_the_clients_patience(bench: Any, bot: Bot) -> None:
    bench.world.plan_fault({"kind": "hang", "method": "sendMessage"})
    begun = time.monotonic()
    with pytest.raises(TelegramNetworkError, match="timeout"):
        await bot(method(bot, "lost"), request_timeout=1)
    assert 0.9 < time.monotonic() - begun < 3
    assert written(bench.world) == []


async def test_delay_answers_late(bench: Any, bot: Bot) -> None:
    bench.world.plan_fault({"kind": "delay", "seconds": 0.15, "text": "slow"})
    begun = time.monotonic()
    await bot.send_message(ANNA, "slow one")
    assert time.monotonic() - begun >= 0.15


def method(bot: Bot, text: str) -> Any:
    from aiogram.methods import SendMessage

    return SendMessage(chat_id=ANNA, text=text).as_(bot)


@pytest.mark.parametrize(
    ("order", "outcome"),
    [
        ({"times": 2}, [500, 500, 200, 200]),
        ({"nth": 3}, [200, 200, 500, 200]),
        ({"nth": 2, "times": 2}, [200, 500, 500, 200]),
        ({"times": None}, [500, 500, 500, 500]),
        ({"chat": 8}, [200, 200, 200, 200]),
        ({"text": "2"}, [200, 200, 500, 200]),
        ({"method": "editMessageText"}, [200, 200, 200, 200]),
    ],
)
def test_faults_choose_their_calls(bench: Any, order: dict[str, Any], outcome: list[int]) -> None:
    bench.world.plan_fault({"kind": "error", **order})
    calls = [bench.call("sendMessage", chat_id=ANNA, text=str(n)).status for n in range(4)]
    assert calls == outcome


@pytest.mark.parametrize("order", [{}, {"kind": "earthquake"}, {"kind": "html", "when": "now"}])
def test_unknown_faults_are_refused(bench: Any, order: dict[str, Any]) -> None:
    with pytest.raises(ActionError):
        bench.world.plan_fault(order)


async def test_downloads(bench: Any, bot: Bot) -> None:
    sent = await bot.send_document(ANNA, BufferedInputFile(b"x" * 200_000, "a.bin"))
    file = await bot.get_file(sent.document.file_id)
    content = await bot.download_file(file.file_path)
    assert content.read() == b"x" * 200_000
    bench.world.plan_fault({"kind": "expire-file-link"})
    with pytest.raises(ClientResponseError) as caught:
        await bot.download_file(file.file_path)
    assert caught.value.status == 404


async def test_a_second_reader_pushes_the_first_out(bench: Any, bot: Bot) -> None:
    bench.world.take_updates()
    first = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(bot.get_updates(timeout=20))
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
        await asyncio.wait_for(first, 5)
    begun = time.monotonic()
    bench.world.text(ANNA, "hello")
    assert [update.message.text for update in await asyncio.wait_for(second, 5)] == ["hello"]
    assert time.monotonic() - begun < 1


async def test_conflicts_in_a_row_are_answered_slowly(
    make_bench: Callable[..., Any],
) -> None:
    bench = make_bench(conflict_delay_seconds=0.2)
    bench.world.take_updates()
    bot = Bot(bench.world.token, InProcessSession(bench.world))
    spent = []
    for _ in range(2):
        waiting = asyncio.create_task(bot.get_updates(timeout=20))
        await asyncio.sleep(0.01)
        begun = time.monotonic()
        await bot.get_updates()
        with pytest.raises(TelegramConflictError):
            await waiting
        spent.append(time.monotonic() - begun)
    assert spent[0] < 0.15 < spent[1]


async def test_a_webhook_pushes_the_reader_out(bench: Any, bot: Bot) -> None:
    bench.world.take_updates()
    waiting = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    await bot.set_webhook("https://example.com/hook")
    with pytest.raises(TelegramConflictError, match="terminated by setWebhook request"):
        await asyncio.wait_for(waiting, 5)
    with pytest.raises(TelegramConflictError, match="webhook is active"):
        await bot.get_updates()


async def test_a_poll_ends_empty_in_time(bench: Any, bot: Bot) -> None:
    bench.world.take_updates()
    begun = time.monotonic()
    assert await bot.get_updates(timeout=1) == []
    assert 0.9 < time.monotonic() - begun < 2.5
    assert bench.world.outbox("getUpdates") == []
