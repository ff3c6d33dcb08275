"""An edit that would change nothing is left out; what is not known is asked for."""

from typing import Any

import pytest
from aiogram.methods import EditMessageReplyMarkup, EditMessageText, SendMessage
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.middlewares.requests import SkipUnchanged

BUTTONS = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text="☰", callback_data="m")]]
)


class Requests:
    """What has been requested, in order."""

    def __init__(self) -> None:
        self.made: list[Any] = []
        self.middleware = SkipUnchanged()

    async def make(self, method: Any) -> bool:
        """Send a request through; whether it was made."""

        async def request(_bot: Any, method: Any) -> Any:
            self.made.append(method)
            return True

        before = len(self.made)
        await self.middleware(request, None, method)  # type: ignore[arg-type]
        return len(self.made) > before


@pytest.fixture
def requests() -> Requests:
    return Requests()


def text(words: str, markup: InlineKeyboardMarkup | None = None) -> EditMessageText:
    return EditMessageText(chat_id=5, message_id=7, text=words, reply_markup=markup)


BARE = EditMessageReplyMarkup(chat_id=5, message_id=7)


async def test_the_same_twice_is_requested_once(requests: Requests):
    assert await requests.make(text("План", BUTTONS))
    assert not await requests.make(text("План", BUTTONS))
    assert await requests.make(text("План"))


async def test_buttons_are_taken_away_once(requests: Requests):
    assert await requests.make(BARE)
    assert not await requests.make(BARE)
    assert await requests.make(text("План", BUTTONS))
    assert await requests.make(BARE)
    assert not await requests.make(BARE)
    assert not await requests.make(text("План"))


async def test_from_a_message_without_any_none_are_taken(requests: Requests):
    assert await requests.make(text("План"))
    assert not await requests.make(BARE)


async def test_a_new_message_is_sent_however_often(requests: Requests):
    new = SendMessage(chat_id=5, text="План")
    assert await requests.make(new)
    assert await requests.make(new)
