"""The curator's Monday: what is due this week and who is silent; nothing when all is well."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from db.database import Database
from db.enums import OutboxKind, OutboxStatus, Role
from db.models import Person, Place
from db.repositories.plans import Happening
from db.store import Store
from services.access import Action, Actor, internal, needs
from services.calendar import visible_plans
from services.cards import EventLine, line_of
from services.clock import Clock
from services.registration import Registration
from services.statistics import Ledger, open_ledger
from services.times import MORNING, local_day, moment

_LANE = 2
_WEEK = timedelta(days=7)
_LOOK_BACK = timedelta(days=30)
# A digest that could not go out on Monday morning is still of use on Tuesday evening.
_USEFUL = timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class Silence:
    """An event and the schools that owe something about it."""

    line: EventLine
    schools: tuple[str, ...]
    # How many schools the event expects.
    of: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of the schools expected have answered about an event, and how many cannot come."""

    answered: int
    declined: int
    of: int


@dataclass(frozen=True, slots=True)
class Digest:
    """A curator's week."""

    monday: date
    due: tuple[EventLine, ...]
    # By occurrence, of those due that ask for an answer.
    tallies: Mapping[int, Tally]
    unanswered: tuple[Silence, ...]
    unreported: tuple[Silence, ...]
    waiting: int

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.due or self.unanswered or self.unreported or self.waiting)


class Digests:
    """Makes weekly digests, once per curator and week."""

    def __init__(self, database: Database, clock: Clock, registration: Registration) -> None:
        """Take who knows the actors: a digest is read in its curator's scope."""
        self._database = database
        self._clock = clock
        self._registration = registration

    @internal
    async def enqueue_due(self) -> int:
        """Queue the digests whose Monday morning has come; return how many."""
        now = self._clock.now()
        async with self._database.read() as store:
            people = {s.person.id: s.person for s in await store.people.seats_of_role(Role.CURATOR)}
        queued = 0
        for person in people.values():
            queued += await self._consider(person, now)
        return queued

    @internal
    def next_morning(self) -> datetime:
        """The next Monday morning in the default zone, for a demo that wants to jump there."""
        now = self._clock.now()
        today = local_day(now, self._registration.default_timezone)
        monday = today - timedelta(days=today.weekday())
        this_week = moment(monday, MORNING, self._registration.default_timezone)
        return this_week if this_week > now else this_week + _WEEK

    @needs(Action.DECIDE_REPORT)
    async def digest(self, actor: Actor, monday: date) -> Digest:
        """The digest of a week as it stands now."""
        now = self._clock.now()
        since = moment(monday, time(), actor.timezone)
        async with self._database.read() as store:
            scope = actor.scope(Action.DECIDE_REPORT)
            ledger = await open_ledger(
                store,
                await visible_plans(store, actor),
                scope,
                since - _LOOK_BACK,
                since + _WEEK,
            )
            waiting = await store.duties.waiting(s.id for s in ledger.schools)
        return _digest(ledger, actor, monday, (since, now), waiting)

    async def _consider(self, person: Person, now: datetime) -> bool:
        actor = await self._registration.actor_of(person.id)
        today = local_day(now, actor.timezone)
        monday = today - timedelta(days=today.weekday())
        due_at = moment(monday, MORNING, actor.timezone)
        key = f"digest:{person.id}:{monday.isoformat()}"
        if not due_at <= now < due_at + _USEFUL:
            return False
        if person.paused or person.unreachable_since is not None:
            return False
        async with self._database.read() as store:
            if await store.intake.marker(key) is not None:
                return False
        digest = await self.digest(actor, monday)
        async with self._database.write() as store:
            if not await store.intake.mark(key, now) or digest.is_empty:
                return False
            return await _enqueue(store, person, monday, key, (due_at, due_at + _USEFUL)) == 1


async def _enqueue(
    store: Store, person: Person, monday: date, key: str, term: tuple[datetime, datetime]
) -> int:
    return await store.outbox.enqueue(
        [
            {
                "person_id": person.id,
                "telegram_id": person.telegram_id,
                "kind": OutboxKind.DIGEST,
                "lane": _LANE,
                "payload": {"monday": monday.isoformat()},
                "dedupe_key": key,
                "due_at": term[0],
                "not_after": term[1],
                "status": OutboxStatus.QUEUED,
            }
        ]
    )


def _digest(
    ledger: Ledger, actor: Actor, monday: date, since_now: tuple[datetime, datetime], waiting: int
) -> Digest:
    since, now = since_now
    due, unanswered, unreported = [], [], []
    tallies: dict[int, Tally] = {}
    for found in ledger.happenings:
        if not (expected := len(ledger.expected(found))):
            continue
        if _is_of_week(found, since):
            due.append(line_of(found, actor))
            if _is_asked(found) and found.row.attendance_expected:
                tallies[found.occurrence.id] = _tally(ledger, found, expected)
        if _is_asked(found) and (silent := ledger.unanswered(found)):
            unanswered.append(_silence(found, actor, silent, expected))
        if found.occurrence.ends_at <= now and (silent := ledger.unreported(found)):
            unreported.append(_silence(found, actor, silent, expected))
    return Digest(monday, tuple(due), tallies, tuple(unanswered), tuple(unreported), waiting)


def _tally(ledger: Ledger, found: Happening, expected: int) -> Tally:
    return Tally(expected - len(ledger.unanswered(found)), len(ledger.declined(found)), expected)


def _silence(found: Happening, actor: Actor, silent: list[Place], expected: int) -> Silence:
    return Silence(line_of(found, actor), tuple(school.name for school in silent), expected)


def _is_of_week(found: Happening, since: datetime) -> bool:
    """Begins or ends this week."""
    until = since + _WEEK
    occurrence = found.occurrence
    return since <= occurrence.begins_at < until or since < occurrence.ends_at <= until


def _is_asked(found: Happening) -> bool:
    """An event with a day: only about such a one somebody can have been silent."""
    return found.row.temporal_role in {"event", "recurring"} and (
        found.occurrence.precision == "day"
    )
