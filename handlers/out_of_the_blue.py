"""Photos and documents: those that are not taken, and those that nobody has asked for."""

from dataclasses import replace
from typing import Any

from aiogram import F, Router
from aiogram.filters import BaseFilter
from aiogram.types import CallbackQuery, Message

from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import attached, redraw, reply
from handlers.views.files import parcel_screen
from handlers.views.form import turn_screen
from handlers.views.problems import problem_screen
from keyboards.parcel_callbacks import OtherEvents, PutFiles
from locales import Translator
from services.access import Action, Actor
from services.clock import Clock
from services.dialogs import Dialogs, Turn
from services.errors import DomainError
from services.files import Files
from services.forms.form import Attached, Problem
from services.parcels import Parcels
from services.reports import Reports
from services.times import local_day

_FILES = F.photo | F.document | F.video
# Where a form asks for a file it is a table or an announcement, not a proof.
_ELSEWHERE = frozenset({"broadcast"})


class Unwelcome(BaseFilter):
    """A file that is not taken as proof; hands the reason on as `problem`."""

    async def __call__(
        self, message: Message, actor: Actor, files: Files, dialogs: Dialogs
    ) -> bool | dict[str, Any]:
        """Look at the file first: nearly all are welcome."""
        file = attached(message)
        if file is None or not actor.may(Action.FILL_IN):
            return False
        problem = await files.refusal(actor, file)
        if problem is None:
            return False
        turn = await dialogs.current(actor)
        if turn is None:
            return {"problem": problem, "open_form": None} if actor.may(Action.REPORT) else False
        if turn.draft.form.name in _ELSEWHERE:
            return False
        return {"problem": problem, "open_form": turn}


class OutOfTheBlue(BaseFilter):
    """A file outside of any form; hands it on, and the event of a report left half-done.

    One file beside such a report has a question of its own.
    """

    async def __call__(
        self, message: Message, actor: Actor, parcels: Parcels, dialogs: Dialogs
    ) -> bool | dict[str, Any]:
        """Look whether it may be a report at all."""
        file = attached(message)
        if file is None or not actor.may(Action.REPORT):
            return False
        left = await dialogs.left_without_proof(actor, "file")
        if left is not None and message.media_group_id is None:
            return False
        if not await parcels.is_expected(actor, file, message.caption or ""):
            return False
        return {"file": file, "begun": left.subject.get("occurrence_id") if left else None}


unwelcome_router = Router(name="unwelcome")


@unwelcome_router.message(_FILES, Unwelcome(), flags=permits(Action.FILL_IN))
async def refuse(message: Message, t: Translator, problem: Problem, open_form: Turn | None) -> None:
    """Say kindly what to do instead; an open question stays open."""
    if open_form is not None:
        screen = turn_screen(t, replace(open_form, problem=problem))
    else:
        screen = problem_screen(t, DomainError(problem.code, **problem.params))
    await reply(message, screen, quoting=True)


router = Router(name="out_of_the_blue")


@router.message(_FILES, OutOfTheBlue(), flags=permits(Action.REPORT))
async def ask(
    message: Message,
    actor: Actor,
    t: Translator,
    file: Attached,
    begun: int | None,
    parcels: Parcels,
    clock: Clock,
) -> None:
    """Ask what it is for; the rest of an album joins its first picture in silence."""
    album = message.media_group_id
    sent_as = f"album:{album}" if album else f"message:{message.message_id}"
    received = await parcels.receive(actor, sent_as, file)
    if not received.is_first:
        return
    question = await parcels.question(actor, received.parcel_id, message.caption or "", begun=begun)
    seats = actor.seats_for(Action.IMPORT_PLAN) if message.document else ()
    today = local_day(clock.now(), actor.timezone)
    await reply(message, parcel_screen(t, question, today, seats), quoting=True)


@router.callback_query(Tapped(OtherEvents), flags=permits(Action.REPORT))
async def others(
    query: CallbackQuery,
    tap: OtherEvents,
    actor: Actor,
    t: Translator,
    parcels: Parcels,
    clock: Clock,
) -> None:
    """All events that wait for a report."""
    question = await parcels.everything(actor, tap.parcel_id)
    await redraw(query, parcel_screen(t, question, local_day(clock.now(), actor.timezone)))


@router.callback_query(Tapped(PutFiles), flags=permits(Action.REPORT))
async def put(
    query: CallbackQuery,
    tap: PutFiles,
    actor: Actor,
    t: Translator,
    reports: Reports,
    parcels: Parcels,
) -> None:
    """Open the report with the files in it."""
    turn = await reports.begin(actor, tap.occurrence_id, tap.school_id)
    await redraw(query, turn_screen(t, await parcels.put(actor, tap.parcel_id, turn.dialog_id)))
