"""What takes long says so: «typing…» stands above the chat until the answer is there."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from aiogram.enums import ChatAction
from aiogram.exceptions import AiogramError
from aiogram.types import CallbackQuery, Message

# So long nobody wonders yet.
_SOON = 1.0
# Telegram shows it for five seconds.
_AGAIN = 4.0


@contextlib.asynccontextmanager
async def patience(
    event: Message | CallbackQuery, action: ChatAction = ChatAction.TYPING, *, soon: float = _SOON
) -> AsyncIterator[None]:
    """Show that work goes on, where it takes longer than a moment."""
    telling = asyncio.create_task(_tell(event, action, soon))
    try:
        yield
    finally:
        telling.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await telling


async def _tell(event: Message | CallbackQuery, action: ChatAction, soon: float) -> None:
    message = event.message if isinstance(event, CallbackQuery) else event
    if event.bot is None or message is None:
        return
    await asyncio.sleep(soon)
    # A nicety: whatever keeps it from being shown, the answer comes.
    with contextlib.suppress(AiogramError):
        while True:
            await event.bot.send_chat_action(message.chat.id, action)
            await asyncio.sleep(_AGAIN)
