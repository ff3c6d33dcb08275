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
from services.audience import Party, expected_schools, is_for_school
from services.calendar import reachable
from services.cards import EventCard, PartyState, card_of, state_of
from services.clock import Clock
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


@dataclass(frozen=True, slots=True)
class SchoolAnswer:
    """What one school has said about an event, for the coordinator who mends it."""

    card: EventCard
    state: PartyState


class Closing:
    """Closes events, and lets coordinators mend what is written down about schools."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where answers are kept and who tells the time."""
        self._database = database
        self._clock = clock

    @internal
    async def close_due(self) -> int:
        """Close a batch of the events whose day is over; return how many were looked at."""
        now = self._clock.now()
        async with self._database.read() as store:
            reopened = await store.answering.closed_too_early(now - CLOSES_AFTER)
            due = await store.answering.to_close(now - CLOSES_AFTER, BATCH)
        for occurrence_id in reopened:
            async with self._database.write() as store:
                await store.answering.reopen(occurrence_id)
        for occurrence_id in due:
            with on_its_own("closing", occurrence_id):
                async with self._database.write() as store:
                    await self._close(store, occurrence_id)
        return len(due)

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
            answer.party_id
            for answer in await store.duties.attendances([occurrence_id])
            if answer.party_kind == PartyKind.SCHOOL
            and (answer.fact is not None or answer.intention == Intention.ABSENT)
        }
        spoken |= {report.place_id for report in await store.duties.reports([occurrence_id])}
        silent = [
            school.id
            for school in await expected_schools(store, found.row, found.place.path)
            if school.id not in spoken
        ]
        await store.answering.write_silence(occurrence_id, silent, now)

    @needs(Action.KEEP_ATTENDANCE)
    async def answer_of(self, actor: Actor, occurrence_id: int, school_id: int) -> SchoolAnswer:
        """What a school below the actor has said about an event."""
        async with self._database.read() as store:
            found, name = await self._expected(store, actor, occurrence_id, school_id)
            return await self._answer(store, actor, found, school_id, name)

    @needs(Action.KEEP_ATTENDANCE)
    async def mend(
        self, actor: Actor, occurrence_id: int, school_id: int, fact: Fact
    ) -> SchoolAnswer:
        """Write down whether a school was there; who, when, which school and what is recorded.

        NO_ANSWER takes back what was written down. Raises DomainError `event_not_begun`.
        """
        async with self._database.effect() as store:
            found, name = await self._expected(store, actor, occurrence_id, school_id)
            now = self._clock.now()
            if found.occurrence.begins_at > now:
                raise DomainError("event_not_begun")
            if await self._is_new(store, found, school_id, fact):
                party = (PartyKind.SCHOOL, school_id)
                await store.answering.keep(
                    occurrence_id, party, fact, by=actor.id, at=now, source=FactSource.COORDINATOR
                )
                store.intake.audit(
                    now,
                    actor.person_id,
                    _MENDED[fact],
                    object_kind="occurrence",
                    object_id=occurrence_id,
                    place_id=school_id,
                )
                if fact in SAID:
                    await store.escalations.stop(school_id, occurrence_id, now)
                await redraw_week_cards(store, [school_id], now)
            return await self._answer(store, actor, found, school_id, name)

    @staticmethod
    async def _is_new(store: Store, found: Happening, school_id: int, fact: Fact) -> bool:
        """Whether this changes anything: a second tap writes nothing down."""
        row = await store.duties.attendance(found.occurrence.id, PartyKind.SCHOOL, school_id)
        if fact is Fact.NO_ANSWER:
            return said_fact(row) is not None
        return row is None or row.fact != fact

    async def _expected(
        self, store: Store, actor: Actor, occurrence_id: int, school_id: int
    ) -> tuple[Happening, str]:
        found = await reachable(store, actor, occurrence_id)
        school = await store.places.get(school_id)
        if school is None or not is_for_school(found.row, found.place.path, school.id, school.path):
            raise NotFoundError
        actor.require(Action.KEEP_ATTENDANCE, school.path)
        if window_of(found) is None:
            raise DomainError("nobody_is_asked")
        return found, school.name

    async def _answer(
        self, store: Store, actor: Actor, found: Happening, school_id: int, name: str
    ) -> SchoolAnswer:
        of = found.occurrence.id
        attendances = await store.duties.attendances([of])
        reports = await store.duties.reports([of])
        party = Party(PartyKind.SCHOOL, school_id)
        return SchoolAnswer(
            await card_of(store, found, actor, self._clock.now()),
            state_of(party, name, attendances, reports),
        )
