"""What one does with a message of reminders: open, answer, ask why it came, mute."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import redraw
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
from services.errors import DomainError, NotFoundError
from services.mutes import Mutes
from services.reminder_messages import ReminderEntry, ReminderMessages, ReminderNotice
from services.terms import Fact, Intention

router = Router(name="reminded")

_OWN = permits(Action.KEEP_SETTINGS)


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


@router.callback_query(Tapped(AnswerReminded), flags=permits(Action.ANSWER_FOR_SCHOOL))
async def answer(
    query: CallbackQuery,
    tap: AnswerReminded,
    actor: Actor,
    t: Translator,
    reminder_messages: ReminderMessages,
    attendance: Attendance,
) -> None:
    """«Yes» about one event of several; the list shows it."""
    entry = _entry(await reminder_messages.reopen(actor, tap.message_id), tap.number)
    if not entry.card.parties:
        raise NotFoundError
    of, party, problem = entry.card.occurrence_id, entry.card.parties[0].party, ""
    try:
        if tap.fact:
            await attendance.state_fact(actor, of, party, Fact.ATTENDED)
        else:
            await attendance.intend(actor, of, party, Intention.GOING)
    except DomainError as error:
        problem = error.code
    shown = reminder_screen(t, await reminder_messages.reopen(actor, tap.message_id))
    await redraw(query, noted(shown, t, problem) if problem else shown.flashing(t("Saved.")))


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
    await redraw(query, why_screen(t, shown).flashing(t("Saved. You can change it at any time.")))


def _entry(notice: ReminderNotice, number: int) -> ReminderEntry:
    for entry in notice.entries:
        if entry.number == number:
            return entry
    raise NotFoundError
