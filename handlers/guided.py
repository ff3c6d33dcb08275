"""The one adapter of all guided dialogs: an answer goes in, the next question comes out."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.albums import answer_once
from handlers.filters import InDialog, LeftWithoutProof, Tapped
from handlers.permits import permits
from handlers.show import given, quoted, redraw, reply, without_buttons
from handlers.sight import redraw_in_sight
from handlers.turns import cancelled_screen, screen_of
from handlers.views.form import PROOF_KEPT, proof_screen
from handlers.views.not_yet import not_yet_screen
from handlers.views.problems import problem_text
from keyboards.callbacks import (
    DialogBack,
    DialogCancel,
    DialogChoice,
    DialogGive,
    DialogNotYet,
    DialogResume,
    DialogRevise,
    DialogSubmit,
)
from locales import Translator
from services.access import Action, Actor
from services.broadcast_delivery import Deliveries
from services.broadcast_progress import Progress
from services.broadcasts import Broadcasts
from services.calendar import Calendar
from services.dialogs import Dialogs, Turn
from services.forms.form import Input, Proof

router = Router(name="guided")


@router.message(InDialog(), ~F.text.startswith("/"), flags=permits(Action.FILL_IN))
async def answer(
    message: Message, actor: Actor, t: Translator, dialogs: Dialogs, broadcasts: Broadcasts
) -> None:
    """Whatever is written or sent answers the open question."""
    turn = await dialogs.answer(actor, given(message))
    screen = await screen_of(t, actor, turn, broadcasts)
    asks_which = turn.problem is not None and turn.problem.code == PROOF_KEPT
    await answer_once(message, actor, dialogs, turn, screen, quoting=asks_which)


@router.callback_query(Tapped(DialogChoice), flags=permits(Action.FILL_IN))
async def choose(
    query: CallbackQuery,
    tap: DialogChoice,
    actor: Actor,
    t: Translator,
    dialogs: Dialogs,
    broadcasts: Broadcasts,
) -> None:
    """A choice that the question offered."""
    turn = await dialogs.answer(
        actor, Input(choice=tap.choice), dialog_id=tap.dialog_id, step=tap.step
    )
    screen = await screen_of(t, actor, turn, broadcasts)
    if turn.is_stale:
        screen = screen.flashing(t("This question is closed already: here is the present one."))
    await redraw_in_sight(query, screen)


@router.callback_query(Tapped(DialogBack), flags=permits(Action.FILL_IN))
async def back(
    query: CallbackQuery,
    tap: DialogBack,
    actor: Actor,
    t: Translator,
    dialogs: Dialogs,
    broadcasts: Broadcasts,
) -> None:
    """The question before."""
    turn = await dialogs.back(actor, tap.dialog_id)
    await redraw_in_sight(query, await screen_of(t, actor, turn, broadcasts))


@router.callback_query(Tapped(DialogRevise), flags=permits(Action.FILL_IN))
async def revise(
    query: CallbackQuery,
    tap: DialogRevise,
    actor: Actor,
    t: Translator,
    dialogs: Dialogs,
    broadcasts: Broadcasts,
) -> None:
    """One question again."""
    turn = await dialogs.revise(actor, tap.dialog_id, tap.step)
    await redraw_in_sight(query, await screen_of(t, actor, turn, broadcasts))


@router.callback_query(Tapped(DialogSubmit), flags=permits(Action.FILL_IN))
async def submit(
    query: CallbackQuery,
    tap: DialogSubmit,
    actor: Actor,
    t: Translator,
    dialogs: Dialogs,
    broadcasts: Broadcasts,
    deliveries: Deliveries,
) -> None:
    """Finish the form."""
    turn = await dialogs.submit(actor, tap.dialog_id, again=True)
    message_id = await redraw_in_sight(query, await screen_of(t, actor, turn, broadcasts))
    if isinstance(turn.outcome, Progress):
        await deliveries.follow(actor, turn.outcome.broadcast_id, message_id)


@router.callback_query(Tapped(DialogCancel), flags=permits(Action.FILL_IN))
async def cancel(
    query: CallbackQuery, tap: DialogCancel, actor: Actor, t: Translator, dialogs: Dialogs
) -> None:
    """Drop the form; what it was about is shown as it stands, else the menu."""
    turn = await dialogs.cancel(actor, tap.dialog_id)
    if turn is None:
        # Answered or dropped before: what stands there stays, without the button.
        await without_buttons(query, problem_text(t, "nothing_to_cancel"))
        return
    await redraw(query, cancelled_screen(t, actor, turn, await dialogs.left(actor)))


@router.callback_query(Tapped(DialogNotYet), flags=permits(Action.FILL_IN))
async def not_yet(
    query: CallbackQuery,
    tap: DialogNotYet,
    actor: Actor,
    t: Translator,
    dialogs: Dialogs,
    calendar: Calendar,
) -> None:
    """It is not done yet: nothing is kept, and the event says until when there is time."""
    turn = await dialogs.cancel(actor, tap.dialog_id)
    if turn is None:
        await without_buttons(query, problem_text(t, "nothing_to_cancel"))
        return
    card = await calendar.card(actor, int(turn.subject["occurrence_id"]))
    await redraw(query, not_yet_screen(t, card))


@router.callback_query(Tapped(DialogResume), flags=permits(Action.FILL_IN))
async def resume(
    query: CallbackQuery,
    tap: DialogResume,
    actor: Actor,
    t: Translator,
    dialogs: Dialogs,
    broadcasts: Broadcasts,
) -> None:
    """Go on with what was left half-done."""
    turn = await dialogs.resume(actor, tap.dialog_id)
    await redraw_in_sight(query, await screen_of(t, actor, turn, broadcasts))


@router.callback_query(Tapped(DialogGive), flags=permits(Action.FILL_IN))
async def give(
    query: CallbackQuery,
    tap: DialogGive,
    actor: Actor,
    t: Translator,
    dialogs: Dialogs,
    broadcasts: Broadcasts,
) -> None:
    """What our question quotes is the proof; when it is gone, the form just goes on."""
    source = quoted(query)
    if source is None:
        turn = await dialogs.resume(actor, tap.dialog_id)
    else:
        turn = await dialogs.give(actor, tap.dialog_id, tap.step, given(source))
    await redraw_in_sight(query, await screen_of(t, actor, turn, broadcasts))


left_router = Router(name="left")


@left_router.message(LeftWithoutProof(), flags=permits(Action.FILL_IN))
async def offer(message: Message, actor: Actor, t: Translator, left: Turn) -> None:
    """A file or a link out of the blue may belong to the report that was left half-done."""
    seats = actor.seats_for(Action.IMPORT_PLAN) if message.document is not None else ()
    what: Proof = "link" if message.text else "file"
    await reply(message, proof_screen(t, left, what, seats), quoting=True)
