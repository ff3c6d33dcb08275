"""Updates that Telegram brings: acknowledged when they are committed, as with polling."""

import asyncio
import hmac
import json
from collections.abc import Callable

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramNotFound, TelegramUnauthorizedError
from aiohttp import web

from bot.failures import FAILURES, classify
from bot.intake import ALLOWED_UPDATES, Intake, TokenRevokedError, is_update

log = structlog.get_logger()

_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_BEAT_SECONDS = 5.0
_LONGEST_PAUSE = 60.0


class Webhook:
    """Takes updates from the server and puts them where polling puts them."""

    def __init__(
        self, bot: Bot, intake: Intake, *, url: str, secret: str, on_beat: Callable[[float], None]
    ) -> None:
        """Take the address that Telegram shall call and the secret it shall know."""
        self._bot = bot
        self._intake = intake
        self._url = url
        self._secret = secret
        self._on_beat = on_beat
        self._ready = asyncio.Event()

    def route(self, path: str) -> web.RouteDef:
        """Where the updates come in."""
        return web.post(path, self._take)

    async def run(self) -> None:
        """Finish what a dead process left, tell Telegram the address, stand by for ever."""
        self._on_beat(0)
        await self._intake.resume()
        self._ready.set()
        await self._set()
        while True:
            self._on_beat(0)
            await asyncio.sleep(_BEAT_SECONDS)

    async def _set(self) -> None:
        pause = 1.0
        while True:
            try:
                await self._bot.set_webhook(
                    self._url,
                    secret_token=self._secret,
                    allowed_updates=ALLOWED_UPDATES,
                    drop_pending_updates=False,
                )
            except (TelegramUnauthorizedError, TelegramNotFound):
                raise TokenRevokedError from None
            except FAILURES as error:
                failure = classify(error)
                log.warning("webhook_not_set", reason=failure.reason)
                wait = max(failure.delay.total_seconds(), pause)
                self._on_beat(wait)
                await asyncio.sleep(wait)
                pause = min(pause * 2, _LONGEST_PAUSE)
            else:
                log.info("webhook_set")
                return

    async def _take(self, request: web.Request) -> web.Response:
        if not self._knows_secret(request):
            return web.Response(status=401)
        try:
            update = json.loads(await request.read())
        except (ValueError, RecursionError):
            return web.Response(status=400)
        if not is_update(update):
            return web.Response(status=400)
        await self._ready.wait()
        if self._intake.is_full:
            return web.Response(status=503)
        try:
            # Whatever becomes of the connection, what is being committed is also handed over.
            await asyncio.shield(self._intake.accept([update]))
        except Exception:
            # The database is locked or full: Telegram comes again.
            log.exception("intake_failed")
            return web.Response(status=503)
        return web.Response()

    def _knows_secret(self, request: web.Request) -> bool:
        # As bytes: texts that are not ASCII cannot be compared in constant time.
        given = request.headers.get(_HEADER, "").encode("utf-8", "surrogateescape")
        return hmac.compare_digest(given, self._secret.encode())
