"""The address from which calendars fetch: a secret in, somebody's own events out."""

import asyncio

import structlog
from aiogram import Bot
from aiohttp import web

from bot.failures import FAILURES, classify
from handlers.addresses import address_of
from handlers.views.calendar_file import calendar_of, fingerprint
from keyboards.shared_callbacks import EVENT_PAYLOAD
from locales import translator
from services.calendar_file import CalendarFile, CalendarFiles

log = structlog.get_logger()

# Calendars come by the hour and all at once: people who tap are not to wait for them.
_AT_ONCE = 2
_HEADERS = {
    "Cache-Control": "private, max-age=900",
    "Content-Disposition": 'inline; filename="marshrut.ics"',
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


class CalendarRoute:
    """Answers GET; every wrong, old and revoked secret gets the same answer."""

    def __init__(self, bot: Bot, files: CalendarFiles) -> None:
        """Take whose address stands in the events, and who gathers them."""
        self._bot = bot
        self._files = files
        self._turns = asyncio.Semaphore(_AT_ONCE)

    def route(self, path: str) -> web.RouteDef:
        """Where the server listens for it."""
        return web.get(f"{path}/{{token:[A-Za-z0-9_-]{{1,128}}}}.ics", self._give)

    async def _give(self, request: web.Request) -> web.Response:
        async with self._turns:
            file = await self._files.fetched(request.match_info["token"])
            if file is None:
                raise web.HTTPNotFound
            mark = fingerprint(file)
            headers = {**_HEADERS, "ETag": f'"{mark}"'}
            known = request.if_none_match or ()
            if any(tag.value == mark for tag in known):
                return web.Response(status=304, headers=headers)
            link = await self._link()
            body = await asyncio.to_thread(_body, file, link)
        return web.Response(
            body=body, content_type="text/calendar", charset="utf-8", headers=headers
        )

    async def _link(self) -> str:
        """Where an event is opened; nothing while the messenger cannot be reached."""
        try:
            return await address_of(self._bot, EVENT_PAYLOAD)
        except FAILURES as error:
            log.info("calendar_without_links", reason=classify(error).reason)
            return ""


def _body(file: CalendarFile, link: str) -> bytes:
    return calendar_of(translator(file.locale), file, link)
