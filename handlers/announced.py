"""Announcements after «send»: how far they are, pause, stop, unknown fates."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import redraw, reply
from handlers.views.announced import announcements_screen, progress_screen
from keyboards.announced_callbacks import (
    LeaveSo,
    ListAnnouncements,
    OpenAnnouncement,
    PauseAnnouncement,
    ResumeAnnouncement,
    SendAgain,
    StopAnnouncement,
)
from locales import Translator
from services.access import Action, Actor
from services.broadcast_delivery import Deliveries
from services.broadcast_progress import Progress

router = Router(name="announced")


@router.message(Command("announcements"), flags=permits(Action.BROADCAST))
async def announcements(
    message: Message, actor: Actor, t: Translator, deliveries: Deliveries
) -> None:
    """One's announcements, the newest first."""
    await reply(message, announcements_screen(t, await deliveries.listed(actor)))


@router.callback_query(Tapped(ListAnnouncements), flags=permits(Action.BROADCAST))
async def list_announcements(
    query: CallbackQuery,
    tap: ListAnnouncements,
    actor: Actor,
    t: Translator,
    deliveries: Deliveries,
) -> None:
    """One's announcements, a page of them."""
    found = await deliveries.listed(actor, tap.page)
    await redraw(query, announcements_screen(t, found))


@router.callback_query(Tapped(OpenAnnouncement), flags=permits(Action.BROADCAST))
async def open_announcement(
    query: CallbackQuery,
    tap: OpenAnnouncement,
    actor: Actor,
    t: Translator,
    deliveries: Deliveries,
) -> None:
    """How far one has got; from now on this message shows it."""
    progress = await deliveries.progress(actor, tap.broadcast_id)
    await _follow(query, actor, t, deliveries, progress)


@router.callback_query(Tapped(StopAnnouncement), flags=permits(Action.BROADCAST))
async def stop(
    query: CallbackQuery,
    tap: StopAnnouncement,
    actor: Actor,
    t: Translator,
    deliveries: Deliveries,
) -> None:
    """Whoever has not got it gets it no more."""
    progress = await deliveries.stop(actor, tap.broadcast_id)
    await _follow(query, actor, t, deliveries, progress)


@router.callback_query(Tapped(PauseAnnouncement), flags=permits(Action.BROADCAST))
async def pause(
    query: CallbackQuery,
    tap: PauseAnnouncement,
    actor: Actor,
    t: Translator,
    deliveries: Deliveries,
) -> None:
    """Nobody else gets it until it goes on."""
    progress = await deliveries.pause(actor, tap.broadcast_id)
    await _follow(query, actor, t, deliveries, progress)


@router.callback_query(Tapped(ResumeAnnouncement), flags=permits(Action.BROADCAST))
async def resume(
    query: CallbackQuery,
    tap: ResumeAnnouncement,
    actor: Actor,
    t: Translator,
    deliveries: Deliveries,
) -> None:
    """Go on where it was paused."""
    progress = await deliveries.resume(actor, tap.broadcast_id)
    await _follow(query, actor, t, deliveries, progress)


@router.callback_query(Tapped(SendAgain), flags=permits(Action.BROADCAST))
async def send_again(
    query: CallbackQuery, tap: SendAgain, actor: Actor, t: Translator, deliveries: Deliveries
) -> None:
    """Once more to those of whom nobody knows whether they got it."""
    progress = await deliveries.send_again(actor, tap.broadcast_id, tap.rounds)
    await _follow(query, actor, t, deliveries, progress)


@router.callback_query(Tapped(LeaveSo), flags=permits(Action.BROADCAST))
async def leave_so(
    query: CallbackQuery, tap: LeaveSo, actor: Actor, t: Translator, deliveries: Deliveries
) -> None:
    """Of some nobody knows, and so it stays."""
    progress = await deliveries.leave_so(actor, tap.broadcast_id, tap.rounds)
    await redraw(query, progress_screen(t, actor, progress))


async def _follow(
    query: CallbackQuery, actor: Actor, t: Translator, deliveries: Deliveries, progress: Progress
) -> None:
    message_id = await redraw(query, progress_screen(t, actor, progress))
    await deliveries.follow(actor, progress.broadcast_id, message_id)
