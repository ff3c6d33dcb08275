"""Tells the owners when something stands still: once for each cause, and once when it is over.

It goes through the outbox as all messages that matter; when the outbox is the trouble, directly.
Without an owner it goes to the chat that the settings name.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramMigrateToChat

from bot.failures import FAILURES, classify
from bot.health import LIMIT, Report
from handlers.show import send
from handlers.views.alarm import ENDLESS, stuck_screen
from keyboards.screen import Screen
from locales import DEFAULT_LOCALE, translator
from services.alerts import Alerts, StuckNotice
from services.registration import Registration

log = structlog.get_logger()

# A cause that comes and goes is one cause: it is over when it stayed away for so long.
CALM_SECONDS = 180.0
_DAY_SECONDS = 86_400.0
# What could not be told is tried again after so long.
_AGAIN_SECONDS = 30.0
_DIRECT_SECONDS = 20.0
_LOOK_UP_SECONDS = 2.0
# While one of these stands still, nothing queued would be sent.
_NO_WAY_OUT = frozenset({"sending", "outbox", "database"})
_DATABASE_SECONDS = 10.0

Say = Callable[[int, StuckNotice], Awaitable[bool]]


def directly(bot: Bot, registration: Registration) -> Say:
    """What writes to an account at once, whatever stands still."""

    async def say(account: int, notice: StuckNotice) -> bool:
        locale = DEFAULT_LOCALE
        with contextlib.suppress(Exception):
            async with asyncio.timeout(_LOOK_UP_SECONDS):
                locale = (await registration.actor(account, locale)).locale
        try:
            await _send(bot, account, stuck_screen(translator(locale), notice))
        except FAILURES as error:
            log.warning("alarm_not_told", reason=classify(error).reason)
            return False
        return True

    return say


async def _send(bot: Bot, account: int, screen: Screen) -> None:
    """Follow a group that has become a supergroup: the settings may name its former number."""
    try:
        await send(bot, account, screen)
    except TelegramMigrateToChat as moved:
        log.warning("operator_chat_moved", now=moved.migrate_to_chat_id)
        await send(bot, moved.migrate_to_chat_id, screen)


class Alarm:
    """Listens to the health and speaks up."""

    def __init__(
        self,
        alerts: Alerts,
        say: Say,
        *,
        chat: int | None = None,
        on_queued: Callable[[], None] = lambda: None,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take who remembers what was told, and what writes to an account at once.

        `chat` is written to when there is no owner.
        """
        self._alerts = alerts
        self._say = say
        self._chat = chat
        self._on_queued = on_queued
        self._seconds = seconds
        # When each present cause was seen first, and when each told one was seen last.
        self._since: dict[str, float] = {}
        self._last: dict[str, float] = {}
        self._began: dict[str, float] = {}
        self._events: dict[str, float] = {}
        self._not_before: dict[str, float] = {}
        self._accounts: tuple[int, ...] = ()
        self._has_read = False
        self._heard: Report | None = None
        self._hears = asyncio.Event()

    def hear(self, report: Report) -> None:
        """The health has looked: nothing here makes it wait."""
        self._heard = report
        self._hears.set()

    def note(self, cause: str) -> None:
        """Something has happened that is worth a word, once a day at most."""
        self._events[cause] = self._seconds()

    async def run(self) -> None:
        """Consider what was heard, for ever."""
        while True:
            await self._hears.wait()
            self._hears.clear()
            if self._heard is not None:
                try:
                    await self.consider(self._heard)
                except Exception:
                    log.exception("alarm_failed")

    async def consider(self, report: Report) -> None:
        """Tell what is new, and what is over."""
        now = self._seconds()
        causes = {*report.stuck, *report.warnings, *self._recent_events(now)}
        if "database" not in causes:
            await self._read(now)
        for cause in sorted(causes):
            first = self._since.setdefault(cause, now)
            if cause in self._last:
                self._last[cause] = now
            elif first < now or cause in self._events:
                # Seen twice in a row: what is over at the next look was none.
                await self._begin(cause, first, now, causes)
        for cause in sorted(self._since.keys() - causes):
            del self._since[cause]
        for cause in sorted(self._last.keys() - causes):
            if now - self._last[cause] >= CALM_SECONDS:
                await self._end(cause, now, causes)

    async def _read(self, now: float) -> None:
        """What a former process has told, and whom to write to when the database is gone."""
        try:
            async with asyncio.timeout(_DATABASE_SECONDS):
                if not self._has_read:
                    for cause in await self._alerts.known():
                        self._last.setdefault(cause, now)
                        self._began.setdefault(cause, now)
                    self._has_read = True
                if self._is_time("accounts", now):
                    self._accounts = await self._alerts.accounts()
        except Exception as error:
            log.warning("alarm_unready", reason=type(error).__name__)

    async def _begin(self, cause: str, first: float, now: float, causes: set[str]) -> None:
        log.error("alarm", cause=cause)
        if await self._tell(StuckNotice(cause, 0, is_over=False), now, causes):
            self._last[cause], self._began[cause] = now, first

    async def _end(self, cause: str, now: float, causes: set[str]) -> None:
        stood = self._last[cause] - self._began[cause] + LIMIT
        notice = StuckNotice(cause, max(1, round(stood / 60)), is_over=True)
        if cause in ENDLESS:
            await self._note(notice)
        elif not await self._tell(notice, now, causes):
            return
        del self._last[cause], self._began[cause]

    async def _tell(self, notice: StuckNotice, now: float, causes: set[str]) -> bool:
        """Whether it is told now, or was told before; else it is tried again."""
        if not self._is_time(notice.cause, now):
            return False
        queued: int | None = 0
        if not _NO_WAY_OUT & causes:
            try:
                async with asyncio.timeout(_DATABASE_SECONDS):
                    queued = await self._alerts.tell(notice)
            except Exception as error:
                log.warning("alarm_not_queued", reason=type(error).__name__)
        if queued:
            self._on_queued()
        elif queued == 0:
            if not await self._directly(notice):
                return False
            await self._note(notice)
        self._not_before.pop(notice.cause, None)
        return True

    async def _directly(self, notice: StuckNotice) -> bool:
        reached = False
        for account in self._accounts or ((self._chat,) if self._chat is not None else ()):
            try:
                async with asyncio.timeout(_DIRECT_SECONDS):
                    reached |= await self._say(account, notice)
            except Exception as error:
                log.warning("alarm_not_told", reason=type(error).__name__)
        return reached

    async def _note(self, notice: StuckNotice) -> None:
        try:
            async with asyncio.timeout(_DATABASE_SECONDS):
                await self._alerts.note(notice)
        except Exception as error:
            # It is remembered as long as this process lives.
            log.warning("alarm_not_noted", reason=type(error).__name__)

    def _recent_events(self, now: float) -> set[str]:
        for cause in [c for c, at in self._events.items() if now - at >= _DAY_SECONDS]:
            del self._events[cause]
        return set(self._events)

    def _is_time(self, what: str, now: float) -> bool:
        if now < self._not_before.get(what, now):
            return False
        self._not_before[what] = now + _AGAIN_SECONDS
        return True
