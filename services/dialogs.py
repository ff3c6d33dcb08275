"""Guided dialogs kept in the database: the state of a form is a row, not a process's memory.

An answer, the move to the next question and, at the end, the effect of the form are one
transaction: a crash leaves either the question or its answer, never half of both.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from db.database import Database
from db.models import Dialog
from db.store import Store
from services.access import Action, Actor, needs
from services.clock import Clock
from services.dialog_errors import AnswerRefusedError, FormChangedError
from services.errors import DomainError, NotFoundError
from services.forms.catalogue import ABSENCE_REASON
from services.forms.form import (
    Draft,
    Form,
    Input,
    Problem,
    Proof,
    add_proof,
    answer,
    attach,
    back,
    begin,
    revise,
)
from services.forms.hints import pupil_in
from services.forms.stored import FORM_CHANGED, draft_in, form_in, kept_beside, reopened
from services.times import local_day

# Within this a tap on the same button is one that was made twice.
_SECOND_TAP = timedelta(minutes=2)
# These are more than a question.
_WORKED_AT = frozenset({"report", "broadcast"})
# Somebody else was quicker: no other answer helps.
_FINAL = frozenset({"report_changed", "report_sent_already", "report_decided"})

# Turns complete answers into the effect of a form; what it returns is shown to the person.
Completer = Callable[[Store, Actor, Mapping[str, Any], Mapping[str, Any]], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a dialog stands after a move: the next question, a problem, or the outcome."""

    dialog_id: int
    draft: Draft
    subject: Mapping[str, Any]
    problem: Problem | None = None
    outcome: Any = None
    # The button belongs to another question: this is the one that is open.
    is_stale: bool = False


