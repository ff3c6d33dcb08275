"""The plan by weeks, an event, and the answers about attendance."""

from aiogram import Bot, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.drawing import Drawing
from handlers.filters import Tapped
from handlers.kept import keeping_why
from handlers.permits import permits
from handlers.show import redraw, reply
from handlers.views.event import (
    answered_notice,
    card_screen,
    more_screen,
    week_screen,
)
from handlers.views.event_answers import answers_screen
from handlers.views.form import turn_screen
from handlers.views.problems import noted
from handlers.views.seats import in_name_of
from handlers.views.welcome import menu_screen
from keyboards.callbacks import (
    Intend,
    MoreOfEvent,
    OpenAnswers,
    OpenEvent,
    OpenWeek,
    StateFact,
    UnfoldEvent,
)
from keyboards.menu import menu_button
from keyboards.screen import Screen
from locales import Translator
from services.access import Action, Actor
from services.attendance import Attendance
from services.audience import Party
from services.calendar import Calendar
from services.cards import EventCard
from services.dialogs import Dialogs
from services.errors import DomainError
from services.terms import Fact, Intention

router = Router(name="plan")

_UNTIMELY = frozenset({"event_is_over", "event_not_begun", "event_cancelled"})


@router.message(Command("plan"), flags=permits(Action.CHOOSE_PLACE))
async def plan(
    message: Message, actor: Actor, t: Translator, calendar: Calendar, dialogs: Dialogs
) -> None:
    """This week; an open form waits. Who belongs nowhere chooses a place first."""
    await dialogs.park(actor)
    if not actor.seats:
        await reply(message, menu_screen(t, actor))
        return
    week = await calendar.week(actor.alone)
    await reply(message, in_name_of(t, actor, week_screen(t, week)))


@router.callback_query(Tapped(OpenWeek), flags=permits(Action.CHOOSE_PLACE))
async def open_week(
    query: CallbackQuery, tap: OpenWeek, actor: Actor, t: Translator, calendar: Calendar
) -> None:
    """Another week; who belongs nowhere chooses a place first."""
    if not actor.seats:
        await redraw(query, menu_screen(t, actor))
        return
    page = max(min(tap.page, 520), -520)
    week = await calendar.week(actor.alone, page, only_mine=bool(tap.mine))
    await redraw(query, in_name_of(t, actor, week_screen(t, week)))


@router.callback_query(Tapped(OpenEvent), flags=permits(Action.READ_PLAN))
async def open_event(
    query: CallbackQuery, tap: OpenEvent, actor: Actor, t: Translator, calendar: Calendar
) -> None:
    """The card of an event."""
    screen = card_screen(t, await calendar.card(actor, tap.occurrence_id))
    await redraw(query, keeping_why(query, screen))


@router.callback_query(Tapped(UnfoldEvent), flags=permits(Action.READ_PLAN))
async def unfold_event(
    query: CallbackQuery,
    tap: UnfoldEvent,
    actor: Actor,
    t: Translator,
    calendar: Calendar,
    bot: Bot,
) -> None:
    """The card with all that the document says; where bots may be asked in chats, it is shared."""
    card = await calendar.card(actor, tap.occurrence_id)
    shares = bool((await bot.me()).supports_inline_queries)
    await redraw(query, keeping_why(query, card_screen(t, card, unfolded=True, shares=shares)))


@router.callback_query(Tapped(MoreOfEvent), flags=permits(Action.READ_PLAN))
async def more_of_event(
    query: CallbackQuery, tap: MoreOfEvent, actor: Actor, t: Translator, calendar: Calendar
) -> None:
    """What is needed seldom."""
    card = await calendar.card(actor, tap.occurrence_id)
    await redraw(query, keeping_why(query, more_screen(t, card)))


@router.callback_query(Tapped(OpenAnswers), flags=permits(Action.READ_ANSWERS))
async def open_answers(
    query: CallbackQuery, tap: OpenAnswers, actor: Actor, t: Translator, attendance: Attendance
) -> None:
    """Who answered and who is silent."""
    await redraw(query, answers_screen(t, await attendance.answers(actor, tap.occurrence_id)))


@router.callback_query(
    Tapped(Intend), flags=permits(Action.ANSWER_FOR_SCHOOL, Action.ANSWER_FOR_SELF)
)
async def intend(
    query: CallbackQuery,
    tap: Intend,
    actor: Actor,
    t: Translator,
    attendance: Attendance,
    calendar: Calendar,
) -> None:
    """Will somebody come? «No» is asked why."""
    of, party = tap.occurrence_id, Party(tap.party_kind, tap.party_id)
    screen: Screen | Drawing
    try:
        if tap.intention is Intention.ABSENT:
            screen = turn_screen(t, await attendance.decline(actor, of, party))
        else:
            card = await attendance.intend(actor, of, party, tap.intention)
            screen = _answered(query, t, card, tap)
    except DomainError as error:
        screen = await _untimely(actor, of, t, calendar, error)
    await redraw(query, screen)


@router.callback_query(
    Tapped(StateFact), flags=permits(Action.ANSWER_FOR_SCHOOL, Action.ANSWER_FOR_SELF)
)
async def state_fact(
    query: CallbackQuery,
    tap: StateFact,
    actor: Actor,
    t: Translator,
    attendance: Attendance,
    calendar: Calendar,
) -> None:
    """Did somebody come? A good reason is asked for."""
    of, party = tap.occurrence_id, Party(tap.party_kind, tap.party_id)
    screen: Screen | Drawing
    try:
        if tap.fact is Fact.EXCUSED:
            screen = turn_screen(t, await attendance.excuse(actor, of, party))
        else:
            card = await attendance.state_fact(actor, of, party, tap.fact)
            screen = _answered(query, t, card, tap)
    except DomainError as error:
        screen = await _untimely(actor, of, t, calendar, error)
    await redraw(query, screen)


def _answered(
    query: CallbackQuery, t: Translator, card: EventCard, tap: Intend | StateFact
) -> Drawing:
    """What was said at once, the card when its turn has come."""
    said = tap.intention if isinstance(tap, Intend) else tap.fact
    notice = answered_notice(t, card, tap.party_kind, said)
    return Drawing(notice, lambda: keeping_why(query, card_screen(t, card)))


async def _untimely(
    actor: Actor, occurrence_id: int, t: Translator, calendar: Calendar, error: DomainError
) -> Screen:
    """An old button: the card shows what can be said now."""
    if error.code not in _UNTIMELY:
        raise error
    card = await calendar.card(actor, occurrence_id)
    shown = card_screen(t, card)
    return noted(Screen(shown.text, (*shown.rows, (menu_button(t),))), t, error.code)
