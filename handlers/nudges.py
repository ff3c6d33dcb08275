"""«Remind the school»: one silent school, or all of them about one event."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import redraw
from handlers.views.nudges import nudged_screen
from keyboards.nudge_callbacks import NudgeSchool, NudgeSilent
from locales import Translator
from services.access import Action, Actor
from services.attendance import Attendance
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
