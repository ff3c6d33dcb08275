"""Who will come and who came: one answer per party, changeable, plan and fact apart."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from db.database import Database
from db.enums import Fact, Intention, PartyKind
from db.models import Attendance as AttendanceRow
from db.repositories.plans import Happening
from db.store import Store
from services.access import Action, Actor, internal, needs
from services.answers import said_about
from services.audience import Party, expected_schools
from services.calendar import reachable
from services.cards import EventCard, PartyState, card_of, parties_of, situation_of, state_of
from services.clock import Clock
from services.debts import school_debt
from services.dialogs import Turn, open_dialog
from services.errors import DomainError, NotFoundError
from services.forms.catalogue import ABSENCE_REASON
from services.names import clean
from services.nudges import nudged_today
from services.redrawing import CARDS_KEPT, redraw_week_cards

REASON_LIMIT = 300


@dataclass(frozen=True, slots=True)
class Answers:
    """The expected schools of one event with what each has said."""

    card: EventCard
    schools: tuple[PartyState, ...]
    # Those that owe something, and when the bot was asked today to remind them.
    owing: frozenset[int] = frozenset()
    nudged: Mapping[int, datetime] = field(default_factory=dict)


class Attendance:
    """Keeps the answers about events."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where answers are kept and who tells the time."""
        self._database = database
        self._clock = clock

    @needs(Action.ANSWER_FOR_SCHOOL, Action.ANSWER_FOR_SELF)
    async def intend(
        self, actor: Actor, occurrence_id: int, party: Party, intention: Intention
    ) -> EventCard:
        """Say before an event who will come."""
        async with self._database.effect() as store:
            found = await _answerable(store, actor, occurrence_id, party)
            if found.occurrence.ends_at <= self._clock.now():
                raise DomainError("event_is_over")
            return await self._keep(store, actor, found, party, intention)

    @needs(Action.ANSWER_FOR_SCHOOL, Action.ANSWER_FOR_SELF)
    async def decline(self, actor: Actor, occurrence_id: int, party: Party) -> Turn:
        """Say that nobody can come, and be asked why."""
        async with self._database.effect() as store:
            found = await _answerable(store, actor, occurrence_id, party)
            if found.occurrence.ends_at <= self._clock.now():
                raise DomainError("event_is_over")
            answer = await self._row(store, actor, found, party)
            before = answer.intention if answer.intention != Intention.ABSENT else None
            answer.intention = Intention.ABSENT
            return await open_dialog(
                store,
                actor,
                ABSENCE_REASON,
                {
                    "occurrence_id": occurrence_id,
                    "party_kind": party.kind,
                    "party_id": party.id,
                    "title": found.row.title,
                    "before": before,
                },
                key=f"{occurrence_id}:{party.kind}:{party.id}",
                now=self._clock.now(),
            )

    @internal
    async def complete_reason(
        self, store: Store, actor: Actor, subject: Mapping[str, Any], answers: Mapping[str, Any]
    ) -> EventCard:
        """Keep why nobody can come, in the dialog's transaction."""
        party = Party(PartyKind(subject["party_kind"]), int(subject["party_id"]))
        found = await _answerable(store, actor, int(subject["occurrence_id"]), party)
        answer = await self._row(store, actor, found, party)
        answer.intention = Intention.ABSENT
        given = answers["reason"]
        answer.reason = clean(str(given), REASON_LIMIT) if given is not None else None
        await store.flush()
        return await card_of(store, found, actor, self._clock.now())

    @internal
    async def cancel_reason(
        self, store: Store, actor: Actor, subject: Mapping[str, Any], _answers: Mapping[str, Any]
    ) -> EventCard:
        """Take the refusal back: the answer is what it was before the tap."""
        party = Party(PartyKind(subject["party_kind"]), int(subject["party_id"]))
        found = await _answerable(store, actor, int(subject["occurrence_id"]), party)
        answer = await self._row(store, actor, found, party)
        before = subject.get("before")
        answer.intention = Intention(before) if before else None
        answer.reason = None
        await store.flush()
        return await card_of(store, found, actor, self._clock.now())

    @needs(Action.ANSWER_FOR_SCHOOL, Action.ANSWER_FOR_SELF)
    async def state_fact(
        self, actor: Actor, occurrence_id: int, party: Party, fact: Fact
    ) -> EventCard:
        """Say after an event who came."""
        async with self._database.effect() as store:
            found = await _answerable(store, actor, occurrence_id, party)
            if found.occurrence.begins_at > self._clock.now():
                raise DomainError("event_not_begun")
            return await self._keep(store, actor, found, party, fact)

    @needs(Action.READ_ANSWERS)
    async def answers(self, actor: Actor, occurrence_id: int) -> Answers:
        """What the schools below the actor have said about an event."""
        async with self._database.read() as store:
            found = await reachable(store, actor, occurrence_id)
            scope = actor.scope(Action.READ_ANSWERS)
            schools = [
                school
                for school in await expected_schools(store, found.row, found.place.path)
                if school.path.startswith(scope)
            ]
            attendances = await store.duties.attendances([occurrence_id])
            reports = await store.duties.reports([occurrence_id])
            now = self._clock.now()
            said = await said_about(store, [occurrence_id])
            return Answers(
                card=await card_of(store, found, actor, now),
                schools=tuple(
                    state_of(Party(PartyKind.SCHOOL, s.id), s.name, attendances, reports)
                    for s in schools
                ),
                owing=frozenset(
                    s.id for s in schools if school_debt(said, found, s.id, now) is not None
                ),
                nudged=await nudged_today(store, found, [s.id for s in schools], now),
            )

    async def _keep(
        self, store: Store, actor: Actor, found: Happening, party: Party, said: Intention | Fact
    ) -> EventCard:
        """Keep a tapped answer; whatever waits for it is told only where something does."""
        now, of = self._clock.now(), found.occurrence.id
        await store.answering.keep(of, (party.kind, party.id), said, by=actor.id, at=now)
        about = (party.id, now - CARDS_KEPT) if party.kind is PartyKind.SCHOOL else None
        situation = await situation_of(store, found, actor, school=about)
        if situation.is_awaited:
            await store.escalations.stop(party.id, of, now)
        if situation.is_on_card:
            await redraw_week_cards(store, [party.id], now)
        return await card_of(store, found, actor, now, situation)

    async def _row(
        self, store: Store, actor: Actor, found: Happening, party: Party
    ) -> AttendanceRow:
        row = await store.duties.attendance(found.occurrence.id, party.kind, party.id)
        if row is None:
            row = AttendanceRow(
                occurrence_id=found.occurrence.id, party_kind=party.kind, party_id=party.id
            )
            store.duties.add(row)
        row.answered_by, row.answered_at = actor.id, self._clock.now()
        if party.kind is PartyKind.SCHOOL:
            await store.escalations.stop(party.id, found.occurrence.id, row.answered_at)
        if party.kind is PartyKind.SCHOOL:
            await redraw_week_cards(store, [party.id], self._clock.now())
        return row


async def _answerable(store: Store, actor: Actor, occurrence_id: int, party: Party) -> Happening:
    """The occurrence, if this actor may answer for this party about it."""
    found = await reachable(store, actor, occurrence_id)
    if party not in parties_of(found, actor):
        raise NotFoundError
    if found.occurrence.cancelled_at is not None:
        raise DomainError("event_cancelled")
    return found
