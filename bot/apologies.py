"""Words about the bot itself: too fast, put aside, away for a while, not in a group.

Each is said at most once in a while to the same person, and never waited for.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import structlog
from aiogram import Bot

from bot.failures import FAILURES, classify
from bot.groups import Asked
from handlers.addresses import address_of
from handlers.show import send
from handlers.views.delays import away_screen, too_fast_screen
from handlers.views.problems import (
    crash_screen,
    elsewhere_screen,
)
from keyboards.screen import Screen
from locales import Translator, locale_for, translator
from services.clock import Clock
from services.registration import Registration

log = structlog.get_logger()

_TOO_FAST_EVERY = timedelta(minutes=1)
_AWAY_EVERY = timedelta(hours=1)
_ELSEWHERE_EVERY = timedelta(hours=1)
_PATIENCE = 30.0
_REMEMBERED = 1_000

_Words = Callable[[Translator], Screen]


class Apologies:
    """Says it, in the language of whom it is said to."""

    def __init__(self, bot: Bot, registration: Registration, clock: Clock) -> None:
        """Take the bot that speaks and who knows people's languages."""
        self._bot = bot
        self._registration = registration
        self._clock = clock
        self._said: OrderedDict[tuple[str, int], datetime] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()

    def too_fast(self, account: int, language: str | None) -> None:
        """He sends faster than he can be answered: the last things were not read."""
        if self._is_time("fast", account, _TOO_FAST_EVERY):
            self._say(account, language, too_fast_screen)

    def away(self, account: int, language: str | None) -> None:
        """What he wrote while the bot was away is being answered now."""
        if self._is_time("away", account, _AWAY_EVERY):
            self._say(account, language, away_screen)

    def put_aside(self, account: int, language: str | None, incident: str) -> None:
        """What he did cannot be handled; the number is in the log as well."""
        self._say(account, language, lambda t: crash_screen(t, incident))

    def elsewhere(self, asked: Asked) -> None:
        """Somebody gave a command where others read: the answers are given in private."""
        if self._said_lately("elsewhere", asked.chat_id, _ELSEWHERE_EVERY):
            return
        self._begin(self._send_elsewhere(asked))

    async def _send_elsewhere(self, asked: Asked) -> None:
        async with self._quietly():
            me = await self._bot.me()
            if asked.addressee is not None and asked.addressee.lower() != str(me.username).lower():
                return
            address = await address_of(self._bot, "")
            # Many may have asked meanwhile.
            if self._is_time("elsewhere", asked.chat_id, _ELSEWHERE_EVERY):
                screen = elsewhere_screen(translator(locale_for(asked.language)), address)
                await send(self._bot, asked.chat_id, screen)

    async def finish(self) -> None:
        """Nothing is said any more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _said_lately(self, what: str, chat: int, every: timedelta) -> bool:
        last = self._said.get((what, chat))
        return last is not None and last <= self._clock.now() < last + every

    def _is_time(self, what: str, chat: int, every: timedelta) -> bool:
        if self._said_lately(what, chat, every):
            return False
        now, key = self._clock.now(), (what, chat)
        self._said[key] = now
        self._said.move_to_end(key)
        if len(self._said) > _REMEMBERED:
            self._said.popitem(last=False)
        return True

    def _say(self, account: int, language: str | None, screen_of: _Words) -> None:
        self._begin(self._send(account, language, screen_of))

    def _begin(self, saying: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(saying)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send(self, account: int, language: str | None, screen_of: _Words) -> None:
        async with self._quietly():
            actor = await self._registration.actor(account, locale_for(language))
            await send(self._bot, account, screen_of(translator(actor.locale)))

    @asynccontextmanager
    async def _quietly(self) -> AsyncIterator[None]:
        """What could not be said is no harm."""
        try:
            async with asyncio.timeout(_PATIENCE):
                yield
        except FAILURES as error:
            log.info("apology_failed", reason=classify(error).reason)
        except Exception:
            log.exception("apology_failed")
