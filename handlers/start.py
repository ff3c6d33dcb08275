"""Coming in: /start, the consent, choosing a place."""

import re

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import redraw, reply
from handlers.views.letters import unknown_code
from handlers.views.problems import noted
from handlers.views.welcome import (
    consent_screen,
    found_screen,
    joined_screen,
    level_screen,
    menu_screen,
)
from keyboards.callbacks import Agree, ChoosePlace, ReadConsent, Subscribe
from locales import Translator, translator
from services.access import Action, Actor
from services.consent import CONSENT_VERSION
from services.dialogs import Dialogs
from services.places import Places
from services.privacy import Privacy
from services.registration import Registration

router = Router(name="start")

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,40}(?=[A-Za-z0-9_-]*$)", re.ASCII)


@router.message(CommandStart(), flags=permits(Action.COME_IN))
async def start(
    message: Message,
    command: CommandObject,
    actor: Actor,
    t: Translator,
    registration: Registration,
    places: Places,
    dialogs: Dialogs,
) -> None:
    """Begin, or come back; an invitation gives its role at once to somebody known."""
    payload = command.args or ""
    if not registration.has_consent(actor):
        # What is not shaped like an invitation cannot travel in the button: it is no invitation.
        portable = _PAYLOAD.match(payload)
        await reply(message, consent_screen(t, portable[0] if portable else ""))
        return
    await dialogs.park(actor)
    if payload:
        joined = await registration.redeem(actor, payload)
        await reply(message, joined_screen(t, joined, await dialogs.left(actor)))
    elif actor.seats:
        await reply(message, menu_screen(t, actor, await dialogs.left(actor)))
    else:
        await reply(message, level_screen(t, await places.level(actor, None)))


@router.callback_query(Tapped(ReadConsent), flags=permits(Action.COME_IN))
async def read_consent(
    query: CallbackQuery, tap: ReadConsent, actor: Actor, privacy: Privacy
) -> None:
    """Unfold, turn or fold the text of the consent, or read it in another language."""
    speak = translator(tap.locale)
    text = await privacy.consent_text(actor, speak.locale)
    await redraw(query, consent_screen(speak, tap.payload, text, tap.page))


@router.callback_query(Tapped(Agree), flags=permits(Action.COME_IN))
async def agree(
    query: CallbackQuery,
    tap: Agree,
    actor: Actor,
    registration: Registration,
    places: Places,
    dialogs: Dialogs,
) -> None:
    """Keep the person; then the role of the invitation, or a place of his choice."""
    t = translator(tap.locale)
    if str(tap.version) != CONSENT_VERSION:
        # An old button under an old text: the present one is to be read first.
        await redraw(query, consent_screen(t, tap.payload))
        return
    joined = await registration.consent(
        actor.telegram_id, name=query.from_user.full_name, locale=t.locale, payload=tap.payload
    )
    if tap.payload:
        await redraw(query, joined_screen(t, joined))
    elif joined.actor.seats:
        await redraw(query, menu_screen(t, joined.actor, await dialogs.left(joined.actor)))
    else:
        await redraw(query, level_screen(t, await places.level(joined.actor, None)))


@router.callback_query(Tapped(ChoosePlace), flags=permits(Action.CHOOSE_PLACE))
async def choose_place(
    query: CallbackQuery, tap: ChoosePlace, actor: Actor, t: Translator, places: Places
) -> None:
    """Walk down the tree."""
    await redraw(query, level_screen(t, await places.level(actor, tap.place_id or None)))


@router.callback_query(Tapped(Subscribe), flags=permits(Action.CHOOSE_PLACE))
async def subscribe(
    query: CallbackQuery, tap: Subscribe, actor: Actor, t: Translator, registration: Registration
) -> None:
    """Become a reader of a place's plan."""
    await redraw(query, joined_screen(t, await registration.subscribe(actor, tap.place_id)))


search_router = Router(name="search")


@search_router.message(F.text, ~F.text.startswith("/"), flags=permits(Action.CHOOSE_PLACE))
async def search(
    message: Message, actor: Actor, t: Translator, places: Places, dialogs: Dialogs
) -> None:
    """Text outside of any form is a name being looked for."""
    query = (message.text or "")[:100]
    found = await places.search(actor, query)
    left = await dialogs.left(actor)
    if found or not actor.seats:
        await reply(message, found_screen(t, query, found, left))
    else:
        code = unknown_code(actor, message.text or "")
        await reply(message, noted(menu_screen(t, actor, left), t, code))
