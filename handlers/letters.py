"""Announcements in Telegram's own methods: sent part by part, changed, taken back."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aiogram import Bot
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    CallbackQuery,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    Message,
)

from handlers.show import acknowledge, also, edit, markup, send
from handlers.views.letter import Album, Part
from handlers.views.problems import problem_screen
from keyboards.screen import File, Row, Screen
from locales import Html, Translator
from services.broadcast_content import Poll
from services.errors import DomainError

_MEDIA: dict[str, Any] = {
    "photo": InputMediaPhoto,
    "video": InputMediaVideo,
    "document": InputMediaDocument,
}


@dataclass(frozen=True, slots=True)
class SentPart:
    """The messages that a part has become, and Telegram's name of its poll."""

    ids: tuple[int, ...]
    poll_id: str | None = None


async def send_part(bot: Bot, chat_id: int, part: Part) -> SentPart:
    """Send one part of an announcement."""
    match part:
        case Screen():
            return SentPart(((await send(bot, chat_id, part)).message_id,))
        case Album(files, caption):
            media = [_input(file, caption if not n else None) for n, file in enumerate(files)]
            sent = await bot.send_media_group(chat_id, media)
            return SentPart(tuple(message.message_id for message in sent))
        case Poll():
            message = await bot.send_poll(
                chat_id,
                part.question,
                list(part.options),
                is_anonymous=part.is_anonymous,
                allows_multiple_answers=part.is_multiple,
                question_parse_mode=None,
            )
            poll_id = message.poll.id if message.poll is not None else None
            return SentPart((message.message_id,), poll_id)


async def show_parts(query: CallbackQuery, t: Translator, parts: Sequence[Part]) -> None:
    """Show an announcement as all others will get it; whoever tries is told what is refused."""
    await acknowledge(query)
    if query.bot is None:
        return
    try:
        for part in parts:
            await send_part(query.bot, query.from_user.id, part)
    except TelegramBadRequest as error:
        if "chat not found" in error.message:
            raise
        await also(query, problem_screen(t, DomainError("announcement_refused")))


def _input(file: File, caption: str | None) -> Any:
    return _MEDIA[file.kind](media=file.file_id, caption=caption, parse_mode=ParseMode.HTML)


async def change_words(
    bot: Bot, chat_id: int, message_id: int, screen: Screen, *, is_under: bool
) -> None:
    """Other words in a message that was sent, or under its picture."""
    if not is_under:
        await edit(bot, chat_id, message_id, screen)
        return
    await bot.edit_message_caption(
        chat_id=chat_id,
        message_id=message_id,
        caption=screen.text,
        reply_markup=markup(screen),
    )


async def relabel(query: CallbackQuery, rows: tuple[Row, ...], notice: str) -> None:
    """Answer a tap in passing: the message stays as it is, its buttons say something else."""
    await acknowledge(query, notice)
    if isinstance(query.message, Message) and query.bot is not None:
        with contextlib.suppress(TelegramBadRequest):
            await query.bot.edit_message_reply_markup(
                chat_id=query.message.chat.id,
                message_id=query.message.message_id,
                reply_markup=markup(Screen(Html(""), rows)),
            )


async def delete_parts(bot: Bot, chat_id: int, parts: Sequence[Sequence[int]]) -> None:
    """Take all messages of an announcement out of a chat; nobody misses those that are gone."""
    await bot.delete_messages(chat_id, [message_id for part in parts for message_id in part])
