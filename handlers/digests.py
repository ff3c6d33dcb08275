"""A curator's week: the message of Monday again, and the names behind its counts."""

from datetime import date

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import redraw
from handlers.views.digest import digest_screen, silence_screen
from keyboards.callbacks import OpenDigest
from locales import Translator
from services.access import Action, Actor
from services.digests import Digests
from services.errors import NotFoundError

router = Router(name="digests")

# Buttons live for ever and can be forged.
_DAYS = range(date(2000, 1, 1).toordinal(), date(2101, 1, 1).toordinal())


@router.callback_query(Tapped(OpenDigest), flags=permits(Action.DECIDE_REPORT))
async def open_digest(
    query: CallbackQuery, tap: OpenDigest, actor: Actor, t: Translator, digests: Digests
) -> None:
    """The week as it stands now, or who in it is silent."""
    day = date.fromordinal(tap.monday) if tap.monday in _DAYS else None
    if day is None or day.weekday():
        raise NotFoundError
    digest = await digests.digest(actor, day)
    await redraw(query, silence_screen(t, digest) if tap.names else digest_screen(t, digest))
