"""Announcements: opening the form; the rest is the guided dialog and the delivery."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import redraw, reply
from handlers.turns import screen_of
from keyboards.callbacks import BeginBroadcast
from locales import Translator
from services.access import Action, Actor
from services.broadcasts import Broadcasts

router = Router(name="broadcast")


@router.message(Command("broadcast"), flags=permits(Action.BROADCAST))
async def broadcast(message: Message, actor: Actor, t: Translator, broadcasts: Broadcasts) -> None:
    """Write an announcement, or go on with the one left."""
    turn = await broadcasts.begin(actor)
    await reply(message, await screen_of(t, actor, turn, broadcasts))


@router.callback_query(Tapped(BeginBroadcast), flags=permits(Action.BROADCAST))
async def begin_broadcast(
    query: CallbackQuery, actor: Actor, t: Translator, broadcasts: Broadcasts
) -> None:
    """Write an announcement, or go on with the one left."""
    turn = await broadcasts.begin(actor)
    await redraw(query, await screen_of(t, actor, turn, broadcasts))
