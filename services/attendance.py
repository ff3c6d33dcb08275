"""Who will come and who came: one answer per party, changeable, plan and fact apart."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from db.database import Database
from db.enums import Fact, FactSource, Intention, PartyKind
from db.models import Attendance as AttendanceRow
from db.repositories.plans import Happening
from db.store import Store
from services.access import REPRESENTATIVES, Action, Actor, internal, needs
from services.answers import said_about
from services.attendees import is_oneself
from services.audience import Party, expected_schools
from services.calendar import reachable
from services.cards import EventCard, PartyState, card_of, parties_of, situation_of, state_of
from services.clock import Clock
from services.debts import Debt
from services.demands import attending
from services.dialogs import Turn, open_dialog
from services.errors import DomainError, NotFoundError
from services.forms.attendance_forms import EXCUSE
from services.forms.catalogue import ABSENCE_REASON
from services.forms.form import Form
from services.names import clean
from services.nudges import nudged_today, owes, owes_himself
from services.presence import SAID, can_check_in
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
    # Those whose answer the reader may mend.
    mendable: frozenset[Party] = frozenset()
    # People who have still to answer for themselves, the reader apart.
    owing_people: frozenset[int] = frozenset()
    # Who is expected for himself: curators, coordinators, methodists below the reader.
    people: tuple[PartyState, ...] = ()
    # Of the owing: what lacks is a report; nobody speaks for the school; nobody there is reached.
    owing_reports: frozenset[int] = frozenset()
    unmanned: frozenset[int] = frozenset()
    unreached: frozenset[int] = frozenset()
    # Whether the reader may invite somebody to his schools.
    may_invite: bool = False

    @property
    def listed(self) -> tuple[PartyState, ...]:
        """The schools; where none is expected, the people who come for themselves."""
        return self.schools or self.people

    @property
    def to_remind(self) -> frozenset[int]:
        """The schools that a reminder would reach now."""
        return self.owing - self.unmanned - self.unreached - self.nudged.keys()

    @property
    def may_remind_people(self) -> bool:
        """Whether there is somebody to remind of his own answer; beside schools it is theirs."""
        return bool(self.owing_people and self.mendable) and not self.schools


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

        async def said(store: Store) -> EventCard:
            found = await answerable(store, actor, occurrence_id, party)
            if found.occurrence.ends_at <= self._clock.now():
                raise DomainError("event_is_over")
            return await keep_answer(store, actor, found, party, intention, now=self._clock.now())

        return await self._database.brief(said)

    @needs(Action.ANSWER_FOR_SCHOOL, Action.ANSWER_FOR_SELF)
    async def decline(self, actor: Actor, occurrence_id: int, party: Party) -> Turn:
        """Say that nobody can come, and be asked why."""
        async with self._database.effect() as store:
            found = await answerable(store, actor, occurrence_id, party)
            if found.occurrence.ends_at <= self._clock.now():
                raise DomainError("event_is_over")
            answer = await self._row(store, actor, found, party)
            before: dict[str, Any] = {"before": answer.intention}
            if answer.intention == Intention.ABSENT:
                before = await _asked_before(store, actor, ABSENCE_REASON, found, party)
            answer.intention = Intention.ABSENT
            return await self._ask_why(store, actor, ABSENCE_REASON, found, party, before=before)

    @internal
    async def complete_reason(
        self, store: Store, actor: Actor, subject: Mapping[str, Any], answers: Mapping[str, Any]
    ) -> EventCard:
        """Keep why nobody can come, in the dialog's transaction."""
        found, party, said = await self._asked_about(store, actor, subject)
        # Where something else was said meanwhile, the words belong to no answer any more.
        if said is not None and said.intention == Intention.ABSENT:
            answer = await self._row(store, actor, found, party)
            given = answers["reason"]
            answer.reason = clean(str(given), REASON_LIMIT) if given is not None else None
            await store.flush()
        return await card_of(store, found, actor, self._clock.now())

    @internal
    async def cancel_reason(
        self, store: Store, actor: Actor, subject: Mapping[str, Any], _answers: Mapping[str, Any]
    ) -> EventCard | None:
        """Take the refusal back: the answer is what it was before the tap."""
        try:
            found, party, said = await self._asked_about(store, actor, subject)
        except NotFoundError:
            # The question goes all the same.
            return None
        if said is not None and said.intention == Intention.ABSENT and _is_by(said, actor):
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

        async def came(store: Store) -> EventCard:
            found = await self._begun(store, actor, occurrence_id, party, fact)
            return await self._state(store, actor, found, party, fact)

        return await self._database.brief(came)

    @needs(Action.ANSWER_FOR_SCHOOL, Action.ANSWER_FOR_SELF)
    async def excuse(self, actor: Actor, occurrence_id: int, party: Party) -> Turn:
        """Say after an event that nobody came for a good reason, and be asked which."""
        async with self._database.effect() as store:
            found = await self._begun(store, actor, occurrence_id, party, Fact.EXCUSED)
            row = await store.duties.attendance(occurrence_id, party.kind, party.id)
            before = _before_excuse(row)
            if before is None:
                before = await _asked_before(store, actor, EXCUSE, found, party)
            await self._state(store, actor, found, party, Fact.EXCUSED)
            return await self._ask_why(store, actor, EXCUSE, found, party, before=before)

    @internal
    async def complete_excuse(
        self, store: Store, actor: Actor, subject: Mapping[str, Any], answers: Mapping[str, Any]
    ) -> EventCard:
        """Keep why nobody was there, in the dialog's transaction."""
        found, party, said = await self._asked_about(store, actor, subject)
        if said is not None and said.fact == Fact.EXCUSED:
            answer = await self._row(store, actor, found, party)
            given = answers["reason"]
            answer.fact_reason = clean(str(given), REASON_LIMIT) if given is not None else None
            await store.flush()
        return await card_of(store, found, actor, self._clock.now())

    @internal
    async def cancel_excuse(
        self, store: Store, actor: Actor, subject: Mapping[str, Any], _answers: Mapping[str, Any]
    ) -> EventCard | None:
        """Take the excuse back: the answer is what it was before the tap."""
        try:
            found, party, said = await self._asked_about(store, actor, subject)
        except NotFoundError:
            return None
        if said is not None and said.fact == Fact.EXCUSED and _is_by(said, actor):
            answer = await self._row(store, actor, found, party)
            before, source = subject.get("before"), subject.get("source")
            if before is None and found.occurrence.closed_at is not None:
                before, source = Fact.NO_ANSWER, FactSource.CLOSING
            answer.fact = Fact(before) if before else None
            answer.fact_source = FactSource(source) if before and source else None
            answer.fact_reason = subject.get("words")
            await store.flush()
        return await card_of(store, found, actor, self._clock.now())

    async def _asked_about(
        self, store: Store, actor: Actor, subject: Mapping[str, Any]
    ) -> tuple[Happening, Party, AttendanceRow | None]:
        """What a reason was asked for; no answer where the actor has none to give any more."""
        party = Party(PartyKind(subject["party_kind"]), int(subject["party_id"]))
        found = await reachable(store, actor, int(subject["occurrence_id"]))
        if party not in parties_of(found, actor) or found.occurrence.cancelled_at is not None:
            return found, party, None
        said = await store.duties.attendance(found.occurrence.id, party.kind, party.id)
        return found, party, said

    async def _ask_why(
        self,
        store: Store,
        actor: Actor,
        form: Form,
        found: Happening,
        party: Party,
        *,
        before: Mapping[str, Any],
    ) -> Turn:
        """Ask for a reason; with it is kept what to go back to."""
        subject = {
            "occurrence_id": found.occurrence.id,
            "party_kind": party.kind,
            "party_id": party.id,
            "title": found.row.title,
            **before,
        }
        key, now = _key_of(found, party), self._clock.now()
        return await open_dialog(store, actor, form, subject, key=key, now=now)

    async def _begun(
        self, store: Store, actor: Actor, occurrence_id: int, party: Party, fact: Fact
    ) -> Happening:
        if fact not in SAID:
            raise NotFoundError
        found = await answerable(store, actor, occurrence_id, party)
        if found.occurrence.begins_at > self._clock.now():
            raise DomainError("event_not_begun")
        return found

    async def _state(
        self, store: Store, actor: Actor, found: Happening, party: Party, fact: Fact
    ) -> EventCard:
        now, source = self._clock.now(), FactSource.SELF
        if (
            fact is Fact.ATTENDED
            and found.occurrence.code_word is None
            and can_check_in(found, now)
        ):
            source = FactSource.CHECK_IN
        return await keep_answer(store, actor, found, party, fact, now=now, source=source)

    @needs(Action.READ_ANSWERS)
    async def answers(self, actor: Actor, occurrence_id: int) -> Answers:
        """What the schools below the actor have said about an event."""
        async with self._database.read() as store:
            found = await reachable(store, actor, occurrence_id)
            return await answers_of(store, actor, found, self._clock.now())

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


