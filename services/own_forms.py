"""A coordinator makes a form of her own for an event: questions one by one, asked once saved."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from db.database import Database
from db.enums import PlanStatus
from db.repositories.plans import Happening
from db.store import Store
from services.access import Action, Actor, internal, needs
from services.clock import Clock
from services.dialog_errors import AnswerRefusedError
from services.dialogs import Turn, open_dialog
from services.errors import DomainError, NotFoundError
from services.expectations import has_term
from services.forms import own
from services.forms.catalogue import OWN_QUESTION
from services.forms.own import MAX_OPTIONS, MAX_QUESTIONS, OPTION_LIMIT, TITLE_LIMIT, OwnQuestion
from services.names import clean
from services.promises import adjust

# After the end of an event nothing of it is to come but weekly words about a missed deadline.
_LONGEST_OVERDUE = timedelta(weeks=8)
_FEWEST_OPTIONS = 2


@dataclass(frozen=True, slots=True)
class OwnFormCard:
    """The own form of an event: what its coordinator works at, and whether schools are asked it."""

    occurrence_id: int
    title: str
    questions: tuple[OwnQuestion, ...]
    # Whether schools are asked an own form now, and whether it differs from what is shown.
    is_asked: bool
    is_changed: bool
    # Whether the row has other happenings too: they share the form.
    is_series: bool
    # When schools can answer, while that is still to come; and by whose clock that is said.
    opens_at: datetime | None = None
    timezone: str = ""

    @property
    def takes_more(self) -> bool:
        """Whether one more question fits."""
        return len(self.questions) < MAX_QUESTIONS

    def question(self, number: int) -> OwnQuestion | None:
        """The question of a number, or None."""
        return next((one for one in self.questions if one.number == number), None)


class OwnForms:
    """Keeps forms of coordinators' own."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where plans are kept and who tells the time."""
        self._database = database
        self._clock = clock

    @needs(Action.IMPORT_PLAN)
    async def card(self, actor: Actor, occurrence_id: int) -> OwnFormCard:
        """The own form of an event; raises NotFoundError outside the actor's scope."""
        async with self._database.read() as store:
            return await _card(store, await _own(store, actor, occurrence_id), self._clock.now())

    @needs(Action.IMPORT_PLAN)
    async def begin_question(self, actor: Actor, occurrence_id: int) -> Turn:
        """Ask for one more question; raises DomainError `own_form_full`."""
        async with self._database.effect() as store:
            found = await _own(store, actor, occurrence_id)
            if len(own.working(found.row.own_form)) >= MAX_QUESTIONS:
                raise DomainError("own_form_full")
            return await open_dialog(
                store,
                actor,
                OWN_QUESTION,
                {"occurrence_id": occurrence_id, "title": found.row.title},
                key=str(found.row.id),
                now=self._clock.now(),
            )

    @internal
    async def complete_question(
        self, store: Store, actor: Actor, subject: Mapping[str, Any], answers: Mapping[str, Any]
    ) -> OwnFormCard:
        """Add the question, in the dialog's transaction."""
        actor.require(Action.IMPORT_PLAN)
        found = await _own(store, actor, int(subject["occurrence_id"]))
        row = found.row
        if len(own.working(row.own_form)) >= MAX_QUESTIONS:
            raise DomainError("own_form_full")
        kind = str(answers["kind"])
        options = _options(str(answers["options"])) if kind == "choice" else ()
        row.own_form = own.added(
            row.own_form, kind, clean(str(answers["title"]), TITLE_LIMIT), options
        )
        await store.flush()
        return await _card(store, found, self._clock.now())

    @internal
    async def cancel_question(
        self, store: Store, actor: Actor, subject: Mapping[str, Any], _answers: Mapping[str, Any]
    ) -> OwnFormCard:
        """The form as it is, when a question is dropped."""
        actor.require(Action.IMPORT_PLAN)
        return await _card(
            store, await _own(store, actor, int(subject["occurrence_id"])), self._clock.now()
        )

    @needs(Action.IMPORT_PLAN)
    async def move_up(self, actor: Actor, occurrence_id: int, number: int, at: int) -> OwnFormCard:
        """One place earlier; a second tap on the same button finds it moved already."""
        return await self._edit(actor, occurrence_id, lambda form: own.raised(form, number, at))

    @needs(Action.IMPORT_PLAN)
    async def drop(self, actor: Actor, occurrence_id: int, number: int) -> OwnFormCard:
        """Without a question."""
        return await self._edit(actor, occurrence_id, lambda form: own.without(form, number))

    @needs(Action.IMPORT_PLAN)
    async def require(
        self, actor: Actor, occurrence_id: int, number: int, *, optional: bool
    ) -> OwnFormCard:
        """Whether a question may be left without an answer."""
        return await self._edit(
            actor, occurrence_id, lambda form: own.required(form, number, optional=optional)
        )

    @needs(Action.IMPORT_PLAN)
    async def undo(self, actor: Actor, occurrence_id: int) -> OwnFormCard:
        """Leave what schools are asked as it is, and forget what was changed since."""
        return await self._edit(actor, occurrence_id, own.undone)

    @needs(Action.IMPORT_PLAN)
    async def save(self, actor: Actor, occurrence_id: int) -> OwnFormCard:
        """Ask schools these questions from now on; raises DomainError `own_form_empty`."""
        async with self._database.effect() as store:
            found = await _own(store, actor, occurrence_id)
            if not own.working(found.row.own_form):
                raise DomainError("own_form_empty")
            if own.is_changed(found.row.own_form):
                await self._ask(store, actor, found, own.saved(found.row.own_form))
            return await _card(store, found, self._clock.now())

    @needs(Action.IMPORT_PLAN)
    async def remove(self, actor: Actor, occurrence_id: int) -> OwnFormCard:
        """Ask schools what the row says again."""
        async with self._database.effect() as store:
            found = await _own(store, actor, occurrence_id)
            if own.working(found.row.own_form) or own.is_asked(found.row.own_form):
                await self._ask(store, actor, found, own.emptied(found.row.own_form))
            return await _card(store, found, self._clock.now())

    async def _edit(
        self,
        actor: Actor,
        occurrence_id: int,
        change: Callable[[own.Own | None], dict[str, Any]],
    ) -> OwnFormCard:
        """A change that nobody is asked yet."""
        async with self._database.effect() as store:
            found = await _own(store, actor, occurrence_id)
            found.row.own_form = change(found.row.own_form)
            await store.flush()
            return await _card(store, found, self._clock.now())

    async def _ask(
        self, store: Store, actor: Actor, found: Happening, form: dict[str, Any]
    ) -> None:
        """Keep the form and bring the reminders of what is owed in line."""
        now = self._clock.now()
        found.row.own_form = form
        await store.flush()
        ids = [o.id for o in await store.plans.occurrences(found.row.id) if not o.cancelled_at]
        living = (await store.plans.happenings(ids)).values()
        recent = [one for one in living if one.occurrence.ends_at > now - _LONGEST_OVERDUE]
        await adjust(store, recent, now)
        store.intake.audit(
            now,
            actor.person_id,
            "own_form",
            object_kind="plan_row",
            object_id=found.row.id,
            place_id=found.place.id,
        )


