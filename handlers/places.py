"""The tree of places in the chat: a table sent as a document, the places themselves.

Asked before the road maps: a table of places is known by its headings.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from aiogram import Bot, F, Router
from aiogram.exceptions import AiogramError
from aiogram.filters import BaseFilter, Command
from aiogram.types import CallbackQuery, Message

from handlers.documents import fetch
from handlers.filters import MayDo, Tapped
from handlers.permits import permits
from handlers.show import acknowledge, edit, redraw, reply
from handlers.views.form import turn_screen
from handlers.views.places import (
    closed_list_screen,
    closed_screen,
    diff_screen,
    made_screen,
    merge_screen,
    merged_screen,
    place_screen,
    progress_screen,
    reading_screen,
    refused_screen,
    reopened_screen,
    sure_to_close_screen,
    sure_to_merge_screen,
    sure_to_reopen_screen,
)
from handlers.views.problems import problem_screen
from keyboards.places_callbacks import (
    ApplyTable,
    ChooseMerge,
    ClosePlace,
    ListClosed,
    MergePlaces,
    OpenPlaces,
    RenamePlace,
    ReopenPlace,
)
from locales import Translator
from services.access import Action, Actor
from services.errors import DomainError
from services.place_changes import PlaceChanges
from services.place_loading import PlaceLoading, looks_like_places
from services.tables import TABLE_LIMIT

router = Router(name="places")

_TABLES = (".xlsx", ".xls", ".ods", ".csv", ".tsv")
_SECOND = 1.0


class IsTableOfPlaces(BaseFilter):
    """A document whose headings are those of a table of places, whatever it is called."""

    async def __call__(self, message: Message, bot: Bot) -> bool:
        """Fetch and look; what cannot be fetched or read is for whoever comes next."""
        document = message.document
        if document is None or not (document.file_name or "").lower().endswith(_TABLES):
            return False
        try:
            return await looks_like_places(await fetch(bot, document, TABLE_LIMIT))
        except DomainError:
            return False


class _Meter:
    """How far a load has got: written by the service, read by whoever shows it."""

    def __init__(self) -> None:
        self.done = self.of = 0

    def __call__(self, done: int, of: int) -> None:
        self.done, self.of = done, of


@contextlib.asynccontextmanager
async def _shown(bot: Bot, message: Message, t: Translator, meter: _Meter) -> AsyncIterator[None]:
    """Show within the block how far it is, once a second."""

    async def keep_showing() -> None:
        while True:
            screen = progress_screen(t, meter.done, meter.of)
            # What cannot be shown now is shown with the next figure.
            with contextlib.suppress(AiogramError):
                await edit(bot, message.chat.id, message.message_id, screen)
            await asyncio.sleep(_SECOND)

    showing = asyncio.create_task(keep_showing())
    try:
        yield
    finally:
        showing.cancel()
        await asyncio.wait([showing])


@router.message(
    F.document, MayDo(Action.LOAD_PLACES), IsTableOfPlaces(), flags=permits(Action.LOAD_PLACES)
)
async def receive(
    message: Message, bot: Bot, actor: Actor, t: Translator, place_loading: PlaceLoading
) -> None:
    """Compare a table with the tree, and show what it would change."""
    if message.document is None:
        return
    name = message.document.file_name or ""
    shown = await reply(message, reading_screen(t, name), quoting=True)
    try:
        data = await fetch(bot, message.document, TABLE_LIMIT)
        screen = diff_screen(t, await place_loading.preview(actor, data))
    except DomainError as error:
        screen = refused_screen(t, error)
    await edit(bot, shown.chat.id, shown.message_id, screen)


@router.callback_query(Tapped(ApplyTable), flags=permits(Action.LOAD_PLACES))
async def apply(
    query: CallbackQuery,
    tap: ApplyTable,
    bot: Bot,
    actor: Actor,
    t: Translator,
    place_loading: PlaceLoading,
) -> None:
    """Make the changes of the table that our preview quotes."""
    message = query.message
    source = message.reply_to_message if isinstance(message, Message) else None
    if not isinstance(message, Message) or source is None or source.document is None:
        raise DomainError("places_table_gone")
    await acknowledge(query)
    meter = _Meter()
    try:
        async with _shown(bot, message, t, meter):
            data = await fetch(bot, source.document, TABLE_LIMIT)
            made = await place_loading.apply(actor, data, tap.digest, meter, again=True)
        screen = made_screen(t, made)
    except DomainError as error:
        screen = problem_screen(t, error)
    await edit(bot, message.chat.id, message.message_id, screen)


@router.message(Command("places"), flags=permits(Action.LOAD_PLACES))
async def places(
    message: Message, actor: Actor, t: Translator, place_changes: PlaceChanges
) -> None:
    """One's own place, with what lies below."""
    await reply(message, place_screen(t, await place_changes.card(actor, 0)))


