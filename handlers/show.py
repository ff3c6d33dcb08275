"""The only place that turns screens into Telegram's messages, and messages into inputs."""

import contextlib
import html
import re
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    MessageEntity,
)
from aiogram.utils.text_decorations import HtmlDecoration

from handlers.asked import note_asked, note_newest
from handlers.drawing import Drawing, drawn
from keyboards.screen import CAPTION_LIMIT, Button, File, Screen, shortened
from services.broadcast_content import Poll
from services.file_kinds import cleaned_name
from services.forms.form import Attached, Input

_NOTICE_LIMIT = 200
_TAG = re.compile(r"<[^>]*>")
QUIET_LINKS = LinkPreviewOptions(is_disabled=True)
# Beyond these nobody has written it: links of Telegram are shorter, and it refuses longer texts.
_LINK_LIMIT = 2_048
_MARKED_UP_BYTES = 24_000
# Telegram's words for an edit that cannot or need not be made.
_UNCHANGED = "message is not modified"


def markup(screen: Screen) -> InlineKeyboardMarkup | None:
    """The buttons of a screen."""
    if not screen.rows:
        return None
    return InlineKeyboardMarkup(
        inline_keyboard=[[_button(button) for button in row] for row in screen.rows]
    )


def _button(button: Button) -> InlineKeyboardButton:
    if button.url:
        return InlineKeyboardButton(text=button.text, url=button.url)
    if button.share:
        return InlineKeyboardButton(text=button.text, switch_inline_query=button.share)
    return InlineKeyboardButton(text=button.text, callback_data=button.data)


async def send(
    bot: Bot, chat_id: int, screen: Screen, *, answers: int | None = None, silent: bool = False
) -> Message:
    """Send a screen as a new message; `answers` quotes an earlier one, `silent` rings nowhere."""
    if screen.file is not None:
        sent = await _send_file(bot, chat_id, screen, screen.file, answers, silent=silent)
        note_newest(bot, chat_id, sent.message_id)
        return sent
    sent = await bot.send_message(
        chat_id,
        screen.text,
        reply_markup=markup(screen),
        link_preview_options=QUIET_LINKS,
        disable_notification=silent or None,
        reply_to_message_id=answers,
        # Who has deleted what he wrote is answered all the same.
        allow_sending_without_reply=True if answers else None,
    )
    note_newest(bot, chat_id, sent.message_id)
    return sent


async def reply(message: Message, screen: Screen, *, quoting: bool = False) -> Message:
    """Answer what a person wrote."""
    bot = _bot_of(message)
    answers = message.message_id if quoting else None
    sent = await send(bot, message.chat.id, screen, answers=answers)
    note_asked(bot, message.chat.id, sent.message_id, screen)
    return sent


async def edit(bot: Bot, chat_id: int, message_id: int, screen: Screen) -> None:
    """Change a message of ours; what stands there already is left as it is."""
    try:
        await bot.edit_message_text(
            screen.text,
            chat_id=chat_id,
            message_id=message_id,
            reply_markup=markup(screen),
            link_preview_options=QUIET_LINKS,
        )
    except TelegramBadRequest as error:
        if _UNCHANGED not in error.message:
            raise


async def redraw(query: CallbackQuery, wanted: Screen | Drawing) -> int:
    """Answer a tap: the tapped message becomes the screen, or a new one is sent.

    Returns the number of the message that shows the screen now.
    """
    await acknowledge(query, wanted.notice)
    screen = await drawn(wanted)
    shown = await _redrawn(query, screen)
    chat_id = query.message.chat.id if query.message else query.from_user.id
    note_asked(_bot_of(query), chat_id, shown, screen)
    return shown


async def _redrawn(query: CallbackQuery, screen: Screen) -> int:
    bot = _bot_of(query)
    message = query.message
    if isinstance(message, Message) and message.text is not None and screen.file is None:
        try:
            await edit(bot, message.chat.id, message.message_id, screen)
        except TelegramBadRequest:
            # Too old to edit, or deleted meanwhile: say it anew.
            return (await send(bot, message.chat.id, screen)).message_id
        return message.message_id
    chat_id = message.chat.id if message else query.from_user.id
    return (await send(bot, chat_id, screen)).message_id


async def without_buttons(query: CallbackQuery, notice: str) -> None:
    """Answer a tap in passing: the message stays as it is, without its buttons."""
    await acknowledge(query, notice)
    if isinstance(query.message, Message):
        with contextlib.suppress(TelegramBadRequest):
            await _bot_of(query).edit_message_reply_markup(
                chat_id=query.message.chat.id, message_id=query.message.message_id
            )


async def below(query: CallbackQuery, screen: Screen) -> None:
    """Answer a tap with a new message: the tapped one stays, because it lives on."""
    await acknowledge(query, screen.notice)
    await also(query, screen)


async def also(query: CallbackQuery, screen: Screen) -> Message:
    """Say something more about a tap that was answered already."""
    return await send(_bot_of(query), query.from_user.id, screen)


