"""Reminders as rows: planned with the plan, settled when their time comes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.database import Database
from db.enums import (
    Fact,
    Intention,
    OutboxKind,
    OutboxStatus,
    PartyKind,
    ReminderStatus,
    ReportStatus,
    Role,
)
from db.models import Attendance, Place, Reminder, Report
from db.repositories.people import SeatRow
from db.repositories.plans import Happening
from db.store import Store
from roadmap.reminders import Happening as Timetable
from roadmap.reminders import Stage, stages
from services.access import Seat, internal
from services.audience import Party, concerns, party_for, seat_of
from services.clock import Clock
from services.times import zone

_BATCH = 500
_LANE = 1


@dataclass(frozen=True, slots=True)
class Counts:
    """What one run of the tick did."""

    queued: int = 0
    answered: int = 0
    late: int = 0
    superseded: int = 0
    cancelled: int = 0


def stages_of(found: Happening) -> list[Stage]:
    """The reminders an occurrence deserves."""
    occurrence = found.occurrence
    return stages(
        Timetable(
            temporal_role=found.row.temporal_role,
            precision=occurrence.precision,
            first_day=occurrence.first_day,
            last_day=occurrence.last_day,
            begin_time=occurrence.begin_time,
            ends_at=occurrence.ends_at,
            is_deadline=occurrence.is_deadline,
            attendance_expected=found.row.attendance_expected,
            zone=zone(occurrence.timezone),
        )
    )


async def promise_for_plan(store: Store, plan_id: int, now: datetime) -> int:
    """Plan the reminders of a plan for everybody it concerns; return how many are new."""
    return await promise(store, await store.plans.of_plans([plan_id]), now)


async def promise(store: Store, happenings: Sequence[Happening], now: datetime) -> int:
    """Plan the reminders of occurrences of one plan; return how many are new."""
    if not happenings:
        return 0
    timed = _timed(happenings, now)
    rows: list[dict[str, Any]] = []
    for person_id, own in (await seats_around(store, happenings[0].place)).items():
        rows += _promises(person_id, own, timed)
    return await store.reminders.promise(rows)


async def seats_around(store: Store, plan_place: Place) -> dict[int, list[Seat]]:
    """The seats, by person, of all whom a plan of this place may concern.

    Without the seats for which somebody else stands in: he hears of everything meanwhile.
    """
    seats: defaultdict[int, list[Seat]] = defaultdict(list)
    for found in _present(await store.people.seats_below(plan_place.path)):
        seats[found.person.id].append(seat_of(found))
    for above in await store.places.ancestors(plan_place.path):
        if above.id == plan_place.id:
            continue
        for found in _present(await store.people.seats_at([above.id], list(Role))):
            seats[found.person.id].append(seat_of(found))
    return seats


def _present(found: Iterable[SeatRow]) -> list[SeatRow]:
    return [seat for seat in found if seat.away_until is None]


async def promise_for_person(store: Store, person_id: int, now: datetime) -> int:
    """Plan the reminders of all published plans for one person; return how many are new."""
    own = [seat_of(found) for found in _present(await store.people.seats(person_id))]
    paths = [seat.path for seat in own]
    plan_ids = await store.plans.plan_ids_visible(paths, below=paths)
    timed = _timed(await store.plans.of_plans(plan_ids), now)
    return await store.reminders.promise(_promises(person_id, own, timed))


def _timed(happenings: Iterable[Happening], now: datetime) -> list[tuple[Happening, list[Stage]]]:
    """Occurrences with their stages to come, reckoned once for everybody."""
    timed = [(found, [s for s in stages_of(found) if s.due_at > now]) for found in happenings]
    return [(found, coming) for found, coming in timed if coming]


def _promises(
    person_id: int, seats: Sequence[Seat], timed: Iterable[tuple[Happening, list[Stage]]]
) -> list[dict[str, Any]]:
    """Rows of the reminder table; what is past already is not promised."""
    rows: list[dict[str, Any]] = []
    for found, coming in timed:
        if not any(concerns(found.row, found.place.path, seat) for seat in seats):
            continue
        answers = any(
            party_for(found.row, found.place.path, seat, person_id) is not None for seat in seats
        )
        rows += [
            {
                "person_id": person_id,
                "occurrence_id": found.occurrence.id,
                "version": found.occurrence.version,
                "stage": stage.code,
                "due_at": stage.due_at,
                "not_after": stage.not_after,
                "status": ReminderStatus.PLANNED,
            }
            for stage in coming
            if stage.code != "after" or answers
        ]
    return rows


class Reminders:
    """Turns due reminders into outgoing messages."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where rows live and who tells the time."""
        self._database = database
        self._clock = clock

    @internal
    async def enqueue_due(self) -> Counts:
        """Settle every reminder whose time has come; each ends in exactly one fate."""
        now = self._clock.now()
        async with self._database.read() as store:
            if not await store.reminders.due(now, 1):
                return Counts()
        async with self._database.write() as store:
            due = await store.reminders.due(now, _BATCH)
            fates = await _fates(store, due, now)
            for status, reminders in fates.items():
                await store.reminders.settle([r.id for r in reminders], status, now)
            await _enqueue(store, fates[ReminderStatus.QUEUED], now)
        return Counts(**{str(status): len(found) for status, found in fates.items()})

    @internal
    async def next_due(self) -> datetime | None:
        """When the next promised reminder is due, or None."""
        async with self._database.read() as store:
            return await store.reminders.next_due()


