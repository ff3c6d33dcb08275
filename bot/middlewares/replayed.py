"""Words that were kept before the process died are answered, and asked of no handler again.

What they had answered may be over by now: the form they ended is gone, and the next handler would
take them for something else.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import TelegramObject

from services.inbox import AlreadyAppliedError, Inbox


class ReplayedMessages(BaseMiddleware):
    """Stops a message whose effect is in the database already; the errors' border answers it."""

    def __init__(self, inbox: Inbox) -> None:
        """Take who knows what was applied."""
        self._inbox = inbox

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        """Only what a dead process has left is looked up."""
        if await self._inbox.is_answer_missing():
            raise AlreadyAppliedError
        return await handler(event, data)
