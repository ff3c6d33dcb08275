"""«Remind the school»: one silent school, or all of them about one event."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import redraw
from handlers.views.escalation import silent_schools_screen
from handlers.views.nudges import nudged_notice, nudged_screen
from keyboards.nudge_callbacks import NudgeListed, NudgeSchool, NudgeSilent, OpenSilentSchools
from locales import Translator
from services.access import Action, Actor
from services.attendance import Attendance
from services.escalation import Escalation
from services.nudges import Nudges

router = Router(name="nudges")


@router.callback_query(Tapped(NudgeSchool), flags=permits(Action.NUDGE))
async def nudge_school(
    query: CallbackQuery,
    tap: NudgeSchool,
    actor: Actor,
    t: Translator,
    nudges: Nudges,
    attendance: Attendance,
) -> None:
    """Remind one school; the list says so."""
    result = await nudges.nudge(actor, tap.occurrence_id, tap.school_id)
    answers = await attendance.answers(actor, tap.occurrence_id)
    await redraw(query, nudged_screen(t, actor, answers, result))


@router.callback_query(Tapped(NudgeSilent), flags=permits(Action.NUDGE))
async def nudge_silent(
    query: CallbackQuery,
    tap: NudgeSilent,
    actor: Actor,
    t: Translator,
    nudges: Nudges,
    attendance: Attendance,
) -> None:
    """Remind all schools that owe something about the event."""
    result = await nudges.nudge_silent(actor, tap.occurrence_id)
    answers = await attendance.answers(actor, tap.occurrence_id)
    await redraw(query, nudged_screen(t, actor, answers, result))


@router.callback_query(
    Tapped(OpenSilentSchools), flags=permits(Action.READ_ANSWERS, Action.ANSWER_FOR_SCHOOL)
)
async def open_silent_schools(
    query: CallbackQuery,
    tap: OpenSilentSchools,
    actor: Actor,
    t: Translator,
    escalation: Escalation,
) -> None:
    """The schools a message told of, as things stand now."""
    found = await escalation.listed(actor, tap.since)
    await redraw(query, silent_schools_screen(t, actor, found))


@router.callback_query(Tapped(NudgeListed), flags=permits(Action.NUDGE))
async def nudge_listed(
    query: CallbackQuery,
    tap: NudgeListed,
    actor: Actor,
    t: Translator,
    nudges: Nudges,
    escalation: Escalation,
) -> None:
    """Remind a school of such a list; the list says so."""
    result = await nudges.nudge(actor, tap.occurrence_id, tap.school_id)
    found = await escalation.listed(actor, tap.since)
    screen = silent_schools_screen(t, actor, found, result)
    await redraw(query, screen.flashing(nudged_notice(t, result)))
