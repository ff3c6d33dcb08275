"""Announcements on their way: sent part by part, changed and taken back where they arrived."""

from collections.abc import Awaitable, Callable
from functools import partial

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest

from bot.failures import FAILURES, Fate, classify
from bot.middlewares.requests import last_look
from handlers.letters import change_words, delete_parts, send_part
from handlers.views.letter import changed_words, letter, withdrawn_text
from keyboards.screen import Screen
from locales import Translator
from services.broadcast_messages import AmendNotice, AnnouncementNotice, RecallNotice
from services.envelope import Envelope
from services.outbox import Outbox

Settle = Callable[[], Awaitable[None]]

_UNCHANGED = "message is not modified"


class Announcer:
    """Says announcements in one chat at a time."""

    def __init__(self, bot: Bot, outbox: Outbox) -> None:
        """Take the bot that sends and who keeps the fates."""
        self._bot = bot
        self._outbox = outbox

    async def say(
        self,
        t: Translator,
        envelope: Envelope,
        notice: AnnouncementNotice | AmendNotice | RecallNotice,
    ) -> Settle:
        """Do what a message asks for; return what writes its fate down."""
        match notice:
            case AnnouncementNotice():
                return await self._announce(t, envelope, notice)
            case AmendNotice():
                return await self._amend(t, envelope, notice)
            case RecallNotice():
                return await self._recall(t, envelope, notice)

    async def _announce(
        self, t: Translator, envelope: Envelope, notice: AnnouncementNotice
    ) -> Settle:
        parts = letter(t, notice, repeated=envelope.repeated)
        arrived, poll_id = list(envelope.parts), None
        for part in parts[len(arrived) :]:
            try:
                sent = await send_part(self._bot, envelope.telegram_id, part)
            except FAILURES:
                if len(arrived) > len(envelope.parts):
                    await self._outbox.partly(envelope, arrived, notice.edition, poll_id)
                raise
            arrived.append(sent.ids)
            poll_id = sent.poll_id or poll_id
            # Who has the first part gets the rest.
            last_look.set(None)
        return partial(self._outbox.announced, envelope, arrived, notice.edition, poll_id)

    async def _amend(self, t: Translator, envelope: Envelope, notice: AmendNotice) -> Settle:
        message_id, screen, is_under = changed_words(t, notice.now, notice.parts)
        try:
            await change_words(
                self._bot, envelope.telegram_id, message_id, screen, is_under=is_under
            )
        except TelegramBadRequest as error:
            if _UNCHANGED not in error.message:
                return self._missed(envelope, error)
        return partial(self._outbox.sent, envelope, message_id)

    async def _recall(self, t: Translator, envelope: Envelope, notice: RecallNotice) -> Settle:
        try:
            if notice.is_old:
                await self._withdraw(t, envelope, notice)
            else:
                await delete_parts(self._bot, envelope.telegram_id, notice.parts)
        except TelegramBadRequest as error:
            return self._missed(envelope, error)
        message_id = next(number for part in notice.parts for number in part)
        return partial(self._outbox.sent, envelope, message_id)

    async def _withdraw(self, t: Translator, envelope: Envelope, notice: RecallNotice) -> None:
        announcement = AnnouncementNotice(notice.place_name, notice.content)
        message_id, _, is_under = changed_words(t, announcement, notice.parts)
        screen = Screen(withdrawn_text(t, notice.place_name))
        try:
            await change_words(
                self._bot, envelope.telegram_id, message_id, screen, is_under=is_under
            )
        except TelegramBadRequest as error:
            if _UNCHANGED not in error.message:
                raise

    def _missed(self, envelope: Envelope, error: TelegramBadRequest) -> Settle:
        """A message that its reader has deleted is missed by nobody."""
        if classify(error).fate is not Fate.REFUSED:
            raise error
        return partial(self._outbox.skip, envelope, "message_gone")
