"""Figures of road maps: the board, a map, one figure and what is behind it, pictures."""

from aiogram import Router
from aiogram.enums import ChatAction
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.filters import Tapped
from handlers.patience import patience
from handlers.permits import permits
from handlers.show import redraw, reply
from handlers.views.figure_card import card_screen, names_screen, slices_screen
from handlers.views.form import turn_screen
from handlers.views.indicators import (
    board_screen,
    page_screen,
    plan_screen,
)
from handlers.views.pictures import chart_of, no_picture_screen, picture_screen
from keyboards.figure_callbacks import (
    DrawFigures,
    EnterFigure,
    ListFigures,
    ListNamed,
    OpenBoard,
    OpenFigure,
    OpenPlanFigures,
    SplitFigure,
    TakeEntryBack,
)
from locales import Translator
from services.access import Action, Actor
from services.clock import Clock
from services.dialogs import Dialogs
from services.figure_entries import FigureEntries
from services.figure_pictures import FigurePictures
from services.indicator_board import Indicators
from services.pictures import painted
from services.times import local_day

router = Router(name="indicators")


@router.message(Command("stats"), flags=permits(Action.READ_FIGURES))
async def stats(
    message: Message, actor: Actor, t: Translator, indicators: Indicators, dialogs: Dialogs
) -> None:
    """What matters now; an open form waits."""
    async with patience(message):
        plans = await indicators.board(actor)
    await dialogs.park(actor)
    await reply(message, board_screen(t, plans))


@router.callback_query(Tapped(OpenBoard), flags=permits(Action.READ_FIGURES))
async def open_board(
    query: CallbackQuery, actor: Actor, t: Translator, indicators: Indicators
) -> None:
    """The same from a button."""
    async with patience(query):
        plans = await indicators.board(actor)
    await redraw(query, board_screen(t, plans))


@router.callback_query(Tapped(OpenPlanFigures), flags=permits(Action.READ_FIGURES))
async def open_plan(
    query: CallbackQuery,
    tap: OpenPlanFigures,
    actor: Actor,
    t: Translator,
    indicators: Indicators,
) -> None:
    """A road map by its sections."""
    async with patience(query):
        plan = await indicators.of_plan(actor, tap.plan_id)
    await redraw(query, plan_screen(t, plan, tap.page))


@router.callback_query(Tapped(ListFigures), flags=permits(Action.READ_FIGURES))
async def list_figures(
    query: CallbackQuery, tap: ListFigures, actor: Actor, t: Translator, indicators: Indicators
) -> None:
    """Figures one by one."""
    async with patience(query):
        page = await indicators.page(actor, tap.plan_id, tap.section, tap.page)
    await redraw(query, page_screen(t, page))


@router.callback_query(Tapped(OpenFigure), flags=permits(Action.READ_FIGURES))
async def open_figure(
    query: CallbackQuery, tap: OpenFigure, actor: Actor, t: Translator, indicators: Indicators
) -> None:
    """One figure."""
    await redraw(query, card_screen(t, await indicators.card(actor, tap.row_id, tap.part)))


@router.callback_query(Tapped(SplitFigure), flags=permits(Action.READ_FIGURES))
async def split_figure(
    query: CallbackQuery, tap: SplitFigure, actor: Actor, t: Translator, indicators: Indicators
) -> None:
    """A figure taken apart."""
    found = await indicators.slices(actor, tap.row_id, tap.part, tap.split, tap.page)
    await redraw(query, slices_screen(t, found))


@router.callback_query(Tapped(ListNamed), flags=permits(Action.READ_FIGURES))
async def list_named(
    query: CallbackQuery,
    tap: ListNamed,
    actor: Actor,
    t: Translator,
    indicators: Indicators,
    clock: Clock,
) -> None:
    """Who is behind a figure."""
    found = await indicators.names(actor, tap.row_id, tap.part, tap.side, tap.page)
    await redraw(query, names_screen(t, found, local_day(clock.now(), actor.timezone)))


@router.callback_query(Tapped(EnterFigure), flags=permits(Action.IMPORT_PLAN))
async def enter_figure(
    query: CallbackQuery,
    tap: EnterFigure,
    actor: Actor,
    t: Translator,
    figure_entries: FigureEntries,
) -> None:
    """Ask for a value or a target."""
    turn = await figure_entries.begin(actor, tap.row_id, tap.part, tap.what)
    await redraw(query, turn_screen(t, turn))


@router.callback_query(Tapped(TakeEntryBack), flags=permits(Action.IMPORT_PLAN))
async def take_entry_back(
    query: CallbackQuery,
    tap: TakeEntryBack,
    actor: Actor,
    t: Translator,
    figure_entries: FigureEntries,
) -> None:
    """Count again."""
    card = await figure_entries.take_back(actor, tap.row_id, tap.part, tap.what)
    await redraw(query, card_screen(t, card).flashing(t("Counted again.")))


@router.callback_query(Tapped(DrawFigures), flags=permits(Action.READ_FIGURES))
async def draw_figures(
    query: CallbackQuery,
    tap: DrawFigures,
    actor: Actor,
    t: Translator,
    figure_pictures: FigurePictures,
) -> None:
    """A picture of a road map."""
    async with patience(query, ChatAction.UPLOAD_PHOTO):
        sketch = await figure_pictures.sketch(actor, tap.plan_id, tap.picture)
        png = None if sketch.is_empty else await painted(chart_of(t, sketch))
    if png is None:
        await redraw(query, no_picture_screen(t, sketch, tap.came))
        return
    screen = picture_screen(t, sketch, png, tap.came)
    await redraw(query, screen)
