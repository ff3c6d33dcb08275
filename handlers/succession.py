"""Handing a seat over, a deputy for a time, and in whose name one acts."""

from datetime import timedelta

from aiogram import Bot, Router
from aiogram.types import CallbackQuery

from handlers.addresses import address_of
from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import redraw
from handlers.views.form import turn_screen
from handlers.views.invites import link_screen
from handlers.views.seats import roles_screen
from handlers.views.succession import (
    deputy_screen,
    handed_screen,
    last_day_screen,
    own_seats_screen,
    seat_screen,
    sure_screen,
)
from handlers.views.welcome import menu_screen
from keyboards.people_callbacks import (
    ActAs,
    ChooseDeputy,
    ChooseLastDay,
    HandOver,
    HandOverLink,
    Lend,
    ListOwnSeats,
    ListRoles,
    OpenSeat,
    TakeBack,
    TypeLastDay,
)
from locales import Translator
from services.access import Action, Actor
from services.dialogs import Dialogs
from services.invite_cards import Link
from services.registration import Registration
from services.succession import Succession

router = Router(name="succession")


@router.callback_query(Tapped(ListOwnSeats), flags=permits(Action.HAND_OVER))
async def list_own_seats(
    query: CallbackQuery, actor: Actor, t: Translator, succession: Succession
) -> None:
    """What can be handed over; the only seat is opened at once."""
    cards = await succession.own(actor)
    await redraw(query, seat_screen(t, cards[0]) if len(cards) == 1 else own_seats_screen(t, cards))


@router.callback_query(Tapped(OpenSeat), flags=permits(Action.HAND_OVER))
async def open_seat(
    query: CallbackQuery, tap: OpenSeat, actor: Actor, t: Translator, succession: Succession
) -> None:
    """A seat and who could take it."""
    await redraw(query, seat_screen(t, await succession.seat(actor, tap.membership_id)))


@router.callback_query(Tapped(HandOver), flags=permits(Action.HAND_OVER))
async def hand_over(
    query: CallbackQuery, tap: HandOver, actor: Actor, t: Translator, succession: Succession
) -> None:
    """Give a seat to somebody who is there, after a question."""
    if not tap.sure:
        card = await succession.seat(actor, tap.membership_id)
        await redraw(query, sure_screen(t, card, tap.heir_id))
        return
    card = await succession.hand_over(actor, tap.membership_id, tap.heir_id)
    await redraw(query, handed_screen(t, card))


@router.callback_query(Tapped(HandOverLink), flags=permits(Action.HAND_OVER))
async def hand_over_link(
    query: CallbackQuery,
    tap: HandOverLink,
    actor: Actor,
    t: Translator,
    succession: Succession,
    bot: Bot,
) -> None:
    """Make a link that gives the seat, after a question."""
    if not tap.sure:
        await redraw(query, sure_screen(t, await succession.seat(actor, tap.membership_id), 0))
        return
    link = await succession.link(actor, tap.membership_id)
    await redraw(query, link_screen(t, actor, link, await address_of(bot, link.token)))


@router.callback_query(Tapped(ChooseDeputy), flags=permits(Action.HAND_OVER))
async def choose_deputy(
    query: CallbackQuery, tap: ChooseDeputy, actor: Actor, t: Translator, succession: Succession
) -> None:
    """Who stands in?"""
    await redraw(query, deputy_screen(t, await succession.seat(actor, tap.membership_id)))


@router.callback_query(Tapped(ChooseLastDay), flags=permits(Action.HAND_OVER))
async def choose_last_day(
    query: CallbackQuery, tap: ChooseLastDay, actor: Actor, t: Translator, succession: Succession
) -> None:
    """Until when?"""
    card = await succession.seat(actor, tap.membership_id)
    await redraw(query, last_day_screen(t, card, tap.heir_id))


@router.callback_query(Tapped(Lend), flags=permits(Action.HAND_OVER))
async def lend(
    query: CallbackQuery, tap: Lend, actor: Actor, t: Translator, succession: Succession, bot: Bot
) -> None:
    """Let somebody stand in; somebody new gets a link."""
    card = await succession.seat(actor, tap.membership_id)
    last_day = card.today + timedelta(days=min(max(tap.days, 1), 400) - 1)
    lent = await succession.lend(actor, tap.membership_id, tap.heir_id, last_day)
    if isinstance(lent, Link):
        await redraw(query, link_screen(t, actor, lent, await address_of(bot, lent.token)))
        return
    await redraw(query, seat_screen(t, lent))


@router.callback_query(Tapped(TypeLastDay), flags=permits(Action.HAND_OVER))
async def type_last_day(
    query: CallbackQuery, tap: TypeLastDay, actor: Actor, t: Translator, succession: Succession
) -> None:
    """Write the last day."""
    turn = await succession.ask_day(actor, tap.membership_id, tap.heir_id)
    await redraw(query, turn_screen(t, turn))


@router.callback_query(Tapped(TakeBack), flags=permits(Action.HAND_OVER))
async def take_back(
    query: CallbackQuery, tap: TakeBack, actor: Actor, t: Translator, succession: Succession
) -> None:
    """End the standing in now."""
    await redraw(query, seat_screen(t, await succession.take_back(actor, tap.membership_id)))


@router.callback_query(Tapped(ListRoles), flags=permits(Action.FILL_IN))
async def list_roles(query: CallbackQuery, actor: Actor, t: Translator) -> None:
    """In whose name shall one act?"""
    await redraw(query, roles_screen(t, actor))


@router.callback_query(Tapped(ActAs), flags=permits(Action.KEEP_SETTINGS))
async def act_as(
    query: CallbackQuery,
    tap: ActAs,
    actor: Actor,
    t: Translator,
    registration: Registration,
    dialogs: Dialogs,
) -> None:
    """Act in a seat's name from now on."""
    actor = await registration.act_as(actor, tap.membership_id)
    await redraw(query, menu_screen(t, actor, await dialogs.left(actor)))
