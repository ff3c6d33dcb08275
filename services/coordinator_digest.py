"""The coordinator's week: what needs his hand, each with the way to mend it; else nothing."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from db.database import Database
from db.enums import OutboxKind, OutboxStatus
from db.repositories.plans import Happening
from services.access import COORDINATORS, REPRESENTATIVES, Action, Actor, internal, needs
from services.calendar import visible_plans
from services.clock import Clock
from services.decisions import queue
from services.digest_days import LANE, Reader, due_readers, until_queued
from services.isolation import on_its_own
from services.open_dates import OpenDates, marker_of, markers_of, next_month
from services.question_cards import is_overdue, open_questions
from services.registration import Registration
from services.staffing import Gap, Staffing
from services.statistics import open_ledger
from services.times import local_day

# How many people are considered at once: each is read by himself.
BATCH = 5
_LOOK_BACK = timedelta(days=30)
# From this day on the days of the next month are asked for here, and not once more on the 20th.
_ASKS_FROM = 14
_PREFIX = "desk"


@dataclass(frozen=True, slots=True)
class SilentSchool:
    """A school and how many answers and reports it has owed for up to a month."""

    school_id: int
    name: str
    owes: int
    # Whether it has said something about an event of that month: then it owes, but is not silent.
    has_spoken: bool = False


@dataclass(frozen=True, slots=True)
class CoordinatorDigest:
    """What needs a coordinator's hand."""

    # The most silent first.
    silent: tuple[SilentSchool, ...]
    # Events of this month and the next without a day.
    dates: int
    gaps: Mapping[Gap, int]
    requests: int
    # Reports that want his word.
    reports: int = 0
    # Questions of schools that have waited for more than three working days.
    questions: int = 0

    @property
    def is_empty(self) -> bool:
        """Nothing to mend."""
        waiting = self.requests or self.reports or self.questions
        return not (self.silent or self.dates or waiting or any(self.gaps.values()))


