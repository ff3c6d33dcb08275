"""Nothing happens before consent, and nothing that the policy table does not allow.

Every handler says which actions let somebody reach it (handlers/permits.py); one that says
nothing is reached by nobody.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.dispatcher.flags import get_flag
from aiogram.types import CallbackQuery, InlineQuery, Message, TelegramObject

from handlers.addresses import address_of
from handlers.offers import offer
from handlers.permits import FLAG
from handlers.show import lead_into, redraw, reply
from handlers.views.shared import stranger_text
from handlers.views.welcome import consent_first_screen
from services.access import Action, Actor
from services.errors import NotAllowedError
from services.registration import Registration


class AccessMiddleware(BaseMiddleware):
    """Shows the consent to who has not agreed; refuses who may do none of a handler's actions."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        """Let those pass whom the table allows one of the actions."""
        actor: Actor = data["actor"]
        actions: tuple[Action, ...] = get_flag(data, FLAG, default=())
        if Action.COME_IN not in actions and not Registration.has_consent(actor):
            return await _ask_for_consent(event, data)
        if not any(actor.may(action) for action in actions):
            raise NotAllowedError
        return await handler(event, data)


async def _ask_for_consent(event: TelegramObject, data: dict[str, Any]) -> Any:
    t = data["t"]
    screen = consent_first_screen(t)
    if isinstance(event, InlineQuery):
        return await offer(event, (), stranger_text(t))
    if isinstance(event, CallbackQuery) and event.inline_message_id is not None:
        # He may have never opened the bot, which cannot write to him then.
        return await lead_into(event, await address_of(data["bot"], "share"))
    if isinstance(event, CallbackQuery):
        return await redraw(event, screen)
    if isinstance(event, Message):
        return await reply(event, screen)
    return None
