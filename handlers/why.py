"""Why a school was not reminded: the ledger in the chat."""

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import redraw, reply
from handlers.views.why import both_screen, event_screen, school_screen, schools_screen
from keyboards.why_callbacks import WhyBoth, WhyEvent, WhySchool, WhySchools
from locales import Translator
from services.access import Action, Actor
from services.dialogs import Dialogs
from services.ledger import Ledger

router = Router(name="why")

_FURTHEST = 1000


@router.message(Command("why"), flags=permits(Action.READ_ANSWERS))
async def why(
    message: Message,
    command: CommandObject,
    actor: Actor,
    t: Translator,
    ledger: Ledger,
    dialogs: Dialogs,
) -> None:
    """The schools to choose from; with a name after the command, the one that it means."""
    found = await ledger.find(actor, (command.args or "").strip()[:100])
    await dialogs.park(actor)
    if found.text and len(found.schools) == 1:
        screen = school_screen(t, await ledger.of_school(actor, found.schools[0].id))
    else:
        screen = schools_screen(t, found)
    await reply(message, screen)


@router.callback_query(Tapped(WhySchools), flags=permits(Action.READ_ANSWERS))
async def schools(
    query: CallbackQuery, tap: WhySchools, actor: Actor, t: Translator, ledger: Ledger
) -> None:
    """A page of the schools."""
    await redraw(query, schools_screen(t, await ledger.find(actor, page=tap.page)))


@router.callback_query(Tapped(WhySchool), flags=permits(Action.READ_ANSWERS))
async def school(
    query: CallbackQuery, tap: WhySchool, actor: Actor, t: Translator, ledger: Ledger
) -> None:
    """The last and next events of a school."""
    page = max(min(tap.page, _FURTHEST), -_FURTHEST)
    found = await ledger.of_school(actor, tap.school_id, page, everything=bool(tap.everything))
    await redraw(query, school_screen(t, found))


@router.callback_query(Tapped(WhyEvent), flags=permits(Action.READ_ANSWERS))
async def event(
    query: CallbackQuery, tap: WhyEvent, actor: Actor, t: Translator, ledger: Ledger
) -> None:
    """The schools of an event."""
    await redraw(query, event_screen(t, await ledger.of_event(actor, tap.occurrence_id, tap.page)))


@router.callback_query(Tapped(WhyBoth), flags=permits(Action.READ_ANSWERS))
async def both(
    query: CallbackQuery, tap: WhyBoth, actor: Actor, t: Translator, ledger: Ledger
) -> None:
    """Everybody and every stage of one event at one school."""
    found = await ledger.of_both(actor, tap.school_id, tap.occurrence_id)
    await redraw(query, both_screen(t, found))
