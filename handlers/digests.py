"""A curator's week: the message of Monday again, and the names behind its counts."""

from datetime import date

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import redraw
from handlers.views.digest import digest_screen, silence_screen
from keyboards.callbacks import OpenDigest
from keyboards.week_callbacks import NudgeFromDigest
from locales import Translator
from services.access import Action, Actor
from services.digests import Digests
from services.errors import NotFoundError
from services.nudges import Nudges

router = Router(name="digests")

# Buttons live for ever and can be forged.
_DAYS = range(date(2000, 1, 1).toordinal(), date(2101, 1, 1).toordinal())


@router.callback_query(Tapped(OpenDigest), flags=permits(Action.DECIDE_REPORT))
async def open_digest(
    query: CallbackQuery, tap: OpenDigest, actor: Actor, t: Translator, digests: Digests
) -> None:
    """The week as it stands now, or who in it is silent."""
    digest = await digests.digest(actor, _day(tap.monday))
    await redraw(query, silence_screen(t, digest) if tap.names else digest_screen(t, digest))


@router.callback_query(Tapped(NudgeFromDigest), flags=permits(Action.NUDGE))
async def nudge(
    query: CallbackQuery,
    tap: NudgeFromDigest,
    actor: Actor,
    t: Translator,
    digests: Digests,
    nudges: Nudges,
) -> None:
    """Remind one school of an event, or all that are silent about it; the list stays."""
    since, of = _day(tap.since), tap.occurrence_id
    if tap.school_id:
        result = await nudges.nudge(actor, of, tap.school_id)
    else:
        result = await nudges.nudge_silent(actor, of)
    digest = await digests.digest(actor, since)
    await redraw(query, silence_screen(t, digest, result))


def _day(number: int) -> date:
    if number not in _DAYS:
        raise NotFoundError
    return date.fromordinal(number)
