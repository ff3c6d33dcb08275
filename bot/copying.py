"""Fetches files of reports from Telegram and hands them over to be kept."""

import asyncio
import io

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest

from bot.failures import FAILURES, classify
from services.file_kinds import LARGEST_MEGABYTES, MEGABYTE
from services.files import CopyError, Files, Uncopied

log = structlog.get_logger()

_MOST = LARGEST_MEGABYTES * MEGABYTE
_FETCH_SECONDS = 120
# So many at one go: a stop does not wait for a whole queue.
_BATCH = 20
# Telegram's words.
_TOO_BIG = "file is too big"
_FORGOTTEN = ("invalid file_id", "wrong file_id", "wrong file identifier", "file not found")
# It says the same of a file that is away for a while; after so many attempts it is gone.
_GIVEN_UP = 6


class _LostError(Exception):
    """The file cannot be had any more; the text is a code."""


class _Bounded(io.BytesIO):
    """Takes no more than a bot may fetch, whatever size was announced."""

    def write(self, data: object) -> int:
        """Count what comes."""
        if self.tell() + len(data) > _MOST:  # type: ignore[arg-type]
            raise _LostError("too_big")
        return super().write(data)  # type: ignore[arg-type]


class Copier:
    """Makes the copies that are due, one after another."""

    def __init__(self, bot: Bot, files: Files) -> None:
        """Take who fetches and who keeps."""
        self._bot = bot
        self._files = files
        self._has_begun = False

    async def copy_due(self) -> int:
        """Copy what is due; return how many were kept."""
        if not self._has_begun:
            await self._files.begin()
            self._has_begun = True
        kept = 0
        for _ in range(_BATCH):
            file = await self._files.due()
            if file is None:
                break
            kept += await self._copy(file)
        return kept

    async def _copy(self, file: Uncopied) -> bool:
        try:
            async with asyncio.timeout(_FETCH_SECONDS):
                await self._files.fetched(file, await self._fetch(file))
        except _LostError as lost:
            log.warning("file_lost", file=file.stored_id, reason=str(lost))
            await self._files.failed(file, str(lost), for_good=True)
        except CopyError as error:
            log.warning("file_not_kept", file=file.stored_id, reason=str(error))
            await self._files.failed(file, str(error))
        except FAILURES as error:
            # Without its text: the address of a download holds the token.
            reason = classify(error).reason
            log.info("file_not_fetched", file=file.stored_id, reason=reason)
            await self._files.failed(file, reason)
        else:
            return True
        return False

    async def _fetch(self, file: Uncopied) -> bytes:
        if file.size > _MOST:
            raise _LostError("too_big")
        try:
            found = await self._bot.get_file(file.file_id)
        except TelegramBadRequest as error:
            if _TOO_BIG in error.message:
                raise _LostError("too_big") from None
            if any(words in error.message for words in _FORGOTTEN):
                is_unsure = "temporarily" in error.message and file.attempts < _GIVEN_UP
                if not is_unsure:
                    raise _LostError("forgotten") from None
            raise
        if found.file_path is None:
            raise CopyError("no_path")
        taken = _Bounded()
        await self._bot.download_file(found.file_path, destination=taken)
        content = taken.getvalue()
        if found.file_size is not None and len(content) != found.file_size:
            raise CopyError("cut_short")
        return content
