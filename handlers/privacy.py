"""Everybody's rights over his own data. Open to all: they do not hang on a valid consent."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import redraw, reply
from handlers.views.my_data import my_data_file
from handlers.views.privacy import (
    forget_question_screen,
    forgotten_screen,
    my_data_screen,
    privacy_screen,
    text_screen,
    withdraw_question_screen,
    withdrawn_screen,
)
from handlers.views.welcome import consent_screen
from keyboards.callbacks import OpenPrivacy
from keyboards.privacy_callbacks import Forget, ReadAgreed, SendMyData, Withdraw
from keyboards.screen import Screen
from locales import Translator
from services.access import Action, Actor
from services.privacy import Privacy

router = Router(name="privacy")


@router.message(Command("privacy"), flags=permits(Action.COME_IN))
async def privacy_(message: Message, actor: Actor, t: Translator, privacy: Privacy) -> None:
    """What is stored, and what can be done about it."""
    await reply(message, privacy_screen(t, actor, await privacy.overview(actor)))


@router.callback_query(Tapped(OpenPrivacy), flags=permits(Action.COME_IN))
async def open_privacy(query: CallbackQuery, actor: Actor, t: Translator, privacy: Privacy) -> None:
    """What is stored, and what can be done about it."""
    await redraw(query, privacy_screen(t, actor, await privacy.overview(actor)))


@router.callback_query(Tapped(ReadAgreed), flags=permits(Action.COME_IN))
async def read(
    query: CallbackQuery, tap: ReadAgreed, actor: Actor, t: Translator, privacy: Privacy
) -> None:
    """A page of the consent."""
    await redraw(query, text_screen(t, await privacy.consent_text(actor, t.locale), tap.page))


@router.message(Command("mydata"), flags=permits(Action.COME_IN))
async def my_data(message: Message, actor: Actor, t: Translator, privacy: Privacy) -> None:
    """Everything about oneself, as a file."""
    await reply(message, await _my_data(actor, t, privacy))


@router.callback_query(Tapped(SendMyData), flags=permits(Action.COME_IN))
async def send_my_data(query: CallbackQuery, actor: Actor, t: Translator, privacy: Privacy) -> None:
    """Everything about oneself, as a file."""
    await redraw(query, await _my_data(actor, t, privacy))


@router.callback_query(Tapped(Withdraw), flags=permits(Action.COME_IN))
async def withdraw(
    query: CallbackQuery, tap: Withdraw, actor: Actor, t: Translator, privacy: Privacy
) -> None:
    """Take the consent back, after a question."""
    if actor.consent_version is None:
        await redraw(query, consent_screen(t))
        return
    if not tap.sure:
        await redraw(query, withdraw_question_screen(t))
        return
    await privacy.withdraw(actor)
    await redraw(query, withdrawn_screen(t))


@router.message(Command("forget"), flags=permits(Action.COME_IN))
async def forget(message: Message, t: Translator, privacy: Privacy) -> None:
    """Ask whether to erase everything."""
    await reply(message, forget_question_screen(t, privacy.this_minute()))


@router.callback_query(Tapped(Forget), flags=permits(Action.COME_IN))
async def forget_for_good(
    query: CallbackQuery, tap: Forget, actor: Actor, t: Translator, privacy: Privacy
) -> None:
    """Erase everything; an old question is asked anew."""
    if not privacy.is_fresh(tap.asked):
        await redraw(query, forget_question_screen(t, privacy.this_minute()))
        return
    await redraw(query, forgotten_screen(t, was_known=await privacy.forget(actor)))


async def _my_data(actor: Actor, t: Translator, privacy: Privacy) -> Screen:
    found = await privacy.everything(actor)
    if found is None:
        return privacy_screen(t, actor, await privacy.overview(actor))
    return my_data_screen(t, f"my-data-{actor.id}.html", my_data_file(t, actor, found))
