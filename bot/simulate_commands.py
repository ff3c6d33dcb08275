"""`python -m bot simulate`: a plan's whole year on a virtual clock, and what it asks of people."""

import argparse
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from bot.container import Container
from bot.simulator import Cast, Year, stage
from db.database import Database
from db.enums import PlaceKind, Role
from db.models import Place, Plan, PlanRow
from db.store import Store
from keyboards.words import ROLES
from locales import Translator
from services.clock import SystemClock
from services.errors import DomainError
from services.times import inherited_zone

_BAR = 40
# Where the place has none yet and nobody said how many.
_SCHOOLS = 30
_WEEK = timedelta(days=7)


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of `simulate`."""
    parser.add_argument("file", type=Path, nargs="?", help="a road map; without: a published one")
    parser.add_argument("--place", required=True, help="name of the region or municipality")
    parser.add_argument("--year", help="2027 or 2026/2027; without: the newest published one")
    parser.add_argument("--schools", type=int, help="how many schools (as many as there are)")
    parser.add_argument(
        "--answering", type=float, default=0.7, help="share of reminders answered, 0 to 1"
    )
    parser.add_argument("--seed", type=int, default=1, help="another one: other people answer")


def complaint(options: argparse.Namespace) -> str:
    """What is wrong with the options; empty when they are right."""
    if options.schools is not None and not 1 <= options.schools <= 5000:
        return "--schools: from 1 to 5000."
    if not 0 <= options.answering <= 1:
        return "--answering: from 0 (nobody answers) to 1 (everybody at once)."
    return ""


async def simulate(
    container: Container,
    database: Database,
    t: Translator,
    options: argparse.Namespace,
    data: bytes | None,
) -> bool:
    """Live through the year and print it; the database itself is only read."""
    place_id = await container.roadmap_import.place_named(options.place)
    async with database.read() as store:
        way = await _way(store, place_id)
        place = way[-1]
        schools = await store.places.subtree(place.path, PlaceKind.SCHOOL)
        published = None if data is not None else await _published(store, place, options.year)
    timezone = inherited_zone(way, container.registration.default_timezone)
    cast = Cast(
        schools=options.schools or len(schools) or _SCHOOLS,
        answering=options.answering,
        seed=options.seed,
    )
    kind = PlaceKind.REGION if place.kind == PlaceKind.REGION else PlaceKind.MUNICIPALITY
    async with stage(timezone, SystemClock().now()) as simulator:
        await simulator.settle(cast, place.name, kind, timezone)
        if published is not None:
            draft = await simulator.copy(*published, place.name)
        else:
            draft = await simulator.read(data or b"", options.file.name, place.name, options.year)
        year = await simulator.live(draft, cast, _progress)
    for line in told(t, year, cast):
        print(line)
    return True


async def _way(store: Store, place_id: int) -> list[Place]:
    place = await store.places.get(place_id)
    return list(await store.places.ancestors(place.path)) if place is not None else []


async def _published(
    store: Store, place: Place, year: str | None
) -> tuple[Plan, Sequence[PlanRow]]:
    for plan in await store.plans.published_below([place.path]):
        if plan.place_id == place.id and year in {None, plan.year}:
            return plan, await store.plans.rows(plan.id)
    raise DomainError("no_published_plan", place=place.name)


def _progress(day: date) -> None:
    if sys.stderr.isatty():
        print(f"\r{day.isoformat()}", end="", file=sys.stderr, flush=True)


def told(t: Translator, year: Year, cast: Cast) -> list[str]:
    """The year as lines: weeks, kinds, the busiest day, whom the budget kept messages from."""
    roles = [role for role in Role if year.people[role]]
    lines = [
        t.many("{n} school", "{n} schools", cast.schools)
        + ", "
        + t.many("{n} message in the year", "{n} messages in the year", year.messages),
        "",
        t("Messages a week, by role (a person's fullest week in brackets):"),
        *_table(t, year, roles),
        "",
    ]
    for role in roles:
        kinds = sorted((k, n) for (r, k), n in year.kinds.items() if r is role)
        said = ", ".join(f"{kind}: {number}" for kind, number in kinds) or "–"
        lines.append(f"{t(ROLES[role])} ({year.people[role]}, {year.fullest[role]}): {said}")
    lines += ["", *_highlights(t, year), ""]
    fates = ", ".join(f"{fate}: {number}" for fate, number in sorted(year.fates.items()))
    lines.append(t("Reminders: {fates}", fates=fates))
    lines.append(
        t("Answers: {answers}, reports: {reports}", answers=year.answers, reports=year.reports)
    )
    return lines


def _table(t: Translator, year: Year, roles: list[Role]) -> list[str]:
    weeks = sorted({week for week, _role in year.weeks})
    if not weeks:
        return [t("No messages.")]
    most = max(sum(year.weeks.get((week, role), 0) for role in roles) for week in weeks)
    lines, week = [], weeks[0]
    while week <= weeks[-1]:
        numbers = [year.weeks.get((week, role), 0) for role in roles]
        each = "  ".join(f"{number:>6}" for number in numbers)
        bar = "#" * round(_BAR * sum(numbers) / most)
        lines.append(f"{week.isoformat()}  {each}  {bar}")
        week += _WEEK
    heads = "  ".join(f"{number!s:>6}" for number in range(1, len(roles) + 1))
    legend = ", ".join(f"{n} {t(ROLES[role])}" for n, role in enumerate(roles, 1))
    return [f"{'':10}  {heads}   {legend}", *lines]


def _highlights(t: Translator, year: Year) -> list[str]:
    lines = []
    if year.days:
        day, number = year.days.most_common(1)[0]
        messages = t.many("{n} message", "{n} messages", number)
        lines.append(t("The busiest day: {day}, {messages}", day=t.day(day), messages=messages))
    if not year.silenced:
        lines.append(t("The weekly budget keeps nothing back."))
    for role, people in year.silenced.items():
        lines.append(
            t(
                "The weekly budget keeps back {n} reminders, from {people} people: {role}",
                n=year.over_budget[role],
                people=people,
                role=t(ROLES[role]),
            )
        )
    return lines
