"""A coordinator sends a webinar platform's list of participants to an event."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from aiogram import Bot, F, Router
from aiogram.exceptions import AiogramError
from aiogram.filters import BaseFilter
from aiogram.types import CallbackQuery, Message

from handlers.documents import fetch
from handlers.filters import MayDo, Tapped
from handlers.permits import permits
from handlers.show import acknowledge, edit, redraw, reply
from handlers.views.attendance_list import (
    applied_screen,
    list_screen,
    next_screen,
    other_screen,
    reading_list_screen,
)
from handlers.views.event_answers import answers_screen
from handlers.views.form import turn_screen
from handlers.views.problems import problem_screen, problem_text
from keyboards.attendance_callbacks import (
    ApplyList,
    AskList,
    DecideRow,
    DropList,
    OpenList,
    OtherSchool,
    ReviewList,
)
from locales import Translator
from services.access import Action, Actor
from services.attendance_list import AttendanceLists
from services.dialogs import Dialogs, Turn
from services.errors import DomainError
from services.tables import TABLE_LIMIT

router = Router(name="attendance_list")

_KEEPS = permits(Action.KEEP_ATTENDANCE)
# A file is read at once as a rule; who waits longer is shown how far it is.
_PATIENCE = 2.0


class SendsList(BaseFilter):
    """A document while a list is waited for; hands the question on as `turn`."""

    async def __call__(
        self, _message: Message, actor: Actor, dialogs: Dialogs
    ) -> bool | dict[str, Turn]:
        """Look at the open form."""
        turn = await dialogs.current(actor)
        if turn is None or turn.draft.form.name != "attendance_list":
            return False
        return {"turn": turn}


class _Meter:
    """How far the reading has got: written by the service, read by whoever shows it."""

    def __init__(self) -> None:
        self.done = self.of = 0

    def __call__(self, done: int, of: int) -> None:
        self.done, self.of = done, of


@contextlib.asynccontextmanager
async def _shown(bot: Bot, message: Message, t: Translator, meter: _Meter) -> AsyncIterator[None]:
    """Show within the block how far it is, when it takes long."""

    async def keep_showing() -> None:
        while True:
            await asyncio.sleep(_PATIENCE)
            screen = reading_list_screen(t, meter.done, meter.of)
            # What cannot be shown now is shown with the next figure.
            with contextlib.suppress(AiogramError):
                await edit(bot, message.chat.id, message.message_id, screen)

    showing = asyncio.create_task(keep_showing())
    try:
        yield
    finally:
        showing.cancel()
        await asyncio.wait([showing])


async def _settled(query: CallbackQuery, t: Translator, error: DomainError) -> None:
    """A second tap, or an old button: what stands there stays."""
    if error.code != "dialog_over":
        raise error
    await acknowledge(query, problem_text(t, "list_settled"))


@router.callback_query(Tapped(AskList), flags=_KEEPS)
async def ask_list(
    query: CallbackQuery,
    tap: AskList,
    actor: Actor,
    t: Translator,
    attendance_lists: AttendanceLists,
) -> None:
    """Which file is wanted; or the list that was sent and not written down."""
    begun = await attendance_lists.begin(actor, tap.occurrence_id)
    screen = turn_screen(t, begun) if isinstance(begun, Turn) else list_screen(t, begun)
    await redraw(query, screen)


@router.message(F.document, MayDo(Action.KEEP_ATTENDANCE), SendsList(), flags=_KEEPS)
async def receive(
    message: Message,
    bot: Bot,
    turn: Turn,
    actor: Actor,
    t: Translator,
    attendance_lists: AttendanceLists,
) -> None:
    """Read the table and say how many schools it names."""
    if message.document is None:
        return
    shown = await reply(message, reading_list_screen(t), quoting=True)
    meter = _Meter()
    try:
        async with _shown(bot, shown, t, meter):
            data = await fetch(bot, message.document, TABLE_LIMIT)
            preview = await attendance_lists.read(actor, turn.dialog_id, data, meter)
        screen = list_screen(t, preview)
    except DomainError as error:
        screen = problem_screen(t, error)
    await edit(bot, shown.chat.id, shown.message_id, screen)


@router.callback_query(Tapped(OpenList), flags=_KEEPS)
async def open_list(
    query: CallbackQuery,
    tap: OpenList,
    actor: Actor,
    t: Translator,
    attendance_lists: AttendanceLists,
) -> None:
    """What the list says."""
    await redraw(query, list_screen(t, await attendance_lists.preview(actor, tap.dialog_id)))


@router.callback_query(Tapped(ReviewList), flags=_KEEPS)
async def review(
    query: CallbackQuery,
    tap: ReviewList,
    actor: Actor,
    t: Translator,
    attendance_lists: AttendanceLists,
) -> None:
    """The next row that is unsure."""
    await redraw(query, next_screen(t, await attendance_lists.preview(actor, tap.dialog_id)))


@router.callback_query(Tapped(DecideRow), flags=_KEEPS)
async def decide(
    query: CallbackQuery,
    tap: DecideRow,
    actor: Actor,
    t: Translator,
    attendance_lists: AttendanceLists,
) -> None:
    """A school or a person, another one, or none; then the next row."""
    try:
        preview = await attendance_lists.decide(actor, tap.dialog_id, tap.number, tap.ref)
    except DomainError as error:
        await _settled(query, t, error)
        return
    await redraw(query, next_screen(t, preview))


@router.callback_query(Tapped(OtherSchool), flags=_KEEPS)
async def other(
    query: CallbackQuery,
    tap: OtherSchool,
    actor: Actor,
    t: Translator,
    attendance_lists: AttendanceLists,
) -> None:
    """All that are missing."""
    preview = await attendance_lists.preview(actor, tap.dialog_id)
    await redraw(query, other_screen(t, preview, tap.number, tap.page))


@router.callback_query(Tapped(ApplyList), flags=_KEEPS)
async def apply(
    query: CallbackQuery,
    tap: ApplyList,
    actor: Actor,
    t: Translator,
    attendance_lists: AttendanceLists,
) -> None:
    """Write the list down."""
    over = bool(tap.over_own_word)
    try:
        applied = await attendance_lists.apply(actor, tap.dialog_id, over_own_word=over)
    except DomainError as error:
        await _settled(query, t, error)
        return
    await redraw(query, applied_screen(t, applied))


@router.callback_query(Tapped(DropList), flags=_KEEPS)
async def drop(
    query: CallbackQuery,
    tap: DropList,
    actor: Actor,
    t: Translator,
    attendance_lists: AttendanceLists,
) -> None:
    """Forget the list."""
    try:
        answers = await attendance_lists.drop(actor, tap.dialog_id)
    except DomainError as error:
        await _settled(query, t, error)
        return
    await redraw(query, answers_screen(t, answers).flashing(t("Forgotten. Nothing has changed.")))
