"""The audience of an announcement: usual ones, lists to tick, those kept by name."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import redraw
from handlers.views.broadcast_audience import (
    audience_screen,
    choices_screen,
    selection_screen,
    title_screen,
)
from keyboards.broadcast_callbacks import (
    AskTitle,
    ClearChoices,
    ForgetSaved,
    MoreAudience,
    OpenAudience,
    OpenChoices,
    ShowSelection,
    TickChoice,
    UsePreset,
    UseSaved,
)
from locales import Translator
from services.access import Action, Actor
from services.audience_desk import AudienceDesk

router = Router(name="broadcast_audience")


@router.callback_query(Tapped(OpenAudience), flags=permits(Action.BROADCAST))
async def open_audience(
    query: CallbackQuery, tap: OpenAudience, actor: Actor, t: Translator, audiences: AudienceDesk
) -> None:
    """Whom it is for."""
    await redraw(query, audience_screen(t, await audiences.card(actor, tap.dialog_id)))


@router.callback_query(Tapped(MoreAudience), flags=permits(Action.BROADCAST))
async def more(
    query: CallbackQuery, tap: MoreAudience, actor: Actor, t: Translator, audiences: AudienceDesk
) -> None:
    """Finer choices, or people by name."""
    card = await audiences.card(actor, tap.dialog_id)
    await redraw(query, audience_screen(t, card, tap.more))


@router.callback_query(Tapped(UsePreset), flags=permits(Action.BROADCAST))
async def use_preset(
    query: CallbackQuery, tap: UsePreset, actor: Actor, t: Translator, audiences: AudienceDesk
) -> None:
    """One of the usual audiences."""
    card = await audiences.use(actor, tap.dialog_id, tap.preset)
    await redraw(query, audience_screen(t, card))


@router.callback_query(Tapped(OpenChoices), flags=permits(Action.BROADCAST))
async def open_choices(
    query: CallbackQuery, tap: OpenChoices, actor: Actor, t: Translator, audiences: AudienceDesk
) -> None:
    """A list to tick."""
    found = await audiences.choices(actor, tap.dialog_id, tap.part, tap.page)
    await redraw(query, choices_screen(t, found))


@router.callback_query(Tapped(TickChoice), flags=permits(Action.BROADCAST))
async def tick(
    query: CallbackQuery, tap: TickChoice, actor: Actor, t: Translator, audiences: AudienceDesk
) -> None:
    """One thing of a list."""
    found = await audiences.toggle(actor, tap.dialog_id, tap.part, tap.value, tap.page)
    await redraw(query, choices_screen(t, found))


@router.callback_query(Tapped(ClearChoices), flags=permits(Action.BROADCAST))
async def clear(
    query: CallbackQuery, tap: ClearChoices, actor: Actor, t: Translator, audiences: AudienceDesk
) -> None:
    """No ticks in a list."""
    found = await audiences.clear(actor, tap.dialog_id, tap.part)
    await redraw(query, choices_screen(t, found))


@router.callback_query(Tapped(ShowSelection), flags=permits(Action.BROADCAST))
async def show_selection(
    query: CallbackQuery, tap: ShowSelection, actor: Actor, t: Translator, audiences: AudienceDesk
) -> None:
    """Who gets it, who does not and why."""
    card = await audiences.card(actor, tap.dialog_id)
    await redraw(query, selection_screen(t, card, min(max(tap.left, 0), 1), tap.page))


@router.callback_query(Tapped(AskTitle), flags=permits(Action.BROADCAST))
async def ask_title(
    query: CallbackQuery, tap: AskTitle, actor: Actor, t: Translator, audiences: AudienceDesk
) -> None:
    """Under which name it is kept."""
    await redraw(query, title_screen(t, await audiences.ask_title(actor, tap.dialog_id)))


@router.callback_query(Tapped(UseSaved), flags=permits(Action.BROADCAST))
async def use_saved(
    query: CallbackQuery, tap: UseSaved, actor: Actor, t: Translator, audiences: AudienceDesk
) -> None:
    """One that was kept."""
    card = await audiences.use_saved(actor, tap.dialog_id, tap.audience_id)
    await redraw(query, audience_screen(t, card))


@router.callback_query(Tapped(ForgetSaved), flags=permits(Action.BROADCAST))
async def forget_saved(
    query: CallbackQuery, tap: ForgetSaved, actor: Actor, t: Translator, audiences: AudienceDesk
) -> None:
    """Out of the list."""
    found = await audiences.forget_saved(actor, tap.dialog_id, tap.audience_id)
    await redraw(query, choices_screen(t, found))
