"""Announcements: opening the form, unknown fates; the rest is the dialog and the delivery."""

from aiogram import Router
from aiogram.filters import BaseFilter, Command
from aiogram.types import CallbackQuery, Message

from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import redraw, reply
from handlers.turns import screen_of
from handlers.views.broadcast import place_screen, progress_screen
from keyboards.broadcast_callbacks import LeaveSo, SendAgain
from keyboards.callbacks import BeginBroadcast
from keyboards.places_callbacks import TurnMunicipalities
from locales import Translator
from services.access import Action, Actor
from services.broadcasts import Broadcasts
from services.dialogs import Dialogs

router = Router(name="broadcast")
_PLACE = ("broadcast", "place")


class ChoosesMunicipality(BaseFilter):
    """Somebody writes while an announcement asks for its municipality."""

    async def __call__(self, message: Message, actor: Actor, dialogs: Dialogs) -> bool:
        """Look at the open form of those who may have one."""
        if not actor.may(Action.BROADCAST) or (message.text or "/").startswith("/"):
            return False
        turn = await dialogs.current(actor)
        return turn is not None and (turn.draft.form.name, turn.draft.step) == _PLACE


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


@router.callback_query(Tapped(TurnMunicipalities), flags=permits(Action.BROADCAST))
async def turn_municipalities(
    query: CallbackQuery,
    tap: TurnMunicipalities,
    actor: Actor,
    t: Translator,
    dialogs: Dialogs,
    broadcasts: Broadcasts,
) -> None:
    """Another page of municipalities; the question that is open when it is another one."""
    turn = await dialogs.resume(actor, tap.dialog_id)
    if (turn.draft.form.name, turn.draft.step) == _PLACE:
        await redraw(query, place_screen(t, turn, tap.page))
    else:
        await redraw(query, await screen_of(t, actor, turn, broadcasts))


@router.message(ChoosesMunicipality(), flags=permits(Action.BROADCAST))
async def find_municipality(
    message: Message, actor: Actor, t: Translator, dialogs: Dialogs, broadcasts: Broadcasts
) -> None:
    """A municipality by a part of its name."""
    turn = await dialogs.current(actor)
    if turn is not None:
        found = await broadcasts.municipalities(actor, turn, message.text or "")
        await reply(message, place_screen(t, turn, found=found))


@router.callback_query(Tapped(SendAgain), flags=permits(Action.BROADCAST))
async def send_again(
    query: CallbackQuery, tap: SendAgain, actor: Actor, t: Translator, broadcasts: Broadcasts
) -> None:
    """Once more to those of whom nobody knows whether they got it."""
    progress = await broadcasts.send_again(actor, tap.broadcast_id, tap.rounds)
    message_id = await redraw(query, progress_screen(t, progress))
    await broadcasts.follow(actor, progress.broadcast_id, message_id)


@router.callback_query(Tapped(LeaveSo), flags=permits(Action.BROADCAST))
async def leave_so(
    query: CallbackQuery, tap: LeaveSo, actor: Actor, t: Translator, broadcasts: Broadcasts
) -> None:
    """Of some nobody knows, and so it stays."""
    progress = await broadcasts.leave_so(actor, tap.broadcast_id, tap.rounds)
    await redraw(query, progress_screen(t, progress))