class CoordinatorDigests:
    """Makes them, once per coordinator and week."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        registration: Registration,
        staffing: Staffing,
        open_dates: OpenDates,
    ) -> None:
        """Take who knows the actors, and those who know what is missing."""
        self._database = database
        self._clock = clock
        self._registration = registration
        self._staffing = staffing
        self._open_dates = open_dates

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
                COORDINATORS,
                _PREFIX,
                now=now,
                default_timezone=self._registration.default_timezone,
                limit=BATCH,
            )
            done: set[str] = set()
            for month in {_next_month(reader, now) for reader in readers}:
                done |= await store.weekly.marked(markers_of(month))
            asked = {r.person_id for r in readers if _asked(r, now) in done}
            waits_at = await store.duties.waiting_paths() if readers else frozenset()
        if not readers:
            return None
        found: dict[int, CoordinatorDigest] = {}
        for reader in readers:
            with on_its_own("coordinator_digest", reader.person_id):
                actor = await self._registration.actor_of(reader.person_id)
                dates = reader.person_id not in asked
                found[reader.person_id] = await self._gathered(actor, dates, waits_at)
        digests = await self._of_the_silent(*found.values())
        wanted = {
            person_id: bool(digest.dates)
            for person_id, digest in zip(found, digests, strict=True)
            if not digest.is_empty
        }
        async with self._database.write() as store:
            told = [
                _asked(reader, now)
                for reader in readers
                if wanted.get(reader.person_id) and _is_asking(reader, now)
            ]
            await store.weekly.mark([*(reader.key for reader in readers), *told], now)
            return await store.outbox.enqueue(
                [_row(r, wanted[r.person_id]) for r in readers if r.person_id in wanted]
            )

    @needs(Action.MANAGE_PEOPLE)
    async def digest(self, actor: Actor, *, dates: bool = True) -> CoordinatorDigest:
        """What needs the actor's hand now; without `dates` when they were asked for just now."""
        async with self._database.read() as store:
            waits_at = await store.duties.waiting_paths()
        (digest,) = await self._of_the_silent(await self._gathered(actor, dates, waits_at))
        return digest

    async def _gathered(
        self, actor: Actor, dates: bool, waits_at: Collection[str]
    ) -> CoordinatorDigest:
        """The same, with schools that owe something but have nobody to speak for them.

        `waits_at` are the places where a report or a question waits: most have none.
        """
        overview = await self._staffing.overview(actor)
        reports, questions = 0, 0
        if any(path.startswith(seat.path) for seat in actor.seats for path in waits_at):
            reports, questions = await self._waiting(actor)
        return CoordinatorDigest(
            silent=await self._owing(actor),
            dates=await self._undated(actor) if dates else 0,
            gaps=overview.counts,
            requests=overview.requests,
            reports=reports,
            questions=questions,
        )

    async def _waiting(self, actor: Actor) -> tuple[int, int]:
        """How many reports want his word, and how many questions have waited for too long."""
        now = self._clock.now()
        async with self._database.read() as store:
            reports = await queue(store, actor)
            asked = await open_questions(store, actor)
        return len(reports), sum(is_overdue(one, now, actor.timezone) for one in asked)

    async def _of_the_silent(self, *digests: CoordinatorDigest) -> list[CoordinatorDigest]:
        """Leave out who lacks somebody to speak: that is told, and mended, apart."""
        owing = {school.school_id for digest in digests for school in digest.silent}
        async with self._database.read() as store:
            unmanned = await store.staffing.unmanned_among(owing, REPRESENTATIVES)
        return [
            replace(digest, silent=tuple(s for s in digest.silent if s.school_id not in unmanned))
            for digest in digests
        ]

    async def _owing(self, actor: Actor) -> tuple[SilentSchool, ...]:
        now = self._clock.now()
        async with self._database.read() as store:
            ledger = await open_ledger(
                store,
                await visible_plans(store, actor),
                actor.scope(Action.READ_ANSWERS),
                now - _LOOK_BACK,
                now,
            )
        owed: Counter[int] = Counter()
        over = [found for found in ledger.happenings if found.occurrence.ends_at <= now]
        for found in over:
            if _was_over_before(found):
                continue
            if found.occurrence.precision == "day":
                owed.update(school.id for school in ledger.unanswered(found))
            owed.update(school.id for school in ledger.unreported(found))
        names = {school.id: school.name for school in ledger.schools}
        spoken = {
            one.id for one in ledger.schools if any(ledger.has_spoken(found, one) for found in over)
        }
        owing = [SilentSchool(id_, names[id_], owes, id_ in spoken) for id_, owes in owed.items()]
        return tuple(sorted(owing, key=lambda one: (one.has_spoken, -one.owes, one.name)))

    async def _undated(self, actor: Actor) -> int:
        month = local_day(self._clock.now(), actor.timezone).replace(day=1)
        return len(await self._open_dates.of_month(actor, month, until=next_month(month)))


def _was_over_before(found: Happening) -> bool:
    """Whether a map was published when this was over: nobody was asked, nobody owes it."""
    published_at = found.plan.published_at
    return published_at is not None and found.occurrence.ends_at <= published_at


def _asked(reader: Reader, now: datetime) -> str:
    """The marker of the monthly question, which is not asked twice."""
    return marker_of(reader.person_id, _next_month(reader, now))


def _is_asking(reader: Reader, now: datetime) -> bool:
    return _today(reader, now).day >= _ASKS_FROM


def _next_month(reader: Reader, now: datetime) -> date:
    return next_month(_today(reader, now))


def _today(reader: Reader, now: datetime) -> date:
    return local_day(now, reader.timezone)


def _row(reader: Reader, dates: bool) -> Mapping[str, object]:
    return {
        "person_id": reader.person_id,
        "telegram_id": reader.telegram_id,
        "kind": OutboxKind.COORDINATOR_DIGEST,
        "lane": LANE,
        "payload": {"dates": dates},
        "dedupe_key": reader.key,
        "due_at": reader.slot.due_at,
        "not_after": reader.slot.not_after,
        "status": OutboxStatus.QUEUED,
    }
