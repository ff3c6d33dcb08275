"""A document becomes a draft plan, is looked at, and is published with one tap."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db.database import Database
from db.enums import PlanStatus, RowState
from db.models import Place, Plan, PlanRow
from db.store import Store
from roadmap.model import RoadMap, RoadMapError, Row
from services.access import Action, Actor, internal, needs
from services.audit import of_plan
from services.clock import Clock
from services.compiling import compile_in_child
from services.errors import DomainError, NotFoundError
from services.forecast import Forecast, forecast_of
from services.missing_days import undated_events
from services.names import KnownSchools, clean, search_key
from services.plan_amendment import Amendment, apply_amendment, compare_with_current, keep_verdicts
from services.plan_cautions import PlanWarning, place_elsewhere, warnings_of
from services.promises import promise_for_plan
from services.publication import Published, published
from services.row_states import OPEN_STATES, OUT_STATES
from services.row_terms import precision_of, waits_for_day
from services.scheduling import lay_out
from services.times import inherited_zone

SURE = 0.75
_ONE_YEAR = 4
_YEAR = re.compile(r"20[0-9]{2}(?:/20[0-9]{2})?")


@dataclass(frozen=True, slots=True)
class RowReading:
    """A row as the document says it and as we read it."""

    row_id: int
    number: str
    title: str
    dates_raw: str
    schedule: Mapping[str, Any]
    temporal_role: str
    questions: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row of the document that is no activity: `fate` heading, header, footnote or skipped."""

    text: str
    fate: str
    reason: str


@dataclass(frozen=True, slots=True)
class Preview:
    """A draft plan: what was read, what is doubtful."""

    plan_id: int
    place_name: str
    title: str
    year: str | None
    published: bool
    rows: int
    dated: int
    windows: int
    undated: int
    ongoing: int
    doubtful: tuple[RowReading, ...]
    # How many of them nobody has looked at, apart from those that only want their day later on.
    unchecked: int
    skipped: tuple[SkippedRow, ...]
    amendment: Amendment | None
    warnings: tuple[PlanWarning, ...]
    # Rows that the coordinator said are no events.
    dropped: int
    # Another territory that the heading names, in its words.
    elsewhere: str
    # What it will bring people from now on; None when that is nothing.
    forecast: Forecast | None