@router.callback_query(Tapped(OpenPlaces), flags=permits(Action.LOAD_PLACES))
async def open_places(
    query: CallbackQuery, tap: OpenPlaces, actor: Actor, t: Translator, place_changes: PlaceChanges
) -> None:
    """A place, with what lies below."""
    card = await place_changes.card(actor, tap.place_id, tap.page)
    await redraw(query, place_screen(t, card))


@router.callback_query(Tapped(ChooseMerge), flags=permits(Action.LOAD_PLACES))
async def choose_merge(
    query: CallbackQuery, tap: ChooseMerge, actor: Actor, t: Translator, place_changes: PlaceChanges
) -> None:
    """Into which municipality?"""
    card = await place_changes.others(actor, tap.place_id, tap.page)
    await redraw(query, merge_screen(t, card))


@router.callback_query(Tapped(MergePlaces), flags=permits(Action.LOAD_PLACES))
async def merge(
    query: CallbackQuery, tap: MergePlaces, actor: Actor, t: Translator, place_changes: PlaceChanges
) -> None:
    """Ask first; then merge."""
    if tap.sure:
        merged = await place_changes.merge(actor, tap.place_id, tap.into_id)
        await redraw(query, merged_screen(t, merged))
        return
    place = await place_changes.card(actor, tap.place_id)
    into = await place_changes.card(actor, tap.into_id)
    await redraw(query, sure_to_merge_screen(t, place.here, into.here))


@router.callback_query(Tapped(ClosePlace), flags=permits(Action.LOAD_PLACES))
async def close(
    query: CallbackQuery, tap: ClosePlace, actor: Actor, t: Translator, place_changes: PlaceChanges
) -> None:
    """Ask first; then close."""
    if tap.sure:
        await redraw(query, closed_screen(t, await place_changes.close(actor, tap.place_id)))
        return
    card = await place_changes.card(actor, tap.place_id)
    await redraw(query, sure_to_close_screen(t, card.here))


@router.callback_query(Tapped(RenamePlace), flags=permits(Action.LOAD_PLACES))
async def rename(
    query: CallbackQuery, tap: RenamePlace, actor: Actor, t: Translator, place_changes: PlaceChanges
) -> None:
    """Ask what it is called from now on."""
    await redraw(query, turn_screen(t, await place_changes.begin_rename(actor, tap.place_id)))


@router.callback_query(Tapped(ListClosed), flags=permits(Action.LOAD_PLACES))
async def list_closed(
    query: CallbackQuery, tap: ListClosed, actor: Actor, t: Translator, place_changes: PlaceChanges
) -> None:
    """The closed schools of a territory."""
    card = await place_changes.closed(actor, tap.place_id, tap.page)
    await redraw(query, closed_list_screen(t, card))


@router.callback_query(Tapped(ReopenPlace), flags=permits(Action.LOAD_PLACES))
async def reopen(
    query: CallbackQuery, tap: ReopenPlace, actor: Actor, t: Translator, place_changes: PlaceChanges
) -> None:
    """Ask first; then open it again."""
    if tap.sure:
        await redraw(query, reopened_screen(t, await place_changes.reopen(actor, tap.place_id)))
        return
    place = await place_changes.closed_school(actor, tap.place_id)
    await redraw(query, sure_to_reopen_screen(t, place))
