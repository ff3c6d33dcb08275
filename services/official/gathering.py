"""Reads what a paper about a road map tells; the figures are those of `services.indicators`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from db.enums import PlaceKind
from db.models import Place, Plan, PlanRow
from db.repositories.plans import Happening
from db.store import Store
from roadmap.columns import read_header
from roadmap.model import Cell
from services.errors import NotFoundError
from services.expectations import OUT, has_term
from services.indicators import Figure, Named, Shape, figures_of
from services.indicators.figure import HUNDRED
from services.official.facts import Area, Column, Day, PlanFacts, RowFacts, Term, in_order
from services.official.order import Order
from services.times import moment


async def gather(store: Store, order: Order, columns: Sequence[str]) -> PlanFacts:
    """Everything of a plan at the order's place, up to its moment.

    `columns` are the headings of the document; raises NotFoundError when the plan is gone.
    """
    plan = await store.plans.get(order.plan_id or 0)
    place = await store.places.get(order.place_id)
    if plan is None or place is None:
        raise NotFoundError
    happenings = await store.plans.of_plans([plan.id])
    since, until = _period(order, happenings)
    figures = await _figures(store, plan, place, order)
    days, terms = _days(happenings), _terms(happenings)
    rows = [
        replace(
            _row(row, days.get(row.id, []), figures.get(row.id, []), order, (since, until)),
            terms=tuple(terms[row.id]),
        )
        for row in await store.plans.rows(plan.id)
        if row.state not in OUT
    ]
    is_narrow = order.since is not None
    schools = await _schools(store, place, happenings)
    areas, by_municipality = await _areas(store, place, schools)
    person = await store.people.get(order.person_id)
    return PlanFacts(
        place_name=place.name,
        place_path=place.path,
        plan_title=plan.title,
        year=plan.year or "",
        columns=known_columns(columns),
        rows=tuple(row for row in rows if not is_narrow or row.days or not row.has_days),
        areas=areas,
        by_municipality=by_municipality,
        schools=tuple(Area(one.name, one.path, 1) for one in schools),
        since=since,
        until=until,
        as_of=order.as_of,
        timezone=order.timezone,
        author_name=person.name if person is not None else "",
        author_role=await role_of(store, order, place),
    )


def known_columns(titles: Sequence[str]) -> tuple[Column, ...]:
    """What stands in each column of a document."""
    found = read_header([Cell(title) for title in titles])
    if found is None:
        return ()
    roles = {place: role for role, place in found.places.items()}
    return tuple(
        Column(" ".join(title.split()), _shown(roles.get(at, "")))
        for at, title in enumerate(titles)
    )


def _shown(role: str) -> str:
    """What was written about fulfilment by hand gives way to what is known; sections are rows."""
    return "" if role in {"done", "section"} else role


async def role_of(store: Store, order: Order, place: Place) -> str:
    """As what somebody signs a paper of a place: his role nearest above it."""
    best = ""
    depth = -1
    for seat in await store.people.seats(order.person_id):
        if place.path.startswith(seat.place.path) and len(seat.place.path) > depth:
            best, depth = str(seat.role), len(seat.place.path)
    return best


def _period(order: Order, happenings: Sequence[Happening]) -> tuple[date, date]:
    until = order.until or order.as_of.date()
    if order.since is not None:
        return order.since, until
    first = min((one.occurrence.first_day for one in happenings), default=until)
    return min(first, until), until


async def _figures(store: Store, plan: Plan, place: Place, order: Order) -> dict[int, list[Figure]]:
    found: defaultdict[int, list[Figure]] = defaultdict(list)
    until = end_of(order)
    for figure in await figures_of(store, plan, place_path=place.path, until=until):
        found[figure.row_id].append(within(figure, order))
    return found


def end_of(order: Order) -> datetime:
    """Up to when things count: the end of the period, but not what came after the order."""
    if order.until is None:
        return order.as_of
    return min(order.as_of, moment(order.until + timedelta(days=1), time(), order.timezone))


def within(figure: Figure, order: Order) -> Figure:
    """A figure of the period only, where each happening counts for itself."""
    if order.since is None or figure.is_manual or not figure.of:
        return figure
    if not all(one.occurrence_id and one.due_at for one in figure.of):
        return figure
    since = moment(order.since, time(), order.timezone)
    of = tuple(one for one in figure.of if _is_after(one, since))
    done = tuple(one for one in figure.done if _is_after(one, since))
    if figure.shape not in {Shape.SHARE, Shape.EVERYONE}:
        return figure
    value = HUNDRED * len(done) / len(of) if of else None
    return replace(figure, of=of, done=done, value=value, counted_value=value)


def _is_after(one: Named, since: datetime) -> bool:
    return one.due_at is not None and one.due_at >= since


def _days(happenings: Sequence[Happening]) -> dict[int, list[Day]]:
    found: defaultdict[int, list[Day]] = defaultdict(list)
    for one in happenings:
        occurrence = one.occurrence
        found[one.row.id].append(
            Day(
                occurrence.first_day,
                occurrence.last_day,
                occurrence.begins_at,
                occurrence.ends_at,
                occurrence.precision == "day" and not has_term(one),
            )
        )
    return found


def _terms(happenings: Sequence[Happening]) -> defaultdict[int, list[Term]]:
    """Of rows whose term was set by hand, or that the document gives none: when they are."""
    found: defaultdict[int, list[Term]] = defaultdict(list)
    for one in happenings:
        row, at = one.row, one.occurrence
        if row.dates_raw.strip() and row.schedule == (row.source or {}).get("schedule"):
            continue
        term = Term(at.first_day, at.last_day, at.begin_time, at.timezone, at.begins_at)
        found[row.id].append(term)
    return found


def _row(
    row: PlanRow,
    days: Sequence[Day],
    figures: Sequence[Figure],
    order: Order,
    period: tuple[date, date],
) -> RowFacts:
    since, until = period
    return RowFacts(
        row_id=row.id,
        number=row.number,
        section=row.section,
        title=row.title,
        source_title=str((row.source or {}).get("title") or row.title),
        texts={
            "number": row.number,
            "title": row.title,
            "dates": row.dates_raw,
            "dates_start": row.dates_raw,
            "responsible": row.responsible_raw,
            "result": row.result_raw,
            "indicator": row.indicator_raw,
            "level": row.level_raw,
            "link": "\n".join(row.links),
        },
        days=tuple(one for one in days if one.last >= since and one.first <= until),
        figures=tuple(figures),
        has_days=bool(days),
        now=end_of(order).astimezone(UTC),
    )


async def _schools(store: Store, place: Place, happenings: Sequence[Happening]) -> list[Place]:
    """The schools of the place that take part in the plan's year."""
    schools = list(await store.places.subtree(place.path, PlaceKind.SCHOOL))
    told = next((one.row.taking_part for one in happenings), None)
    return [one for one in schools if told is None or one.id in told]


async def _areas(
    store: Store, place: Place, schools: Sequence[Place]
) -> tuple[tuple[Area, ...], bool]:
    """Municipalities with schools in it, in order of names; schools where there is only one."""
    found = []
    for one in await store.places.subtree(place.path, PlaceKind.MUNICIPALITY):
        count = sum(school.path.startswith(one.path) for school in schools)
        if count:
            found.append(Area(one.name, one.path, count))
    if len(found) > 1:
        return tuple(sorted(found, key=lambda area: in_order(area.name))), True
    alone = (Area(one.name, one.path, 1) for one in schools)
    return tuple(sorted(alone, key=lambda area: in_order(area.name))), False