class RoadmapImport:
    """Takes documents in; publishes plans."""

    def __init__(self, database: Database, clock: Clock, default_timezone: str) -> None:
        """Take the zone for places that name none."""
        self._database = database
        self._clock = clock
        self._default_timezone = default_timezone

    @needs(Action.IMPORT_PLAN)
    async def read(
        self,
        actor: Actor,
        data: bytes,
        name: str,
        *,
        place_id: int,
        year: str | None = None,
    ) -> Preview:
        """Read a document into a draft plan of a place.

        Raises DomainError with the code of the RoadMapError when it is not a road map.
        """
        await self._require(actor, place_id)
        compiled = await _compile(data, name, year)
        now = self._clock.now()
        async with self._database.effect() as store:
            place = await _place(store, actor, place_id)
            await store.plans.drop_drafts(place.id, actor.person_id)
            plan = Plan(
                place_id=place.id,
                year=str(compiled.year) if compiled.year else None,
                title=clean(compiled.title or compiled.heading or name, 500),
                status=PlanStatus.DRAFT,
                source_name=clean(name, 255),
                source=data,
                skipped=[],
                created_by=actor.person_id,
                created_at=now,
            )
            store.plans.add(plan)
            await store.flush()
            await _fill(store, plan, compiled, place)
            store.intake.audit(now, actor.person_id, "import", **of_plan(plan))
            return await self._previewed(store, plan, place)

    @needs(Action.IMPORT_PLAN)
    async def set_year(self, actor: Actor, plan_id: int, year: str) -> Preview:
        """Read the document of a draft again, for the year that somebody told."""
        if not _YEAR.fullmatch(year):
            raise NotFoundError
        async with self._database.read() as store:
            plan, _ = await _draft(store, actor, plan_id)
            data, name = await store.plans.source(plan.id), plan.source_name
        compiled = await _compile(data, name, year)
        async with self._database.effect() as store:
            plan, place = await _draft(store, actor, plan_id)
            plan.year = year
            await store.plans.drop_rows(plan.id)
            await _fill(store, plan, compiled, place)
            return await self._previewed(store, plan, place)

    @needs(Action.IMPORT_PLAN)
    async def preview(self, actor: Actor, plan_id: int) -> Preview:
        """A draft or a published plan again."""
        async with self._database.read() as store:
            plan, place = await own_plan(store, actor, plan_id)
            return await self._previewed(store, plan, place)

    @needs(Action.IMPORT_PLAN)
    async def publish(self, actor: Actor, plan_id: int) -> Published:
        """Make a draft the plan of its place; days are laid out and reminders promised.

        What is past already is not announced. A draft that amends a published plan changes that
        plan instead. Raises DomainError `year_missing`.
        """
        now = self._clock.now()
        async with self._database.effect() as store:
            plan, place = await own_plan(store, actor, plan_id)
            if plan.year is None:
                raise DomainError("year_missing")
            if plan.status != PlanStatus.DRAFT:
                return await published(
                    store, actor, plan, place, waiting=await self._waiting(store, actor)
                )
            timezone = await plan_zone(store, place, self._default_timezone)
            # Somebody else may have published a map of this year meanwhile: then it is amended.
            current = await store.plans.published_of_year(place.id, plan.year)
            plan.amends_id = current.id if current else None
            if plan.amends_id is not None:
                plan, told = await apply_amendment(store, plan, timezone, (now, actor.person_id))
            else:
                plan.status, plan.published_at, told = PlanStatus.PUBLISHED, now, 0
                for row in await store.plans.rows(plan.id):
                    await lay_out(store, row, timezone, now)
                await promise_for_plan(store, plan.id, now)
            store.intake.audit(now, actor.person_id, "publish", **of_plan(plan))
            await store.flush()
            return await published(
                store, actor, plan, place, told=told, waiting=await self._waiting(store, actor)
            )

    @needs(Action.IMPORT_PLAN)
    async def discard(self, actor: Actor, plan_id: int) -> None:
        """Forget a draft."""
        async with self._database.effect() as store:
            plan, place = await _draft(store, actor, plan_id)
            store.intake.audit(self._clock.now(), actor.person_id, "discard", **of_plan(plan))
            await store.plans.drop_drafts(place.id, plan.created_by)

    @internal
    async def place_named(self, name: str) -> int:
        """The id of a place for the command line.

        Raises DomainError `place_unknown` or `place_ambiguous`.
        """
        async with self._database.read() as store:
            found = await store.places.named(search_key(name))
        if not found:
            raise DomainError("place_unknown", place=name)
        if len(found) > 1:
            raise DomainError("place_ambiguous", place=name)
        return found[0].id

    async def _previewed(self, store: Store, plan: Plan, place: Place) -> Preview:
        forecast, now = None, self._clock.now()
        timezone = await plan_zone(store, place, self._default_timezone)
        if plan.year is not None:
            forecast = await forecast_of(store, plan, place, timezone, now)
        amendment = None
        if plan.amends_id is not None:
            amendment = await compare_with_current(store, plan, (place, timezone), now)
        return await _preview(store, plan, place, forecast, amendment)

    async def _waiting(self, store: Store, actor: Actor) -> int:
        return len(await undated_events(store, actor, self._clock.now()))

    async def _require(self, actor: Actor, place_id: int) -> None:
        async with self._database.read() as store:
            await _place(store, actor, place_id)


async def _compile(data: bytes, name: str, year: str | None) -> RoadMap:
    default_year: int | str | None = year
    if year is not None and len(year) == _ONE_YEAR:
        default_year = int(year)
    try:
        return await compile_in_child(data, filename=name, default_year=default_year)
    except RoadMapError as error:
        raise DomainError(f"document_{error.code}", **error.params) from error


async def _place(store: Store, actor: Actor, place_id: int) -> Place:
    place = await store.places.get(place_id)
    if place is None:
        raise NotFoundError
    actor.require(Action.IMPORT_PLAN, place.path)
    return place


async def own_plan(store: Store, actor: Actor, plan_id: int) -> tuple[Plan, Place]:
    """A plan through the actor's scope; raises NotFoundError."""
    plan = await store.plans.get(plan_id)
    if plan is None:
        raise NotFoundError
    return plan, await _place(store, actor, plan.place_id)


