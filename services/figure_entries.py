"""Figures entered by hand: what only people know, and targets of one's own."""

from collections.abc import Mapping
from enum import StrEnum
from math import isfinite
from typing import Any

from db.database import Database
from db.models import FigureEntry, Plan, PlanRow
from db.store import Store
from roadmap.figure_words import read_amount
from services.access import Action, Actor, internal, needs
from services.clock import Clock
from services.dialog_errors import AnswerRefusedError
from services.dialogs import Turn, open_dialog
from services.errors import NotFoundError
from services.forms.catalogue import FIGURE_TARGET, FIGURE_VALUE
from services.indicator_board import FigureCard, card_in
from services.indicators.figure import Counted, Figure
from services.indicators.measures import PER_CENT, POINTS

_MOST = 999_999_999


class Entered(StrEnum):
    """What is entered about a figure."""

    VALUE = "value"
    TARGET = "target"


class FigureEntries:
    """Keeps what coordinators enter about the figures of their road maps."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where entries are kept and who tells the time."""
        self._database = database
        self._clock = clock

    @needs(Action.IMPORT_PLAN)
    async def begin(self, actor: Actor, row_id: int, part: int, what: Entered) -> Turn:
        """Ask for the value or the target of a figure."""
        now = self._clock.now()
        async with self._database.effect() as store:
            await _own(store, actor, row_id)
            card = await card_in(store, actor, (row_id, part), now)
            figure = card.shown.figure
            subject = {
                "row_id": row_id,
                "part": part,
                "title": figure.title,
                "unit": figure.unit,
                "shape": str(figure.shape),
                "number": figure.number,
                "words": figure.words,
                "target": figure.target,
            }
            form = FIGURE_VALUE if what is Entered.VALUE else FIGURE_TARGET
            return await open_dialog(store, actor, form, subject, key=f"{row_id}:{part}", now=now)

    @internal
    async def complete(
        self, store: Store, actor: Actor, subject: Mapping[str, Any], answers: Mapping[str, Any]
    ) -> FigureCard:
        """Keep a value: «12 of 15», or one number."""
        return await self._keep(store, actor, subject, str(answers["value"]), is_target=False)

    @internal
    async def complete_target(
        self, store: Store, actor: Actor, subject: Mapping[str, Any], answers: Mapping[str, Any]
    ) -> FigureCard:
        """Keep a target: one number."""
        return await self._keep(store, actor, subject, str(answers["target"]), is_target=True)

    @internal
    async def cancel(
        self, store: Store, actor: Actor, subject: Mapping[str, Any], answers: Mapping[str, Any]
    ) -> FigureCard | None:
        """The figure as it stands, after the form was dropped; None where it is gone."""
        row_id, part = int(subject["row_id"]), int(subject["part"])
        try:
            return await card_in(store, actor, (row_id, part), self._clock.now())
        except NotFoundError:
            return None

    @needs(Action.IMPORT_PLAN)
    async def take_back(self, actor: Actor, row_id: int, part: int, what: Entered) -> FigureCard:
        """Count again, or go back to the target of the document."""
        async with self._database.effect() as store:
            await _own(store, actor, row_id)
            # Only what there is can be taken back.
            await card_in(store, actor, (row_id, part), self._clock.now())
            self._add(store, actor, (row_id, part, what is Entered.TARGET), None, None)
            await self._note(store, actor, row_id, "figures:take_back")
            return await card_in(store, actor, (row_id, part), self._clock.now())

    async def _keep(
        self,
        store: Store,
        actor: Actor,
        subject: Mapping[str, Any],
        text: str,
        *,
        is_target: bool,
    ) -> FigureCard:
        row_id, part = int(subject["row_id"]), int(subject["part"])
        await _own(store, actor, row_id)
        card = await card_in(store, actor, (row_id, part), self._clock.now())
        amount, whole = _read(card.shown.figure, text, is_target=is_target)
        self._add(store, actor, (row_id, part, is_target), amount, whole)
        await self._note(store, actor, row_id, "figures:enter")
        return await card_in(store, actor, (row_id, part), self._clock.now())

    def _add(
        self,
        store: Store,
        actor: Actor,
        key: tuple[int, int, bool],
        amount: float | None,
        whole: float | None,
    ) -> None:
        row_id, part, is_target = key
        store.figures.add(
            FigureEntry(
                row_id=row_id,
                part=part,
                is_target=is_target,
                amount=amount,
                whole=whole,
                added_by=actor.id,
                added_at=self._clock.now(),
            )
        )

    async def _note(self, store: Store, actor: Actor, row_id: int, action: str) -> None:
        await store.flush()
        plan, _ = await _own(store, actor, row_id)
        store.intake.audit(
            self._clock.now(),
            actor.person_id,
            action,
            object_kind="row",
            object_id=row_id,
            place_id=plan.place_id,
        )


async def _own(store: Store, actor: Actor, row_id: int) -> tuple[Plan, PlanRow]:
    """A row of a map of the actor's; raises NotFoundError."""
    row = await store.plans.row(row_id)
    plan = await store.plans.get(row.plan_id) if row is not None else None
    place = await store.places.get(plan.place_id) if plan is not None else None
    if row is None or plan is None or place is None:
        raise NotFoundError
    actor.require(Action.IMPORT_PLAN, place.path)
    return plan, row


def _read(figure: Figure, text: str, *, is_target: bool) -> tuple[float, float | None]:
    """What was typed; raises AnswerRefusedError where it does not fit the figure."""
    read = read_amount(text)
    if read is None:
        raise AnswerRefusedError("figure_not_read")
    amount, whole = read
    if not isfinite(amount) or abs(amount) > _MOST or (whole is not None and whole > _MOST):
        raise AnswerRefusedError("figure_too_big")
    is_share = figure.unit == PER_CENT or figure.counted is Counted.GROWTH
    if whole is not None and (is_target or not is_share):
        raise AnswerRefusedError("figure_one_number")
    if whole is not None and not 0 <= amount <= whole:
        raise AnswerRefusedError("figure_beyond_whole")
    if amount < 0 and figure.unit != POINTS:
        raise AnswerRefusedError("figure_not_read")
    if whole is None and figure.unit == PER_CENT and amount > 100:
        raise AnswerRefusedError("figure_beyond_whole")
    return amount, whole
