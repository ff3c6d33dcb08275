"""«I am here», its word, the live list, and what a coordinator mends."""

from aiogram import F, Router
from aiogram.filters import BaseFilter
from aiogram.types import CallbackQuery, Message

from handlers.filters import Tapped
from handlers.kept import keeping_why
from handlers.permits import permits
from handlers.show import redraw, reply
from handlers.views.attendance import (
    arrived_screen,
    live_nudged_screen,
    live_screen,
    mend_noted_screen,
    mended_choice_screen,
    mended_screen,
    word_set_screen,
)
from handlers.views.event import card_screen
from handlers.views.form import turn_screen
from handlers.views.problems import noted
from keyboards.attendance_callbacks import (
    Arrive,
    AskWord,
    ChooseMended,
    DropWord,
    MakeUpWord,
    MendFact,
    NudgeLive,
    OpenLive,
    OpenMended,
)
from keyboards.screen import Screen
from locales import Translator
from services.access import Action, Actor
from services.attendance import Attendance
from services.audience import Party
from services.calendar import Calendar
from services.cards import EventCard
from services.check_in import CheckIn
from services.closing import Closing
from services.dialogs import Dialogs, Turn
from services.errors import DomainError
from services.live_list import live_list
from services.nudges import Nudges

router = Router(name="attendance")

_ANSWERS = permits(Action.ANSWER_FOR_SCHOOL, Action.ANSWER_FOR_SELF)
_KEEPS = permits(Action.KEEP_ATTENDANCE)
# The card shows what can be said now.
_UNTIMELY = frozenset({"check_in_not_open", "check_in_over", "event_cancelled"})


class EntersWord(BaseFilter):
    """Somebody writes while the word of an event is asked for; hands the question on as `turn`."""

    async def __call__(
        self, message: Message, actor: Actor, dialogs: Dialogs
    ) -> bool | dict[str, Turn]:
        """Look at the open form of those who may have one."""
        may_answer = actor.may(Action.ANSWER_FOR_SCHOOL) or actor.may(Action.ANSWER_FOR_SELF)
        if not may_answer or (message.text or "/").startswith("/"):
            return False
        turn = await dialogs.current(actor)
        if turn is None or turn.draft.form.name != "check_in":
            return False
        return {"turn": turn}


def _screen(t: Translator, came: EventCard | Turn) -> Screen:
    return turn_screen(t, came) if isinstance(came, Turn) else arrived_screen(t, came)


async def _untimely(
    actor: Actor, occurrence_id: int, t: Translator, calendar: Calendar, error: DomainError
) -> Screen:
    if error.code not in _UNTIMELY:
        raise error
    return noted(card_screen(t, await calendar.card(actor, occurrence_id)), t, error.code)


@router.callback_query(Tapped(Arrive), flags=_ANSWERS)
async def arrive(
    query: CallbackQuery,
    tap: Arrive,
    actor: Actor,
    t: Translator,
    check_in: CheckIn,
    calendar: Calendar,
) -> None:
    """One tap, or the question for the word."""
    party = Party(tap.party_kind, tap.party_id)
    try:
        screen = _screen(t, await check_in.arrive(actor, tap.occurrence_id, party))
    except DomainError as error:
        screen = await _untimely(actor, tap.occurrence_id, t, calendar, error)
    await redraw(query, keeping_why(query, screen))


@router.message(F.text, EntersWord(), flags=_ANSWERS)
async def enter_word(
    message: Message,
    turn: Turn,
    actor: Actor,
    t: Translator,
    check_in: CheckIn,
    calendar: Calendar,
) -> None:
    """The word that is shown at the event."""
    try:
        screen = _screen(t, await check_in.say_word(actor, turn.dialog_id, message.text or ""))
    except DomainError as error:
        occurrence_id = int(turn.subject["occurrence_id"])
        screen = await _untimely(actor, occurrence_id, t, calendar, error)
    await reply(message, screen)


@router.callback_query(Tapped(AskWord), flags=_KEEPS)
async def ask_word(
    query: CallbackQuery, tap: AskWord, actor: Actor, t: Translator, check_in: CheckIn
) -> None:
    """Which word will be shown?"""
    await redraw(query, turn_screen(t, await check_in.begin_word(actor, tap.occurrence_id)))


@router.callback_query(Tapped(MakeUpWord), flags=_KEEPS)
async def make_up_word(
    query: CallbackQuery, tap: MakeUpWord, actor: Actor, t: Translator, check_in: CheckIn
) -> None:
    """The bot thinks of a word."""
    card = await check_in.make_up_word(actor, tap.occurrence_id)
    await redraw(query, word_set_screen(t, card))


@router.callback_query(Tapped(DropWord), flags=_KEEPS)
async def drop_word(
    query: CallbackQuery, tap: DropWord, actor: Actor, t: Translator, check_in: CheckIn
) -> None:
    """No word is asked for."""
    await redraw(query, word_set_screen(t, await check_in.drop_word(actor, tap.occurrence_id)))


@router.callback_query(Tapped(OpenLive), flags=permits(Action.READ_ANSWERS))
async def open_live(
    query: CallbackQuery, tap: OpenLive, actor: Actor, t: Translator, attendance: Attendance
) -> None:
    """Who is there already; «refresh» draws the same message anew."""
    answers = await attendance.answers(actor, tap.occurrence_id)
    await redraw(query, live_screen(t, live_list(answers, tap.page)))


@router.callback_query(Tapped(NudgeLive), flags=permits(Action.NUDGE))
async def nudge_live(
    query: CallbackQuery,
    tap: NudgeLive,
    actor: Actor,
    t: Translator,
    nudges: Nudges,
    attendance: Attendance,
) -> None:
    """Remind those who are waited for; the list stays."""
    result = await nudges.nudge_silent(actor, tap.occurrence_id)
    answers = await attendance.answers(actor, tap.occurrence_id)
    await redraw(query, live_nudged_screen(t, actor, live_list(answers), result))


@router.callback_query(Tapped(ChooseMended), flags=_KEEPS)
async def choose_mended(
    query: CallbackQuery, tap: ChooseMended, actor: Actor, t: Translator, attendance: Attendance
) -> None:
    """Whose?"""
    answers = await attendance.answers(actor, tap.occurrence_id)
    await redraw(query, mended_choice_screen(t, answers, tap.page))


@router.callback_query(Tapped(OpenMended), flags=_KEEPS)
async def open_mended(
    query: CallbackQuery, tap: OpenMended, actor: Actor, t: Translator, closing: Closing
) -> None:
    """What a school or a person has answered."""
    party = Party(tap.party_kind, tap.party_id)
    answer = await closing.answer_of(actor, tap.occurrence_id, party)
    await redraw(query, mended_screen(t, answer))


@router.callback_query(Tapped(MendFact), flags=_KEEPS)
async def mend(
    query: CallbackQuery, tap: MendFact, actor: Actor, t: Translator, closing: Closing
) -> None:
    """Write down whether somebody was there."""
    party = Party(tap.party_kind, tap.party_id)
    answer = await closing.mend(actor, tap.occurrence_id, party, tap.fact)
    await redraw(query, mend_noted_screen(t, answer))
