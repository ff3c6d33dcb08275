"""When somebody is written to: quiet hours, working days, budget, silence, the week's message."""

from datetime import date

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import redraw
from handlers.views.habits import (
    budget_screen,
    digest_screen,
    habits_screen,
    mutes_screen,
    quiet_screen,
    silence_screen,
)
from keyboards.habit_callbacks import (
    ChooseBudget,
    ChooseDigest,
    ChooseQuiet,
    ChooseSilence,
    ListMutes,
    OpenHabits,
    SetBudget,
    SetDigest,
    SetQuiet,
    SetSilence,
    SetWorkdays,
    TakeMuteBack,
)
from locales import Translator
from services.access import Action, Actor
from services.errors import NotFoundError
from services.mutes import Mutes
from services.preferences import Preferences

router = Router(name="habits")

_OWN = permits(Action.KEEP_SETTINGS)
_HOURS = range(24)
_WEEKDAYS = range(7)
_LAST_DAY = date.max.toordinal()


@router.callback_query(Tapped(OpenHabits), flags=_OWN)
async def open_habits(
    query: CallbackQuery, actor: Actor, t: Translator, preferences: Preferences
) -> None:
    """All habits."""
    await redraw(query, habits_screen(t, actor, await preferences.habits(actor)))


@router.callback_query(Tapped(ChooseQuiet), flags=_OWN)
async def choose_quiet(
    query: CallbackQuery, tap: ChooseQuiet, actor: Actor, t: Translator, preferences: Preferences
) -> None:
    """When the quiet hours begin, then when they end."""
    since = tap.since if tap.since in _HOURS else None
    await redraw(query, quiet_screen(t, await preferences.habits(actor), since))


@router.callback_query(Tapped(SetQuiet), flags=_OWN)
async def set_quiet(
    query: CallbackQuery, tap: SetQuiet, actor: Actor, t: Translator, preferences: Preferences
) -> None:
    """Choose the quiet hours."""
    await preferences.rest_between(actor, tap.since, tap.until)
    await redraw(query, habits_screen(t, actor, await preferences.habits(actor)))


@router.callback_query(Tapped(SetWorkdays), flags=_OWN)
async def set_workdays(
    query: CallbackQuery, tap: SetWorkdays, actor: Actor, t: Translator, preferences: Preferences
) -> None:
    """Reminders on working days only, or on any day."""
    await preferences.rest_on_days_off(actor, bool(tap.on))
    await redraw(query, habits_screen(t, actor, await preferences.habits(actor)))


@router.callback_query(Tapped(ChooseBudget), flags=_OWN)
async def choose_budget(
    query: CallbackQuery, actor: Actor, t: Translator, preferences: Preferences
) -> None:
    """How many messages a week."""
    await redraw(query, budget_screen(t, await preferences.habits(actor)))


@router.callback_query(Tapped(SetBudget), flags=_OWN)
async def set_budget(
    query: CallbackQuery, tap: SetBudget, actor: Actor, t: Translator, preferences: Preferences
) -> None:
    """Choose how many."""
    await preferences.want_at_most(actor, tap.budget)
    await redraw(query, habits_screen(t, actor, await preferences.habits(actor)))


@router.callback_query(Tapped(ChooseDigest), flags=_OWN)
async def choose_digest(
    query: CallbackQuery, tap: ChooseDigest, actor: Actor, t: Translator, preferences: Preferences
) -> None:
    """On which day the week's message comes, then at which hour."""
    weekday = tap.weekday if tap.weekday in _WEEKDAYS else None
    await redraw(query, digest_screen(t, await preferences.habits(actor), weekday))


@router.callback_query(Tapped(SetDigest), flags=_OWN)
async def set_digest(
    query: CallbackQuery, tap: SetDigest, actor: Actor, t: Translator, preferences: Preferences
) -> None:
    """Choose its day and hour."""
    await preferences.read_weekly(actor, tap.weekday, tap.hour)
    await redraw(query, habits_screen(t, actor, await preferences.habits(actor)))


@router.callback_query(Tapped(ChooseSilence), flags=_OWN)
async def choose_silence(query: CallbackQuery, actor: Actor, t: Translator, mutes: Mutes) -> None:
    """Until which day nothing shall come."""
    await redraw(query, silence_screen(t, actor, await mutes.listed(actor)))


@router.callback_query(Tapped(SetSilence), flags=_OWN)
async def set_silence(
    query: CallbackQuery,
    tap: SetSilence,
    actor: Actor,
    t: Translator,
    mutes: Mutes,
    preferences: Preferences,
) -> None:
    """Silence until a day, or its end."""
    if not 0 <= tap.day <= _LAST_DAY:
        raise NotFoundError
    await mutes.be_silent(actor, date.fromordinal(tap.day) if tap.day else None)
    await redraw(query, habits_screen(t, actor, await preferences.habits(actor)))


@router.callback_query(Tapped(ListMutes), flags=_OWN)
async def list_mutes(
    query: CallbackQuery, tap: ListMutes, actor: Actor, t: Translator, mutes: Mutes
) -> None:
    """What one is not reminded of."""
    await redraw(query, mutes_screen(t, await mutes.listed(actor, tap.page)))


@router.callback_query(Tapped(TakeMuteBack), flags=_OWN)
async def take_mute_back(
    query: CallbackQuery, tap: TakeMuteBack, actor: Actor, t: Translator, mutes: Mutes
) -> None:
    """Be reminded of it again."""
    await mutes.take_back(actor, tap.mute_id)
    await redraw(query, mutes_screen(t, await mutes.listed(actor, tap.page)))
