"""Who is acting and in which language: sets `actor` and `t` for everything below."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import TelegramObject, Update, User

from locales import locale_for, translator
from services.registration import Registration

# Nobody has a larger number, and no database takes one.
_LARGEST = 1 << 63


class ActorMiddleware(BaseMiddleware):
    """Looks the person up on every update: a role taken away is gone at once."""

    def __init__(self, registration: Registration) -> None:
        """Take who knows people."""
        self._registration = registration

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        """Hand on only what a person did in a private chat."""
        user: User | None = data.get("event_from_user")
        if not isinstance(event, Update) or user is None or user.is_bot:
            return None
        if not 0 < user.id < _LARGEST:
            return None
        chat = data.get("event_chat")
        if chat is not None and chat.type != "private":
            # In groups the bot is silent: answers there would show one person's data to others.
            # They should not even come so far (bot/groups.py).
            return None
        actor = await self._registration.actor(user.id, locale_for(user.language_code))
        data["actor"] = actor
        data["t"] = translator(actor.locale)
        return await handler(event, data)