async def acknowledge(query: CallbackQuery, notice: str = "", *, alert: bool = False) -> None:
    """Stop the button's spinner; one answer per tap, too late is no harm."""
    try:
        await query.answer(shortened(notice, _NOTICE_LIMIT) or None, show_alert=alert)
    except TelegramBadRequest:
        return


async def tell(query: CallbackQuery, screen: Screen) -> None:
    """Answer a tap on a card that was shared: a word for whoever tapped, nothing in the chat."""
    await acknowledge(query, html.unescape(_TAG.sub("", screen.text)), alert=True)


async def lead_into(query: CallbackQuery, address: str) -> None:
    """Answer a tap on a shared card of somebody unknown: open the bot itself."""
    with contextlib.suppress(TelegramBadRequest):
        await query.answer(url=address)


def buttons_of(query: CallbackQuery) -> list[str]:
    """What the buttons of a tapped message send back, in their order."""
    message = query.message
    if not isinstance(message, Message) or message.reply_markup is None:
        return []
    rows = message.reply_markup.inline_keyboard
    return [button.callback_data for row in rows for button in row if button.callback_data]


def quoted(query: CallbackQuery) -> Message | None:
    """The message that the tapped one answers, while it is there."""
    return query.message.reply_to_message if isinstance(query.message, Message) else None


def given(message: Message) -> Input:
    """What a person wrote or sent, for a form."""
    text = message.text or message.caption or ""
    return Input(text=text, html=_marked_up(message, text), file=attached(message))


def _marked_up(message: Message, text: str) -> str:
    marks = message.entities or message.caption_entities or []
    if text and all(_can_be_said_again(mark) for mark in marks):
        try:
            marked = _MARKS.unparse(text, marks)
        except UnicodeDecodeError:
            # Marks that begin or end inside a character.
            marked = ""
        # Marks that overlap would say some of the words twice.
        is_same = html.unescape(_TAG.sub("", marked)) == text
        if is_same and len(marked.encode()) <= _MARKED_UP_BYTES:
            return marked
    # The words count, even where their marks cannot be shown again.
    return html.escape(text, quote=False)


class _Marks(HtmlDecoration):
    """As aiogram's, but what stands in an attribute cannot end it: links hold quotes and «&»."""

    def _tag(
        self,
        tag: str,
        content: str,
        *,
        attrs: dict[str, str] | None = None,
        flags: list[str] | None = None,
    ) -> str:
        kept = {name: html.escape(value) for name, value in (attrs or {}).items()}
        return super()._tag(tag, content, attrs=kept, flags=flags)

    def pre_language(self, value: str, language: str) -> str:
        """Where Telegram looks for the language."""
        code = self._tag(self.CODE_TAG, value, attrs={"class": f"language-{language}"})
        return self._tag(self.PRE_TAG, code)


_MARKS = _Marks()


def _can_be_said_again(mark: MessageEntity) -> bool:
    """Whether Telegram would take a mark back: what it says itself, not what was forged."""
    if mark.type == "custom_emoji":
        return re.fullmatch("[0-9]{1,20}", mark.custom_emoji_id or "") is not None
    return len(mark.url or "") <= _LINK_LIMIT


def polled(message: Message) -> Poll | None:
    """The poll of a message."""
    poll = message.poll
    if poll is None:
        return None
    options = tuple(option.text for option in poll.options)
    return Poll(poll.question, options, poll.allows_multiple_answers, poll.is_anonymous)


def attached(message: Message) -> Attached | None:
    """The photo, document or video of a message."""
    if message.photo:
        photo = message.photo[-1]
        return Attached(photo.file_id, "photo", "", photo.file_size or 0)
    if message.document:
        document = message.document
        name = cleaned_name(document.file_name or "")
        return Attached(document.file_id, "document", name, document.file_size or 0)
    if message.video:
        return Attached(message.video.file_id, "video", "", message.video.file_size or 0)
    return None


async def _send_file(
    bot: Bot,
    chat_id: int,
    screen: Screen,
    file: File,
    answers: int | None,
    *,
    silent: bool = False,
) -> Message:
    source = BufferedInputFile(file.content, file.name) if file.content else file.file_id
    rest: dict[str, Any] = {
        "caption": screen.text if _shown_length(screen.text) <= CAPTION_LIMIT else None,
        "reply_markup": markup(screen),
        "disable_notification": silent or None,
        "reply_to_message_id": answers,
        "allow_sending_without_reply": True if answers else None,
    }
    match file.kind:
        case "photo":
            return await bot.send_photo(chat_id, source, **rest)
        case "video":
            return await bot.send_video(chat_id, source, **rest)
    return await bot.send_document(chat_id, source, **rest)


def _shown_length(text: str) -> int:
    """How long a text is when its markup is taken away, as Telegram counts."""
    plain = html.unescape(_TAG.sub("", text))
    return len(plain.encode("utf-16-le")) // 2


def _bot_of(event: Message | CallbackQuery) -> Bot:
    if event.bot is None:
        raise RuntimeError("an event without its bot")
    return event.bot
