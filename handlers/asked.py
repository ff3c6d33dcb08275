"""Which message of a chat asks the open question: its buttons go once it is answered in words.

Kept in memory only: after a restart the buttons of one old question stay, and say they are old.
"""

import contextlib
from weakref import WeakKeyDictionary

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import Message

from keyboards.callbacks import DialogBack, DialogCancel
from keyboards.screen import Screen

_MOST = 10_000
_ASKED: WeakKeyDictionary[Bot, dict[int, int]] = WeakKeyDictionary()


def note_asked(bot: Bot, chat_id: int, message_id: int, screen: Screen) -> None:
    """Remember a message that shows a question; what it became since is none any more."""
    known = _ASKED.setdefault(bot, {})
    if _is_question(screen):
        known.pop(chat_id, None)
        known[chat_id] = message_id
        if len(known) > _MOST:
            del known[next(iter(known))]
    elif known.get(chat_id) == message_id:
        del known[chat_id]


def asked_in(message: Message) -> int | None:
    """The message that asks what this one answers, if it is known."""
    return _ASKED.get(message.bot, {}).get(message.chat.id) if message.bot is not None else None


async def retire(message: Message, asked: int | None) -> None:
    """Take the buttons off a question that was answered in words."""
    if asked is None or message.bot is None:
        return
    with contextlib.suppress(TelegramBadRequest):
        await message.bot.edit_message_reply_markup(chat_id=message.chat.id, message_id=asked)


def _is_question(screen: Screen) -> bool:
    return any(
        tap.unpack(button.data) is not None
        for row in screen.rows
        for button in row
        for tap in (DialogCancel, DialogBack)
    )
