"""Inviting: places with their people, links, the list of open ones, a table to mail."""

import asyncio

from aiogram import Bot, Router
from aiogram.types import CallbackQuery

from handlers.addresses import address_of
from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import acknowledge, redraw, send
from handlers.views.desk import desk_screen
from handlers.views.form import turn_screen
from handlers.views.invites import (
    batch_made_screen,
    batch_screen,
    batch_waits_screen,
    link_screen,
    open_link_screen,
    open_links_screen,
    picture_screen,
    role_screen,
    table_screen,
    terms_screen,
)
from keyboards.people_callbacks import (
    ChooseRole,
    FindDesk,
    ListInvites,
    MailLinks,
    MakeInvite,
    OpenDesk,
    OpenInvite,
    PrintInvite,
    RevokeInvite,
    SetTerms,
    ShowLink,
)
from locales import Translator
from services.access import Action, Actor
from services.invites import Invites

router = Router(name="invites")

_PATIENCE = 2.0


@router.callback_query(Tapped(OpenDesk), flags=permits(Action.MANAGE_PEOPLE))
async def open_desk(
    query: CallbackQuery, tap: OpenDesk, actor: Actor, t: Translator, invites: Invites
) -> None:
    """A place with its people."""
    desk = await invites.desk(actor, tap.place_id or None, tap.page)
    await redraw(query, desk_screen(t, actor, desk))


@router.callback_query(Tapped(FindDesk), flags=permits(Action.MANAGE_PEOPLE))
async def find_desk(query: CallbackQuery, actor: Actor, t: Translator, invites: Invites) -> None:
    """Look for a place by a part of its name."""
    await redraw(query, turn_screen(t, await invites.ask_place(actor)))


@router.callback_query(Tapped(ChooseRole), flags=permits(Action.HAND_OVER, Action.MANAGE_PEOPLE))
async def choose_role(
    query: CallbackQuery, tap: ChooseRole, actor: Actor, t: Translator, invites: Invites
) -> None:
    """Which role?"""
    await redraw(query, role_screen(t, actor, await invites.offer(actor, tap.place_id)))


@router.callback_query(Tapped(SetTerms), flags=permits(Action.HAND_OVER, Action.MANAGE_PEOPLE))
async def set_terms(
    query: CallbackQuery, tap: SetTerms, actor: Actor, t: Translator, invites: Invites
) -> None:
    """For how many people and days?"""
    desk = await invites.offer(actor, tap.place_id)
    await redraw(query, terms_screen(t, desk, tap.role, tap.uses, tap.days))


@router.callback_query(Tapped(MakeInvite), flags=permits(Action.HAND_OVER, Action.MANAGE_PEOPLE))
async def make_invite(
    query: CallbackQuery, tap: MakeInvite, actor: Actor, t: Translator, invites: Invites, bot: Bot
) -> None:
    """Make the link and show it."""
    link = await invites.make(actor, tap.place_id, tap.role, uses=tap.uses, days=tap.days)
    await redraw(query, link_screen(t, actor, link, await address_of(bot, link.token)))


@router.callback_query(Tapped(ShowLink), flags=permits(Action.HAND_OVER, Action.MANAGE_PEOPLE))
async def show_link(
    query: CallbackQuery, tap: ShowLink, actor: Actor, t: Translator, invites: Invites, bot: Bot
) -> None:
    """A link that a form has made."""
    link = await invites.known(actor, tap.payload)
    await redraw(query, link_screen(t, actor, link, await address_of(bot, link.token)))


@router.callback_query(Tapped(PrintInvite), flags=permits(Action.HAND_OVER, Action.MANAGE_PEOPLE))
async def print_invite(
    query: CallbackQuery, tap: PrintInvite, actor: Actor, t: Translator, invites: Invites, bot: Bot
) -> None:
    """The picture of a link, under it."""
    link = await invites.known(actor, tap.payload)
    screen = picture_screen(t, actor, link, await address_of(bot, link.token))
    await acknowledge(query)
    await send(bot, query.from_user.id, screen)


@router.callback_query(Tapped(ListInvites), flags=permits(Action.HAND_OVER, Action.MANAGE_PEOPLE))
async def list_invites(
    query: CallbackQuery, tap: ListInvites, actor: Actor, t: Translator, invites: Invites
) -> None:
    """The links that still let somebody in."""
    await redraw(query, open_links_screen(t, actor, await invites.open_links(actor, tap.page)))


@router.callback_query(Tapped(OpenInvite), flags=permits(Action.HAND_OVER, Action.MANAGE_PEOPLE))
async def open_invite(
    query: CallbackQuery, tap: OpenInvite, actor: Actor, t: Translator, invites: Invites
) -> None:
    """One link."""
    await redraw(query, open_link_screen(t, actor, await invites.open_link(actor, tap.invite_id)))


@router.callback_query(Tapped(RevokeInvite), flags=permits(Action.HAND_OVER, Action.MANAGE_PEOPLE))
async def revoke_invite(
    query: CallbackQuery, tap: RevokeInvite, actor: Actor, t: Translator, invites: Invites
) -> None:
    """Take a link back."""
    await redraw(query, open_link_screen(t, actor, await invites.revoke(actor, tap.invite_id)))


@router.callback_query(Tapped(MailLinks), flags=permits(Action.MANAGE_PEOPLE))
async def mail_links(
    query: CallbackQuery, tap: MailLinks, actor: Actor, t: Translator, invites: Invites, bot: Bot
) -> None:
    """Links for schools: at one tap, or after a question."""
    asked = await invites.batch(actor, tap.place_id, tap.days)
    if not tap.sure or (tap.sure == 1 and not asked.schools):
        await redraw(query, batch_screen(t, actor, asked))
        return
    whole = tap.sure > 1
    making = asyncio.ensure_future(invites.make_batch(actor, tap.place_id, tap.days, whole=whole))
    await asyncio.wait({making}, timeout=_PATIENCE)
    if not making.done():
        await redraw(query, batch_waits_screen(t))
    batch = await making
    addresses = [await address_of(bot, link.token) for link in batch.links]
    screen = await asyncio.to_thread(table_screen, t, actor, batch, addresses)
    # The question goes away with its buttons: a second tap would make as many links again.
    await redraw(query, batch_made_screen(t, batch))
    await send(bot, query.from_user.id, screen)
