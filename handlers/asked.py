"""Which message of a chat asks the open question: its buttons go once it is answered in words;
and which one is the newest.

Kept in memory only: after a restart the buttons of one old question stay, and say they are old.
"""

import contextlib
from weakref import WeakKeyDictionary

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import Message

from keyboards.callbacks import DialogBack, DialogCancel
from keyboards.plan_callbacks import JudgeRow
from keyboards.screen import Screen
from services.terms import RowState

_MOST = 10_000
_DOUBTFUL: WeakKeyDictionary[Bot, dict[int, tuple[int, int]]] = WeakKeyDictionary()
_ASKED: WeakKeyDictionary[Bot, dict[int, int]] = WeakKeyDictionary()
_NEWEST: WeakKeyDictionary[Bot, dict[int, int]] = WeakKeyDictionary()


def note_asked(bot: Bot, chat_id: int, message_id: int, screen: Screen) -> None:
    """Remember a message that shows a question; what it became since is none any more."""
    _note_doubtful(bot, chat_id, message_id, screen)
    known = _ASKED.setdefault(bot, {})
    if _is_question(screen):
        known.pop(chat_id, None)
        known[chat_id] = message_id
        if len(known) > _MOST:
            del known[next(iter(known))]
    elif known.get(chat_id) == message_id:
        del known[chat_id]


def note_newest(bot: Bot, chat_id: int, message_id: int) -> None:
    """Remember what was said last in a chat: what stands above it may be out of sight."""
    known = _NEWEST.setdefault(bot, {})
    known.pop(chat_id, None)
    known[chat_id] = message_id
    if len(known) > _MOST:
        del known[next(iter(known))]


def newest_in(bot: Bot, chat_id: int) -> int:
    """The newest message of a chat that we have sent; 0 for none that is known."""
    return _NEWEST.get(bot, {}).get(chat_id, 0)


def _note_doubtful(bot: Bot, chat_id: int, message_id: int, screen: Screen) -> None:
    """Remember which doubtful row was shown last: whatever is shown after it takes its place."""
    shown = _DOUBTFUL.setdefault(bot, {})
    shown.pop(chat_id, None)
    row_id = _doubtful_row(screen)
    if row_id is not None:
        shown[chat_id] = message_id, row_id
        if len(shown) > _MOST:
            del shown[next(iter(shown))]


def doubtful_in(message: Message) -> tuple[int, int] | None:
    """The message and the row, when the last thing shown is a row that waits for a verdict."""
    return _DOUBTFUL.get(message.bot, {}).get(message.chat.id) if message.bot is not None else None


def _doubtful_row(screen: Screen) -> int | None:
    """The row whose first buttons are «so it is» and «mend the date»."""
    first, *_ = [*screen.rows, ()]
    taps = [JudgeRow.unpack(button.data) for button in first]
    judged = [tap.row_id for tap in taps if tap is not None and tap.state is RowState.CONFIRMED]
    return judged[0] if judged and len(first) > 1 else None


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
