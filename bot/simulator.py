"""A published plan lived through in a year that takes a minute: the true services, nobody told.

A database of its own, in a folder of its own, with as many schools as asked for; a clock that leaps
from one due moment to the next. Nothing is sent: a message counts as delivered when it is queued.
Whoever gets a reminder answers it, or not, by chance; the seed makes a run repeatable.
"""

import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from bot.container import Container, assemble
from bot.ticking import enqueue_due
from db import schema
from db.database import Database
from db.enums import PartyKind, PlaceKind, PlanStatus, Role
from db.models import OutboxMessage, Plan, PlanRow, Reminder
from roadmap.occurrences import expand
from services.access import SYSTEM, Actor
from services.audience import Party
from services.errors import DomainError
from services.forecast import Forecast
from services.forms.form import Input
from services.row_states import OUT_STATES
from services.terms import Fact, Intention
from services.times import local_day, moment, zone

# When cards and digests come, and who else is to be told of the silent: nobody chose other hours.
_HOURS = (time(9), time(10))
# Before the first day of a plan, so that what comes a week before is seen; after the last one, so
# that what is overdue is.
_BEFORE, _AFTER = timedelta(days=15), timedelta(days=60)
_MORNING = time(7)
_ACCOUNTS = 1_000_000
# Long enough for any form; a form that asks more is a mistake of this file.
_MOST_STEPS = 40


class VirtualClock:
    """A clock that stands until it is moved."""

    def __init__(self, start: datetime) -> None:
        """Stand at an aware moment."""
        self.moment = start

    def now(self) -> datetime:
        """The pretended moment."""
        return self.moment


@dataclass(frozen=True, slots=True)
class Cast:
    """How many schools, who looks after how many, how willing they are to answer."""

    schools: int
    schools_of_municipality: int = 15
    schools_of_curator: int = 3
    # The share of reminders that are answered, 0 to 1.
    answering: float = 0.7
    seed: int = 1


@dataclass(slots=True)
class Year:
    """What a year was like."""

    timezone: str
    people: Counter[Role] = field(default_factory=Counter)
    # Messages by (Monday of the week, role), and by (role, kind of message).
    weeks: dict[tuple[date, Role], int] = field(default_factory=lambda: defaultdict(int))
    kinds: Counter[tuple[Role, str]] = field(default_factory=Counter)
    days: Counter[date] = field(default_factory=Counter)
    # The most messages that one person of a role got in a week.
    fullest: Counter[Role] = field(default_factory=Counter)
    # Reminders that the budget kept back, and from how many people.
    over_budget: Counter[Role] = field(default_factory=Counter)
    silenced: Counter[Role] = field(default_factory=Counter)
    # What became of all reminders.
    fates: Counter[str] = field(default_factory=Counter)
    answers: int = 0
    reports: int = 0

    @property
    def messages(self) -> int:
        """All messages of the year."""
        return sum(self.weeks.values())


