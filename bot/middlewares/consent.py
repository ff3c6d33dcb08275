"""Nothing happens before consent, except what a handler flags as open."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.dispatcher.flags import get_flag
from aiogram.types import CallbackQuery, Message, TelegramObject

from handlers.show import redraw, reply
from handlers.views.welcome import consent_first_screen
from services.registration import Registration


class ConsentMiddleware(BaseMiddleware):
    """Shows the consent instead of a handler that is not open to strangers."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        """Let the open handlers and those who have agreed pass."""
        if get_flag(data, "open") or Registration.has_consent(data["actor"]):
            return await handler(event, data)
        screen = consent_first_screen(data["t"])
        if isinstance(event, CallbackQuery):
            return await redraw(event, screen)
        if isinstance(event, Message):
            return await reply(event, screen)
        return None
