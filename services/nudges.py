"""«Remind the school»: a curator or a coordinator asks the bot to remind a silent school now.

Each school is reminded of an event so at most once a day. Nobody is told at night, and nobody who
has asked for silence.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

from db.database import Database
from db.enums import MuteKind, OutboxKind, OutboxStatus, PartyKind, PlaceKind, Role
from db.models import Person, Place
from db.repositories.paths import ids_of
from db.repositories.people import SeatRow
from db.repositories.plans import Happening
from db.store import Store
from services.access import COORDINATORS, REPRESENTATIVES, Action, Actor, needs
from services.answers import Said, is_answer, said_about
from services.attendees import below, place_of
from services.audience import Party, expected_schools, is_for_school
from services.calendar import reachable
from services.clock import Clock
from services.debts import Debt, school_debt
from services.demands import Expectant
from services.errors import DomainError, NotFoundError
from services.expectations import asks_answer, stands
from services.habits import is_silent, rhythm_of
from services.presence import is_silent as is_waited_for
from services.promises import present
from services.times import inherited_zone, local_day, moment

_LANE = 1
# A request to answer is of use for a day after it could be read.
_USEFUL = timedelta(days=1)
# Quiet hours begin then for most.
_EVENING = timedelta(hours=3)


class NudgeFate(StrEnum):
    """What becomes of the wish to remind a school."""

    # Its people are told at once, or in their morning.
    TOLD = "told"
    LATER = "later"
    # Reminded today already.
    BEFORE = "before"
    # It has said all there is to say.
    ANSWERED = "answered"
    # Whom nothing reaches: nobody represents it, the bot is blocked, silence was asked for.
    NOBODY = "nobody"
    BLOCKED = "blocked"
    SILENCED = "silenced"


@dataclass(frozen=True, slots=True)
class SchoolNudge:
    """One school: its fate, how many people are told, and when they are or were.

    Of somebody who is called for himself, he; then `school_id` is 0.
    """

    school_id: int
    name: str
    fate: NudgeFate
    people: int = 0
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NudgeResult:
    """What became of one tap, school by school; `timezone` is the reader's."""

    occurrence_id: int
    schools: tuple[SchoolNudge, ...]
    timezone: str

    @property
    def people(self) -> int:
        """How many people are told, now or in the morning."""
        return sum(school.people for school in self.schools)

    def of(self, *fates: NudgeFate) -> tuple[SchoolNudge, ...]:
        """The schools that met one of these fates."""
        return tuple(school for school in self.schools if school.fate in fates)


