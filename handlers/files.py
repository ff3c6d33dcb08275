"""The files of a report, shown below it; what Telegram has forgotten comes from our copies."""

from collections.abc import Iterator, Sequence
from typing import Literal

from aiogram import Bot, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    CallbackQuery,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
)

from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import acknowledge, send
from handlers.views.files import files_caption, gone_screen
from keyboards.callbacks import ShowEvidence
from keyboards.screen import File, Screen, file_of
from locales import Html, Translator
from services.access import Action, Actor
from services.files import Files, ReportFiles
from services.forms.form import MAX_FILES, Attached

router = Router(name="files")

Media = InputMediaDocument | InputMediaPhoto | InputMediaVideo
# As a photo it may be refused where the same bytes are fine as a document.
_PLAIN: Literal["document"] = "document"
_SEEN = frozenset({"photo", "video"})
_ENDINGS = {"photo": ".jpg", "video": ".mp4"}


@router.callback_query(
    Tapped(ShowEvidence), flags=permits(Action.DECIDE_REPORT, Action.REPORT, Action.FILE_PAPER)
)
async def show_files(
    query: CallbackQuery, tap: ShowEvidence, actor: Actor, t: Translator, files: Files
) -> None:
    """All files of a report, an album where several go together."""
    reads = actor.may(Action.DECIDE_REPORT) or actor.may(Action.REPORT)
    read = files.of_report if reads else files.of_own_paper
    found = await read(actor, tap.report_id)
    await acknowledge(query)
    if query.bot is not None:
        await show_all(query.bot, query.from_user.id, t, actor, found, files)


async def show_all(
    bot: Bot, chat_id: int, t: Translator, actor: Actor, found: ReportFiles, files: Files
) -> None:
    """Send the files of a report; say which of them are nowhere any more."""
    caption, gone = files_caption(t, found), list[Attached]()
    for album in _albums(found.files):
        if len(album) > 1 and await _sent_together(bot, chat_id, album, caption):
            continue
        for file in album:
            if await _sent(bot, chat_id, file_of(file.kind, file.file_id), caption):
                continue
            copy = await files.copy(actor, found, file)
            if copy is None or not await _sent_anew(bot, chat_id, file, copy, caption):
                gone.append(file)
    if gone or not found.files:
        await send(bot, chat_id, gone_screen(t, gone))


def _albums(files: Sequence[Attached]) -> Iterator[list[Attached]]:
    """What can be shown together: pictures with pictures, documents with documents."""
    for is_seen in (True, False):
        alike = [file for file in files if (file.kind in _SEEN) is is_seen]
        for start in range(0, len(alike), MAX_FILES):
            yield alike[start : start + MAX_FILES]


async def _sent_together(bot: Bot, chat_id: int, album: list[Attached], caption: Html) -> bool:
    """Whether Telegram still has all of them."""
    media = [_media(file, caption if at == 0 else None) for at, file in enumerate(album)]
    try:
        await bot.send_media_group(chat_id, list(media))
    except TelegramBadRequest:
        return False
    return True


def _media(file: Attached, caption: Html | None) -> Media:
    match file.kind:
        case "photo":
            return InputMediaPhoto(media=file.file_id, caption=caption)
        case "video":
            return InputMediaVideo(media=file.file_id, caption=caption)
    return InputMediaDocument(media=file.file_id, caption=caption)


async def _sent(bot: Bot, chat_id: int, file: File, caption: Html) -> bool:
    try:
        await send(bot, chat_id, Screen(caption, file=file))
    except TelegramBadRequest:
        return False
    return True


async def _sent_anew(bot: Bot, chat_id: int, file: Attached, copy: bytes, caption: Html) -> bool:
    name = file.name or f"{file.kind}{_ENDINGS.get(file.kind, '')}"
    same = File(file_of(file.kind, "").kind, content=copy, name=name)
    return await _sent(bot, chat_id, same, caption) or await _sent(
        bot, chat_id, File(_PLAIN, content=copy, name=name), caption
    )
