"""Words to one person about the bot itself: too fast, put aside, away for a while.

Each is said at most once in a while to the same person, and never waited for.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from aiogram import Bot

from bot.failures import FAILURES, classify
from handlers.show import send
from handlers.views.problems import away_screen, crash_screen, too_fast_screen
from keyboards.screen import Screen
from locales import Translator, locale_for, translator
from services.clock import Clock
from services.registration import Registration

log = structlog.get_logger()

_TOO_FAST_EVERY = timedelta(minutes=1)
_AWAY_EVERY = timedelta(hours=1)
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

    async def finish(self) -> None:
        """Nothing is said any more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _is_time(self, what: str, account: int, every: timedelta) -> bool:
        now, key = self._clock.now(), (what, account)
        last = self._said.get(key)
        if last is not None and last <= now < last + every:
            return False
        self._said[key] = now
        self._said.move_to_end(key)
        if len(self._said) > _REMEMBERED:
            self._said.popitem(last=False)
        return True

    def _say(self, account: int, language: str | None, screen_of: _Words) -> None:
        task = asyncio.create_task(self._send(account, language, screen_of))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send(self, account: int, language: str | None, screen_of: _Words) -> None:
        try:
            async with asyncio.timeout(_PATIENCE):
                actor = await self._registration.actor(account, locale_for(language))
                await send(self._bot, account, screen_of(translator(actor.locale)))
        except FAILURES as error:
            log.info("apology_failed", reason=classify(error).reason)
        except Exception:
            log.exception("apology_failed")
