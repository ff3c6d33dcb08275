"""Reminders promised as rows: who is told of what and when, in the transaction that plans it."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from db.enums import PartyKind, ReminderStatus, Role
from db.models import Place, Reminder
from db.repositories.people import SeatRow
from db.repositories.plans import Happening
from db.repositories.reminders import Planned
from db.store import Store
from roadmap.reminders import Happening as Timetable
from roadmap.reminders import Stage, days_before, is_overdue, overdue, stages
from services.access import Seat
from services.audience import concerns, parties_for, party_for, seat_of
from services.decency import Rhythm
from services.expectations import OUT, asks_report, stands
from services.habits import rhythms_of
from services.promised_hours import Hours, hours_of
from services.times import zone

# Whom, about which day of what, at which stage.
Key = tuple[int, int, int, str]


def timetable_of(found: Happening, *, whole: bool = False) -> Timetable:
    """An occurrence as the rules see it; `whole` passes over what was chosen for it alone."""
    occurrence, row = found.occurrence, found.row
    codes = row.reminder_codes
    if occurrence.reminder_codes is not None and not whole:
        codes = occurrence.reminder_codes
    return Timetable(
        temporal_role=row.temporal_role,
        precision=occurrence.precision,
        first_day=occurrence.first_day,
        last_day=occurrence.last_day,
        begin_time=occurrence.begin_time,
        ends_at=occurrence.ends_at,
        is_deadline=occurrence.is_deadline,
        attendance_expected=row.attendance_expected,
        zone=zone(occurrence.timezone),
        kind=row.kind,
        has_link=(row.link or "").startswith(("https://", "http://")),
        codes=None if codes is None else frozenset(codes),
    )


def stages_of(found: Happening) -> list[Stage]:
    """The reminders an occurrence deserves; those after a missed deadline come week by week."""
    return stages(timetable_of(found))


@dataclass(frozen=True, slots=True)
class _Timed:
    """An occurrence with its stages, reckoned once for everybody."""

    found: Happening
    # Those that may be promised now.
    stages: Sequence[Stage]
    # Weekly ones after a missed deadline, for who answers for a school.
    overdue: Sequence[Stage]
    # When they come by the habits of people: many have the same.
    decent: dict[Rhythm, Mapping[str, Hours]] = field(default_factory=dict)

    def hours(self, rhythm: Rhythm) -> Mapping[str, Hours]:
        """When each stage comes to somebody with these habits."""
        if rhythm not in self.decent:
            self.decent[rhythm] = hours_of(self.found, (*self.stages, *self.overdue), rhythm)
        return self.decent[rhythm]


@dataclass(frozen=True, slots=True)
class _Whom:
    """Somebody with his seats and hours."""

    person_id: int
    seats: Sequence[Seat]
    rhythm: Rhythm


async def promise_for_plan(store: Store, plan_id: int, now: datetime) -> int:
    """Plan the reminders of a plan for everybody it concerns; return how many are new."""
    return await promise(store, await store.plans.of_plans([plan_id]), now)


async def promise(store: Store, happenings: Sequence[Happening], now: datetime) -> int:
    """Plan the reminders of occurrences of one plan; return how many are new."""
    timed = _coming(happenings, now)
    if not timed:
        return 0
    people = await _people(store, await seats_around(store, happenings[0].place), happenings)
    return await store.reminders.promise(_for_all(people, timed, now))


async def promise_for_person(
    store: Store, person_id: int, now: datetime, *, owed: Container[Key] = ()
) -> int:
    """Plan the reminders of all published plans for one person; return how many are new.

    `owed` were promised before: one whose hour would have been earlier comes at once.
    """
    own = [seat_of(found) for found in present(await store.people.seats(person_id))]
    paths = [seat.path for seat in own]
    plan_ids = await store.plans.plan_ids_visible(paths, below=paths)
    happenings = await store.plans.of_plans(plan_ids)
    people = await _people(store, {person_id: own}, happenings)
    return await store.reminders.promise(_for_all(people, _coming(happenings, now), now, owed))


async def repromise(
    store: Store, person_id: int, now: datetime, *, inherited: Iterable[Key] = ()
) -> frozenset[Key]:
    """Promise what is to come anew: somebody's seats or habits have changed.

    Returns what was promised; to whom a duty goes over, that is `inherited`: what waits for a
    decent hour is owed to him then.
    """
    withdrawn = frozenset(await store.reminders.withdraw_from(person_id, now))
    handed = {(person_id, event, version, stage) for _, event, version, stage in inherited}
    await promise_for_person(store, person_id, now, owed=withdrawn | handed)
    return withdrawn


async def adjust(
    store: Store, happenings: Sequence[Happening], now: datetime, *, keep_due: bool = False
) -> None:
    """Bring what is promised for occurrences of one plan in line with how things are now.

    What is right already is not touched, so that a change of words leaves every row as it was.
    With `keep_due` what is due already stays, to find its fate by itself; about an event that has
    another hour by now it comes at once instead, as long as it is of use.
    """
    if not happenings:
        return
    people = await _people(store, await seats_around(store, happenings[0].place), happenings)
    known = {_key(row): row for row in _for_all(people, _all_stages(happenings, now), None)}
    versions = {one.occurrence.id: one.occurrence.version for one in happenings}
    wrong, right, owed = [], set(), set()
    for planned in await store.reminders.planned({one.occurrence.id for one in happenings}):
        key = (planned.person_id, planned.occurrence_id, planned.version, planned.stage)
        row = known.get(key)
        if row is not None and _is_right(planned, row, now):
            right.add(key)
        elif not (keep_due and planned.due_at <= now):
            wrong.append(planned.id)
        elif planned.version != (version := versions[planned.occurrence_id]):
            wrong.append(planned.id)
            owed.add((planned.person_id, planned.occurrence_id, version, planned.stage))
    await store.reminders.drop(wrong)
    coming = _for_all(people, _coming(happenings, now), now, owed)
    await store.reminders.promise([row for row in coming if _key(row) not in right])


async def promise_next_overdue(store: Store, settled: Sequence[Reminder], now: datetime) -> int:
    """After the last word about a deadline, and after each week's: the one of the next week.

    `settled` are reminders that were neither answered nor lost their subject. Only who answers for
    a school that still may report is promised anything; after some weeks nobody is.
    """
    last_words = [r for r in settled if is_overdue(r.stage) or days_before(r.stage) is not None]
    if not last_words:
        return 0
    happenings = await store.plans.happenings({r.occurrence_id for r in last_words})
    timed = {
        one.found.occurrence.id: one for one in _coming(happenings.values(), now) if one.overdue
    }
    told = {r.person_id for r in last_words if r.occurrence_id in timed}
    seats = {
        person_id: [seat_of(found) for found in present(held)]
        for person_id, held in (await store.people.seats_of(told)).items()
    }
    people = {
        one.person_id: one
        for one in await _people(store, seats, [one.found for one in timed.values()])
    }
    rows = []
    for reminder in last_words:
        one = timed.get(reminder.occurrence_id)
        if one is None or one.found.occurrence.version != reminder.version:
            continue
        if (whom := people.get(reminder.person_id)) is not None:
            following = [stage for stage in one.overdue if stage.code != reminder.stage]
            rows += _promises(whom, [_Timed(one.found, (), following)], now)
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
    """The seats whose holders are there: for the others somebody stands in."""
    return [seat for seat in found if seat.away_until is None]


async def _people(
    store: Store, seats: Mapping[int, Sequence[Seat]], happenings: Sequence[Happening]
) -> list[_Whom]:
    """People with their hours; whose places name no zone lives in that of the events."""
    if not happenings:
        return []
    people = list((await store.people.many(seats)).values())
    zones = dict.fromkeys(seats, happenings[0].occurrence.timezone)
    rhythms = await rhythms_of(store, people, seats, zones)
    return [_Whom(id_, own, rhythms[id_]) for id_, own in seats.items() if id_ in rhythms]


def _for_all(
    people: Iterable[_Whom],
    timed: Sequence[_Timed],
    now: datetime | None,
    owed: Container[Key] = (),
) -> list[dict[str, Any]]:
    """Rows for everybody whom occurrences concern; with `now` those to come only."""
    return [row for whom in people for row in _promises(whom, timed, now, owed)]


def _coming(happenings: Iterable[Happening], now: datetime) -> list[_Timed]:
    """Occurrences with their stages to come; of the weekly ones only the next.

    A stage whose time has passed is still to come for those who were not to be disturbed then.
    """
    timed = []
    for found in happenings:
        coming = [stage for stage in stages_of(found) if stage.not_after > now]
        weekly: list[Stage] = []
        if all(stage.due_at <= now for stage in coming):
            # That of this week may wait for a working day, or have been sent: then it is the next.
            weekly = [stage for stage in overdue(timetable_of(found)) if stage.not_after > now][:2]
        if coming or (weekly and _may_be_owed(found, now)):
            timed.append(_Timed(found, coming, weekly))
    return timed


def _all_stages(happenings: Iterable[Happening], now: datetime) -> list[_Timed]:
    """Occurrences with everything that may have been promised for them."""
    return [
        _Timed(
            found,
            stages_of(found),
            overdue(timetable_of(found)) if _may_be_owed(found, now) else (),
        )
        for found in happenings
        if found.row.state not in OUT
    ]


def _may_be_owed(found: Happening, now: datetime) -> bool:
    """Whether schools may still owe something that has a deadline.

    Not when the plan came too late for it, and not when it stands no more.
    """
    if (found.plan.published_at or now) > found.occurrence.ends_at:
        return False
    return asks_report(found) and stands(found)


def _promises(
    whom: _Whom, timed: Iterable[_Timed], now: datetime | None, owed: Container[Key] = ()
) -> list[dict[str, Any]]:
    """Rows of the reminder table for one person, each at a decent hour."""
    rows: list[dict[str, Any]] = []
    person_id, seats = whom.person_id, whom.seats
    for one in timed:
        found = one.found
        if not any(concerns(found.row, found.place.path, seat) for seat in seats):
            continue
        answers = any(
            party_for(found.row, found.place.path, seat, person_id) is not None for seat in seats
        )
        stages = [stage for stage in one.stages if stage.code != "after" or answers]
        rows += _rows(whom, one, stages, now, owed)
        if one.overdue and answers and _answers_for_school(found, seats, person_id):
            weekly = _rows(whom, one, one.overdue, now, owed)
            if now is not None:
                # One at a time: that which was promised before, else the first.
                weekly = ([row for row in weekly if _key(row) in owed] or weekly)[:1]
            rows += weekly
    return rows


def _rows(
    whom: _Whom,
    one: _Timed,
    stages: Iterable[Stage],
    now: datetime | None,
    owed: Container[Key],
) -> list[dict[str, Any]]:
    rows = []
    for stage in stages:
        hours = one.hours(whom.rhythm)[stage.code]
        row = _row(whom.person_id, one.found, stage.code, hours)
        due_at = hours.promised(now, is_owed=_key(row) in owed)
        if due_at is not None:
            rows.append({**row, "due_at": due_at})
    return rows


def _answers_for_school(found: Happening, seats: Sequence[Seat], person_id: int) -> bool:
    return any(
        party.kind is PartyKind.SCHOOL
        for seat in seats
        for party, _ in parties_for(found.row, found.place.path, seat, person_id)
    )


def _row(person_id: int, found: Happening, code: str, hours: Hours) -> dict[str, Any]:
    return {
        "person_id": person_id,
        "occurrence_id": found.occurrence.id,
        "version": found.occurrence.version,
        "stage": code,
        "due_at": hours.due_at,
        "not_after": hours.not_after,
        "status": ReminderStatus.PLANNED,
    }


def _is_right(planned: Planned, row: dict[str, Any], now: datetime) -> bool:
    """Whether a promise stands as it should, or was put off to a decent hour when it was due."""
    if planned.not_after != row["not_after"]:
        return False
    return bool(planned.due_at == row["due_at"] or row["due_at"] <= now < planned.due_at)


def _key(row: dict[str, Any]) -> Key:
    return row["person_id"], row["occurrence_id"], row["version"], row["stage"]


def foreseen(
    seats: Mapping[int, Sequence[Seat]],
    rhythm: Rhythm,
    happenings: Sequence[Happening],
    now: datetime,
) -> list[dict[str, Any]]:
    """The rows that a plan would promise to people of these hours; nothing is read or stored."""
    people = [_Whom(number, own, rhythm) for number, own in seats.items()]
    return _for_all(people, _coming(happenings, now), now)
