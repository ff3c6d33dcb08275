"""The files of a report, shown below it; what Telegram has forgotten comes from our copies."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
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
CopyOf = Callable[[Attached], Awaitable[bytes | None]]
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
    if query.bot is None:
        return
    # They quote the card, so that one tap leads back to its buttons.
    card = query.message.message_id if query.message is not None else None
    below = Below(query.bot, query.from_user.id, card, files_caption(t, found))
    gone = await below.show(found, lambda file: files.copy(actor, found, file))
    if gone or not found.files:
        await send(query.bot, query.from_user.id, gone_screen(t, gone))


@dataclass(frozen=True, slots=True)
class Below:
    """Where files are shown: a chat, the card they belong to, and what is said beside them."""

    bot: Bot
    chat_id: int
    card: int | None
    caption: Html

    async def show(self, found: ReportFiles, copy_of: CopyOf) -> list[Attached]:
        """Send the files of a report; give back those that are nowhere any more."""
        gone = []
        for album in _albums(found.files):
            if len(album) > 1 and await self._together(album):
                continue
            for file in album:
                if await self._sent(file_of(file.kind, file.file_id)):
                    continue
                copy = await copy_of(file)
                if copy is None or not await self._anew(file, copy):
                    gone.append(file)
        return gone

    async def _together(self, album: list[Attached]) -> bool:
        """Whether Telegram still has all of them."""
        media = [_media(file, self.caption if at == 0 else None) for at, file in enumerate(album)]
        try:
            await self.bot.send_media_group(
                self.chat_id,
                list(media),
                reply_to_message_id=self.card,
                allow_sending_without_reply=True if self.card else None,
            )
        except TelegramBadRequest:
            return False
        return True

    async def _sent(self, file: File) -> bool:
        try:
            await send(self.bot, self.chat_id, Screen(self.caption, file=file), answers=self.card)
        except TelegramBadRequest:
            return False
        return True

    async def _anew(self, file: Attached, copy: bytes) -> bool:
        name = file.name or f"{file.kind}{_ENDINGS.get(file.kind, '')}"
        same = File(file_of(file.kind, "").kind, content=copy, name=name)
        return await self._sent(same) or await self._sent(File(_PLAIN, content=copy, name=name))


def _albums(files: Sequence[Attached]) -> Iterator[list[Attached]]:
    """What can be shown together: pictures with pictures, documents with documents."""
    for is_seen in (True, False):
        alike = [file for file in files if (file.kind in _SEEN) is is_seen]
        for start in range(0, len(alike), MAX_FILES):
            yield alike[start : start + MAX_FILES]


def _media(file: Attached, caption: Html | None) -> Media:
    match file.kind:
        case "photo":
            return InputMediaPhoto(media=file.file_id, caption=caption)
        case "video":
            return InputMediaVideo(media=file.file_id, caption=caption)
    return InputMediaDocument(media=file.file_id, caption=caption)
