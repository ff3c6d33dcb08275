"""An event is closed a day after it: who has said nothing is written down as silent, once.

When it is due is data: the end of the event and whether it was closed. Nothing that was said is
touched, and a school's own word, however late, replaces the silence. What moved to a later day
after it was closed is opened again.
"""

from dataclasses import dataclass

from db.database import Database
from db.enums import Fact, FactSource, Intention, PartyKind
from db.repositories.plans import Happening
from db.store import Store
from services.access import Action, Actor, internal, needs
from services.attendees import below, place_of
from services.audience import Party, is_for_school
from services.calendar import reachable
from services.cards import EventCard, PartyState, card_of, state_of
from services.clock import Clock
from services.demands import Expectant, attending
from services.errors import DomainError, NotFoundError
from services.expectations import stands
from services.isolation import on_its_own
from services.presence import CLOSES_AFTER, SAID, said_fact, window_of
from services.redrawing import redraw_week_cards

# So many events are closed in one transaction: others are waiting to write.
BATCH = 5
_MENDED = {
    Fact.ATTENDED: "fact:attended",
    Fact.RECORDING: "fact:recording",
    Fact.MISSED: "fact:missed",
    Fact.EXCUSED: "fact:excused",
    Fact.NO_ANSWER: "fact:no_answer",
}
# Of somebody who comes for himself the record says whose answer it was by his number.
_PERSONS = {
    Fact.ATTENDED: "own_fact:attended",
    Fact.RECORDING: "own_fact:recording",
    Fact.MISSED: "own_fact:missed",
    Fact.EXCUSED: "own_fact:excused",
    Fact.NO_ANSWER: "own_fact:no_answer",
}


@dataclass(frozen=True, slots=True)
class PartyAnswer:
    """What a school or a person has said about an event, for the coordinator who mends it."""

    card: EventCard
    state: PartyState


class Closing:
    """Closes events, and lets coordinators mend what is written down about them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where answers are kept and who tells the time."""
        self._database = database
        self._clock = clock
        # What could not be closed since the start of the program keeps nothing else waiting.
        self._failed: set[int] = set()

    @internal
    async def close_due(self) -> int:
        """Close a batch of the events whose day is over; return how many were looked at."""
        now = self._clock.now()
        async with self._database.read() as store:
            reopened = await store.answering.closed_too_early(now - CLOSES_AFTER)
            ended = await store.answering.to_close(now - CLOSES_AFTER, BATCH + len(self._failed))
        due = [occurrence_id for occurrence_id in ended if occurrence_id not in self._failed]
        for occurrence_id in reopened:
            async with self._database.write() as store:
                await store.answering.reopen(occurrence_id)
        for occurrence_id in due[:BATCH]:
            is_closed = False
            with on_its_own("closing", occurrence_id):
                async with self._database.write() as store:
                    await self._close(store, occurrence_id)
                is_closed = True
            if not is_closed:
                self._failed.add(occurrence_id)
        return len(due[:BATCH])

    async def _close(self, store: Store, occurrence_id: int) -> None:
        found = await store.plans.happening(occurrence_id)
        now = self._clock.now()
        if found is None or found.occurrence.closed_at is not None:
            return
        # Once looked at it is not looked at again, whatever came of it.
        found.occurrence.closed_at = now
        published_at = found.plan.published_at
        if window_of(found) is None or not stands(found):
            return
        if published_at is not None and published_at >= found.occurrence.ends_at:
            # It was over before anybody could be asked.
            return
        spoken = {
            (PartyKind(answer.party_kind), answer.party_id)
            for answer in await store.duties.attendances([occurrence_id])
            if answer.fact is not None or answer.intention == Intention.ABSENT
        }
        for report in await store.duties.reports([occurrence_id]):
            spoken.add((PartyKind.SCHOOL, report.place_id))
        for paper in await store.duties.papers(occurrence_id):
            if paper.person_id:
                spoken.add((PartyKind.PERSON, paper.person_id))
        awaited = [(one.party.kind, one.party.id) for one in await attending(store, found)]
        silent = [party for party in awaited if party not in spoken]
        await store.answering.write_silence(occurrence_id, silent, now)

    @needs(Action.KEEP_ATTENDANCE)
    async def answer_of(self, actor: Actor, occurrence_id: int, party: Party) -> PartyAnswer:
        """What a school or a person below the actor has said about an event."""
        async with self._database.read() as store:
            found, one = await self._expected(store, actor, occurrence_id, party)
            return await self._answer(store, actor, found, one)

    @needs(Action.KEEP_ATTENDANCE)
    async def mend(self, actor: Actor, occurrence_id: int, party: Party, fact: Fact) -> PartyAnswer:
        """Write down whether somebody was there; who, when, about whom and what is recorded.

        NO_ANSWER takes back what was written down. Raises DomainError `event_not_begun`.
        """
        async with self._database.effect() as store:
            found, one = await self._expected(store, actor, occurrence_id, party)
            now, is_school = self._clock.now(), party.kind is PartyKind.SCHOOL
            if found.occurrence.begins_at > now:
                raise DomainError("event_not_begun")
            if await self._is_new(store, found, party, fact):
                await store.answering.keep(
                    occurrence_id,
                    (party.kind, party.id),
                    fact,
                    by=actor.id,
                    at=now,
                    source=FactSource.COORDINATOR,
                )
                store.intake.audit(
                    now,
                    actor.person_id,
                    _MENDED[fact] if is_school else _PERSONS[fact],
                    object_kind="occurrence",
                    object_id=occurrence_id,
                    place_id=place_of(one),
                    detail=None if is_school else {"person_id": party.id},
                )
                if is_school and fact in SAID:
                    await store.escalations.stop(party.id, occurrence_id, now)
                if is_school:
                    await redraw_week_cards(store, [party.id], now)
            return await self._answer(store, actor, found, one)

    @staticmethod
    async def _is_new(store: Store, found: Happening, party: Party, fact: Fact) -> bool:
        """Whether this changes anything: a second tap writes nothing down."""
        row = await store.duties.attendance(found.occurrence.id, party.kind, party.id)
        if fact is Fact.NO_ANSWER:
            return said_fact(row) is not None
        return row is None or row.fact != fact

    async def _expected(
        self, store: Store, actor: Actor, occurrence_id: int, party: Party
    ) -> tuple[Happening, Expectant]:
        found = await reachable(store, actor, occurrence_id)
        if party.kind is PartyKind.PERSON:
            people = await below(store, found, actor, Action.KEEP_ATTENDANCE)
            one = next((one for one in people if one.party == party), None)
            if one is None:
                raise NotFoundError
        else:
            school = await store.places.get(party.id)
            if school is None or not is_for_school(
                found.row, found.place.path, school.id, school.path
            ):
                raise NotFoundError
            actor.require(Action.KEEP_ATTENDANCE, school.path)
            one = Expectant(party, school.name, school.path)
        if window_of(found) is None:
            raise DomainError("nobody_is_asked")
        return found, one

    async def _answer(
        self, store: Store, actor: Actor, found: Happening, one: Expectant
    ) -> PartyAnswer:
        of = found.occurrence.id
        attendances = await store.duties.attendances([of])
        reports = await store.duties.reports([of])
        return PartyAnswer(
            await card_of(store, found, actor, self._clock.now()),
            state_of(one.party, one.name, attendances, reports),
        )
