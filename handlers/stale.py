"""The last router: whatever nobody else took gets a kind answer and a fresh menu."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.permits import permits
from handlers.show import redraw, reply
from handlers.views.problems import noted
from handlers.views.welcome import menu_screen
from locales import Translator
from services.access import Action, Actor
from services.dialogs import Dialogs

router = Router(name="stale")


@router.callback_query(flags=permits(Action.FILL_IN))
async def stale_button(query: CallbackQuery, actor: Actor, t: Translator, dialogs: Dialogs) -> None:
    """A button of an older version, or forged data."""
    await redraw(query, noted(menu_screen(t, actor, await dialogs.left(actor)), t, "stale_button"))


@router.message(flags=permits(Action.FILL_IN))
async def unknown_message(message: Message, actor: Actor, t: Translator, dialogs: Dialogs) -> None:
    """A sticker, a voice, a file out of the blue, an unknown command."""
    is_file = message.photo or message.document or message.video
    code = "unknown_file" if is_file else "unknown_text"
    await reply(message, noted(menu_screen(t, actor, await dialogs.left(actor)), t, code))
