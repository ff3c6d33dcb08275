"""What those above schools hand in, mending of what was sent, and whose word counts."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import redraw
from handlers.sight import begin_in_sight
from handlers.views.form import turn_screen
from handlers.views.papers import papers_screen, steps_screen
from keyboards.report_callbacks import BeginPaper, ChooseSteps, ListPapers, MendReport, SetSteps
from locales import Translator
from services.access import Action, Actor
from services.papers import Papers
from services.reports import Reports
from services.row_steps import RowStepsChoice

router = Router(name="papers")


@router.callback_query(Tapped(MendReport), flags=permits(Action.REPORT, Action.FILE_PAPER))
async def mend(
    query: CallbackQuery, tap: MendReport, actor: Actor, t: Translator, reports: Reports
) -> None:
    """A sent report again, at one question or at its preview."""
    turn = await reports.mend(actor, tap.report_id, tap.step)
    await begin_in_sight(query, turn_screen(t, turn))


@router.callback_query(Tapped(BeginPaper), flags=permits(Action.FILE_PAPER))
async def begin_paper(
    query: CallbackQuery, tap: BeginPaper, actor: Actor, t: Translator, reports: Reports
) -> None:
    """Open the form, or go on where it was left."""
    turn = await reports.begin(actor, tap.occurrence_id, tap.place_id, tap.by)
    await begin_in_sight(query, turn_screen(t, turn))


@router.callback_query(Tapped(ListPapers), flags=permits(Action.FILE_PAPER))
async def list_papers(
    query: CallbackQuery, tap: ListPapers, actor: Actor, t: Translator, papers: Papers
) -> None:
    """The schools about each of which something is written."""
    page = await papers.page(actor, tap.occurrence_id, tap.by, tap.page)
    await redraw(query, papers_screen(t, page))


@router.callback_query(Tapped(ChooseSteps), flags=permits(Action.IMPORT_PLAN))
async def choose_steps(
    query: CallbackQuery, tap: ChooseSteps, actor: Actor, t: Translator, row_steps: RowStepsChoice
) -> None:
    """Whose word a report about a row needs."""
    await redraw(query, steps_screen(t, await row_steps.card(actor, tap.row_id)))


@router.callback_query(Tapped(SetSteps), flags=permits(Action.IMPORT_PLAN))
async def set_steps(
    query: CallbackQuery, tap: SetSteps, actor: Actor, t: Translator, row_steps: RowStepsChoice
) -> None:
    """One of the choices."""
    card = await row_steps.choose(actor, tap.row_id, tap.choice)
    await redraw(query, steps_screen(t, card).flashing(t("Noted.")))
