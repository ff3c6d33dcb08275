"""Fetching what somebody has sent."""

from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.types import Document
from aiohttp import ClientError

from services.errors import DomainError


async def fetch(bot: Bot, document: Document, limit: int) -> bytes:
    """The bytes of a document; raises DomainError `document_too_large` or `download_failed`."""
    if (document.file_size or 0) > limit:
        raise DomainError("document_too_large", limit=limit // 1024 // 1024)
    try:
        source = await bot.download(document)
    except (TimeoutError, AiogramError, ClientError, OSError):
        # Without its cause: the text of these errors holds the address with the token.
        raise DomainError("download_failed") from None
    if source is None:
        raise DomainError("download_failed")
    return source.read()
