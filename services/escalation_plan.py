"""The steps of an escalation as rows: promised when a term has passed, or a third event in a row.

They stand in the table the minute an event is over; sending them is another matter, and whoever
answers meanwhile stops them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from db.enums import EscalationCause, EscalationStatus, PlaceKind
from db.models import Place
from db.repositories.plans import Happening
from db.store import Store
from roadmap.occurrences import is_day_off
from services.answers import Said, said_about
from services.audience import is_for_school
from services.debts import has_spoken
from services.expectations import asks_answer, asks_report, has_term, stands
from services.nudges import zones_of
from services.times import local_day, moment

# On which working day after the term each is told: the school (its own reminder does it), its
# deputy, its curator, its municipality.
STEPS = (1, 3, 5, 8)
# At ten: the day's own reminders come at nine.
HOUR = time(10)
# So many events in a row without a word are silence.
IN_A_ROW = 3
# What ended longer ago concerns nobody any more.
OLDEST = timedelta(days=30)
# How far back the earlier ones of three events in a row may lie.
_REACH = timedelta(days=120)
_BATCH = 50
# How far the past has been looked through, and since when at all.
_LOOKED = "escalation:looked"
_SINCE = "escalation:since"


@dataclass(frozen=True, slots=True)
class _Missed:
    """A school that has not said what an event that is over asked of it."""

    found: Happening
    school: Place
    cause: EscalationCause


async def anything_ended(store: Store, now: datetime) -> bool:
    """Whether events have ended since the last look; true also before the very first one."""
    looked = await store.intake.marker(_LOOKED)
    return looked is None or bool(await store.escalations.ended(looked, now, 1))


async def promise_steps(store: Store, now: datetime, default_zone: str) -> int:
    """Write the steps for events that have ended since the last look; return how many rows.

    The first look only remembers the moment: what ended before it is never escalated.
    """
    looked = await store.intake.marker(_LOOKED)
    if looked is None:
        await store.intake.mark(_LOOKED, now)
        await store.intake.mark(_SINCE, now)
        return 0
    ids = await store.escalations.ended(max(looked, now - OLDEST), now, _BATCH)
    happenings = sorted(
        (await store.plans.happenings(ids)).values(),
        key=lambda one: (one.occurrence.ends_at, one.occurrence.id),
    )
    if not happenings:
        return 0
    await store.intake.touch(_LOOKED, happenings[-1].occurrence.ends_at)
    # The term of an event may have been moved: what was promised about the earlier one is void.
    await store.escalations.forget(ids)
    missed = await _missed(store, happenings, now)
    zones = await zones_of(
        store, list({one.school.id: one.school for one in missed}.values()), default_zone
    )
    rows = [row for one in missed for row in _rows(one, zones[one.school.id], now)]
    await store.escalations.promise(rows)
    return len(rows)


def is_answered(said: Said, found: Happening, school_id: int, cause: str) -> bool:
    """Whether a school has said what keeps others from being told of it."""
    is_deadline = cause == EscalationCause.DEADLINE
    since = found.occurrence.ends_at if is_deadline else None
    return has_spoken(said, found, school_id, since=since)


def working_day_after(day: date, count: int) -> date:
    """The day that is so many working days later, by the production calendar."""
    while count:
        day += timedelta(days=1)
        count -= not is_day_off(day)
    return day


def next_morning(now: datetime, zone_name: str) -> datetime:
    """The hour of the next working day."""
    return moment(working_day_after(local_day(now, zone_name), 1), HOUR, zone_name)


def _rows(missed: _Missed, zone_name: str, now: datetime) -> list[dict[str, Any]]:
    """One row for each level; after a long standstill the days are counted from now."""
    yesterday = local_day(now, zone_name) - timedelta(days=1)
    begin = max(missed.found.occurrence.last_day, yesterday)
    return [
        {
            "school_id": missed.school.id,
            "occurrence_id": missed.found.occurrence.id,
            "cause": missed.cause,
            "level": level,
            "due_at": moment(working_day_after(begin, days), HOUR, zone_name),
            # The school itself is told by its own reminder.
            "status": EscalationStatus.PLANNED if level else EscalationStatus.TOLD,
            "settled_at": None if level else now,
        }
        for level, days in enumerate(STEPS)
    ]


async def _missed(store: Store, happenings: Sequence[Happening], now: datetime) -> list[_Missed]:
    said = await said_about(store, [one.occurrence.id for one in happenings])
    schools: dict[str, Sequence[Place]] = {}
    deadlines: list[_Missed] = []
    silences: list[_Missed] = []
    for found in happenings:
        is_due = asks_report(found) and has_term(found)
        if not (is_due or asks_answer(found)) or not stands(found):
            continue
        path = found.place.path
        if path not in schools:
            schools[path] = await store.places.subtree(path, PlaceKind.SCHOOL)
        cause = EscalationCause.DEADLINE if is_due else EscalationCause.SILENCE
        missed = [
            _Missed(found, school, cause)
            for school in schools[path]
            if is_for_school(found.row, path, school.id, school.path)
            and not is_answered(said, found, school.id, cause)
        ]
        (deadlines if is_due else silences).extend(missed)
    return [*deadlines, *await _in_a_row(store, silences, now)]


async def _in_a_row(store: Store, missed: Sequence[_Missed], now: datetime) -> list[_Missed]:
    """Those that are the third without a word since the school's silence was last told of."""
    if not missed:
        return []
    since = await store.intake.marker(_SINCE) or now
    plan_ids = await store.plans.plan_ids_visible({one.school.path for one in missed}, below=())
    asked = [
        one
        for one in await store.plans.between(plan_ids, max(since, now - _REACH), now)
        if asks_answer(one)
        and since < one.occurrence.ends_at <= now
        and _was_published(one)
        and stands(one)
    ]
    asked.sort(key=lambda one: (one.occurrence.ends_at, one.occurrence.id))
    said = await said_about(store, [one.occurrence.id for one in asked])
    told = await store.escalations.silences(one.school.id for one in missed)
    found: list[_Missed] = []
    for one in missed:
        last = _last(asked, one)
        is_new = not any((one.school.id, event.occurrence.id) in told for event in last)
        if (
            len(last) == IN_A_ROW
            and is_new
            and not any(has_spoken(said, event, one.school.id) for event in last)
        ):
            found.append(one)
            told.add((one.school.id, one.found.occurrence.id))
    return found


def _last(asked: Iterable[Happening], missed: _Missed) -> list[Happening]:
    """The last events that asked a school, up to the one it missed."""
    until = (missed.found.occurrence.ends_at, missed.found.occurrence.id)
    school = missed.school
    own = [
        one
        for one in asked
        if (one.occurrence.ends_at, one.occurrence.id) <= until
        and is_for_school(one.row, one.place.path, school.id, school.path)
    ]
    return own[-IN_A_ROW:]


def _was_published(found: Happening) -> bool:
    published = found.plan.published_at
    return published is not None and published < found.occurrence.ends_at
