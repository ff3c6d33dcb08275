"""Sharing an event into any chat, answers given there, and the way from there into the bot."""

from aiogram import Bot, F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import CallbackQuery, InlineQuery, Message

from handlers.addresses import address_of
from handlers.filters import Tapped
from handlers.offers import offer
from handlers.permits import permits
from handlers.show import acknowledge, also, reply
from handlers.views.event import card_screen
from handlers.views.form import turn_screen
from handlers.views.shared import counted_text, offers
from handlers.views.welcome import menu_screen
from keyboards.shared_callbacks import EVENT_PAYLOAD, SharedIntend
from locales import Translator
from services.access import Action, Actor
from services.calendar import Calendar
from services.dialogs import Dialogs
from services.sharing import Sharing

router = Router(name="sharing")

# An event; or only the way in, for whoever comes from a chat.
_EVENT = rf"^(?:{EVENT_PAYLOAD}[1-9][0-9]{{0,8}}|share)$"


@router.inline_query(flags=permits(Action.READ_PLAN))
async def share(
    query: InlineQuery, actor: Actor, t: Translator, sharing: Sharing, bot: Bot
) -> None:
    """Events that the words may mean, to choose one."""
    found = await sharing.found(actor, query.query)
    await offer(query, offers(t, found, await address_of(bot, "")))


@router.callback_query(
    Tapped(SharedIntend), flags=permits(Action.ANSWER_FOR_SCHOOL, Action.ANSWER_FOR_SELF)
)
async def answer_shared(
    query: CallbackQuery, tap: SharedIntend, actor: Actor, t: Translator, sharing: Sharing
) -> None:
    """An answer on a shared card: a word for whoever tapped, the card stays as it is."""
    answer = await sharing.answer(actor, tap.occurrence_id, tap.intention)
    await acknowledge(query, counted_text(t, answer), alert=answer.turn is not None)
    if answer.turn is not None:
        await also(query, turn_screen(t, answer.turn))


@router.message(
    CommandStart(deep_link=True, magic=F.args.regexp(_EVENT)), flags=permits(Action.CHOOSE_PLACE)
)
async def open_shared(
    message: Message,
    command: CommandObject,
    actor: Actor,
    t: Translator,
    calendar: Calendar,
    dialogs: Dialogs,
) -> None:
    """From a shared card or a calendar to the reader's own card of the event."""
    await dialogs.park(actor)
    number = (command.args or "").removeprefix(EVENT_PAYLOAD)
    if actor.seats and number.isdecimal():
        await reply(message, card_screen(t, await calendar.card(actor, int(number))))
    else:
        await reply(message, menu_screen(t, actor))
