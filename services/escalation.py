"""A school is silent: its deputy is told, then its curator, then its municipality.

Each step is a row, promised the minute a term has passed (`services.escalation_plan`). The first
human answer stops the rest, in the transaction of that answer. What several steps have to say to
one person on a day is one message.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from db.database import Database
from db.enums import (
    EscalationCause,
    EscalationStatus,
    OutboxKind,
    OutboxStatus,
    PlaceKind,
    Role,
)
from db.models import Escalation as Step
from db.models import Person, Place
from db.repositories.held import RESTORED
from db.repositories.paths import ids_of
from db.repositories.people import SeatRow
from db.repositories.plans import Happening
from db.store import Store
from services.access import REPRESENTATIVES, Action, Actor, Seat, internal, needs
from services.answers import Said, said_about
from services.audience import is_for_school
from services.cards import EventLine, line_of
from services.clock import Clock
from services.escalation_plan import (
    OLDEST,
    anything_ended,
    is_answered,
    next_morning,
    promise_steps,
    working_day_after,
)
from services.expectations import stands
from services.habits import is_silent
from services.nudges import nudged_today, waking, zones_of
from services.promises import present
from services.times import local_day, moment

# Who is told at which level; level 0 is the school, told by its own reminders.
TOLD_AT = {1: Role.DEPUTY, 2: Role.CURATOR, 3: Role.MUNICIPAL_COORDINATOR}
_LANE = 2
_BATCH = 300
_ROUNDS = 20
# A message that waited longer would tell of another week.
_USEFUL = timedelta(days=3)
_DAY = timedelta(days=1)
# What waited for the morning leaves after the steps of that morning, and takes them along.
_JOINING = timedelta(minutes=10)
_LINES = 100


@dataclass(frozen=True, slots=True)
class SilentLine:
    """A school that has not said what an event asked of it; `nudged_at` is today.

    Of a school that is not `is_manned` nobody has been asked: it lacks somebody, it is not silent.
    """

    school_id: int
    school_name: str
    line: EventLine
    cause: EscalationCause
    level: int
    nudged_at: datetime | None
    is_manned: bool = True


@dataclass(frozen=True, slots=True)
class SilentList:
    """The schools that one message tells of, those that still are silent; the newest term last.

    `since` is what the message's buttons carry: the minute from which its steps were told.
    """

    since: int
    lines: tuple[SilentLine, ...]
    now: datetime
    timezone: str

    @property
    def is_own(self) -> bool:
        """Whether it is the reader's own school: he answers, he does not remind."""
        return all(line.level == 1 for line in self.lines)


class Escalation:
    """Promises the steps, sends them when their time comes."""

    def __init__(self, database: Database, clock: Clock, default_timezone: str) -> None:
        """Take the zone for places that name none."""
        self._database = database
        self._clock = clock
        self._default_timezone = default_timezone

    @internal
    async def plan_due(self) -> int:
        """Promise the steps about events that have ended since the last look."""
        now = self._clock.now()
        async with self._database.read() as store:
            if not await anything_ended(store, now):
                return 0
        async with self._database.write() as store:
            return await promise_steps(store, now, self._default_timezone)

    @internal
    async def enqueue_due(self) -> int:
        """Settle the steps whose time has come; return how many messages were queued."""
        now = self._clock.now()
        async with self._database.glance() as store:
            if not await store.escalations.is_any_due(now):
                return 0
        queued = 0
        for _ in range(_ROUNDS):
            async with self._database.write() as store:
                due = await store.escalations.due(now, _BATCH)
                if not due:
                    break
                queued += await self._settle(store, due, now)
        return queued

    @needs(Action.READ_ANSWERS, Action.ANSWER_FOR_SCHOOL)
    async def listed(self, actor: Actor, since: int) -> SilentList:
        """What a message tells of, as things stand now."""
        now = self._clock.now()
        begin = _moment_of(since)
        async with self._database.read() as store:
            schools = await _schools_of(store, actor)
            until = _until(begin, actor.timezone)
            steps = await store.escalations.told(schools, begin, until, _LINES)
            happenings = await store.plans.happenings(step.occurrence_id for step in steps)
            said = await said_about(store, happenings)
            still = [
                step
                for step in steps
                if _is_told(actor, step.level, schools[step.school_id])
                and (found := happenings.get(step.occurrence_id)) is not None
                and not _is_over(found, schools[step.school_id], now)
                and not is_answered(said, found, step.school_id, step.cause)
            ]
            nudged = {
                (event_id, school_id): at
                for event_id in {step.occurrence_id for step in still}
                for school_id, at in (
                    await nudged_today(store, happenings[event_id], list(schools), now)
                ).items()
            }
            unmanned = await store.staffing.unmanned_among(
                {step.school_id for step in still}, REPRESENTATIVES
            )
        return SilentList(
            since,
            tuple(
                SilentLine(
                    step.school_id,
                    schools[step.school_id].name,
                    line_of(happenings[step.occurrence_id], actor),
                    EscalationCause(step.cause),
                    step.level,
                    nudged.get((step.occurrence_id, step.school_id)),
                    step.school_id not in unmanned,
                )
                for step in still
            ),
            now,
            actor.timezone,
        )

    async def _settle(self, store: Store, due: Sequence[Step], now: datetime) -> int:
        around = await _around(store, due, now, self._default_timezone)
        rows: dict[str, dict[str, Any]] = {}
        matters: defaultdict[tuple[int, int, str], list[Step]] = defaultdict(list)
        for step in due:
            matters[(step.school_id, step.occurrence_id, step.cause)].append(step)
        gone_out = await store.escalations.gone_out(
            key for steps in matters.values() for key in around.keys_of(steps[0].school_id, now)
        )
        for steps in matters.values():
            for row in _settle_matter(steps, around, gone_out):
                rows.setdefault(row["dedupe_key"], row)
        await store.flush()
        return await store.outbox.enqueue(list(rows.values()))


