"""The coordinator looks at rows: judges them, edits them, sets days."""

from datetime import date

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import redraw, reply
from handlers.turns import settled_screen
from handlers.views.form import turn_screen
from handlers.views.review import (
    confirmed_screen,
    dates_screen,
    edit_screen,
    kinds_screen,
    list_screen,
    no_doubts_screen,
    round_over_screen,
    row_screen,
    zones_screen,
)
from handlers.views.roadmap import preview_screen
from handlers.views.settings import ZONES
from keyboards.plan_callbacks import (
    ChooseKind,
    ChooseRowZone,
    ConfirmAlike,
    EditRow,
    JudgeRow,
    NextDoubt,
    OpenDatesInbox,
    OpenRow,
    OpenRows,
    PickDay,
    PickMonth,
    SetKind,
    SetOpenDate,
    SetRowZone,
    ToggleRow,
)
from keyboards.screen import Screen
from locales import Translator
from services.access import Action, Actor
from services.clock import Clock
from services.dialogs import Dialogs
from services.errors import NotFoundError
from services.open_dates import OpenDates
from services.plan_review import PlanReview
from services.roadmap_import import RoadmapImport
from services.row_cards import Verdict
from services.times import local_day

router = Router(name="review")

# What a date picker may show: buttons live for ever and can be forged.
_MONTHS = range(2000 * 12, 2101 * 12)
_DAYS = range(date(2000, 1, 1).toordinal(), date(2101, 1, 1).toordinal())


@router.callback_query(Tapped(NextDoubt), flags=permits(Action.IMPORT_PLAN))
async def next_doubt(
    query: CallbackQuery,
    tap: NextDoubt,
    actor: Actor,
    t: Translator,
    plan_review: PlanReview,
    roadmap_import: RoadmapImport,
    clock: Clock,
) -> None:
    """The next doubtful row; the summary when there is none."""
    card = await plan_review.next_doubt(actor, tap.plan_id, tap.after)
    if card is not None:
        await redraw(query, row_screen(t, card))
        return
    summary = await _summary(actor, t, roadmap_import, clock, tap.plan_id)
    await redraw(query, no_doubts_screen(t, summary))


async def _summary(
    actor: Actor, t: Translator, roadmap_import: RoadmapImport, clock: Clock, plan_id: int
) -> Screen:
    preview = await roadmap_import.preview(actor, plan_id)
    return preview_screen(t, preview, local_day(clock.now(), actor.timezone))


@router.callback_query(Tapped(OpenRows), flags=permits(Action.IMPORT_PLAN))
async def open_rows(
    query: CallbackQuery, tap: OpenRows, actor: Actor, t: Translator, plan_review: PlanReview
) -> None:
    """All rows of a plan."""
    await redraw(query, list_screen(t, await plan_review.rows(actor, tap.plan_id, tap.page)))


@router.callback_query(Tapped(OpenRow), flags=permits(Action.IMPORT_PLAN))
async def open_row(
    query: CallbackQuery,
    tap: OpenRow,
    actor: Actor,
    t: Translator,
    plan_review: PlanReview,
    dialogs: Dialogs,
) -> None:
    """One row, to judge or to edit; a question about it is closed."""
    card = await plan_review.row(actor, tap.row_id)
    await dialogs.park(actor)
    await redraw(query, edit_screen(t, card) if tap.editing else row_screen(t, card))


@router.callback_query(Tapped(JudgeRow), flags=permits(Action.IMPORT_PLAN))
async def judge_row(
    query: CallbackQuery,
    tap: JudgeRow,
    actor: Actor,
    t: Translator,
    plan_review: PlanReview,
    roadmap_import: RoadmapImport,
    clock: Clock,
) -> None:
    """The verdict on a row; after a doubtful one the next, after the last the summary."""
    verdict = await plan_review.judge(actor, tap.row_id, tap.state)
    await redraw(query, await verdict_screen(actor, t, verdict, roadmap_import, clock))


async def verdict_screen(
    actor: Actor, t: Translator, verdict: Verdict, roadmap_import: RoadmapImport, clock: Clock
) -> Screen:
    """What follows a verdict: the next doubtful row, the summary, or the row."""
    if verdict.following is not None:
        return row_screen(t, verdict.following).flashing(t("Saved."))
    if verdict.ends_round:
        summary = await _summary(actor, t, roadmap_import, clock, verdict.card.plan_id)
        return round_over_screen(t, summary, verdict.card.put_off)
    return settled_screen(t, verdict.asked or verdict.card)


@router.callback_query(Tapped(ConfirmAlike), flags=permits(Action.IMPORT_PLAN))
async def confirm_alike(
    query: CallbackQuery,
    tap: ConfirmAlike,
    actor: Actor,
    t: Translator,
    plan_review: PlanReview,
    roadmap_import: RoadmapImport,
    clock: Clock,
) -> None:
    """One «yes» for all rows with the same harmless doubt."""
    confirmed = await plan_review.confirm_alike(actor, tap.plan_id, tap.what)
    summary = await _summary(actor, t, roadmap_import, clock, tap.plan_id)
    await redraw(query, confirmed_screen(t, summary, confirmed))