async def plan_zone(store: Store, place: Place, default: str) -> str:
    """The zone of a plan's place, inherited from above."""
    return inherited_zone(list(await store.places.ancestors(place.path)), default)


async def _draft(store: Store, actor: Actor, plan_id: int) -> tuple[Plan, Place]:
    plan, place = await own_plan(store, actor, plan_id)
    if plan.status != PlanStatus.DRAFT:
        raise DomainError("plan_published_already")
    return plan, place


async def _fill(store: Store, plan: Plan, compiled: RoadMap, place: Place) -> None:
    plan.skipped = [row.as_dict() for row in compiled.accounted if row.fate != "imported"]
    schools = KnownSchools(await store.places.school_names(place.path))
    for position, row in enumerate(compiled.rows):
        store.plans.add(_row(plan.id, position, row, schools))
    plan.amends_id = None
    if plan.year is not None:
        current = await store.plans.published_of_year(place.id, plan.year)
        plan.amends_id = current.id if current else None
    await store.flush()
    if plan.amends_id is not None:
        await keep_verdicts(store, plan)


def _row(plan_id: int, position: int, row: Row, schools: KnownSchools) -> PlanRow:
    named = schools.meant(row.schools_named)
    is_doubtful = bool(row.questions) or row.confidence < SURE
    return PlanRow(
        plan_id=plan_id,
        position=position,
        number=row.number[:32],
        row_id=row.row_id,
        section=row.section,
        title=row.title_public,
        dates_raw=row.dates_raw,
        responsible_raw=row.responsible_effective or row.responsible_raw,
        result_raw=row.result_raw,
        indicator_raw=row.indicator_raw,
        level_raw=row.level_raw,
        links=list(row.links),
        link=row.links[0] if row.links else None,
        schedule=dict(row.schedule),
        temporal_role=row.temporal_role,
        kind=row.kind,
        roles=list(row.roles),
        participants=_participants(row),
        attendance_expected=row.attendance_expected,
        report_expected=row.report_expected,
        schools_named=list(row.schools_named),
        school_ids=named,
        confidence=row.confidence,
        questions=[{"code": q.code, "params": dict(q.params)} for q in row.questions],
        state=RowState.DOUBTFUL if is_doubtful else RowState.SURE,
        source={
            "title": row.title_public,
            "schedule": dict(row.schedule),
            "link": row.links[0] if row.links else None,
            "kind": row.kind,
            "roles": list(row.roles),
            "participants": _participants(row),
            "attendance_expected": row.attendance_expected,
            "report_expected": row.report_expected,
        },
    )


def _participants(row: Row) -> list[str]:
    """Whom a row concerns beside its responsible people.

    Organise and participate are often two rows of one event: the second calls the participants,
    so the first must not call them again.
    """
    return [] if row.twin is not None else list(row.participants)


async def _preview(
    store: Store,
    plan: Plan,
    place: Place,
    forecast: Forecast | None,
    amendment: Amendment | None,
) -> Preview:
    kept = await store.plans.rows(plan.id)
    rows = [row for row in kept if row.state not in OUT_STATES]
    precisions = [precision_of(row) for row in rows]
    return Preview(
        plan_id=plan.id,
        place_name=place.name,
        title=plan.title,
        year=plan.year,
        published=plan.status == PlanStatus.PUBLISHED,
        rows=len(rows),
        dated=precisions.count("day"),
        windows=precisions.count("window"),
        undated=precisions.count("none"),
        ongoing=precisions.count("ongoing"),
        doubtful=tuple(_reading(row) for row in rows if row.state in OPEN_STATES),
        unchecked=sum(row.state == RowState.DOUBTFUL and not waits_for_day(row) for row in rows),
        skipped=tuple(
            SkippedRow(str(s["text"]), str(s["fate"]), str(s["reason"])) for s in plan.skipped
        ),
        amendment=amendment,
        warnings=warnings_of(rows),
        dropped=sum(row.state == RowState.DROPPED for row in kept),
        elsewhere=await place_elsewhere(store, plan, place),
        forecast=forecast,
    )


def _reading(row: PlanRow) -> RowReading:
    return RowReading(
        row_id=row.id,
        number=row.number,
        title=row.title,
        dates_raw=row.dates_raw,
        schedule=row.schedule,
        temporal_role=row.temporal_role,
        questions=tuple(row.questions),
    )