def _is_by(said: AttendanceRow, actor: Actor) -> bool:
    """Whether an answer is the actor's own: nobody takes back what another has said since."""
    return said.answered_by == actor.id


def _key_of(found: Happening, party: Party) -> str:
    """What a question for a reason is about."""
    return f"{found.occurrence.id}:{party.kind}:{party.id}"


async def _asked_before(
    store: Store, actor: Actor, form: Form, found: Happening, party: Party
) -> dict[str, Any]:
    """What the first of two taps has kept; who has answered so before takes it back to nothing."""
    left = await store.dialogs.about(actor.id, form.name, _key_of(found, party))
    kept = left.subject if left is not None else {}
    return {name: kept.get(name) for name in ("before", "source", "words")}


def _before_excuse(said: AttendanceRow | None) -> dict[str, Any] | None:
    """What there was before «for a good reason»; None where he has said that himself before."""
    if said is None:
        return {}
    if said.fact == Fact.EXCUSED and said.fact_source in {FactSource.SELF, None}:
        return None
    return {"before": said.fact, "source": said.fact_source, "words": said.fact_reason}


async def answers_of(store: Store, actor: Actor, found: Happening, now: datetime) -> Answers:
    """What the schools below the actor have said about an event, in an open transaction."""
    scope, of = actor.scope(Action.READ_ANSWERS), found.occurrence.id
    awaited = [one for one in await attending(store, found) if one.path.startswith(scope)]
    schools = [
        school
        for school in await expected_schools(store, found.row, found.place.path)
        if school.path.startswith(scope)
    ]
    said = await said_about(store, [of])
    by_school = {key.id: answer for (_, key), answer in said.answers.items() if is_school(key)}
    reports = {school_id: report for (_, school_id), report in said.reports.items()}
    owing = {s.id: debt for s in schools if (debt := owes(said, found, s.id, now)) is not None}
    alone = await store.staffing.unmanned_among(owing, REPRESENTATIVES, reachable=True)
    unmanned = await store.staffing.unmanned_among(alone, REPRESENTATIVES)
    return Answers(
        card=await card_of(store, found, actor, now),
        schools=tuple(
            state_of(
                Party(PartyKind.SCHOOL, s.id),
                s.name,
                [by_school[s.id]] if s.id in by_school else (),
                [reports[s.id]] if s.id in reports else (),
            )
            for s in schools
        ),
        owing=frozenset(owing),
        owing_reports=frozenset(id_ for id_, debt in owing.items() if debt is Debt.REPORT),
        unmanned=frozenset(unmanned),
        unreached=frozenset(alone - unmanned),
        may_invite=actor.may(Action.MANAGE_PEOPLE),
        owing_people=frozenset(
            one.party.id
            for one in awaited
            if not (is_school(one.party) or is_oneself(one.party, actor))
            and owes_himself(said, found, one.party.id, now) is not None
        ),
        nudged=await nudged_today(store, found, [s.id for s in schools], now),
        mendable=frozenset(
            one.party
            for one in awaited
            if actor.may(Action.KEEP_ATTENDANCE, one.path) and not is_oneself(one.party, actor)
        ),
        people=tuple(
            state_of(
                one.party,
                one.name,
                [said.answers[of, one.party]] if (of, one.party) in said.answers else (),
                (),
            )
            for one in awaited
            if not is_school(one.party)
        ),
    )