class Nudges:
    """Reminds schools when those above them wish it."""

    def __init__(self, database: Database, clock: Clock, default_timezone: str) -> None:
        """Take the zone for those whose places name none."""
        self._database = database
        self._clock = clock
        self._default_timezone = default_timezone

    @needs(Action.NUDGE)
    async def nudge(self, actor: Actor, occurrence_id: int, school_id: int) -> NudgeResult:
        """Remind the people of one school of an event.

        Raises DomainError `event_cancelled`.
        """
        async with self._database.effect() as store:
            found = await reachable(store, actor, occurrence_id)
            school = await store.places.get(school_id)
            if school is None or not is_for_school(
                found.row, found.place.path, school_id, school.path
            ):
                raise NotFoundError
            actor.require(Action.NUDGE, school.path)
            seats = {school.id: await store.people.speakers(school)}
            return await self._remind(store, actor, found, [school], seats)

    @needs(Action.NUDGE)
    async def nudge_silent(self, actor: Actor, occurrence_id: int) -> NudgeResult:
        """Remind the people of all schools below the actor that owe something about an event.

        Where no school is expected, those who are called for themselves.
        """
        async with self._database.effect() as store:
            found = await reachable(store, actor, occurrence_id)
            scope = actor.scope(Action.NUDGE)
            expected = await expected_schools(store, found.row, found.place.path)
            said, now = await said_about(store, [occurrence_id]), self._clock.now()
            schools = [school for school in expected if school.path.startswith(scope)]
            if not schools:
                _require_standing(found)
                people = await below(store, found, actor, Action.NUDGE)
                return await self._remind_people(store, actor, found, people)
            silent = [school for school in schools if owes(said, found, school.id, now) is not None]
            return await self._remind(
                store, actor, found, silent, await _speakers(store, found.place)
            )

    async def _remind(
        self,
        store: Store,
        actor: Actor,
        found: Happening,
        schools: Sequence[Place],
        seats: Mapping[int, Sequence[SeatRow]],
    ) -> NudgeResult:
        _require_standing(found)
        now, occurrence_id = self._clock.now(), found.occurrence.id
        people = {
            school.id: {
                s.person.id: s.person for s in present(seats.get(school.id, ())) if _is_held(s, now)
            }
            for school in schools
        }
        targets = {(MuteKind.OCCURRENCE, occurrence_id), (MuteKind.ROW, found.row.id)}
        everybody = [person_id for some in people.values() for person_id in some]
        around = _Around(
            found=found,
            now=now,
            said=await said_about(store, [occurrence_id]),
            before=await nudged_today(store, found, [school.id for school in schools], now),
            muting=frozenset(
                mute.person_id
                for mute in await store.mutes.of_people(everybody)
                if (mute.kind, mute.target_id) in targets
            ),
            zones=await zones_of(store, schools, self._default_timezone),
        )
        rows: dict[int, dict[str, Any]] = {}
        results = []
        for school in schools:
            own = around.rows(school, people[school.id], _role_of(actor, school))
            rows.update((row["person_id"], row) for row in own)
            results.append(around.result(school, people[school.id], own))
            if own:
                # Somebody has taken it in hand: nobody further above is told.
                await store.escalations.stop(school.id, occurrence_id, now)
                store.intake.audit(
                    now,
                    actor.person_id,
                    "nudge",
                    object_kind="occurrence",
                    object_id=occurrence_id,
                    place_id=school.id,
                )
        await store.outbox.enqueue(list(rows.values()))
        return NudgeResult(occurrence_id, tuple(results), actor.timezone)

    async def _remind_people(
        self, store: Store, actor: Actor, found: Happening, awaited: Sequence[Expectant]
    ) -> NudgeResult:
        now, of = self._clock.now(), found.occurrence.id
        said = await said_about(store, [of])
        silent = [one for one in awaited if owes_himself(said, found, one.party.id, now)]
        people = await store.people.many(one.party.id for one in silent)
        targets = {(MuteKind.OCCURRENCE, of), (MuteKind.ROW, found.row.id)}
        mutes = await store.mutes.of_people(people)
        muting = {mute.person_id for mute in mutes if (mute.kind, mute.target_id) in targets}
        rows = {
            person.id: _row(
                person,
                found,
                Role.MUNICIPAL_COORDINATOR,
                waking(person, found.occurrence.timezone, now),
            )
            for person in people.values()
        }
        # Once a day: the second message of a day is none.
        before = await store.outbox.known(row["dedupe_key"] for row in rows.values())
        results: list[SchoolNudge] = []
        told: list[dict[str, Any]] = []
        for one in silent:
            person, row = people[one.party.id], rows[one.party.id]
            if person.unreachable_since is not None:
                results.append(SchoolNudge(0, one.name, NudgeFate.BLOCKED))
                continue
            if person.id in muting or is_silent(person, now):
                results.append(SchoolNudge(0, one.name, NudgeFate.SILENCED))
                continue
            if row["dedupe_key"] in before:
                results.append(SchoolNudge(0, one.name, NudgeFate.BEFORE))
                continue
            told.append(row)
            fate = NudgeFate.TOLD if row["due_at"] <= now else NudgeFate.LATER
            results.append(SchoolNudge(0, one.name, fate, 1, row["due_at"]))
            store.intake.audit(
                now,
                actor.person_id,
                "nudge",
                object_kind="occurrence",
                object_id=of,
                place_id=place_of(one),
                detail={"person_id": person.id},
            )
        await store.outbox.enqueue(told)
        return NudgeResult(of, tuple(results), actor.timezone)


def _require_standing(found: Happening) -> None:
    if found.occurrence.cancelled_at is not None:
        raise DomainError("event_cancelled")
    if not stands(found):
        raise DomainError("nothing_asked")


@dataclass(frozen=True, slots=True)
class _Around:
    """What is known about an event when its schools are reminded."""

    found: Happening
    now: datetime
    said: Said
    before: Mapping[int, datetime]
    muting: frozenset[int]
    zones: Mapping[int, str]

    def rows(self, school: Place, people: Mapping[int, Person], by: Role) -> list[dict[str, Any]]:
        """The messages to those people of a school who may be told."""
        if school.id in self.before or owes(self.said, self.found, school.id, self.now) is None:
            return []
        told = [
            person
            for person in people.values()
            if person.unreachable_since is None
            and person.id not in self.muting
            and not is_silent(person, self.now)
        ]
        zone_name = self.zones[school.id]
        return [
            _row(person, self.found, by, waking(person, zone_name, self.now)) for person in told
        ]

    def result(
        self, school: Place, people: Mapping[int, Person], rows: Sequence[Mapping[str, Any]]
    ) -> SchoolNudge:
        """What becomes of a school, given the messages to it."""
        if rows:
            at = min(row["due_at"] for row in rows)
            fate = NudgeFate.TOLD if at <= self.now else NudgeFate.LATER
            return SchoolNudge(school.id, school.name, fate, len(rows), at)
        at = self.before.get(school.id)
        if at is not None:
            return SchoolNudge(school.id, school.name, NudgeFate.BEFORE, at=at)
        if owes(self.said, self.found, school.id, self.now) is None:
            return SchoolNudge(school.id, school.name, NudgeFate.ANSWERED)
        if not people:
            return SchoolNudge(school.id, school.name, NudgeFate.NOBODY)
        is_blocked = any(person.unreachable_since is not None for person in people.values())
        fate = NudgeFate.BLOCKED if is_blocked else NudgeFate.SILENCED
        return SchoolNudge(school.id, school.name, fate)