@router.callback_query(Tapped(EditRow), flags=permits(Action.IMPORT_PLAN))
async def edit_row(
    query: CallbackQuery, tap: EditRow, actor: Actor, t: Translator, plan_review: PlanReview
) -> None:
    """Ask for a new title, date, time or link."""
    await redraw(query, turn_screen(t, await plan_review.begin_edit(actor, tap.row_id, tap.what)))


@router.callback_query(Tapped(SetOpenDate), flags=permits(Action.IMPORT_PLAN))
async def set_open_date(
    query: CallbackQuery, tap: SetOpenDate, actor: Actor, t: Translator, plan_review: PlanReview
) -> None:
    """Ask for the day of a row of the inbox."""
    turn = await plan_review.begin_edit(actor, tap.row_id, "date", from_inbox=True)
    await redraw(query, turn_screen(t, turn))


@router.callback_query(Tapped(PickMonth), flags=permits(Action.IMPORT_PLAN))
async def pick_month(
    query: CallbackQuery, tap: PickMonth, actor: Actor, t: Translator, plan_review: PlanReview
) -> None:
    """Turn the pages of the date picker."""
    if tap.month not in _MONTHS:
        raise NotFoundError
    turn = await plan_review.begin_edit(actor, tap.row_id, "date", tap.month)
    await redraw(query, turn_screen(t, turn))


@router.callback_query(Tapped(PickDay), flags=permits(Action.IMPORT_PLAN))
async def pick_day(
    query: CallbackQuery, tap: PickDay, actor: Actor, t: Translator, plan_review: PlanReview
) -> None:
    """A day of the date picker."""
    if tap.ordinal not in _DAYS:
        raise NotFoundError
    settled = await plan_review.set_day(actor, tap.row_id, date.fromordinal(tap.ordinal))
    await redraw(query, settled_screen(t, settled))


@router.callback_query(Tapped(ChooseKind), flags=permits(Action.IMPORT_PLAN))
async def choose_kind(
    query: CallbackQuery, tap: ChooseKind, actor: Actor, t: Translator, plan_review: PlanReview
) -> None:
    """The list of kinds."""
    await redraw(query, kinds_screen(t, await plan_review.row(actor, tap.row_id)))


@router.callback_query(Tapped(SetKind), flags=permits(Action.IMPORT_PLAN))
async def set_kind(
    query: CallbackQuery, tap: SetKind, actor: Actor, t: Translator, plan_review: PlanReview
) -> None:
    """What kind of event it is."""
    await redraw(query, edit_screen(t, await plan_review.set_kind(actor, tap.row_id, tap.kind)))


@router.callback_query(Tapped(ToggleRow), flags=permits(Action.IMPORT_PLAN))
async def toggle_row(
    query: CallbackQuery, tap: ToggleRow, actor: Actor, t: Translator, plan_review: PlanReview
) -> None:
    """Switch an audience or an expectation."""
    await redraw(query, edit_screen(t, await plan_review.toggle(actor, tap.row_id, tap.what)))


@router.callback_query(Tapped(ChooseRowZone), flags=permits(Action.IMPORT_PLAN))
async def choose_zone(
    query: CallbackQuery,
    tap: ChooseRowZone,
    actor: Actor,
    t: Translator,
    plan_review: PlanReview,
    clock: Clock,
) -> None:
    """By which clock it is."""
    await redraw(query, zones_screen(t, await plan_review.row(actor, tap.row_id), clock))


@router.callback_query(Tapped(SetRowZone), flags=permits(Action.IMPORT_PLAN))
async def set_zone(
    query: CallbackQuery, tap: SetRowZone, actor: Actor, t: Translator, plan_review: PlanReview
) -> None:
    """The zone of the row's clock."""
    zones = list(ZONES)
    if not 0 <= tap.number < len(zones):
        raise NotFoundError
    settled = await plan_review.set_zone(actor, tap.row_id, zones[tap.number])
    await redraw(query, settled_screen(t, settled))


async def _inbox(actor: Actor, t: Translator, open_dates: OpenDates, page: int) -> Screen:
    return dates_screen(t, await open_dates.inbox(actor), page)


@router.message(Command("dates"), flags=permits(Action.IMPORT_PLAN))
async def dates(
    message: Message, actor: Actor, t: Translator, open_dates: OpenDates, dialogs: Dialogs
) -> None:
    """Events without a day; an open form waits."""
    await dialogs.park(actor)
    await reply(message, await _inbox(actor, t, open_dates, 0))


@router.callback_query(Tapped(OpenDatesInbox), flags=permits(Action.IMPORT_PLAN))
async def open_inbox(
    query: CallbackQuery,
    tap: OpenDatesInbox,
    actor: Actor,
    t: Translator,
    open_dates: OpenDates,
) -> None:
    """Events without a day."""
    await redraw(query, await _inbox(actor, t, open_dates, tap.page))
