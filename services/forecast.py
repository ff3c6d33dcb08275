"""How many messages a road map will bring whom, told before it is published.

Reckoned with the promises that publishing would make, for people of the usual habits who never
answer early: what comes is at most so much.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median_high
from typing import Any
from zoneinfo import ZoneInfo

from db.enums import PlaceKind, Role
from db.models import Place, Plan
from db.repositories.plans import Happening
from db.store import Store
from services.access import REPRESENTATIVES, Seat
from services.decency import TOGETHER, WEEKLY_BUDGET, Rhythm, is_pressing, may_come_early
from services.due import is_term
from services.promised_hours import begin_of
from services.promises import foreseen, seats_around
from services.scheduling import drafted
from services.times import zone

# Schools are alike but for those that rows name: of very many, so many are enough.
_SCHOOLS = 60
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder to come, as far as its message is concerned."""

    at: datetime
    is_pressing: bool
    may_come_early: bool


@dataclass(frozen=True, slots=True)
class Burden:
    """What people of one role get: messages in the year and in the fullest week of one of them.

    `kept_back` reminders do not go, from `silenced` people: their week is full.
    """

    role: Role
    people: int
    usual: int
    fullest: int
    fullest_week: date
    kept_back: int
    silenced: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """A plan's year ahead: by role, and by month for one usual director."""

    plan_id: int
    place_name: str
    year: str
    burdens: tuple[Burden, ...]
    months: tuple[tuple[date, int], ...]
    busiest_day: date
    busiest_people: int

    @property
    def director(self) -> Burden | None:
        """What a school's director gets."""
        return next((one for one in self.burdens if one.role is Role.DIRECTOR), None)


async def forecast_of(
    store: Store, plan: Plan, place: Place, timezone: str, now: datetime
) -> Forecast | None:
    """The year of a draft or a published plan from now on; None when nothing is to come."""
    happenings: list[Happening] = []
    rows = await store.plans.rows(plan.id)
    for row in rows:
        for occurrence in drafted(row, timezone):
            # Told apart by it, as stored ones are by their keys.
            occurrence.id = -1 - len(happenings)
            happenings.append(Happening(occurrence, row, plan, place))
    await store.plans.say_who_takes_part((one.row, one.plan, one.place) for one in happenings)
    seats = await _cast(store, place, happenings)
    found = {one.occurrence.id: one for one in happenings}
    by_person: defaultdict[int, list[Due]] = defaultdict(list)
    for promised in foreseen(seats, Rhythm(zone(timezone)), happenings, now):
        by_person[promised["person_id"]].append(_due(promised, found[promised["occurrence_id"]]))
    if not by_person:
        return None
    return _summary(plan, place, by_person, seats, zone(timezone))


async def _cast(
    store: Store, place: Place, happenings: Sequence[Happening]
) -> dict[int, Sequence[Seat]]:
    """The people of a plan: whoever is there, and a director for each school, seated or not."""
    seats: dict[int, Sequence[Seat]] = {}
    for person_id, held in (await seats_around(store, place)).items():
        others = [seat for seat in held if seat.role not in {*REPRESENTATIVES, Role.SUBSCRIBER}]
        if others:
            seats[person_id] = others
    named = {school_id for one in happenings for school_id in one.row.school_ids}
    schools = sorted(
        await store.places.subtree(place.path, PlaceKind.SCHOOL),
        key=lambda school: (school.id not in named, school.id),
    )
    for school in schools[:_SCHOOLS]:
        seats[-school.id] = [
            Seat(Role.DIRECTOR, school.id, school.name, PlaceKind.SCHOOL, school.path)
        ]
    return seats


def _due(promised: Mapping[str, Any], found: Happening) -> Due:
    stage = str(promised["stage"])
    is_urgent = is_pressing(stage, has_term=is_term(found))
    return Due(promised["due_at"], is_urgent, may_come_early(stage, begin_of(found)))


def messages(dues: Iterable[Due], budget: int, zone_: ZoneInfo) -> tuple[list[datetime], int]:
    """The moments of one person's messages, and how many reminders the budget keeps back."""
    waiting = sorted(dues, key=lambda due: due.at)
    spent: Counter[date] = Counter()
    sent, kept_back = [], 0
    while waiting:
        first = waiting[0]
        together = [
            due
            for due in waiting
            if due.at == first.at or (due.may_come_early and due.at - first.at < TOGETHER)
        ]
        waiting = [due for due in waiting if due not in together]
        week = _monday(first.at, zone_)
        if spent[week] < budget or any(due.is_pressing for due in together):
            spent[week] += 1
            sent.append(first.at)
        else:
            kept_back += len(together)
    return sent, kept_back


def _summary(
    plan: Plan,
    place: Place,
    by_person: Mapping[int, Sequence[Due]],
    seats: Mapping[int, Sequence[Seat]],
    zone_: ZoneInfo,
) -> Forecast:
    burdens: list[Burden] = []
    days: Counter[date] = Counter()
    told = {number: messages(dues, WEEKLY_BUDGET, zone_) for number, dues in by_person.items()}
    for sent, _ in told.values():
        days.update({at.astimezone(zone_).date() for at in sent})
    for role in Role:
        own = {number: told[number] for number in told if seats[number][0].role is role}
        if own:
            burdens.append(_burden(role, own, zone_))
    directors = sorted(
        (len(sent), number)
        for number, (sent, _) in told.items()
        if seats[number][0].role is Role.DIRECTOR
    )
    months: Counter[date] = Counter()
    if directors:
        _, usual = directors[len(directors) // 2]
        months.update(at.astimezone(zone_).date().replace(day=1) for at in told[usual][0])
    busiest = max(days, key=lambda day: (days[day], -day.toordinal()))
    return Forecast(
        plan_id=plan.id,
        place_name=place.name,
        year=plan.year or "",
        burdens=tuple(burdens),
        months=tuple(sorted(months.items())),
        busiest_day=busiest,
        busiest_people=days[busiest],
    )


def _burden(
    role: Role, told: Mapping[int, tuple[Sequence[datetime], int]], zone_: ZoneInfo
) -> Burden:
    weeks = [(Counter(_monday(at, zone_) for at in sent)) for sent, _ in told.values()]
    number, week = max(
        ((count, week) for counted in weeks for week, count in counted.items()),
        key=lambda one: (one[0], -one[1].toordinal()),
    )
    return Burden(
        role=role,
        people=len(told),
        usual=median_high(len(sent) for sent, _ in told.values()),
        fullest=number,
        fullest_week=week,
        kept_back=sum(kept for _, kept in told.values()),
        silenced=sum(kept > 0 for _, kept in told.values()),
    )


def _monday(at: datetime, zone_: ZoneInfo) -> date:
    day = at.astimezone(zone_).date()
    return day - timedelta(days=day.weekday())
