"""An album comes as one message for each picture: all of them are answered by one."""

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import Message

from handlers.asked import asked_in, retire
from handlers.show import edit, reply
from keyboards.screen import Screen
from services.access import Actor
from services.dialogs import Dialogs, Turn


async def answer_once(
    message: Message,
    actor: Actor,
    dialogs: Dialogs,
    turn: Turn,
    screen: Screen,
    *,
    quoting: bool = False,
) -> None:
    """Answer what was written; after the first picture of an album the answer is drawn anew."""
    album = message.media_group_id
    if album is not None and not quoting and await _is_shown_again(message, turn, screen):
        return
    asked = asked_in(message)
    sent = await reply(message, screen, quoting=quoting)
    await retire(message, asked)
    if album is not None and turn.outcome is None:
        await dialogs.shown_for(actor, turn.dialog_id, album, sent.message_id)


async def _is_shown_again(message: Message, turn: Turn, screen: Screen) -> bool:
    album, shown = turn.subject.get("shown") or ("", 0)
    if album != message.media_group_id or message.bot is None:
        return False
    try:
        await edit(message.bot, message.chat.id, int(shown), screen)
    except TelegramBadRequest:
        # Deleted meanwhile: said anew.
        return False
    return True
