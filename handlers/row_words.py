"""«Yes» and «no» typed at a doubtful row act as its buttons."""

from typing import Any

from aiogram import Router
from aiogram.filters import BaseFilter
from aiogram.types import Message

from handlers.asked import doubtful_in, retire
from handlers.permits import permits
from handlers.review import verdict_screen
from handlers.show import reply
from handlers.views.form import turn_screen
from locales import Translator
from roadmap.yes_no import says_yes
from services.access import Action, Actor
from services.clock import Clock
from services.plan_review import PlanReview
from services.roadmap_import import RoadmapImport
from services.terms import RowState

router = Router(name="row_words")


class SaysOfRow(BaseFilter):
    """A «yes» or «no» right below a doubtful row; hands on which row and which word."""

    async def __call__(self, message: Message, actor: Actor) -> bool | dict[str, Any]:
        """Look at the words first: most are neither."""
        is_so = says_yes(message.text or "")
        shown = doubtful_in(message)
        if is_so is None or shown is None or not actor.may(Action.IMPORT_PLAN):
            return False
        return {"is_so": is_so, "shown": shown}


@router.message(SaysOfRow(), flags=permits(Action.IMPORT_PLAN))
async def say(
    message: Message,
    actor: Actor,
    t: Translator,
    is_so: bool,
    shown: tuple[int, int],
    plan_review: PlanReview,
    roadmap_import: RoadmapImport,
    clock: Clock,
) -> None:
    """So it is; or not, then for when is it?"""
    message_id, row_id = shown
    if is_so:
        verdict = await plan_review.judge(actor, row_id, RowState.CONFIRMED)
        screen = await verdict_screen(actor, t, verdict, roadmap_import, clock)
    else:
        screen = turn_screen(t, await plan_review.begin_edit(actor, row_id, "date"))
    await retire(message, message_id)
    await reply(message, screen.saying_it())
