"""Shares of the schools that confirmed, came and reported."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import redraw
from handlers.views.figures import figures_screen
from keyboards.callbacks import OpenFigures
from keyboards.figure_callbacks import EventsByNumber
from locales import Translator
from services.access import Action, Actor
from services.clock import Clock
from services.statistics import Statistics
from services.times import local_day

router = Router(name="figures")


@router.callback_query(Tapped(OpenFigures), flags=permits(Action.READ_FIGURES))
async def open_figures(
    query: CallbackQuery,
    tap: OpenFigures,
    actor: Actor,
    t: Translator,
    statistics: Statistics,
    clock: Clock,
) -> None:
    """A page of events, the nearest first."""
    figures = await statistics.figures(actor, tap.page)
    await redraw(query, figures_screen(t, figures, local_day(clock.now(), actor.timezone)))


@router.callback_query(Tapped(EventsByNumber), flags=permits(Action.READ_FIGURES))
async def open_by_number(
    query: CallbackQuery,
    tap: EventsByNumber,
    actor: Actor,
    t: Translator,
    statistics: Statistics,
    clock: Clock,
) -> None:
    """A page of events in the order of the road map."""
    figures = await statistics.figures(actor, tap.page, by_number=True)
    await redraw(query, figures_screen(t, figures, local_day(clock.now(), actor.timezone)))