@dataclass(frozen=True, slots=True)
class _Around:
    """What is known about the schools and events of some steps."""

    now: datetime
    happenings: Mapping[int, Happening]
    schools: Mapping[int, Place]
    zones: Mapping[int, str]
    said: Said
    seats: Mapping[int, Sequence[SeatRow]]
    restored_at: datetime | None

    def is_void(self, step: Step) -> bool:
        """Whether nobody is to be told: the event is gone, too old, or of before a restore."""
        found, school = self.happenings.get(step.occurrence_id), self.schools.get(step.school_id)
        if found is None or school is None or _is_over(found, school, self.now):
            return True
        return self.restored_at is not None and step.due_at <= self.restored_at

    def is_answered(self, step: Step) -> bool:
        """Whether the school has spoken."""
        found = self.happenings[step.occurrence_id]
        return is_answered(self.said, found, step.school_id, step.cause)

    def people(self, school_id: int, level: int) -> list[Person]:
        """Whom a level of a school means, as far as they can and want to be told."""
        school, role = self.schools[school_id], TOLD_AT[level]
        places = ids_of(school.path) if level > 1 else [school.id]
        seats = [seat for id_ in places for seat in self.seats.get(id_, ()) if seat.role is role]
        if level == 1 and not self._has_own_people(school) and school.parent_id is not None:
            seats = [
                seat
                for seat in self.seats.get(school.parent_id, ())
                if seat.role is role and school.id in {branch.id for branch in seat.branches}
            ]
        people = {seat.person.id: seat.person for seat in seats}
        return [
            person
            for person in people.values()
            if person.unreachable_since is None and not is_silent(person, self.now)
        ]

    def due_at(self, person: Person, school_id: int, at: datetime) -> datetime:
        """When a message of a moment may reach somebody."""
        return waking(person, self.zones[school_id], at)

    def key_of(self, person: Person, school_id: int, at: datetime) -> str:
        """One message for a person and day."""
        zone_name = person.timezone or self.zones[school_id]
        day = local_day(self.due_at(person, school_id, at), zone_name)
        return f"escalation:{person.id}:{day.isoformat()}"

    def keys_of(self, school_id: int, now: datetime) -> list[str]:
        """The messages of all who may be told of a school."""
        if school_id not in self.schools:
            return []
        return [
            self.key_of(person, school_id, now)
            for level in TOLD_AT
            for person in self.people(school_id, level)
        ]

    def _has_own_people(self, school: Place) -> bool:
        return any(s.role in {Role.DIRECTOR, Role.DEPUTY} for s in self.seats.get(school.id, ()))