async def _fates(
    store: Store, due: Sequence[Reminder], now: datetime
) -> defaultdict[ReminderStatus, list[Reminder]]:
    happenings = await store.plans.happenings({r.occurrence_id for r in due})
    fates: defaultdict[ReminderStatus, list[Reminder]] = defaultdict(list)
    newest: dict[tuple[int, int], Reminder] = {}
    for reminder in due:
        key = (reminder.person_id, reminder.occurrence_id)
        if key in newest:
            # Several were missed while nobody was there: only the nearest is still true.
            fates[ReminderStatus.SUPERSEDED].append(newest[key])
        newest[key] = reminder
    seats = {
        person_id: [seat_of(s) for s in _present(held)]
        for person_id, held in (await store.people.seats_of({r.person_id for r in due})).items()
    }
    for reminder in newest.values():
        found = happenings.get(reminder.occurrence_id)
        own = seats[reminder.person_id]
        if (
            found is None
            or found.occurrence.cancelled_at is not None
            or not any(concerns(found.row, found.place.path, s) for s in own)
        ):
            fates[ReminderStatus.CANCELLED].append(reminder)
        elif reminder.not_after <= now:
            fates[ReminderStatus.LATE].append(reminder)
        elif await is_answered(store, found, reminder.stage, own, reminder.person_id):
            fates[ReminderStatus.ANSWERED].append(reminder)
        else:
            fates[ReminderStatus.QUEUED].append(reminder)
    return fates


async def is_answered(
    store: Store, found: Happening, stage: str, seats: Sequence[Seat], person_id: int
) -> bool:
    """Whether all parties a person answers for have said already what the stage asks."""
    parties = {
        party
        for seat in seats
        if (party := party_for(found.row, found.place.path, seat, person_id)) is not None
    }
    if not parties:
        return False
    return all([await _has_answered(store, found, stage, party) for party in parties])


async def _has_answered(store: Store, found: Happening, stage: str, party: Party) -> bool:
    occurrence_id = found.occurrence.id
    report = answer = None
    if party.kind is PartyKind.SCHOOL:
        report = await store.duties.report_of(occurrence_id, party.id)
    if found.row.attendance_expected:
        answer = await store.duties.attendance(occurrence_id, party.kind, party.id)
    return says_enough(stage, report, answer, attendance_expected=found.row.attendance_expected)


def says_enough(
    stage: str, report: Report | None, answer: Attendance | None, *, attendance_expected: bool
) -> bool:
    """Whether a party's report and answer hold what a stage would ask for."""
    if report is not None and report.status != ReportStatus.RETURNED and stage != "after":
        return True
    if not attendance_expected or answer is None:
        return False
    if stage == "after":
        return answer.fact is not None or answer.intention == Intention.ABSENT
    return answer.intention is not None or answer.fact == Fact.ATTENDED


async def _enqueue(store: Store, reminders: Sequence[Reminder], now: datetime) -> None:
    people = await store.people.many({r.person_id for r in reminders})
    rows = []
    for reminder in reminders:
        person = people[reminder.person_id]
        silenced = person.paused or person.unreachable_since is not None
        rows.append(
            {
                "person_id": person.id,
                "telegram_id": person.telegram_id,
                "kind": OutboxKind.REMINDER,
                "lane": _LANE,
                "payload": {"occurrence_id": reminder.occurrence_id, "stage": reminder.stage},
                "dedupe_key": (
                    f"reminder:{person.id}:{reminder.occurrence_id}"
                    f":{reminder.version}:{reminder.stage}"
                ),
                "due_at": reminder.due_at,
                "not_after": reminder.not_after,
                "status": OutboxStatus.SKIPPED if silenced else OutboxStatus.QUEUED,
                "error": "silenced" if silenced else None,
                "settled_at": now if silenced else None,
            }
        )
    await store.outbox.enqueue(rows)