class Dialogs:
    """Moves people through forms."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        completers: Mapping[str, Completer],
        cancellers: Mapping[str, Completer] | None = None,
    ) -> None:
        """Take what finishes each form, and what undoes it when it is dropped, by its name."""
        self._database = database
        self._clock = clock
        self._completers = completers
        self._cancellers = cancellers or {}
        # What came of the forms sent a moment ago: a second quick tap shows it again.
        self._sent: dict[tuple[int, int], tuple[datetime, Turn]] = {}

    @needs(Action.FILL_IN)
    async def current(self, actor: Actor) -> Turn | None:
        """The form the person is in, or None.

        Raises DomainError `dialog_over` when there is no such form any more; but once only.
        """
        if actor.person_id is None:
            return None
        async with self._database.read() as store:
            row = await store.dialogs.active(actor.id)
        if row is None:
            return None
        if not _is_kept(row, self._clock.now()):
            await self.park(actor)
            return None
        try:
            return turn_of(row)
        except DomainError:
            async with self._database.write() as store:
                await store.dialogs.drop(row.id)
            raise

    @needs(Action.FILL_IN)
    async def answer(
        self, actor: Actor, given: Input, *, dialog_id: int | None = None, step: str = ""
    ) -> Turn:
        """Take an answer; with a tapped button, only if it belongs to the present question."""
        given = replace(given, today=local_day(self._clock.now(), actor.timezone))
        ending = None
        try:
            async with self._database.effect() as store:
                row = await self._opened(store, actor, dialog_id)
                asked, turn = row.step, turn_of(row)
                if step and step != asked:
                    return replace(turn, is_stale=True)
                if turn.problem is not None and turn.draft.step != asked:
                    # The question that was answered is another one now.
                    return self._keep(row, turn.draft, turn.problem)
                take = add_proof if turn.draft.is_complete else answer
                moved = take(turn.draft, given)
                if isinstance(moved, Problem):
                    return replace(turn, problem=moved)
                if moved.step == row.subject.get("mends"):
                    # A file or a few words more are all that was wanted.
                    done = answer(moved, Input(choice="done"))
                    moved = moved if isinstance(done, Problem) else done
                wants_look = moved.form.has_preview or pupil_in(moved) is not None
                if moved.is_complete and not wants_look:
                    ending = row.id
                    return await self._finish(store, actor, row, moved)
                return self._keep(row, moved)
        except AnswerRefusedError as refusal:
            return replace(turn, problem=refusal.problem)
        except FormChangedError as change:
            return await self._go_over(actor, turn.dialog_id, change.form)
        except DomainError as error:
            await self._let_go(actor, ending, error)
            raise

    @needs(Action.FILL_IN)
    async def submit(self, actor: Actor, dialog_id: int, *, again: bool = False) -> Turn:
        """Finish a form from its preview; `again` shows what came of one sent a moment ago."""
        ending = None
        try:
            async with self._database.effect() as store:
                row = await self._opened(store, actor, dialog_id)
                turn = turn_of(row)
                if turn.problem is not None:
                    # What was looked at is not what is asked now.
                    return self._keep(row, turn.draft, turn.problem)
                if not turn.draft.is_complete:
                    return turn
                ending = row.id
                turn = await self._finish(store, actor, row, turn.draft)
        except FormChangedError as change:
            return await self._go_over(actor, dialog_id, change.form)
        except DomainError as error:
            await self._let_go(actor, ending, error)
            sent = self._just_sent(actor, dialog_id) if again else None
            if sent is None or error.code != "dialog_over":
                raise
            return sent
        self._sent[actor.id, dialog_id] = self._clock.now(), turn
        return turn

    @needs(Action.FILL_IN)
    async def back(self, actor: Actor, dialog_id: int) -> Turn:
        """Go to the question before."""
        async with self._database.effect() as store:
            row = await self._opened(store, actor, dialog_id)
            return self._keep(row, back(turn_of(row).draft))

    @needs(Action.FILL_IN)
    async def revise(self, actor: Actor, dialog_id: int, step: str) -> Turn:
        """Answer one question again, from the preview."""
        async with self._database.effect() as store:
            row = await self._opened(store, actor, dialog_id)
            turn = turn_of(row)
            moved = revise(turn.draft, step)
            if isinstance(moved, Problem):
                return replace(turn, problem=moved)
            return self._keep(row, moved)

    @needs(Action.FILL_IN)
    async def cancel(self, actor: Actor, dialog_id: int | None = None) -> Turn | None:
        """Drop the form the person is in, or the named one that waits; None when there is none.

        The outcome of the turn is what the form was about, as it stands without the answer.
        """
        if actor.person_id is None:
            return None
        async with self._database.effect() as store:
            if dialog_id is None:
                row = await store.dialogs.active(actor.id)
            else:
                row = await store.dialogs.own(actor.id, dialog_id)
            if row is None:
                return None
            outcome = None
            if row.form in self._cancellers:
                outcome = await self._cancellers[row.form](store, actor, row.subject, row.answers)
            form = form_in(row) or ABSENCE_REASON
            turn = Turn(row.id, Draft(form, row.step, row.answers), row.subject, outcome=outcome)
            await store.flush()
            await store.dialogs.drop(row.id)
            return turn

    @needs(Action.FILL_IN)
    async def left(self, actor: Actor) -> Turn | None:
        """The form that was left half-done most recently, or None."""
        if actor.person_id is None:
            return None
        return next(iter(await self._parked(actor)), None)

    @needs(Action.FILL_IN)
    async def left_without_proof(self, actor: Actor, what: Proof) -> Turn | None:
        """The form left most recently to which a file, or a link, may belong, or None."""
        if actor.person_id is None:
            return None
        parked = await self._parked(actor)
        return next((turn for turn in parked if turn.draft.form.taking(what) is not None), None)

    @needs(Action.FILL_IN)
    async def give(self, actor: Actor, dialog_id: int, step: str, given: Input) -> Turn:
        """Take what was sent as the answer to one question, wherever the form stands."""
        async with self._database.effect() as store:
            row = await self._opened(store, actor, dialog_id)
            turn = turn_of(row)
            today = local_day(self._clock.now(), actor.timezone)
            moved = attach(turn.draft, step, replace(given, today=today))
            if isinstance(moved, Problem):
                return replace(turn, problem=moved)
            return self._keep(row, moved)

    @needs(Action.FILL_IN)
    async def resume(self, actor: Actor, dialog_id: int) -> Turn:
        """Go on with a form that was left; raises DomainError `dialog_over`."""
        async with self._database.effect() as store:
            return turn_of(await self._opened(store, actor, dialog_id))

    @needs(Action.FILL_IN)
    async def park(self, actor: Actor) -> None:
        """Leave the form for later: what was answered stays."""
        if actor.person_id is None:
            return
        async with self._database.write() as store:
            await store.dialogs.park_all(actor.id)

    @needs(Action.FILL_IN)
    async def shown_for(self, actor: Actor, dialog_id: int, album: str, message_id: int) -> None:
        """Remember the message that asks on after the first picture of an album."""
        async with self._database.write() as store:
            row = await store.dialogs.own(actor.id, dialog_id)
            if row is not None:
                row.subject = {**row.subject, "shown": [album, message_id]}

    async def _opened(self, store: Store, actor: Actor, dialog_id: int | None) -> Dialog:
        """The form somebody is in, or the named one: a button of one that waits opens it again."""
        row = await store.dialogs.active(actor.id)
        if dialog_id is not None and (row is None or row.id != dialog_id):
            row = await store.dialogs.own(actor.id, dialog_id)
            if row is not None and not _is_offered(row, self._clock.now()):
                row = None
            if row is not None:
                await store.dialogs.park_all(actor.id)
                row.active, row.updated_at = True, self._clock.now()
                await store.flush()
        if row is None:
            raise DomainError("dialog_over")
        return row

    def _just_sent(self, actor: Actor, dialog_id: int) -> Turn | None:
        since = self._clock.now() - _SECOND_TAP
        self._sent = {key: sent for key, sent in self._sent.items() if sent[0] >= since}
        found = self._sent.get((actor.id, dialog_id))
        return found[1] if found is not None else None

    async def _parked(self, actor: Actor) -> list[Turn]:
        """Forms left half-done that can be gone on with, the newest first."""
        now = self._clock.now()
        async with self._database.read() as store:
            rows = await store.dialogs.all_of(actor.id)
            found = [row for row in rows if not row.active and _is_offered(row, now)]
            found.sort(key=lambda row: (row.updated_at, row.id), reverse=True)
            return [turn_of(row) for row in found]

    def _keep(self, row: Dialog, draft: Draft, problem: Problem | None = None) -> Turn:
        row.step, row.answers = draft.step, dict(draft.answers)
        if row.form_version != draft.form.version:
            row.form_version = draft.form.version
            row.subject = {**row.subject, **kept_beside(draft.form)}
        row.updated_at = self._clock.now()
        return replace(turn_of(row), problem=problem)

    async def _go_over(self, actor: Actor, dialog_id: int, form: Form) -> Turn:
        """Ask what is asked by now; what fits of the answers stays."""
        async with self._database.effect() as store:
            row = await self._opened(store, actor, dialog_id)
            return self._keep(row, reopened(row, form), FORM_CHANGED)

    async def _let_go(self, actor: Actor, dialog_id: int | None, error: DomainError) -> None:
        """A form that can never be finished swallows nothing that is written after it.

        What somebody has worked at can still be read and gone on with.
        """
        is_final = isinstance(error, NotFoundError) or error.code in _FINAL
        if dialog_id is None or not is_final:
            return
        async with self._database.write() as store:
            row = await store.dialogs.own(actor.id, dialog_id)
            if row is None:
                return
            if row.form in _WORKED_AT:
                row.active = False
            else:
                await store.dialogs.drop(row.id)

    async def _finish(self, store: Store, actor: Actor, row: Dialog, draft: Draft) -> Turn:
        subject = {**row.subject, "dialog_id": row.id}
        # Answers to questions that fell away on the way are nobody's any more.
        answers = draft.given if draft.form.recipe is not None else draft.answers
        outcome = await self._completers[row.form](store, actor, subject, answers)
        turn = Turn(row.id, draft, row.subject, outcome=outcome)
        await store.flush()
        await store.dialogs.drop(row.id)
        return turn


async def open_dialog(
    store: Store,
    actor: Actor,
    form: Form,
    subject: Mapping[str, Any],
    *,
    key: str,
    now: Any,
    answers: Mapping[str, Any] | None = None,
    options: Mapping[str, Sequence[str]] | None = None,
    last: Mapping[str, Any] | None = None,
) -> Turn:
    """Start a form, or go on with the one left on the same subject, inside a transaction.

    `answers` are taken as given; those of `last` time are offered at each question. Where other
    things are asked than when it was left, what still fits of its answers stays.
    """
    await store.dialogs.park_all(actor.id)
    row = await store.dialogs.about(actor.id, form.name, key)
    draft = begin(form, answers, options)
    whole = {
        **subject,
        "options": {name: list(found) for name, found in (options or {}).items()},
        "last": dict(last or {}),
        **kept_beside(form),
    }
    has_changed = row is not None and row.form_version != form.version
    if row is None:
        row = Dialog(
            person_id=actor.id,
            form=form.name,
            form_version=form.version,
            subject_key=key,
            subject=whole,
            step=draft.step,
            answers=dict(draft.answers),
        )
        store.dialogs.add(row)
    else:
        if has_changed:
            draft = reopened(row, form)
            row.form_version, row.step, row.answers = form.version, draft.step, dict(draft.answers)
        row.subject = whole
    row.active, row.updated_at = True, now
    await store.flush()
    return replace(turn_of(row), problem=FORM_CHANGED if has_changed else None)


def turn_of(row: Dialog) -> Turn:
    """A stored dialog as a turn; raises DomainError `dialog_over` when its form is no more.

    Where its questions have changed since, the turn says so and has what fits of the answers.
    """
    draft = draft_in(row)
    if draft is None:
        raise DomainError("dialog_over")
    has_changed = draft.form.version != row.form_version
    problem = FORM_CHANGED if has_changed else None
    return Turn(dialog_id=row.id, draft=draft, subject=row.subject, problem=problem)


def _is_kept(row: Dialog, now: datetime) -> bool:
    form = form_in(row)
    return form is None or now - row.updated_at <= form.kept


def _is_offered(row: Dialog, now: datetime) -> bool:
    return form_in(row) is not None and _is_kept(row, now)
