"""The next step of a form stands where it is seen: below what was said since.

A tapped message is drawn anew in its place. Far above newer messages nobody sees that, so there the
step is sent anew and the old message loses its buttons. Which message is the newest is remembered
in memory only: after a restart the old one is drawn in its place, as ever.
"""

from aiogram.types import CallbackQuery, Message

from handlers.asked import newest_in, note_asked
from handlers.show import acknowledge, also, redraw, without_buttons
from keyboards.screen import Screen


async def redraw_in_sight(query: CallbackQuery, screen: Screen) -> int:
    """The next step of the form whose message was tapped; returns where it stands."""
    if _is_newest(query):
        return await redraw(query, screen)
    await without_buttons(query, screen.notice)
    return await _sent(query, screen)


async def begin_in_sight(query: CallbackQuery, screen: Screen) -> None:
    """The first step of a form: an old card that it was begun from stays as it is."""
    if _is_newest(query):
        await redraw(query, screen)
        return
    await acknowledge(query, screen.notice)
    await _sent(query, screen)


async def _sent(query: CallbackQuery, screen: Screen) -> int:
    sent = await also(query, screen)
    if query.bot is not None:
        note_asked(query.bot, sent.chat.id, sent.message_id, screen)
    return sent.message_id


def _is_newest(query: CallbackQuery) -> bool:
    message = query.message
    if not isinstance(message, Message) or query.bot is None:
        return True
    return newest_in(query.bot, message.chat.id) <= message.message_id