def is_school(party: Party) -> bool:
    """Whether a party is a school, not a person for himself."""
    return party.kind is PartyKind.SCHOOL


async def keep_answer(
    store: Store,
    actor: Actor,
    found: Happening,
    party: Party,
    said: Intention | Fact,
    *,
    now: datetime,
    source: FactSource = FactSource.SELF,
) -> EventCard:
    """Keep a tapped answer; whatever waits for it is told only where something does."""
    of, whose = found.occurrence.id, (party.kind, party.id)
    await store.answering.keep(of, whose, said, by=actor.id, at=now, source=source)
    about = (party.id, now - CARDS_KEPT) if party.kind is PartyKind.SCHOOL else None
    situation = await situation_of(store, found, actor, school=about)
    if situation.is_awaited:
        await store.escalations.stop(party.id, of, now)
    if situation.is_on_card:
        await redraw_week_cards(store, [party.id], now)
    return await card_of(store, found, actor, now, situation)


async def answerable(store: Store, actor: Actor, occurrence_id: int, party: Party) -> Happening:
    """The occurrence, if this actor may answer for this party about it."""
    found = await reachable(store, actor, occurrence_id)
    if party not in parties_of(found, actor):
        raise NotFoundError
    if found.occurrence.cancelled_at is not None:
        raise DomainError("event_cancelled")
    return found
