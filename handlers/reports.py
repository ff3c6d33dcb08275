"""Reports: choosing, beginning, reading, deciding."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import redraw, reply
from handlers.sight import begin_in_sight
from handlers.views.form import turn_screen
from handlers.views.report import (
    choices_screen,
    decided_screen,
    full_screen,
    report_screen,
    sent_screen,
)
from handlers.views.seats import in_name_of
from keyboards.callbacks import (
    AcceptReport,
    BeginReport,
    ListReports,
    OpenReport,
    ReturnReport,
)
from keyboards.report_callbacks import ReadInFull, TickReport
from keyboards.screen import Screen
from locales import Translator
from services.access import Action, Actor
from services.clock import Clock
from services.dialogs import Dialogs
from services.reports import ReportCard, Reports
from services.ticks import Ticks
from services.times import local_day

router = Router(name="reports")


async def _choices(actor: Actor, t: Translator, reports: Reports, clock: Clock) -> Screen:
    today = local_day(clock.now(), actor.timezone)
    screen = choices_screen(t, await reports.choices(actor.alone), today)
    return in_name_of(t, actor, screen)


@router.message(Command("report"), flags=permits(Action.REPORT))
async def report(
    message: Message,
    actor: Actor,
    t: Translator,
    reports: Reports,
    dialogs: Dialogs,
    clock: Clock,
) -> None:
    """What can be reported on; an open form waits."""
    await dialogs.park(actor)
    await reply(message, await _choices(actor, t, reports, clock))


@router.callback_query(Tapped(ListReports), flags=permits(Action.REPORT))
async def list_reports(
    query: CallbackQuery, actor: Actor, t: Translator, reports: Reports, clock: Clock
) -> None:
    """What can be reported on."""
    await redraw(query, await _choices(actor, t, reports, clock))


@router.callback_query(Tapped(BeginReport), flags=permits(Action.REPORT))
async def begin_report(
    query: CallbackQuery, tap: BeginReport, actor: Actor, t: Translator, reports: Reports
) -> None:
    """Open the form, or go on where it was left."""
    turn = await reports.begin(actor, tap.occurrence_id, tap.school_id)
    await begin_in_sight(query, turn_screen(t, turn))


@router.callback_query(Tapped(TickReport), flags=permits(Action.REPORT))
async def tick_report(
    query: CallbackQuery, tap: TickReport, actor: Actor, t: Translator, ticks: Ticks
) -> None:
    """Done: no question comes between."""
    card = await ticks.hand_in(actor, tap.occurrence_id, tap.school_id, tap.step)
    await redraw(query, sent_screen(t, card))


@router.callback_query(
    Tapped(OpenReport), flags=permits(Action.DECIDE_REPORT, Action.REPORT, Action.FILE_PAPER)
)
async def open_report(
    query: CallbackQuery, tap: OpenReport, actor: Actor, t: Translator, reports: Reports
) -> None:
    """A report as it stands now."""
    await redraw(query, report_screen(t, await _read(actor, reports, tap.report_id)))


@router.callback_query(
    Tapped(ReadInFull), flags=permits(Action.DECIDE_REPORT, Action.REPORT, Action.FILE_PAPER)
)
async def read_in_full(
    query: CallbackQuery, tap: ReadInFull, actor: Actor, t: Translator, reports: Reports
) -> None:
    """Its answers letter by letter."""
    card = await _read(actor, reports, tap.report_id)
    await redraw(query, full_screen(t, card, tap.page))


async def _read(actor: Actor, reports: Reports, report_id: int) -> ReportCard:
    reads_others = actor.may(Action.DECIDE_REPORT) or actor.may(Action.REPORT)
    read = reports.card if reads_others else reports.own_paper
    return await read(actor, report_id)


@router.callback_query(Tapped(AcceptReport), flags=permits(Action.DECIDE_REPORT))
async def accept_report(
    query: CallbackQuery, tap: AcceptReport, actor: Actor, t: Translator, reports: Reports
) -> None:
    """Confirm with one tap."""
    card = await reports.accept(actor, tap.report_id, tap.version)
    await redraw(query, decided_screen(t, card))


@router.callback_query(Tapped(ReturnReport), flags=permits(Action.DECIDE_REPORT))
async def return_report(
    query: CallbackQuery, tap: ReturnReport, actor: Actor, t: Translator, reports: Reports
) -> None:
    """Ask what should be mended."""
    turn = await reports.begin_return(actor, tap.report_id, tap.version)
    await redraw(query, turn_screen(t, turn))
