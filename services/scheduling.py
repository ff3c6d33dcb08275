"""Rows laid out as days, and laid out anew when a day is set, moved or dropped.

An occurrence keeps its identity when it moves: answers and reports stay with it. Whoever is
concerned by a change in time hears of it once; a change of words disturbs nobody.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from db.enums import OutboxKind, OutboxStatus, RowState
from db.models import Occurrence, Place, Plan, PlanRow
from db.repositories.plans import Happening
from db.store import Store
from roadmap.occurrences import Occurrence as Day
from services.audience import concerns, expected_schools
from services.lateness import judge_again
from services.promises import adjust, seats_around
from services.redrawing import redraw_week_cards
from services.row_days import days_of
from services.times import bounds, local_day

_LANE = 1
# A last day, or a time to do it in: it may be put off.
_TERMS = frozenset({"deadline", "period"})


@dataclass(frozen=True, slots=True)
class Was:
    """When an occurrence was before it moved."""

    first_day: date
    last_day: date
    begin_time: time | None
    # By which clock; unknown in messages that were queued before this was kept.
    timezone: str | None = None

    def as_json(self) -> dict[str, str | None]:
        """For the payload of a message."""
        return {
            "first_day": self.first_day.isoformat(),
            "last_day": self.last_day.isoformat(),
            "begin_time": self.begin_time.isoformat() if self.begin_time else None,
            "timezone": self.timezone,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Was":
        """From the payload of a message."""
        begin = data.get("begin_time")
        return cls(
            date.fromisoformat(data["first_day"]),
            date.fromisoformat(data["last_day"]),
            time.fromisoformat(begin) if begin else None,
            data.get("timezone"),
        )


@dataclass(slots=True)
class Laid:
    """What laying a row out anew has changed."""

    added: list[Occurrence] = field(default_factory=list)
    moved: list[tuple[Occurrence, Was]] = field(default_factory=list)
    cancelled: list[Occurrence] = field(default_factory=list)


async def lay_out(store: Store, row: PlanRow, timezone: str, now: datetime) -> Laid:
    """Bring the occurrences of a row in line with its schedule, inside a transaction."""
    is_out = row.state in {RowState.DROPPED, RowState.REMOVED}
    wanted = [] if is_out else list(days_of(row))
    existing = list(await store.plans.occurrences(row.id))
    laid = Laid()
    live = _without_same(existing, wanted, laid, row=row, timezone=timezone, now=now)
    # What is over is history: it neither moves nor disappears, and nothing is added to it.
    movable = [o for o in live if o.ends_at > now]
    if existing and not _is_taken_back(row, movable, existing, wanted):
        wanted = [day for day in wanted if _ends(day, row, timezone) > now]
    movable += [o for o in _put_off(row, existing, wanted) if o not in movable and o in live]
    for occurrence, day in _nearest(movable, wanted):
        was = Was(
            occurrence.first_day, occurrence.last_day, occurrence.begin_time, occurrence.timezone
        )
        _place(occurrence, day, row, timezone)
        occurrence.version += 1
        laid.moved.append((occurrence, was))
        movable.remove(occurrence)
        wanted.remove(day)
    await judge_again(store, [o for o, _ in laid.moved], now)
    other_day = [o.id for o, was in laid.moved if o.first_day != was.first_day]
    if other_day:
        # Who had come too early, or was written down, has not been there yet.
        await store.answering.forget_facts(other_day)
    for occurrence in movable:
        occurrence.cancelled_at = now
        laid.cancelled.append(occurrence)
    ordinal = max((o.ordinal for o in existing), default=-1) + 1
    for number, day in enumerate(wanted):
        occurrence = Occurrence(row_id=row.id, ordinal=ordinal + number, version=1)
        _place(occurrence, day, row, timezone)
        store.plans.add(occurrence)
        laid.added.append(occurrence)
    await store.flush()
    return laid


def drafted(row: PlanRow, timezone: str) -> list[Occurrence]:
    """The occurrences that a row would get; they are not stored."""
    if row.state in {RowState.DROPPED, RowState.REMOVED}:
        return []
    occurrences = []
    for number, day in enumerate(days_of(row)):
        occurrence = Occurrence(row_id=row.id, ordinal=number, version=1)
        _place(occurrence, day, row, timezone)
        occurrences.append(occurrence)
    return occurrences


def _without_same(
    existing: Sequence[Occurrence],
    wanted: list[Day],
    laid: Laid,
    *,
    row: PlanRow,
    timezone: str,
    now: datetime,
) -> list[Occurrence]:
    """Live occurrences that no wanted day meets; a cancelled one whose day is back lives again."""
    live = []
    for occurrence in sorted(existing, key=lambda o: o.cancelled_at is not None):
        same = next((day for day in wanted if _is_same(occurrence, day, row, timezone)), None)
        if same is not None:
            wanted.remove(same)
            if occurrence.cancelled_at is not None and occurrence.ends_at > now:
                occurrence.cancelled_at = None
                occurrence.version += 1
                laid.added.append(occurrence)
        elif occurrence.cancelled_at is None:
            live.append(occurrence)
    return live


def _nearest(movable: Sequence[Occurrence], wanted: Sequence[Day]) -> list[tuple[Occurrence, Day]]:
    """Pairs of occurrences and new days, the nearest days first, each used once."""
    pairs = sorted(
        (abs((day.first_day - o.first_day).days), at, to)
        for at, o in enumerate(movable)
        for to, day in enumerate(wanted)
    )
    chosen: list[tuple[Occurrence, Day]] = []
    used: set[int] = set()
    met: set[int] = set()
    for _, at, to in pairs:
        if at not in used and to not in met:
            used.add(at)
            met.add(to)
            chosen.append((movable[at], wanted[to]))
    return chosen


def _put_off(row: PlanRow, known: Sequence[Occurrence], wanted: Sequence[Day]) -> list[Occurrence]:
    """The only term of a row, when it is later now: who has reported on it has reported.

    An event that is over took place; held once more it is another one.
    """
    if not _is_term(row):
        return []
    living = [one for one in known if one.cancelled_at is None]
    if len(living) != 1 or len(wanted) != 1:
        return []
    return living if wanted[0].last_day > living[0].last_day else []


def _is_taken_back(
    row: PlanRow, movable: Sequence[Occurrence], known: Sequence[Occurrence], wanted: Sequence[Day]
) -> bool:
    """Whether the only term of a row is an earlier one now, be it over: it is no less the same."""
    living = [one for one in known if one.cancelled_at is None]
    return _is_term(row) and len(living) == len(wanted) == 1 and list(movable) == living


def _is_term(row: PlanRow) -> bool:
    return not row.attendance_expected and row.temporal_role in _TERMS


def _ends(day: Day, row: PlanRow, timezone: str) -> datetime:
    zone = zone_of(day, row, timezone)
    return bounds(day.first_day, day.last_day, day.time, day.time_end, zone)[1]


async def replan(
    store: Store, row: PlanRow, laid: Laid, now: datetime, *, by: int | None = None
) -> int:
    """Bring the reminders in line after `lay_out`; tell those concerned by a move.

    All occurrences of the row are looked at: its audience may have changed as well. Returns how
    many people were told.
    """
    occurrences = await store.plans.occurrences(row.id)
    await store.reminders.withdraw([o.id for o in occurrences if o.cancelled_at is not None])
    living = [o.id for o in occurrences if o.cancelled_at is None]
    await adjust(store, list((await store.plans.happenings(living)).values()), now)
    await _note(store, laid, now, by)
    return await _tell(store, laid, now, by)


async def _note(store: Store, laid: Laid, now: datetime, by: int | None) -> None:
    """«Who changed the date?»: every changed day with the one before, for the audit."""
    was = {occurrence.id: was.as_json() for occurrence, was in laid.moved}
    changed = {o.id: "event:moved" for o, _ in laid.moved}
    changed |= {o.id: "event:set" for o in laid.added}
    changed |= {o.id: "event:cancelled" for o in laid.cancelled}
    for key, found in (await store.plans.happenings(changed)).items():
        day = found.occurrence
        store.intake.audit(
            now,
            by,
            changed[key],
            object_kind="occurrence",
            object_id=key,
            place_id=found.place.id,
            detail={
                "was": was.get(key),
                "now": Was(day.first_day, day.last_day, day.begin_time).as_json(),
            },
        )


async def rezone(
    store: Store, plan: Plan, place: Place, timezone: str, now: datetime, *, by: int | None
) -> int:
    """Lay a whole plan out anew after the zone of its place was corrected.

    Told is who has planned with a moment that is another now: a day without a clock is the same
    day. Returns how many messages were queued.
    """
    news: list[Laid] = []
    for row in await store.plans.rows(plan.id):
        before = {o.id: o.begins_at for o in await store.plans.occurrences(row.id)}
        laid = await lay_out(store, row, timezone, now)
        moved = [
            (occurrence, was)
            for occurrence, was in laid.moved
            if occurrence.begin_time is not None and occurrence.begins_at != before[occurrence.id]
        ]
        news.append(Laid(moved=moved))
    await promise_anew(store, [plan.id], now)
    for laid in news:
        await _note(store, laid, now, by)
    return sum([await _tell(store, laid, now, by) for laid in news])


async def promise_anew(store: Store, plan_ids: Iterable[int], now: datetime) -> None:
    """Bring all reminders of plans in line: those whom they concern have changed, or the rules."""
    for plan_id in plan_ids:
        await adjust(store, await store.plans.of_plans([plan_id]), now, keep_due=True)


async def foretell(
    store: Store, row: PlanRow, where: tuple[Place, str], now: datetime, *, by: int | None
) -> int:
    """How many people `replan` would tell that a day they knew moves or is no more.

    Looks at a row that is changed but not laid out, of the place `where` with its zone. A first
    day and a further day need no warning: nobody has planned with another.
    """
    place, timezone = where
    is_out = row.state in {RowState.DROPPED, RowState.REMOVED}
    wanted = [] if is_out else list(days_of(row))
    gone = [
        known
        for known in await store.plans.occurrences(row.id)
        if known.cancelled_at is None
        and known.ends_at > now
        and known.precision == "day"
        and not any(_is_same(known, day, row, timezone) for day in wanted)
    ]
    return len(await _listeners(store, row, place, by)) if gone else 0


async def _listeners(store: Store, row: PlanRow, place: Place, by: int | None) -> dict[int, int]:
    """Whom news about a row reach, with their accounts: not its author, not who wants silence."""
    plan = await store.plans.get(row.plan_id)
    if plan is not None:
        await store.plans.say_who_takes_part([(row, plan, place)])
    concerned = [
        person_id
        for person_id, seats in (await seats_around(store, place)).items()
        if person_id != by and any(concerns(row, place.path, seat) for seat in seats)
    ]
    people = await store.people.many(concerned)
    return {
        person_id: people[person_id].telegram_id
        for person_id in concerned
        if not people[person_id].paused and people[person_id].unreachable_since is None
    }


async def _tell(store: Store, laid: Laid, now: datetime, by: int | None) -> int:
    # A new day of a row that had none is news as well: «the day is set».
    before: dict[int, Was | None] = {o.id: was for o, was in laid.moved}
    before |= {o.id: None for o in [*laid.added, *laid.cancelled]}
    found = await store.plans.happenings(before)
    upcoming = sorted(
        (one for one in found.values() if _is_news(one, before[one.occurrence.id], now)),
        key=lambda one: one.occurrence.begins_at,
    )
    if not upcoming:
        return 0
    # A weekly webinar that moved is one piece of news, not one for every week.
    nearest = upcoming[0]
    rows = []
    for person_id, account in (await _listeners(store, nearest.row, nearest.place, by)).items():
        message = _message(person_id, nearest, before[nearest.occurrence.id], now)
        message["payload"]["more"] = len(upcoming) - 1
        rows.append({**message, "telegram_id": account})
    schools = await expected_schools(store, nearest.row, nearest.place.path)
    await redraw_week_cards(store, [school.id for school in schools], now)
    return await store.outbox.enqueue(rows)


def _message(person_id: int, found: Happening, was: Was | None, now: datetime) -> dict[str, Any]:
    occurrence = found.occurrence
    return {
        "person_id": person_id,
        "kind": OutboxKind.MOVED,
        "lane": _LANE,
        "payload": {"occurrence_id": occurrence.id, "was": was.as_json() if was else None},
        "dedupe_key": (
            f"moved:{person_id}:{occurrence.id}:{occurrence.version}"
            f":{'off' if occurrence.cancelled_at else 'on'}"
        ),
        "due_at": now,
        "status": OutboxStatus.QUEUED,
    }


def _is_news(found: Happening, was: Was | None, now: datetime) -> bool:
    """A day in the future that somebody could have planned with, the new one or the former."""
    occurrence = found.occurrence
    is_to_come = occurrence.ends_at > now or (
        was is not None and was.last_day >= local_day(now, occurrence.timezone)
    )
    return is_to_come and (occurrence.precision == "day" or was is not None)


def _is_same(occurrence: Occurrence, day: Day, row: PlanRow, timezone: str) -> bool:
    return (
        occurrence.first_day == day.first_day
        and occurrence.last_day == day.last_day
        and occurrence.begin_time == day.time
        and occurrence.end_time == day.time_end
        and occurrence.is_deadline == day.is_deadline
        and occurrence.timezone == zone_of(day, row, timezone)
    )


def _place(occurrence: Occurrence, day: Day, row: PlanRow, timezone: str) -> None:
    zone = zone_of(day, row, timezone)
    occurrence.first_day, occurrence.last_day = day.first_day, day.last_day
    occurrence.begin_time, occurrence.end_time = day.time, day.time_end
    occurrence.timezone, occurrence.precision = zone, day.precision
    occurrence.is_deadline = day.is_deadline
    occurrence.begins_at, occurrence.ends_at = bounds(
        day.first_day, day.last_day, day.time, day.time_end, zone
    )


def zone_of(day: Day, row: PlanRow, timezone: str) -> str:
    """The zone a clock of a row is meant in: set by hand, named in the cell, the place's."""
    return row.timezone or day.tz or timezone