def _settle_matter(
    steps: Sequence[Step], around: _Around, gone_out: set[str]
) -> list[dict[str, Any]]:
    """Settle the due step of one school and event; return the messages.

    A level with nobody is skipped at once. After one was told the next waits a working day at
    least, however late things are.
    """
    now = around.now
    for number, step in enumerate(steps):
        if around.is_void(step) or around.is_answered(step):
            status = EscalationStatus.SKIPPED if around.is_void(step) else EscalationStatus.STOPPED
            for one in steps[number:]:
                one.status, one.settled_at = status, now
            return []
        people = around.people(step.school_id, step.level)
        if not people:
            step.status, step.settled_at = EscalationStatus.SKIPPED, now
            continue
        morning = next_morning(now, around.zones[step.school_id])
        # They have had their message of the day already: this goes into the next one.
        later = [one for one in people if around.key_of(one, step.school_id, now) in gone_out]
        if len(later) == len(people):
            step.due_at = morning
            return []
        step.status, step.settled_at = EscalationStatus.TOLD, now
        for next_step in steps[number + 1 :]:
            next_step.due_at = max(next_step.due_at, morning)
        return [
            _row(around, person, step.school_id, morning + _JOINING if person in later else now)
            for person in people
        ]
    return []


def _row(around: _Around, person: Person, school_id: int, at: datetime) -> dict[str, Any]:
    due_at = around.due_at(person, school_id, at)
    return {
        "person_id": person.id,
        "telegram_id": person.telegram_id,
        "kind": OutboxKind.ESCALATION,
        "lane": _LANE,
        "payload": {"since": _minute_of(around.now)},
        "dedupe_key": around.key_of(person, school_id, at),
        "due_at": due_at,
        "not_after": due_at + _USEFUL,
        "status": OutboxStatus.QUEUED,
    }


async def _around(
    store: Store, due: Sequence[Step], now: datetime, default_timezone: str
) -> _Around:
    happenings = await store.plans.happenings({step.occurrence_id for step in due})
    schools = await store.places.many({step.school_id for step in due})
    way = {id_ for school in schools.values() for id_ in ids_of(school.path)}
    seats: defaultdict[int, list[SeatRow]] = defaultdict(list)
    roles = (Role.DIRECTOR, *TOLD_AT.values())
    for seat in present(await store.people.seats_at(way, roles)):
        if seat.until is None or seat.until > now:
            seats[seat.place.id].append(seat)
    return _Around(
        now=now,
        happenings=happenings,
        schools=schools,
        zones=await zones_of(store, list(schools.values()), default_timezone),
        said=await said_about(store, happenings),
        seats=seats,
        restored_at=await store.intake.marker(RESTORED),
    )


def _is_over(found: Happening, school: Place, now: datetime) -> bool:
    """Whether an event asks nothing of a school any more, or not yet."""
    occurrence = found.occurrence
    return (
        school.archived_at is not None
        or not now - OLDEST <= occurrence.ends_at <= now
        or not is_for_school(found.row, found.place.path, school.id, school.path)
        or not stands(found)
    )


async def _schools_of(store: Store, actor: Actor) -> dict[int, Place]:
    """The schools that somebody may be told of."""
    schools: dict[int, Place] = {}
    for seat in actor.seats:
        if seat.role in {Role.CURATOR, Role.MUNICIPAL_COORDINATOR}:
            found = await store.places.subtree(seat.path, PlaceKind.SCHOOL)
            schools.update((school.id, school) for school in found)
    own = [
        id_
        for seat in actor.seats
        if seat.role is Role.DEPUTY
        for id_ in (seat.place_id, *(branch.id for branch in seat.branches))
    ]
    return {**schools, **await store.places.many(own)}


def _is_told(actor: Actor, level: int, school: Place) -> bool:
    """Whether a level means this reader."""
    return any(seat.role is TOLD_AT[level] and _covers(seat, school, level) for seat in actor.seats)


def _covers(seat: Seat, school: Place, level: int) -> bool:
    if level > 1:
        return school.path.startswith(seat.path)
    return school.id == seat.place_id or school.id in {branch.id for branch in seat.branches}


def _until(begin: datetime, zone_name: str) -> datetime:
    """Until when steps are told by a message of a moment: the next working day included.

    It may wait for that day's morning and take along what is told then.
    """
    end = working_day_after(local_day(begin, zone_name), 1) + _DAY
    return moment(end, time(), zone_name)


def _minute_of(moment: datetime) -> int:
    return int(moment.timestamp()) // 60


def _moment_of(minute: int) -> datetime:
    """The beginning of a minute; buttons live for ever and can be forged."""
    latest = 4_000_000_000 // 60
    return datetime.fromtimestamp(min(max(minute, 0), latest) * 60, UTC)
