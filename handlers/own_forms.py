"""A coordinator puts a form of her own together."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import redraw
from handlers.views.form import turn_screen
from handlers.views.own_forms import (
    own_form_screen,
    own_preview_screen,
    own_question_screen,
    removal_screen,
)
from keyboards.own_form_callbacks import (
    AddOwnQuestion,
    DropOwnQuestion,
    OpenOwnForm,
    OpenOwnQuestion,
    PreviewOwnForm,
    RaiseOwnQuestion,
    RemoveOwnForm,
    RequireOwnQuestion,
    SaveOwnForm,
    UndoOwnForm,
)
from locales import Translator
from services.access import Action, Actor
from services.own_forms import OwnForms

router = Router(name="own_forms")


@router.callback_query(Tapped(OpenOwnForm), flags=permits(Action.IMPORT_PLAN))
async def open_form(
    query: CallbackQuery, tap: OpenOwnForm, actor: Actor, t: Translator, own_forms: OwnForms
) -> None:
    """Its questions."""
    await redraw(query, own_form_screen(t, await own_forms.card(actor, tap.occurrence_id)))


@router.callback_query(Tapped(AddOwnQuestion), flags=permits(Action.IMPORT_PLAN))
async def add_question(
    query: CallbackQuery, tap: AddOwnQuestion, actor: Actor, t: Translator, own_forms: OwnForms
) -> None:
    """One more question, asked step by step."""
    await redraw(query, turn_screen(t, await own_forms.begin_question(actor, tap.occurrence_id)))


@router.callback_query(Tapped(OpenOwnQuestion), flags=permits(Action.IMPORT_PLAN))
async def open_question(
    query: CallbackQuery, tap: OpenOwnQuestion, actor: Actor, t: Translator, own_forms: OwnForms
) -> None:
    """One of its questions."""
    card = await own_forms.card(actor, tap.occurrence_id)
    await redraw(query, own_question_screen(t, card, tap.number))


@router.callback_query(Tapped(RaiseOwnQuestion), flags=permits(Action.IMPORT_PLAN))
async def raise_question(
    query: CallbackQuery, tap: RaiseOwnQuestion, actor: Actor, t: Translator, own_forms: OwnForms
) -> None:
    """One place earlier."""
    card = await own_forms.move_up(actor, tap.occurrence_id, tap.number, tap.at)
    await redraw(query, own_question_screen(t, card, tap.number))


@router.callback_query(Tapped(RequireOwnQuestion), flags=permits(Action.IMPORT_PLAN))
async def require_question(
    query: CallbackQuery, tap: RequireOwnQuestion, actor: Actor, t: Translator, own_forms: OwnForms
) -> None:
    """Must it be answered?"""
    card = await own_forms.require(
        actor, tap.occurrence_id, tap.number, optional=bool(tap.optional)
    )
    await redraw(query, own_question_screen(t, card, tap.number))


@router.callback_query(Tapped(DropOwnQuestion), flags=permits(Action.IMPORT_PLAN))
async def drop_question(
    query: CallbackQuery, tap: DropOwnQuestion, actor: Actor, t: Translator, own_forms: OwnForms
) -> None:
    """Without it."""
    card = await own_forms.drop(actor, tap.occurrence_id, tap.number)
    await redraw(query, own_form_screen(t, card).flashing(t("Deleted.")))


@router.callback_query(Tapped(PreviewOwnForm), flags=permits(Action.IMPORT_PLAN))
async def preview_form(
    query: CallbackQuery, tap: PreviewOwnForm, actor: Actor, t: Translator, own_forms: OwnForms
) -> None:
    """As schools see it."""
    card = await own_forms.card(actor, tap.occurrence_id)
    await redraw(query, own_preview_screen(t, card, tap.at))


@router.callback_query(Tapped(SaveOwnForm), flags=permits(Action.IMPORT_PLAN))
async def save_form(
    query: CallbackQuery, tap: SaveOwnForm, actor: Actor, t: Translator, own_forms: OwnForms
) -> None:
    """Schools are asked it from now on."""
    card = await own_forms.save(actor, tap.occurrence_id)
    await redraw(query, own_form_screen(t, card).flashing(t("Saved: schools are asked this now.")))


@router.callback_query(Tapped(UndoOwnForm), flags=permits(Action.IMPORT_PLAN))
async def undo_form(
    query: CallbackQuery, tap: UndoOwnForm, actor: Actor, t: Translator, own_forms: OwnForms
) -> None:
    """As it was saved."""
    card = await own_forms.undo(actor, tap.occurrence_id)
    await redraw(query, own_form_screen(t, card).flashing(t("Undone.")))


@router.callback_query(Tapped(RemoveOwnForm), flags=permits(Action.IMPORT_PLAN))
async def remove_form(
    query: CallbackQuery, tap: RemoveOwnForm, actor: Actor, t: Translator, own_forms: OwnForms
) -> None:
    """The road map's own questions again; asked before."""
    if not tap.sure:
        screen = removal_screen(t, await own_forms.card(actor, tap.occurrence_id))
    else:
        card = await own_forms.remove(actor, tap.occurrence_id)
        screen = own_form_screen(t, card).flashing(t("Removed."))
    await redraw(query, screen)