@asynccontextmanager
async def stage(default_timezone: str, start: datetime) -> AsyncIterator["Simulator"]:
    """A simulator over an empty database that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="marshrut-year-") as folder:
        database = Database(f"sqlite+aiosqlite:///{Path(folder) / 'year.db'}")
        try:
            await schema.migrate(database)
            yield Simulator(database, default_timezone, VirtualClock(start))
        finally:
            await database.close()


class Simulator:
    """Fills a database with people and lets a plan's year go by."""

    def __init__(self, database: Database, default_timezone: str, clock: VirtualClock) -> None:
        """Take an empty, migrated database."""
        self._database = database
        self._clock = clock
        self._timezone = default_timezone
        self._services: Container = assemble(database, clock, default_timezone)
        self._roles: dict[int, Role] = {}
        self._schools: dict[int, int] = {}
        self._accounts = count(_ACCOUNTS)

    async def settle(self, cast: Cast, place_name: str, kind: PlaceKind, timezone: str) -> None:
        """Make a region or one municipality with its schools and seat everybody."""
        size = cast.schools if kind is PlaceKind.MUNICIPALITY else cast.schools_of_municipality
        region = place_name if kind is PlaceKind.REGION else f"{place_name} 0"
        places = [
            {
                "region": region,
                "municipality": place_name
                if kind is PlaceKind.MUNICIPALITY
                else f"{place_name} {number // size + 1}",
                "school": f"{place_name} {number // size + 1}.{number + 1}",
                "region_timezone": timezone,
            }
            for number in range(cast.schools)
        ]
        await self._services.places.load(places)
        await self._seat(Role.REGIONAL_COORDINATOR, region)
        for name in dict.fromkeys(row["municipality"] for row in places):
            await self._seat(Role.MUNICIPAL_COORDINATOR, name)
            await self._seat(Role.METHODIST, name)
        for number, row in enumerate(places):
            if number % cast.schools_of_curator == 0:
                curator = next(self._accounts)
            await self._seat(Role.CURATOR, row["school"], curator)
            actor = await self._seat(Role.DIRECTOR, row["school"])
            self._schools[actor.id] = actor.seats[0].place_id

    async def _seat(self, role: Role, place: str, account: int | None = None) -> Actor:
        registration = self._services.registration
        token = await registration.invite(role, place)
        account = next(self._accounts) if account is None else account
        joined = await registration.consent(account, name=str(account), locale="ru", payload=token)
        self._roles.setdefault(joined.actor.id, role)
        return joined.actor

    async def read(self, data: bytes, name: str, place_name: str, year: str | None) -> int:
        """Read a document as the plan of a place; return the draft's number."""
        place_id = await self._services.roadmap_import.place_named(place_name)
        preview = await self._services.roadmap_import.read(
            SYSTEM, data, name, place_id=place_id, year=year
        )
        return preview.plan_id

    async def copy(self, plan: Plan, rows: Sequence[PlanRow], place_name: str) -> int:
        """Take over a plan of another database as it stands there; return the draft's number."""
        place_id = await self._services.roadmap_import.place_named(place_name)
        schools = list(self._schools.values())
        async with self._database.write() as store:
            draft = Plan(
                place_id=place_id,
                year=plan.year,
                title=plan.title,
                status=PlanStatus.DRAFT,
                source_name=plan.source_name,
                source=b"",
                skipped=[],
                created_at=self._clock.now(),
            )
            store.plans.add(draft)
            await store.flush()
            for row in rows:
                values = _values_of(row)
                # Which schools they are matters to nobody here: only how many.
                named = min(len(row.school_ids), len(schools))
                store.plans.add(PlanRow(**values, plan_id=draft.id, school_ids=schools[:named]))
            return draft.id

    async def forecast(self, plan_id: int) -> Forecast | None:
        """What the draft is said to bring, reckoned at the beginning of its year."""
        self._clock.moment, _ = await self._span(plan_id)
        return (await self._services.roadmap_import.preview(SYSTEM, plan_id)).forecast

    async def live(
        self, plan_id: int, cast: Cast, on_day: Callable[[date], None] = lambda _day: None
    ) -> Year:
        """Publish the draft and go through its year; return what it was like."""
        begins, ends = await self._span(plan_id)
        self._clock.moment = begins
        await self._services.roadmap_import.publish(SYSTEM, plan_id)
        year = Year(self._timezone, Counter(self._roles.values()))
        chance = random.Random(cast.seed)  # noqa: S311 - a run that can be repeated
        while (now := await self._next(self._clock.now())) < ends:
            if local_day(now, self._timezone) != local_day(self._clock.now(), self._timezone):
                on_day(local_day(now, self._timezone))
            self._clock.moment = now
            is_hour = now.astimezone(zone(self._timezone)).time() in _HOURS
            await enqueue_due(self._services, with_calendar=is_hour)
            for message in await self._deliver(year):
                if chance.random() < cast.answering:
                    await self._answer(message, year)
        await self._count_fates(year)
        return year

    async def _span(self, plan_id: int) -> tuple[datetime, datetime]:
        async with self._database.read() as store:
            rows = await store.plans.rows(plan_id)
        days = [day for row in rows if row.state not in OUT_STATES for day in expand(row.schedule)]
        if not days:
            raise DomainError("plan_without_days")
        first = min(day.first_day for day in days) - _BEFORE
        last = max(day.last_day for day in days) + _AFTER
        return moment(first, _MORNING, self._timezone), moment(last, _MORNING, self._timezone)

    async def _next(self, now: datetime) -> datetime:
        """The next moment at which a reminder is due, or what comes by the calendar."""
        today = local_day(now, self._timezone)
        hours = (
            moment(today + timedelta(days=days), hour, self._timezone)
            for days in (0, 1)
            for hour in _HOURS
        )
        by_calendar = next(hour for hour in hours if hour > now)
        due = await self._services.reminders.next_due()
        if due is None:
            return by_calendar
        return max(min(due, by_calendar), now + timedelta(seconds=1))

    async def _deliver(self, year: Year) -> Sequence[OutboxMessage]:
        now = self._clock.now()
        async with self._database.read() as store:
            if not await store.outbox.is_any_due(now):
                return []
        async with self._database.write() as store:
            delivered = await store.deliveries.take_all(now)
        day = local_day(now, self._timezone)
        for message in delivered:
            role = self._roles[message.person_id]
            year.weeks[_monday(day), role] += 1
            year.kinds[role, str(message.kind)] += 1
            year.days[day] += 1
        return delivered

    async def _answer(self, message: OutboxMessage, year: Year) -> None:
        """What a willing director does about a reminder."""
        school_id = self._schools.get(message.person_id)
        if school_id is None:
            return
        async with self._database.read() as store:
            reminders = await store.deliveries.reminders_in([message.id])
        actor = await self._services.registration.actor_of(message.person_id)
        for reminder in reminders:
            try:
                await self._answer_one(actor, school_id, reminder, year)
            except DomainError:
                # Answered already, or not asked for: as people do, he leaves it.
                continue

    async def _answer_one(
        self, actor: Actor, school_id: int, reminder: Reminder, year: Year
    ) -> None:
        services, party = self._services, Party(PartyKind.SCHOOL, school_id)
        card = await services.calendar.card(actor, reminder.occurrence_id)
        if reminder.stage == "after":
            await services.attendance.state_fact(actor, card.occurrence_id, party, Fact.ATTENDED)
            year.answers += 1
        elif card.attendance_expected and card.when.ends_at > self._clock.now():
            await services.attendance.intend(actor, card.occurrence_id, party, Intention.GOING)
            year.answers += 1
        elif card.takes_reports:
            turn = await services.reports.begin(actor, card.occurrence_id, school_id)
            for _ in range(_MOST_STEPS):
                if turn.draft.is_complete:
                    await services.dialogs.submit(actor, turn.dialog_id)
                    year.reports += 1
                    return
                turn = await services.dialogs.answer(actor, _given(turn.draft))
            raise RuntimeError(f"the form {turn.draft.form.name} does not end")

    async def _count_fates(self, year: Year) -> None:
        weeks: Counter[tuple[int, date]] = Counter()
        async with self._database.read() as store:
            for status, number in (await store.deliveries.fates()).items():
                year.fates[str(status)] = number
            kept_back = await store.deliveries.kept_back()
            moments = await store.deliveries.moments()
        for person_id, number in kept_back.items():
            year.over_budget[self._roles[person_id]] += number
            year.silenced[self._roles[person_id]] += 1
        for person_id, at in moments:
            weeks[person_id, _monday(local_day(at, self._timezone))] += 1
        for (person_id, _week), number in weeks.items():
            role = self._roles[person_id]
            year.fullest[role] = max(year.fullest[role], number)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _values_of(row: PlanRow) -> dict[str, Any]:
    left_out = {"id", "plan_id", "school_ids"}
    return {
        column.key: getattr(row, column.key)
        for column in PlanRow.__table__.columns
        if column.key not in left_out
    }


def _given(draft: Any) -> Input:
    """An answer that any step of any form takes."""
    step = draft.form.step(draft.step)
    choices = step.choices or tuple(draft.options.get(step.name, ()))
    if step.kind == "choice" and choices:
        return Input(choice=choices[0])
    return Input(text="https://example.org/1" if step.kind == "evidence" else "12")
