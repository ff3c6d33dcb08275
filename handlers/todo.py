"""What a school owes: answered in the list itself, reported one tap away; and its year."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.curator_desk import own_list
from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import also, buttons_of, redraw, reply
from handlers.views.event import answered_notice
from handlers.views.form import turn_screen
from handlers.views.problems import problem_text
from handlers.views.seats import in_name_of
from handlers.views.todo import todo_screen, year_screen
from keyboards.screen import Screen, shortened
from keyboards.todo import items_shown
from keyboards.todo_callbacks import OpenTodo, OpenYear, TodoFact, TodoIntend, TodoTick
from locales import Translator
from services.access import Action, Actor
from services.attendance import Attendance
from services.audience import Party
from services.dialogs import Dialogs, Turn
from services.errors import DomainError
from services.own_debts import OwnDebts
from services.terms import Intention, PartyKind, ReportStatus
from services.ticks import Ticks
from services.todo import Todo

router = Router(name="todo")

_NAMED = 70

# The list shows what can be said now.
_UNTIMELY = frozenset({"event_is_over", "event_not_begun", "event_cancelled"})


async def _list(
    actor: Actor, t: Translator, todo: Todo, page: int, left: Turn | None = None
) -> Screen:
    return in_name_of(t, actor, todo_screen(t, await todo.owed(actor, page), left))


async def _kept(query: CallbackQuery, actor: Actor, t: Translator, todo: Todo, page: int) -> Screen:
    """The tapped list: each line keeps its number, so that the next tap meets what it says."""
    shown = items_shown(buttons_of(query))
    return in_name_of(t, actor, todo_screen(t, await todo.owed(actor, page, shown)))


@router.message(
    Command("todo"),
    flags=permits(Action.ANSWER_FOR_SCHOOL, Action.FILE_PAPER, Action.ANSWER_FOR_SELF),
)
async def command(
    message: Message,
    actor: Actor,
    t: Translator,
    todo: Todo,
    own_debts: OwnDebts,
    dialogs: Dialogs,
) -> None:
    """What the school owes, or who stands above schools himself; an open form waits."""
    await dialogs.park(actor)
    if not actor.alone.may(Action.ANSWER_FOR_SCHOOL):
        await reply(message, await own_list(actor, t, own_debts, 0))
        return
    await reply(message, await _list(actor, t, todo, 0, await dialogs.left(actor)))


@router.callback_query(Tapped(OpenTodo), flags=permits(Action.ANSWER_FOR_SCHOOL))
async def open_todo(
    query: CallbackQuery, tap: OpenTodo, actor: Actor, t: Translator, todo: Todo, dialogs: Dialogs
) -> None:
    """A page of it; a report that was begun stands on the first."""
    left = None if tap.page else await dialogs.left(actor)
    await redraw(query, await _list(actor, t, todo, tap.page, left))


@router.callback_query(Tapped(TodoIntend), flags=permits(Action.ANSWER_FOR_SCHOOL))
async def intend(
    query: CallbackQuery,
    tap: TodoIntend,
    actor: Actor,
    t: Translator,
    attendance: Attendance,
    todo: Todo,
) -> None:
    """Will somebody come? Why not is asked below the list."""
    party, question, said = Party(PartyKind.SCHOOL, tap.school_id), None, ""
    try:
        if tap.intention is Intention.ABSENT:
            question = await attendance.decline(actor, tap.occurrence_id, party)
        else:
            event = await attendance.intend(actor, tap.occurrence_id, party, tap.intention)
            said = answered_notice(t, event, PartyKind.SCHOOL, tap.intention)
    except DomainError as error:
        said = _untimely(t, error)
    await redraw(query, (await _kept(query, actor, t, todo, tap.page)).flashing(said))
    if question is not None:
        await also(query, turn_screen(t, question))


@router.callback_query(Tapped(TodoFact), flags=permits(Action.ANSWER_FOR_SCHOOL))
async def state_fact(
    query: CallbackQuery,
    tap: TodoFact,
    actor: Actor,
    t: Translator,
    attendance: Attendance,
    todo: Todo,
) -> None:
    """Did somebody come?"""
    try:
        party = Party(PartyKind.SCHOOL, tap.school_id)
        event = await attendance.state_fact(actor, tap.occurrence_id, party, tap.fact)
        said = answered_notice(t, event, PartyKind.SCHOOL, tap.fact)
    except DomainError as error:
        said = _untimely(t, error)
    await redraw(query, (await _kept(query, actor, t, todo, tap.page)).flashing(said))


@router.callback_query(Tapped(TodoTick), flags=permits(Action.REPORT))
async def tick(
    query: CallbackQuery, tap: TodoTick, actor: Actor, t: Translator, ticks: Ticks, todo: Todo
) -> None:
    """Done: no question comes between, and it leaves the list."""
    card = await ticks.hand_in(actor, tap.occurrence_id, tap.school_id, tap.step)
    screen = await _kept(query, actor, t, todo, tap.page)
    # An old button of what came back since says nothing: the list shows what is wanted.
    is_back = card.status is ReportStatus.RETURNED
    said = t("Sent: {title}. Thank you!", title=shortened(card.title, _NAMED))
    await redraw(query, screen.flashing("" if is_back else said))


@router.callback_query(Tapped(OpenYear), flags=permits(Action.ANSWER_FOR_SCHOOL))
async def open_year(
    query: CallbackQuery, tap: OpenYear, actor: Actor, t: Translator, todo: Todo
) -> None:
    """What was done in a month."""
    screen = year_screen(t, await todo.year(actor, tap.back))
    await redraw(query, in_name_of(t, actor, screen))


def _untimely(t: Translator, error: DomainError) -> str:
    if error.code not in _UNTIMELY:
        raise error
    return problem_text(t, error.code)
