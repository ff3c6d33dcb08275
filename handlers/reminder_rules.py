"""Which reminders an event has, for its coordinator."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import redraw
from handlers.views.reminder_rules import rules_screen
from keyboards.reminder_callbacks import OpenRules, ReplaceRules, RestoreRules, SwitchRule
from locales import Translator
from services.access import Action, Actor
from services.reminder_rules import ReminderRules

router = Router(name="reminder_rules")


@router.callback_query(Tapped(OpenRules), flags=permits(Action.IMPORT_PLAN))
async def open_rules(
    query: CallbackQuery, tap: OpenRules, actor: Actor, t: Translator, reminder_rules: ReminderRules
) -> None:
    """The switches of an event."""
    card = await reminder_rules.card(actor, tap.occurrence_id, whole=bool(tap.whole))
    await redraw(query, rules_screen(t, card))


@router.callback_query(Tapped(SwitchRule), flags=permits(Action.IMPORT_PLAN))
async def switch_rule(
    query: CallbackQuery,
    tap: SwitchRule,
    actor: Actor,
    t: Translator,
    reminder_rules: ReminderRules,
) -> None:
    """One stage more or less."""
    card = await reminder_rules.switch(
        actor, tap.occurrence_id, tap.code, on=bool(tap.on), whole=bool(tap.whole)
    )
    await redraw(query, rules_screen(t, card))


@router.callback_query(Tapped(RestoreRules), flags=permits(Action.IMPORT_PLAN))
async def restore_rules(
    query: CallbackQuery,
    tap: RestoreRules,
    actor: Actor,
    t: Translator,
    reminder_rules: ReminderRules,
) -> None:
    """The usual reminders again."""
    card = await reminder_rules.restore(actor, tap.occurrence_id, whole=bool(tap.whole))
    await redraw(query, rules_screen(t, card))


@router.callback_query(Tapped(ReplaceRules), flags=permits(Action.IMPORT_PLAN))
async def replace_own_rules(
    query: CallbackQuery,
    tap: ReplaceRules,
    actor: Actor,
    t: Translator,
    reminder_rules: ReminderRules,
) -> None:
    """Single choices give way to those of the series."""
    card = await reminder_rules.replace_own(actor, tap.occurrence_id)
    await redraw(query, rules_screen(t, card))
