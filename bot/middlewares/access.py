"""Nothing happens before consent, and nothing that the policy table does not allow.

Every handler says which actions let somebody reach it (handlers/permits.py); one that says
nothing is reached by nobody.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.dispatcher.flags import get_flag
from aiogram.types import CallbackQuery, Message, TelegramObject

from handlers.permits import FLAG
from handlers.show import redraw, reply
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
    screen = consent_first_screen(data["t"])
    if isinstance(event, CallbackQuery):
        return await redraw(event, screen)
    if isinstance(event, Message):
        return await reply(event, screen)
    return None
