"""The desk: what waits for a word, the schools in colours, the journal of visits."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import redraw, reply
from handlers.views.curator_desk import (
    desk_screen,
    nothing_waits_screen,
    queue_screen,
    school_screen,
    schools_screen,
)
from handlers.views.form import turn_screen
from handlers.views.own_debts import own_debts_screen
from handlers.views.report import decided_notice
from handlers.views.seats import in_name_of
from handlers.views.visits import journal_screen
from keyboards.callbacks import NextReport
from keyboards.desk_callbacks import (
    DeskAccept,
    DeskReturn,
    ListSchools,
    NudgeFromDesk,
    OpenCuratorDesk,
    OpenJournal,
    OpenOwnDebts,
    OpenOwnJournal,
    OpenSchoolDesk,
)
from keyboards.screen import Screen
from locales import Translator
from services.access import Action, Actor
from services.curator_desk import CuratorDesk
from services.dialogs import Dialogs
from services.nudges import Nudges
from services.own_debts import OwnDebts
from services.reports import Reports
from services.visits import Visits

router = Router(name="curator_desk")

_DESK = permits(Action.DECIDE_REPORT, Action.ANSWER_QUESTION)


async def _desk(actor: Actor, t: Translator, desk: CuratorDesk) -> Screen:
    return in_name_of(t, actor, desk_screen(t, await desk.overview(actor)))


async def own_list(actor: Actor, t: Translator, own_debts: OwnDebts, page: int) -> Screen:
    """What somebody above schools owes himself."""
    has_desk = actor.may(Action.DECIDE_REPORT) or actor.may(Action.ANSWER_QUESTION)
    shown = own_debts_screen(t, await own_debts.owed(actor, page), has_desk=has_desk)
    return in_name_of(t, actor, shown)


async def _next(actor: Actor, t: Translator, desk: CuratorDesk, after_id: int) -> Screen:
    queued = await desk.next_card(actor, after_id)
    if queued is None:
        return nothing_waits_screen(t, await desk.overview(actor))
    screen = queue_screen(t, queued)
    if queued.card.report_id == after_id:
        screen = screen.flashing(t("No other report is waiting."))
    return screen


@router.message(Command("desk"), flags=_DESK)
async def command(
    message: Message, actor: Actor, t: Translator, curator_desk: CuratorDesk, dialogs: Dialogs
) -> None:
    """What waits; an open form waits."""
    await dialogs.park(actor)
    await reply(message, await _desk(actor, t, curator_desk))


@router.callback_query(Tapped(OpenCuratorDesk), flags=_DESK)
async def open_desk(
    query: CallbackQuery, actor: Actor, t: Translator, curator_desk: CuratorDesk
) -> None:
    """What waits."""
    await redraw(query, await _desk(actor, t, curator_desk))


@router.callback_query(Tapped(NextReport), flags=permits(Action.DECIDE_REPORT))
async def next_report(
    query: CallbackQuery, tap: NextReport, actor: Actor, t: Translator, curator_desk: CuratorDesk
) -> None:
    """The next report that waits; after the last one the first again."""
    await redraw(query, await _next(actor, t, curator_desk, tap.after_id))


@router.callback_query(Tapped(DeskAccept), flags=permits(Action.DECIDE_REPORT))
async def accept(
    query: CallbackQuery,
    tap: DeskAccept,
    actor: Actor,
    t: Translator,
    reports: Reports,
    curator_desk: CuratorDesk,
) -> None:
    """Say yes with one tap; the next report comes in the same message."""
    card = await reports.accept(actor, tap.report_id, tap.version)
    screen = await _next(actor, t, curator_desk, tap.report_id)
    await redraw(query, screen.flashing(decided_notice(t, card)))


@router.callback_query(Tapped(DeskReturn), flags=permits(Action.DECIDE_REPORT))
async def send_back(
    query: CallbackQuery, tap: DeskReturn, actor: Actor, t: Translator, reports: Reports
) -> None:
    """Ask what should be mended; the next report comes after it."""
    turn = await reports.begin_return(actor, tap.report_id, tap.version, in_queue=True)
    await redraw(query, turn_screen(t, turn))


@router.callback_query(Tapped(ListSchools), flags=permits(Action.READ_ANSWERS))
async def list_schools(
    query: CallbackQuery, tap: ListSchools, actor: Actor, t: Translator, curator_desk: CuratorDesk
) -> None:
    """The schools in colours."""
    screen = schools_screen(t, await curator_desk.schools(actor, tap.page))
    await redraw(query, in_name_of(t, actor, screen))


@router.callback_query(Tapped(OpenSchoolDesk), flags=permits(Action.READ_ANSWERS))
async def open_school(
    query: CallbackQuery,
    tap: OpenSchoolDesk,
    actor: Actor,
    t: Translator,
    curator_desk: CuratorDesk,
) -> None:
    """One school."""
    await redraw(query, school_screen(t, await curator_desk.school(actor, tap.school_id)))


@router.callback_query(Tapped(NudgeFromDesk), flags=permits(Action.NUDGE))
async def nudge(
    query: CallbackQuery,
    tap: NudgeFromDesk,
    actor: Actor,
    t: Translator,
    nudges: Nudges,
    curator_desk: CuratorDesk,
) -> None:
    """Remind a school of what it owes; its screen says so."""
    result = await nudges.nudge(actor, tap.occurrence_id, tap.school_id)
    desk = await curator_desk.school(actor, tap.school_id)
    await redraw(query, school_screen(t, desk, result))


@router.callback_query(
    Tapped(OpenOwnDebts), flags=permits(Action.FILE_PAPER, Action.ANSWER_FOR_SELF)
)
async def open_own_debts(
    query: CallbackQuery, tap: OpenOwnDebts, actor: Actor, t: Translator, own_debts: OwnDebts
) -> None:
    """What one owes oneself."""
    await redraw(query, await own_list(actor, t, own_debts, tap.page))


@router.callback_query(Tapped(OpenJournal), flags=permits(Action.KEEP_VISITS))
async def open_journal(
    query: CallbackQuery, tap: OpenJournal, actor: Actor, t: Translator, visits: Visits
) -> None:
    """The visits to the schools one looks after."""
    screen = journal_screen(t, await visits.journal(actor, tap.page))
    await redraw(query, in_name_of(t, actor, screen))


@router.callback_query(Tapped(OpenOwnJournal), flags=permits(Action.ANSWER_FOR_SCHOOL))
async def open_own_journal(
    query: CallbackQuery, tap: OpenOwnJournal, actor: Actor, t: Translator, visits: Visits
) -> None:
    """The visits to one's own school."""
    screen = journal_screen(t, await visits.of_school(actor, tap.page))
    await redraw(query, in_name_of(t, actor, screen))