def owes_himself(said: Said, found: Happening, person_id: int, now: datetime) -> Debt | None:
    """What somebody who is called for himself may be reminded of: to say whether he comes, or came.

    Who had promised is asked once it goes on.
    """
    if not (stands(found) and asks_answer(found)):
        return None
    answer = said.answers.get((found.occurrence.id, Party(PartyKind.PERSON, person_id)))
    has_begun = found.occurrence.begins_at <= now
    is_awaited = is_waited_for(answer) if has_begun else not is_answer(answer)
    return Debt.ANSWER if is_awaited else None


def owes(said: Said, found: Happening, school_id: int, now: datetime) -> Debt | None:
    """What a school may be reminded of: its debts, and once an event goes on, that it is there."""
    debt = school_debt(said, found, school_id, now)
    if debt is not None or not (stands(found) and asks_answer(found)):
        return debt
    answer = said.answers.get((found.occurrence.id, Party(PartyKind.SCHOOL, school_id)))
    is_awaited = is_waited_for(answer) and (found.occurrence.id, school_id) not in said.reports
    return Debt.ANSWER if is_awaited and found.occurrence.begins_at <= now else None


async def nudged_today(
    store: Store, found: Happening, school_ids: Sequence[int], now: datetime
) -> dict[int, datetime]:
    """Schools that were reminded of an event by hand on this day of its place, and when.

    The evening before counts too: who was asked then is told this morning.
    """
    zone_name = found.occurrence.timezone
    since = moment(local_day(now, zone_name), time(), zone_name) - _EVENING
    return await store.escalations.nudged(found.occurrence.id, school_ids, since)


async def zones_of(store: Store, places: Sequence[Place], default: str) -> dict[int, str]:
    """The zones of places, inherited from above where they name none."""
    known = await store.places.many(id_ for place in places for id_ in ids_of(place.path))
    ways = {place.id: [known[i] for i in ids_of(place.path) if i in known] for place in places}
    return {id_: inherited_zone(way, default) for id_, way in ways.items()}


def waking(person: Person, place_zone: str, now: datetime) -> datetime:
    """Now, or the end of a person's quiet hours when they are going on."""
    return rhythm_of(person, person.timezone or place_zone).awake(now)


async def _speakers(store: Store, place: Place) -> dict[int, list[SeatRow]]:
    """Who speaks for which school below a place, in a few queries for all of them."""
    speakers: defaultdict[int, list[SeatRow]] = defaultdict(list)
    for seat in await store.people.seats_below(place.path, REPRESENTATIVES):
        if seat.place.kind != PlaceKind.SCHOOL:
            continue
        for school in (seat.place, *seat.branches):
            speakers[school.id].append(seat)
    return speakers


def _is_held(seat: SeatRow, now: datetime) -> bool:
    return seat.until is None or seat.until > now


def _role_of(actor: Actor, school: Place) -> Role:
    """In what role the actor asks: the school is told that, and no name."""
    seats = [seat for seat in actor.seats_for(Action.NUDGE) if school.path.startswith(seat.path)]
    is_coordinator = any(seat.role in COORDINATORS for seat in seats)
    return Role.MUNICIPAL_COORDINATOR if is_coordinator else Role.CURATOR


def _row(person: Person, found: Happening, by: Role, due_at: datetime) -> dict[str, Any]:
    day = local_day(due_at, found.occurrence.timezone)
    return {
        "person_id": person.id,
        "telegram_id": person.telegram_id,
        "kind": OutboxKind.NUDGE,
        "lane": _LANE,
        "payload": {"occurrence_id": found.occurrence.id, "by": by},
        "dedupe_key": f"nudge:{person.id}:{found.occurrence.id}:{day.isoformat()}",
        "due_at": due_at,
        "not_after": due_at + _USEFUL,
        "status": OutboxStatus.QUEUED,
    }
