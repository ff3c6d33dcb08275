"""/people: what is missing among the people of a coordinator's places."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import redraw, reply
from handlers.views.people import gap_screen, people_screen
from keyboards.staffing_callbacks import OpenGap, OpenPeople
from locales import Translator
from services.access import Action, Actor
from services.dialogs import Dialogs
from services.staffing import Staffing

router = Router(name="people")


@router.message(Command("people"), flags=permits(Action.MANAGE_PEOPLE))
async def people(
    message: Message, actor: Actor, t: Translator, staffing: Staffing, dialogs: Dialogs
) -> None:
    """What is missing, in numbers; an open form waits."""
    await dialogs.park(actor)
    await reply(message, people_screen(t, await staffing.overview(actor)))


@router.callback_query(Tapped(OpenPeople), flags=permits(Action.MANAGE_PEOPLE))
async def open_people(
    query: CallbackQuery, actor: Actor, t: Translator, staffing: Staffing
) -> None:
    """The same, from a button."""
    await redraw(query, people_screen(t, await staffing.overview(actor)))


@router.callback_query(Tapped(OpenGap), flags=permits(Action.MANAGE_PEOPLE))
async def open_gap(
    query: CallbackQuery, tap: OpenGap, actor: Actor, t: Translator, staffing: Staffing
) -> None:
    """One kind of gap."""
    await redraw(query, gap_screen(t, await staffing.gap(actor, tap.gap, tap.page)))
