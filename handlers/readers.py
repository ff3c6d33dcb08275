"""Announcements where they have arrived: read, silent, not reached, changed, deleted."""

from aiogram import Router
from aiogram.types import CallbackQuery, PollAnswer

from handlers.filters import Tapped
from handlers.letters import relabel
from handlers.permits import permits
from handlers.show import redraw
from handlers.views.announced import progress_screen
from handlers.views.form import turn_screen
from handlers.views.readers import missed_screen, recall_screen, unread_screen
from keyboards.announced import was_read_row
from keyboards.announced_callbacks import (
    AmendAnnouncement,
    AskAgain,
    HaveRead,
    NudgeReaders,
    RecallAnnouncement,
    ShowMissed,
    ShowSilent,
)
from locales import Translator
from services.access import Action, Actor
from services.broadcast_amend import Amendments
from services.broadcast_delivery import Deliveries
from services.broadcast_readers import Readers

router = Router(name="readers")


@router.callback_query(Tapped(HaveRead), flags=permits(Action.FILL_IN))
async def have_read(
    query: CallbackQuery, tap: HaveRead, actor: Actor, t: Translator, readers: Readers
) -> None:
    """Somebody has read an announcement: the button says so."""
    message_id = query.message.message_id if query.message is not None else None
    await readers.acknowledge(actor, tap.broadcast_id, message_id)
    await relabel(query, (was_read_row(t, tap.broadcast_id),), t("Thank you, it is noted."))


@router.poll_answer(flags=permits(Action.FILL_IN))
async def vote(event: PollAnswer, actor: Actor, readers: Readers) -> None:
    """Somebody votes in the poll of an announcement, or takes his vote back."""
    await readers.vote(actor, event.poll_id, event.option_ids)


@router.callback_query(Tapped(ShowMissed), flags=permits(Action.BROADCAST))
async def show_missed(
    query: CallbackQuery, tap: ShowMissed, actor: Actor, t: Translator, readers: Readers
) -> None:
    """Who did not get it and why."""
    found = await readers.missed(actor, tap.broadcast_id, tap.page)
    await redraw(query, missed_screen(t, found))


@router.callback_query(Tapped(ShowSilent), flags=permits(Action.BROADCAST))
async def show_silent(
    query: CallbackQuery, tap: ShowSilent, actor: Actor, t: Translator, readers: Readers
) -> None:
    """Who has not said that they have read it."""
    found = await readers.unread(actor, tap.broadcast_id, tap.page)
    await redraw(query, unread_screen(t, found))


@router.callback_query(Tapped(NudgeReaders), flags=permits(Action.BROADCAST))
async def nudge_readers(
    query: CallbackQuery, tap: NudgeReaders, actor: Actor, t: Translator, readers: Readers
) -> None:
    """Remind only the silent."""
    found = await readers.nudge_silent(actor, tap.broadcast_id)
    await redraw(query, unread_screen(t, found))


@router.callback_query(Tapped(AmendAnnouncement), flags=permits(Action.BROADCAST))
async def amend(
    query: CallbackQuery,
    tap: AmendAnnouncement,
    actor: Actor,
    t: Translator,
    amendments: Amendments,
) -> None:
    """Ask for the new words."""
    turn = await amendments.begin(actor, tap.broadcast_id, tap.locale)
    await redraw(query, turn_screen(t, turn))


@router.callback_query(Tapped(AskAgain), flags=permits(Action.BROADCAST))
async def ask_again(
    query: CallbackQuery,
    tap: AskAgain,
    actor: Actor,
    t: Translator,
    deliveries: Deliveries,
    amendments: Amendments,
) -> None:
    """The new words are to be read, too."""
    progress = await amendments.ask_again(actor, tap.broadcast_id)
    message_id = await redraw(query, progress_screen(t, actor, progress))
    await deliveries.follow(actor, progress.broadcast_id, message_id)


@router.callback_query(Tapped(RecallAnnouncement), flags=permits(Action.BROADCAST))
async def recall(
    query: CallbackQuery,
    tap: RecallAnnouncement,
    actor: Actor,
    t: Translator,
    deliveries: Deliveries,
    amendments: Amendments,
) -> None:
    """Delete it everywhere: asked once more first."""
    if not tap.is_sure:
        await redraw(query, recall_screen(t, await deliveries.progress(actor, tap.broadcast_id)))
        return
    progress = await amendments.recall(actor, tap.broadcast_id)
    message_id = await redraw(query, progress_screen(t, actor, progress))
    await deliveries.follow(actor, progress.broadcast_id, message_id)
