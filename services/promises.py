"""Reminders promised as rows: who is told of what and when, in the transaction that plans it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from db.enums import ReminderStatus, Role
from db.models import Place
from db.repositories.people import SeatRow
from db.repositories.plans import Happening
from db.store import Store
from roadmap.reminders import Happening as Timetable
from roadmap.reminders import Stage, stages
from services.access import Seat
from services.audience import concerns, party_for, seat_of
from services.times import zone


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
    for found in present(await store.people.seats_below(plan_place.path)):
        seats[found.person.id].append(seat_of(found))
    for above in await store.places.ancestors(plan_place.path):
        if above.id == plan_place.id:
            continue
        for found in present(await store.people.seats_at([above.id], list(Role))):
            seats[found.person.id].append(seat_of(found))
    return seats


def present(found: Iterable[SeatRow]) -> list[SeatRow]:
    return [seat for seat in found if seat.away_until is None]


async def promise_for_person(store: Store, person_id: int, now: datetime) -> int:
    """Plan the reminders of all published plans for one person; return how many are new."""
    own = [seat_of(found) for found in present(await store.people.seats(person_id))]
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
