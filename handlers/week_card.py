"""A school's week: answered on the card itself; whatever is opened from it stands below."""

from datetime import date

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import also, below, redraw
from handlers.views.event import answered_notice, card_screen, week_screen
from handlers.views.form import turn_screen
from handlers.views.problems import problem_text
from handlers.views.seats import in_name_of
from handlers.views.week_card import week_card_screen
from keyboards.week_callbacks import (
    TurnWeekCard,
    WeekEvent,
    WeekFact,
    WeekIntend,
    WeekPlan,
    WeekReport,
)
from locales import Translator
from services.access import Action, Actor
from services.attendance import Attendance
from services.audience import Party
from services.calendar import Calendar
from services.errors import DomainError, NotFoundError
from services.reports import Reports
from services.terms import Intention, PartyKind
from services.week_card import WeekCards

router = Router(name="week_card")

# Buttons live for ever and can be forged.
_DAYS = range(date(2000, 1, 1).toordinal(), date(2101, 1, 1).toordinal())
# The card shows what can be said now.
_UNTIMELY = frozenset({"event_is_over", "event_not_begun", "event_cancelled"})


@router.callback_query(Tapped(TurnWeekCard), flags=permits(Action.ANSWER_FOR_SCHOOL))
async def turn_card(
    query: CallbackQuery, tap: TurnWeekCard, actor: Actor, t: Translator, week_cards: WeekCards
) -> None:
    """Another page."""
    card = await week_cards.turn(actor, _day(tap.since), tap.page)
    await redraw(query, week_card_screen(t, card))


@router.callback_query(Tapped(WeekIntend), flags=permits(Action.ANSWER_FOR_SCHOOL))
async def intend(
    query: CallbackQuery,
    tap: WeekIntend,
    actor: Actor,
    t: Translator,
    attendance: Attendance,
    week_cards: WeekCards,
) -> None:
    """Will somebody come? Why not is asked below the card."""
    since, of = _day(tap.since), tap.occurrence_id
    party, question, said = Party(PartyKind.SCHOOL, tap.school_id), None, ""
    try:
        if tap.intention is Intention.ABSENT:
            question = turn_screen(t, await attendance.decline(actor, of, party))
        else:
            event = await attendance.intend(actor, of, party, tap.intention)
            said = answered_notice(t, event, PartyKind.SCHOOL, tap.intention)
    except DomainError as error:
        said = _untimely(t, error)
    card = await week_cards.card(actor, since, tap.page)
    await redraw(query, week_card_screen(t, card).flashing(said))
    if question is not None:
        await also(query, question)


@router.callback_query(Tapped(WeekFact), flags=permits(Action.ANSWER_FOR_SCHOOL))
async def state_fact(
    query: CallbackQuery,
    tap: WeekFact,
    actor: Actor,
    t: Translator,
    attendance: Attendance,
    week_cards: WeekCards,
) -> None:
    """Did somebody come?"""
    since = _day(tap.since)
    try:
        party = Party(PartyKind.SCHOOL, tap.school_id)
        event = await attendance.state_fact(actor, tap.occurrence_id, party, tap.fact)
        said = answered_notice(t, event, PartyKind.SCHOOL, tap.fact)
    except DomainError as error:
        said = _untimely(t, error)
    card = await week_cards.card(actor, since, tap.page)
    await redraw(query, week_card_screen(t, card).flashing(said))


@router.callback_query(Tapped(WeekEvent), flags=permits(Action.READ_PLAN))
async def open_event(
    query: CallbackQuery, tap: WeekEvent, actor: Actor, t: Translator, calendar: Calendar
) -> None:
    """An event in full."""
    await below(query, card_screen(t, await calendar.card(actor, tap.occurrence_id)))


@router.callback_query(Tapped(WeekReport), flags=permits(Action.REPORT))
async def report(
    query: CallbackQuery, tap: WeekReport, actor: Actor, t: Translator, reports: Reports
) -> None:
    """The first question of a report."""
    turn = await reports.begin(actor, tap.occurrence_id, tap.school_id)
    await below(query, turn_screen(t, turn))


@router.callback_query(Tapped(WeekPlan), flags=permits(Action.READ_PLAN))
async def open_plan(query: CallbackQuery, actor: Actor, t: Translator, calendar: Calendar) -> None:
    """The plan of this week."""
    week = await calendar.week(actor.alone)
    await below(query, in_name_of(t, actor, week_screen(t, week)))


def _day(number: int) -> date:
    if number not in _DAYS:
        raise NotFoundError
    return date.fromordinal(number)


def _untimely(t: Translator, error: DomainError) -> str:
    if error.code not in _UNTIMELY:
        raise error
    return problem_text(t, error.code)
