"""A coordinator's week: what needs his hand, and the silent schools by name."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import redraw
from handlers.views.coordinator_digest import coordinator_digest_screen, silent_schools_screen
from keyboards.week_callbacks import ListSilent, OpenNeeds
from locales import Translator
from services.access import Action, Actor
from services.coordinator_digest import CoordinatorDigests

router = Router(name="coordinator_digest")


@router.callback_query(Tapped(OpenNeeds), flags=permits(Action.MANAGE_PEOPLE))
async def open_needs(
    query: CallbackQuery, actor: Actor, t: Translator, coordinator_digests: CoordinatorDigests
) -> None:
    """All of it, as it stands now."""
    await redraw(query, coordinator_digest_screen(t, await coordinator_digests.digest(actor)))


@router.callback_query(Tapped(ListSilent), flags=permits(Action.MANAGE_PEOPLE))
async def list_silent(
    query: CallbackQuery,
    tap: ListSilent,
    actor: Actor,
    t: Translator,
    coordinator_digests: CoordinatorDigests,
) -> None:
    """The silent schools."""
    digest = await coordinator_digests.digest(actor)
    await redraw(query, silent_schools_screen(t, digest, tap.page))
