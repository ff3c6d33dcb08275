"""The way to Telegram for what is sent most: texts, edits of texts, answers to taps.

aiogram prepares a form that could hold files and builds a whole message out of every answer. These
requests have no files, and of the answer only its number is asked; so they travel as JSON, and the
answer is read as far as it is needed. Refusals are read by aiogram itself.
"""

import json
from http import HTTPStatus
from typing import Any, cast

from aiogram import Bot
from aiogram.client.default import Default
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import AnswerCallbackQuery, EditMessageText, SendMessage
from aiogram.methods.base import TelegramMethod, TelegramType
from aiogram.types import Message
from aiohttp import ClientError, ClientTimeout
from pydantic import BaseModel, ValidationError

_LEAN = frozenset({SendMessage, EditMessageText, AnswerCallbackQuery})
# What a message cannot be without.
_KEPT = ("message_id", "date", "chat")
_HEADERS = {"Content-Type": "application/json"}


class LeanSession(AiohttpSession):
    """aiogram's session with a shorter way for texts."""

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's signature
    ) -> TelegramType:
        """Make a request; a text takes the shorter way."""
        if type(method) not in _LEAN:
            return await super().make_request(bot, method, timeout)
        session = await self.create_session()
        try:
            async with session.post(
                self.api.api_url(token=bot.token, method=method.__api_method__),
                data=_body(bot, method),
                headers=_HEADERS,
                timeout=ClientTimeout(total=self.timeout if timeout is None else timeout),
            ) as response:
                content = await response.text()
        except TimeoutError as error:
            raise TelegramNetworkError(method=method, message="Request timeout error") from error
        except ClientError as error:
            raise TelegramNetworkError(
                method=method, message=f"{type(error).__name__}: {error}"
            ) from error
        if response.status == HTTPStatus.OK and (found := _read(bot, content)) is not None:
            return cast(TelegramType, found)
        return cast(TelegramType, self.check_response(bot, method, response.status, content).result)


def _body(bot: Bot, method: Any) -> bytes:
    values = {name: _plain(bot, value) for name, value in method if value is not None}
    given = {name: value for name, value in values.items() if value is not None}
    return json.dumps(given, ensure_ascii=False).encode()


def _plain(bot: Bot, value: Any) -> Any:
    """A value as JSON has it, with the bot's defaults in their places."""
    if isinstance(value, Default):
        return _plain(bot, bot.default[value.name])
    if isinstance(value, BaseModel):
        pairs = ((name, _plain(bot, inner)) for name, inner in value if inner is not None)
        return {name: inner for name, inner in pairs if inner is not None}
    if isinstance(value, list):
        return [_plain(bot, inner) for inner in value]
    return value


def _read(bot: Bot, content: str) -> Message | bool | None:
    """The result of a request that succeeded; None for whatever aiogram should look at."""
    try:
        answer = json.loads(content)
        result = answer["result"] if answer["ok"] is True else None
        if isinstance(result, dict):
            kept = {name: result[name] for name in _KEPT}
            return Message.model_validate(kept, context={"bot": bot})
    except (ValueError, TypeError, KeyError, ValidationError):
        return None
    return True if result is True else None
