"""The curator's week: where his schools are silent or owe something; one line when all is well."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from db.database import Database
from db.enums import OutboxKind, OutboxStatus, Role
from db.models import Place
from db.repositories.plans import Happening
from services.access import Action, Actor, internal, needs
from services.calendar import visible_plans
from services.cards import EventLine, line_of
from services.clock import Clock
from services.digest_days import LANE, WEEK, Reader, due_readers, until_queued
from services.isolation import on_its_own
from services.question_cards import is_overdue, open_questions
from services.registration import Registration
from services.statistics import Ledger, open_ledger
from services.times import MORNING, local_day, moment

_LOOK_BACK = timedelta(days=30)
# How many people are considered at once: each is read by himself.
BATCH = 10
_PREFIX = "digest"


@dataclass(frozen=True, slots=True)
class Silence:
    """An event and the schools that owe something about it."""

    line: EventLine
    schools: tuple[str, ...]
    # How many schools the event expects.
    of: int
    occurrence_id: int
    school_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of the schools expected have answered about an event, and how many cannot come."""

    answered: int
    declined: int
    of: int


@dataclass(frozen=True, slots=True)
class Digest:
    """A curator's week; `monday` is its first day, whichever day of the week that is.

    Events about which all schools have answered are no exceptions and not among those `due`.
    """

    monday: date
    due: tuple[EventLine, ...]
    # By occurrence, of those due that ask for an answer.
    tallies: Mapping[int, Tally]
    unanswered: tuple[Silence, ...]
    unreported: tuple[Silence, ...]
    waiting: int
    # Events of the week before, and of this one, that the schools have dealt with.
    settled: int = 0
    # Questions of schools that have waited for more than three working days.
    questions: int = 0

    @property
    def is_well(self) -> bool:
        """Whether there are no exceptions."""
        rest = self.waiting or self.questions
        return not (self.due or self.unanswered or self.unreported or rest)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say, not even that all is well."""
        return self.is_well and not self.settled


class Digests:
    """Makes weekly digests, once per curator and week."""

    def __init__(self, database: Database, clock: Clock, registration: Registration) -> None:
        """Take who knows the actors: a digest is read in its curator's scope."""
        self._database = database
        self._clock = clock
        self._registration = registration

    @internal
    async def enqueue_due(self) -> int:
        """Queue the digests whose morning has come, at most a batch; return how many."""
        return await until_queued(self._enqueue_batch)

    async def _enqueue_batch(self) -> int | None:
        """How many of a batch were queued; None when there was nobody to consider."""
        now = self._clock.now()
        async with self._database.read() as store:
            readers = await due_readers(
                store,
                (Role.CURATOR,),
                _PREFIX,
                now=now,
                default_timezone=self._registration.default_timezone,
                limit=BATCH,
            )
        if not readers:
            return None
        wanted = []
        for reader in readers:
            with on_its_own("digest", reader.person_id):
                if not (await self._of(reader)).is_empty:
                    wanted.append(reader)
        async with self._database.write() as store:
            await store.weekly.mark([reader.key for reader in readers], now)
            return await store.outbox.enqueue([_row(reader) for reader in wanted])

    @internal
    def next_morning(self) -> datetime:
        """The next Monday morning in the default zone, for a demo that wants to jump there."""
        now = self._clock.now()
        today = local_day(now, self._registration.default_timezone)
        monday = today - timedelta(days=today.weekday())
        this_week = moment(monday, MORNING, self._registration.default_timezone)
        return this_week if this_week > now else this_week + WEEK

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
                since + WEEK,
            )
            waiting = await store.duties.waiting(s.id for s in ledger.schools)
            asked = await open_questions(store, actor)
        digest = _digest(ledger, actor, monday, (since, now), waiting)
        return replace(digest, questions=sum(is_overdue(q, now, actor.timezone) for q in asked))

    async def _of(self, reader: Reader) -> Digest:
        actor = await self._registration.actor_of(reader.person_id)
        return await self.digest(actor, reader.slot.since)


def _row(reader: Reader) -> Mapping[str, object]:
    return {
        "person_id": reader.person_id,
        "telegram_id": reader.telegram_id,
        "kind": OutboxKind.DIGEST,
        "lane": LANE,
        "payload": {"monday": reader.slot.since.isoformat()},
        "dedupe_key": reader.key,
        "due_at": reader.slot.due_at,
        "not_after": reader.slot.not_after,
        "status": OutboxStatus.QUEUED,
    }


def _digest(
    ledger: Ledger, actor: Actor, monday: date, since_now: tuple[datetime, datetime], waiting: int
) -> Digest:
    since, now = since_now
    due, unanswered, unreported, settled = [], [], [], 0
    tallies: dict[int, Tally] = {}
    for found in ledger.happenings:
        if found.occurrence.id in ledger.history or not (expected := len(ledger.expected(found))):
            continue
        silent = ledger.unanswered(found) if _is_asked(found) else []
        owing = ledger.unreported(found) if found.occurrence.ends_at <= now else []
        is_over = since - WEEK <= found.occurrence.ends_at <= now
        is_asked = _is_asked(found) and found.row.attendance_expected
        is_settled = is_asked and not (silent or owing or ledger.declined(found))
        if is_settled and (is_over or _is_of_week(found, since)):
            settled += 1
        elif _is_of_week(found, since):
            due.append(line_of(found, actor))
            if is_asked:
                tallies[found.occurrence.id] = _tally(ledger, found, expected)
        if silent:
            unanswered.append(_silence(found, actor, silent, expected))
        if owing:
            unreported.append(_silence(found, actor, owing, expected))
    return Digest(
        monday, tuple(due), tallies, tuple(unanswered), tuple(unreported), waiting, settled
    )


def _tally(ledger: Ledger, found: Happening, expected: int) -> Tally:
    return Tally(expected - len(ledger.unanswered(found)), len(ledger.declined(found)), expected)


def _silence(found: Happening, actor: Actor, silent: list[Place], expected: int) -> Silence:
    return Silence(
        line_of(found, actor),
        tuple(school.name for school in silent),
        expected,
        found.occurrence.id,
        tuple(school.id for school in silent),
    )


def _is_of_week(found: Happening, since: datetime) -> bool:
    """Begins or ends this week."""
    until = since + WEEK
    occurrence = found.occurrence
    return since <= occurrence.begins_at < until or since < occurrence.ends_at <= until


def _is_asked(found: Happening) -> bool:
    """An event with a day: only about such a one somebody can have been silent."""
    return found.row.temporal_role in {"event", "recurring"} and (
        found.occurrence.precision == "day"
    )
