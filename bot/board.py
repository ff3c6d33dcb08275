"""One message of the author shows how an announcement goes, edited at most once a second."""

import asyncio

import structlog
from aiogram import Bot

from bot.failures import FAILURES, Fate, classify
from bot.uncut import uncut
from handlers.show import edit, send
from handlers.views.announced import progress_screen
from locales import translator
from services.broadcast_delivery import Deliveries
from services.broadcast_progress import Progress, Speed, Speedometer
from services.registration import Registration
from services.terms import BroadcastStatus

log = structlog.get_logger()

_BOARD_SECONDS = 1.0


class ProgressBoard:
    """Keeps the author of an announcement informed: one message, edited at most once a second."""

    def __init__(self, bot: Bot, deliveries: Deliveries, registration: Registration) -> None:
        """Take the bot that edits and who counts."""
        self._bot = bot
        self._deliveries = deliveries
        self._registration = registration
        self._shown: dict[int, Progress] = {}
        self._speeds: dict[int, Speedometer] = {}

    async def run(self) -> None:
        """Look every second, for ever: a slow edit keeps nothing waiting but the next one."""
        while True:
            try:
                await self.refresh()
            except Exception:
                log.exception("progress_failed")
            await asyncio.sleep(_BOARD_SECONDS)

    async def refresh(self) -> int:
        """Edit the progress of every announcement that has moved; return how many did."""
        moved, running = 0, await self._deliveries.running()
        for progress in running:
            speed = self._speeds.setdefault(progress.broadcast_id, Speedometer()).note(progress)
            if self._shown.get(progress.broadcast_id) == progress:
                continue
            try:
                if not await self._show(progress, speed):
                    continue
            except Exception:
                log.exception("progress_failed", broadcast=progress.broadcast_id)
                continue
            moved += 1
            self._shown[progress.broadcast_id] = progress
            if progress.finished and not progress.is_being_amended:
                await uncut(self._deliveries.close(progress))
        for gone in self._speeds.keys() - {progress.broadcast_id for progress in running}:
            del self._speeds[gone]
            self._shown.pop(gone, None)
        return moved

    async def _show(self, progress: Progress, speed: Speed | None) -> bool:
        """Show it; False when that is worth another try."""
        actor = await self._registration.actor(progress.author_id, "ru")
        screen = progress_screen(translator(actor.locale), actor, progress, speed)
        try:
            if progress.message_id is not None:
                await edit(self._bot, progress.author_id, progress.message_id, screen)
            elif progress.finished or progress.status != BroadcastStatus.HELD:
                message = await send(self._bot, progress.author_id, screen)
                await self._deliveries.follow(actor, progress.broadcast_id, message.message_id)
        except FAILURES as error:
            failure = classify(error)
            log.warning("progress_failed", reason=failure.reason)
            if progress.finished and failure.fate is Fate.REFUSED:
                await send(self._bot, progress.author_id, screen)
            return failure.fate in {Fate.REFUSED, Fate.UNREACHABLE}
        return True
