"""Language, zone, silence, leaving a place."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import redraw, reply
from handlers.views.settings import ZONES, leave_screen, settings_screen, zones_screen
from keyboards.callbacks import ChooseZone, Leave, OpenSettings, SetLocale, SetPause, SetZone
from locales import LOCALES, Translator, translator
from services.access import Action, Actor
from services.clock import Clock
from services.dialogs import Dialogs
from services.errors import DomainError, NotFoundError
from services.preferences import Preferences
from services.registration import Registration

router = Router(name="settings")


@router.message(Command("settings"), flags=permits(Action.KEEP_SETTINGS))
async def settings(
    message: Message, actor: Actor, t: Translator, clock: Clock, dialogs: Dialogs
) -> None:
    """What can be set; an open form waits."""
    await dialogs.park(actor)
    await reply(message, settings_screen(t, actor, clock.now()))


@router.callback_query(Tapped(OpenSettings), flags=permits(Action.KEEP_SETTINGS))
async def open_settings(query: CallbackQuery, actor: Actor, t: Translator, clock: Clock) -> None:
    """What can be set."""
    await redraw(query, settings_screen(t, actor, clock.now()))


@router.callback_query(Tapped(SetLocale), flags=permits(Action.KEEP_SETTINGS))
async def set_locale(
    query: CallbackQuery,
    tap: SetLocale,
    actor: Actor,
    clock: Clock,
    preferences: Preferences,
    registration: Registration,
) -> None:
    """Choose a language; the answer is in it."""
    if tap.locale not in LOCALES:
        raise NotFoundError
    await preferences.speak(actor, tap.locale)
    actor = await registration.actor_of(actor.id)
    await redraw(query, settings_screen(translator(tap.locale), actor, clock.now()))


@router.callback_query(Tapped(ChooseZone), flags=permits(Action.KEEP_SETTINGS))
async def choose_zone(query: CallbackQuery, t: Translator, clock: Clock) -> None:
    """The list of zones."""
    await redraw(query, zones_screen(t, clock.now()))


@router.callback_query(Tapped(SetZone), flags=permits(Action.KEEP_SETTINGS))
async def set_zone(
    query: CallbackQuery,
    tap: SetZone,
    actor: Actor,
    t: Translator,
    clock: Clock,
    preferences: Preferences,
    registration: Registration,
) -> None:
    """Choose a zone."""
    zones = list(ZONES)
    if not -1 <= tap.number < len(zones):
        raise DomainError("timezone_unknown")
    await preferences.live_in(actor, zones[tap.number] if tap.number >= 0 else None)
    actor = await registration.actor_of(actor.id)
    await redraw(query, settings_screen(t, actor, clock.now()))


@router.callback_query(Tapped(SetPause), flags=permits(Action.KEEP_SETTINGS))
async def set_pause(
    query: CallbackQuery,
    tap: SetPause,
    actor: Actor,
    t: Translator,
    clock: Clock,
    preferences: Preferences,
    registration: Registration,
) -> None:
    """Stop or resume what the bot sends by itself."""
    await preferences.pause(actor, bool(tap.paused))
    actor = await registration.actor_of(actor.id)
    await redraw(query, settings_screen(t, actor, clock.now()))


@router.callback_query(Tapped(Leave), flags=permits(Action.CHOOSE_PLACE))
async def leave(
    query: CallbackQuery,
    tap: Leave,
    actor: Actor,
    t: Translator,
    clock: Clock,
    registration: Registration,
) -> None:
    """Give up a role, after a question."""
    own = [s for s in actor.seats if (s.place_id, s.role) == (tap.place_id, tap.role)]
    if not own:
        raise NotFoundError
    if not tap.sure:
        await redraw(query, leave_screen(t, own[0]))
        return
    actor = await registration.leave(actor, tap.place_id, tap.role)
    await redraw(query, settings_screen(t, actor, clock.now()))