def _options(text: str) -> list[str]:
    """Choices, one on a line or with semicolons between; raises AnswerRefusedError."""
    parts = (clean(part, OPTION_LIMIT + 1) for part in text.replace(";", "\n").split("\n"))
    found = list(dict.fromkeys(part for part in parts if part))
    if not _FEWEST_OPTIONS <= len(found) <= MAX_OPTIONS:
        raise AnswerRefusedError("options_expected")
    if any(len(part) > OPTION_LIMIT for part in found):
        raise AnswerRefusedError("option_too_long")
    return found


async def _own(store: Store, actor: Actor, occurrence_id: int) -> Happening:
    found = await store.plans.happening(occurrence_id)
    if found is None or found.plan.status != PlanStatus.PUBLISHED:
        raise NotFoundError
    actor.require(Action.IMPORT_PLAN, found.place.path)
    if found.occurrence.cancelled_at is not None:
        raise NotFoundError
    return found


async def _card(store: Store, found: Happening, now: datetime) -> OwnFormCard:
    form = found.row.own_form
    others = await store.plans.occurrences(found.row.id)
    return OwnFormCard(
        occurrence_id=found.occurrence.id,
        title=found.row.title,
        questions=own.working(form),
        is_asked=own.is_asked(form),
        is_changed=own.is_changed(form),
        is_series=sum(one.cancelled_at is None for one in others) > 1,
        opens_at=_opens_at(found, now),
        timezone=found.occurrence.timezone,
    )


def _opens_at(found: Happening, now: datetime) -> datetime | None:
    """When an event begins that has not begun; work with a term can be handed in at any time."""
    occurrence = found.occurrence
    if has_term(found) or occurrence.precision != "day" or occurrence.begins_at <= now:
        return None
    return occurrence.begins_at
