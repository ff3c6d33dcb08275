"""Announcements being written: the desk, its questions, a second pair of eyes."""

from aiogram import Router
from aiogram.filters import BaseFilter, Command
from aiogram.types import CallbackQuery, Message

from handlers.albums import answer_once
from handlers.filters import Tapped
from handlers.letters import show_parts
from handlers.permits import permits
from handlers.show import also, given, polled, redraw, reply
from handlers.turns import screen_of
from handlers.views.broadcast_audience import audience_screen, choices_screen, title_screen
from handlers.views.broadcast_check import check_screen, checked_parts, tried_parts
from handlers.views.form import headed
from keyboards.broadcast_callbacks import (
    DecideBroadcast,
    LetterAsk,
    LetterDrop,
    LetterPutOff,
    LetterSwitch,
    LetterTry,
    TryChecked,
)
from keyboards.callbacks import BeginBroadcast
from locales import Translator
from services.access import Action, Actor
from services.audience_desk import AudienceDesk
from services.broadcast_checks import BroadcastChecks
from services.broadcast_draft import FIND, TITLE
from services.broadcasts import Broadcasts
from services.dialogs import Dialogs, Turn
from services.forms.catalogue import BROADCAST

router = Router(name="broadcast")


class Composes(BaseFilter):
    """Somebody writes while an announcement is open."""

    def __init__(self, step: str = "") -> None:
        """Take the question that must be open; without one any is meant."""
        self._step = step

    async def __call__(self, message: Message, actor: Actor, dialogs: Dialogs) -> bool:
        """Look at the open form of those who may have one."""
        if not actor.may(Action.BROADCAST) or (message.text or "").startswith("/"):
            return False
        turn = await dialogs.current(actor)
        if turn is None or turn.draft.form.name != BROADCAST.name:
            return False
        return self._step in {"", turn.draft.step}


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


@router.message(Composes(FIND), flags=permits(Action.BROADCAST))
async def find(message: Message, actor: Actor, t: Translator, audiences: AudienceDesk) -> None:
    """Something of the open list by a part of its name."""
    await reply(message, choices_screen(t, await audiences.find(actor, message.text or "")))


@router.message(Composes(TITLE), flags=permits(Action.BROADCAST))
async def save(message: Message, actor: Actor, t: Translator, audiences: AudienceDesk) -> None:
    """The name under which the audience is kept."""
    saved = await audiences.save(actor, message.text or "")
    if isinstance(saved, Turn):
        await reply(message, headed(t, saved, title_screen(t, saved)))
    else:
        await reply(message, audience_screen(t, saved))


@router.message(Composes(), flags=permits(Action.BROADCAST))
async def take(
    message: Message,
    actor: Actor,
    t: Translator,
    broadcasts: Broadcasts,
    dialogs: Dialogs,
) -> None:
    """Words, files, a poll: whatever is written or sent is for the open question."""
    album = message.media_group_id or ""
    turn = await broadcasts.take(actor, given(message), album=album, poll=polled(message))
    screen = await screen_of(t, actor, turn, broadcasts)
    await answer_once(message, actor, dialogs, turn, screen)


@router.callback_query(Tapped(LetterAsk), flags=permits(Action.BROADCAST))
async def ask(
    query: CallbackQuery, tap: LetterAsk, actor: Actor, t: Translator, broadcasts: Broadcasts
) -> None:
    """One question about it, or the whole again."""
    turn = await broadcasts.ask(actor, tap.dialog_id, tap.step)
    await redraw(query, await screen_of(t, actor, turn, broadcasts))


@router.callback_query(Tapped(LetterDrop), flags=permits(Action.BROADCAST))
async def drop(
    query: CallbackQuery, tap: LetterDrop, actor: Actor, t: Translator, broadcasts: Broadcasts
) -> None:
    """Take a part out."""
    turn = await broadcasts.drop(actor, tap.dialog_id, tap.part)
    await redraw(query, await screen_of(t, actor, turn, broadcasts))


@router.callback_query(Tapped(LetterSwitch), flags=permits(Action.BROADCAST))
async def switch(
    query: CallbackQuery, tap: LetterSwitch, actor: Actor, t: Translator, broadcasts: Broadcasts
) -> None:
    """Turn something on or off."""
    turn = await broadcasts.switch(actor, tap.dialog_id, tap.part)
    await redraw(query, await screen_of(t, actor, turn, broadcasts))


@router.callback_query(Tapped(LetterPutOff), flags=permits(Action.BROADCAST))
async def put_off(
    query: CallbackQuery, tap: LetterPutOff, actor: Actor, t: Translator, broadcasts: Broadcasts
) -> None:
    """Send it at one of the usual moments."""
    turn = await broadcasts.put_off(actor, tap.dialog_id, tap.until)
    await redraw(query, await screen_of(t, actor, turn, broadcasts))


@router.callback_query(Tapped(LetterTry), flags=permits(Action.BROADCAST))
async def try_out(
    query: CallbackQuery, tap: LetterTry, actor: Actor, t: Translator, broadcasts: Broadcasts
) -> None:
    """Its author gets it as all others will, in each of its languages; the desk comes below."""
    turn = await broadcasts.ask(actor, tap.dialog_id, "whole")
    await show_parts(query, t, tried_parts(await broadcasts.letter(actor, turn)))
    await also(query, await screen_of(t, actor, turn, broadcasts))


@router.callback_query(Tapped(DecideBroadcast), flags=permits(Action.BROADCAST))
async def decide(
    query: CallbackQuery,
    tap: DecideBroadcast,
    actor: Actor,
    t: Translator,
    broadcast_checks: BroadcastChecks,
) -> None:
    """A second pair of eyes says its word."""
    card = await broadcast_checks.decide(actor, tap.broadcast_id, agrees=bool(tap.agrees))
    await redraw(query, check_screen(t, card))


@router.callback_query(Tapped(TryChecked), flags=permits(Action.BROADCAST))
async def try_checked(
    query: CallbackQuery,
    tap: TryChecked,
    actor: Actor,
    t: Translator,
    broadcast_checks: BroadcastChecks,
) -> None:
    """A second pair of eyes gets it as all others will; what it can say comes below."""
    card = await broadcast_checks.card(actor, tap.broadcast_id)
    await show_parts(query, t, checked_parts(card))
    await also(query, check_screen(t, card))
