"""Which commands Telegram offers in a chat: those of the person's roles, in his language."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiogram import BaseMiddleware, Bot
from aiogram.dispatcher.flags import get_flag
from aiogram.types import BotCommand, BotCommandScopeChat, TelegramObject

from bot.failures import FAILURES, classify
from handlers.permits import FLAG
from keyboards.menu import commands
from locales import translator
from services.access import Action, Actor
from services.registration import Registration

log = structlog.get_logger()

# Handlers of these may have changed what the person is, or how he is spoken to.
_CHANGING = frozenset(
    {
        Action.COME_IN,
        Action.CHOOSE_PLACE,
        Action.KEEP_SETTINGS,
        Action.HAND_OVER,
        Action.OWN_DATA,
    }
)
_REMEMBERED = 10_000

_Offer = tuple[tuple[str, str], ...]


class OfferCommands(BaseMiddleware):
    """Tells Telegram when the commands of a chat have changed.

    Who has taken his consent back, or was forgotten, sees what everybody sees before it.

    What was told is remembered by this process only: after a restart each chat is told once more.
    A failure is no harm: the next update of the chat tries again.
    """

    def __init__(self, registration: Registration) -> None:
        """Take who knows people."""
        self._registration = registration
        self._told: OrderedDict[int, _Offer] = OrderedDict()

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        """Handle first: a person does not wait for his list of commands."""
        result = await handler(event, data)
        actor: Actor = data["actor"]
        if _CHANGING & set(get_flag(data, FLAG, default=())):
            actor = await self._registration.actor(actor.telegram_id, actor.locale)
        if actor.consent_version is not None:
            await self._offer(data["bot"], actor)
        elif self._may_be_offered(data["actor"]):
            await self._take_back(data["bot"], actor.telegram_id)
        return result

    def _may_be_offered(self, before: Actor) -> bool:
        """Whether the chat of somebody without a consent may still show the list he had."""
        told = self._told.get(before.telegram_id)
        return bool(told) or (told is None and before.person_id is not None)

    async def _offer(self, bot: Bot, actor: Actor) -> None:
        offer = tuple(commands(translator(actor.locale), actor))
        if self._told.get(actor.telegram_id) == offer:
            return
        try:
            await bot.set_my_commands(
                [BotCommand(command=name, description=what) for name, what in offer],
                scope=BotCommandScopeChat(chat_id=actor.telegram_id),
            )
        except FAILURES as error:
            log.warning("commands_not_offered", reason=classify(error).reason)
            return
        self._remember(actor.telegram_id, offer)

    async def _take_back(self, bot: Bot, chat_id: int) -> None:
        try:
            await bot.delete_my_commands(scope=BotCommandScopeChat(chat_id=chat_id))
        except FAILURES as error:
            log.warning("commands_not_taken_back", reason=classify(error).reason)
            return
        self._remember(chat_id, ())

    def _remember(self, chat_id: int, offer: _Offer) -> None:
        self._told[chat_id] = offer
        if len(self._told) > _REMEMBERED:
            self._told.popitem(last=False)
