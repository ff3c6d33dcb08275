"""What one does with a message of reminders: open, answer, ask why it came, mute."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import also, redraw
from handlers.views.form import turn_screen
from handlers.views.problems import noted
from handlers.views.reminded import (
    reminded_card_screen,
    reminder_screen,
    which_screen,
    why_screen,
)
from keyboards.habit_callbacks import (
    AnswerReminded,
    MuteReminded,
    OpenReminded,
    ReopenReminder,
    WhyReminder,
)
from locales import Translator
from services.access import Action, Actor
from services.attendance import Attendance
from services.audience import Party
from services.errors import DomainError, NotFoundError
from services.mutes import Mutes
from services.reminder_messages import ReminderEntry, ReminderMessages, ReminderNotice
from services.terms import Fact, Intention

router = Router(name="reminded")

_OWN = permits(Action.KEEP_SETTINGS)
_CANNOT = 2
_FACTS = {1: Fact.ATTENDED, 3: Fact.MISSED}


@router.callback_query(Tapped(WhyReminder), flags=_OWN)
async def why(
    query: CallbackQuery,
    tap: WhyReminder,
    actor: Actor,
    t: Translator,
    reminder_messages: ReminderMessages,
) -> None:
    """Why it came; of several events first which one is meant."""
    if tap.number < 0:
        screen = which_screen(t, await reminder_messages.reopen(actor, tap.message_id))
    else:
        screen = why_screen(t, await reminder_messages.why(actor, tap.message_id, tap.number))
    await redraw(query, screen)


@router.callback_query(Tapped(ReopenReminder), flags=_OWN)
async def reopen(
    query: CallbackQuery,
    tap: ReopenReminder,
    actor: Actor,
    t: Translator,
    reminder_messages: ReminderMessages,
) -> None:
    """The message as it was."""
    await redraw(query, reminder_screen(t, await reminder_messages.reopen(actor, tap.message_id)))


@router.callback_query(Tapped(OpenReminded), flags=_OWN)
async def open_reminded(
    query: CallbackQuery,
    tap: OpenReminded,
    actor: Actor,
    t: Translator,
    reminder_messages: ReminderMessages,
) -> None:
    """One event of several."""
    notice = await reminder_messages.reopen(actor, tap.message_id)
    await redraw(query, reminded_card_screen(t, notice, _entry(notice, tap.number)))


@router.callback_query(
    Tapped(AnswerReminded), flags=permits(Action.ANSWER_FOR_SCHOOL, Action.ANSWER_FOR_SELF)
)
async def answer(
    query: CallbackQuery,
    tap: AnswerReminded,
    actor: Actor,
    t: Translator,
    reminder_messages: ReminderMessages,
    attendance: Attendance,
) -> None:
    """«Yes» or «no» about one event of several; the list shows it, why not is asked below."""
    entry = _entry(await reminder_messages.reopen(actor, tap.message_id), tap.number)
    of, party = entry.card.occurrence_id, Party(tap.party_kind, tap.party_id)
    problem, question = "", None
    try:
        if tap.said == _CANNOT:
            question = turn_screen(t, await attendance.decline(actor, of, party))
        else:
            await _say(attendance, actor, of, party, tap.said)
    except DomainError as error:
        problem = error.code
    shown = reminder_screen(t, await reminder_messages.reopen(actor, tap.message_id))
    await redraw(query, noted(shown, t, problem) if problem else shown.flashing(t("Saved.")))
    if question is not None:
        await also(query, question)


async def _say(
    attendance: Attendance, actor: Actor, occurrence_id: int, party: Party, said: int
) -> None:
    if said in _FACTS:
        await attendance.state_fact(actor, occurrence_id, party, _FACTS[said])
    elif said == 0:
        await attendance.intend(actor, occurrence_id, party, Intention.GOING)
    else:
        raise NotFoundError


@router.callback_query(Tapped(MuteReminded), flags=permits(Action.READ_PLAN))
async def mute(
    query: CallbackQuery,
    tap: MuteReminded,
    actor: Actor,
    t: Translator,
    reminder_messages: ReminderMessages,
    mutes: Mutes,
) -> None:
    """No more reminders of an event or its series, or again."""
    found = await reminder_messages.why(actor, tap.message_id, tap.number)
    change = mutes.mute if tap.on else mutes.unmute
    await change(actor, found.entry.card.occurrence_id, whole=bool(tap.whole))
    shown = await reminder_messages.why(actor, tap.message_id, tap.number)
    said = t("I shall not remind you of it.") if tap.on else t("I shall remind you of it again.")
    await redraw(query, why_screen(t, shown).flashing(said))


def _entry(notice: ReminderNotice, number: int) -> ReminderEntry:
    for entry in notice.entries:
        if entry.number == number:
            return entry
    raise NotFoundError
