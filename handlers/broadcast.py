"""Announcements: opening the form; the rest is the guided dialog and the delivery."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.filters import Tapped
from handlers.show import redraw, reply
from handlers.turns import screen_of
from keyboards.callbacks import BeginBroadcast
from locales import Translator
from services.access import Actor
from services.broadcasts import Broadcasts

router = Router(name="broadcast")


@router.message(Command("broadcast"))
async def broadcast(message: Message, actor: Actor, t: Translator, broadcasts: Broadcasts) -> None:
    """Write an announcement, or go on with the one left."""
    turn = await broadcasts.begin(actor)
    await reply(message, await screen_of(t, actor, turn, broadcasts))


@router.callback_query(Tapped(BeginBroadcast))
async def begin_broadcast(
    query: CallbackQuery, actor: Actor, t: Translator, broadcasts: Broadcasts
) -> None:
    """Write an announcement, or go on with the one left."""
    turn = await broadcasts.begin(actor)
    await redraw(query, await screen_of(t, actor, turn, broadcasts))
