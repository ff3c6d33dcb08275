"""What happens to requests on their way out.

They are repeated when unsent, left out when needless, and drawn after others have been answered.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import (
    AnswerCallbackQuery,
    EditMessageReplyMarkup,
    EditMessageText,
    Response,
    SendMessage,
    TelegramMethod,
)
from aiogram.methods.base import TelegramType
from aiogram.types import Message

from bot.failures import FAILURES, Fate, classify
from bot.lanes import turn_in_hand
from bot.pace import Gate

_TRIES = 3
_LONGEST_WAIT = 5.0
# Methods that put something into a chat begin so.
_PACED = ("Send", "Edit", "Copy", "Forward")
_REPLIES, _QUEUED = 0, 1
_UNTRIED = frozenset({"GetRawUpdates", "GetUpdates"})


class RetryUnsent(BaseRequestMiddleware):
    """Waits out short `retry_after` and refused connections; everything else is passed on."""

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Make a request up to three times."""
        for attempt in range(1, _TRIES + 1):
            try:
                return await make_request(bot, method)
            except FAILURES as error:
                wait = self._wait(error, method, attempt)
                if wait is None:
                    raise
                await asyncio.sleep(wait)
        raise AssertionError("unreachable")

    def _wait(self, error: BaseException, method: Any, attempt: int) -> float | None:
        failure = classify(error)
        seconds = min(failure.delay.total_seconds(), _LONGEST_WAIT + 1)
        # An edit that may have been made can be made once more, unlike a message.
        in_doubt = {Fate.UNCERTAIN, Fate.STUMBLED} if _is_edit(method) else set()
        again = {Fate.RETRY, *in_doubt}
        if (
            failure.fate not in again
            or attempt == _TRIES
            or seconds > _LONGEST_WAIT
            or type(method).__name__ in _UNTRIED
        ):
            return None
        return seconds


class AnswerFirst(BaseRequestMiddleware):
    """Lets others be answered before what an answered tap draws, and while it waits at the gate."""

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Note an answer; leave the place before anything goes into a chat."""
        turn = turn_in_hand.get()
        if turn is None:
            return await make_request(bot, method)
        call: Any = method
        if isinstance(call, AnswerCallbackQuery):
            try:
                return await make_request(bot, method)
            finally:
                turn.answered()
        if _goes_into_chat(method):
            await turn.draw()
        return await make_request(bot, method)


# Set by the sender: at which gate he has taken a place for the message that he makes ready.
place_at: ContextVar[Gate | None] = ContextVar("place_at", default=None)


# Set by the sender: what to ask when the slot has come, right before the request.
last_look: ContextVar[Callable[[], None] | None] = ContextVar("last_look", default=None)


class CalledOffError(Exception):
    """What a message belongs to was stopped while it waited for its slot."""


class PaceRequests(BaseRequestMiddleware):
    """Lets messages and edits leave as the gate allows, and closes it when Telegram says so."""

    def __init__(self, gate: Gate) -> None:
        """Take the gate of this bot."""
        self._gate = gate

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Wait for a slot; behind replies, when the sender sends."""
        chat_id = getattr(method, "chat_id", None)
        if isinstance(chat_id, int) and _goes_into_chat(method):
            if place_at.get() is self._gate:
                # For one request: another try has no place to give back.
                place_at.set(None)
                await self._gate.leaves(_QUEUED, chat_id)
            else:
                await self._gate.enter(_REPLIES, chat_id)
            look = last_look.get()
            if look is not None:
                look()
        try:
            return await make_request(bot, method)
        except TelegramRetryAfter as error:
            self._gate.close(error.retry_after)
            raise


def _goes_into_chat(method: Any) -> bool:
    return type(method).__name__.startswith(_PACED)


_EDITS = (EditMessageText, EditMessageReplyMarkup)


def _is_edit(method: Any) -> bool:
    return isinstance(method, EditMessageText)


class SkipUnchanged(BaseRequestMiddleware):
    """Leaves out an edit that would change nothing: Telegram refuses it as an error.

    A second tap on the same button is the usual cause. Only the newest messages are remembered;
    a restart forgets them, and a needless edit is then refused and ignored as before.
    """

    def __init__(self, capacity: int = 4096) -> None:
        """Take how many messages to remember."""
        self._capacity = capacity
        self._standing: OrderedDict[tuple[Any, int], tuple[Any, Any]] = OrderedDict()

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Pass everything on but a needless edit, which succeeds at once."""
        call: Any = method
        if not isinstance(call, (*_EDITS, SendMessage)):
            return await make_request(bot, method)
        key, known = None, None
        if isinstance(call, _EDITS):
            key = (call.chat_id, call.message_id or 0)
            known = self._standing.pop(key, None)
        # Of a message that only loses its buttons the text stays, whether it is known or not.
        text = getattr(call, "text", known[0] if known is not None else None)
        shown = (text, call.reply_markup)
        if key is not None and known == shown:
            self._remember(key, shown)
            return cast(Response[TelegramType], True)
        result: Any = await make_request(bot, method)
        message = getattr(result, "result", result)
        if key is None and isinstance(message, Message):
            key = (call.chat_id, message.message_id)
        if key is not None:
            self._remember(key, shown)
        return cast(Response[TelegramType], result)

    def _remember(self, key: tuple[Any, int], shown: tuple[Any, Any]) -> None:
        self._standing[key] = shown
        if len(self._standing) > self._capacity:
            self._standing.popitem(last=False)
