"""Everything that the figures of a plan are counted from, fetched together."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from db.enums import CohortPart, PartyKind, PlaceKind, Role
from db.models import FigureEntry, Place, Plan, PlanRow
from db.repositories.figures import Appointed, HandedIn, Said
from db.repositories.people import SeatRow
from db.repositories.plans import Happening
from db.store import Store
from services.access import Seat
from services.audience import Party, is_for_school
from services.demands import Expected, bodies_of, expected_of, people_around
from services.expectations import OUT, stands
from services.indicators.measures import hangs_on_others, reads_answers

# As many as one condition holds; whoever has more is answered from everything.
_MOST_PATHS = 200
ReportKey = tuple[int, str, int, int]
Entries = Mapping[tuple[int, int, bool], FigureEntry]


@dataclass(frozen=True)
class Ground:
    """A plan with its rows, those whom it concerns, and all that they have said.

    Narrowed to a place or a cohort, it holds only those within.
    """

    plan: Plan
    place: Place
    rows: Sequence[PlanRow]
    happenings: Mapping[int, Sequence[Happening]]
    # All schools below the plan's place; those counted are chosen by row.
    schools: Sequence[Place]
    bodies: Mapping[PlaceKind, Sequence[Place]]
    people: Sequence[tuple[SeatRow, Seat]]
    answers: Mapping[tuple[int, Party], Said]
    # By occurrence, party, and the person it is of, or else the place.
    reports: Mapping[ReportKey, Sequence[HandedIn]]
    curators: Sequence[Appointed]
    entries: Entries
    until: datetime | None
    # Below which place those counted are; None is everybody.
    within: str | tuple[str, ...] | None
    cohort: Collection[int] | None

    @property
    def is_whole(self) -> bool:
        """Whether all of the plan's place is counted."""
        if self.cohort is not None:
            return False
        return self.within is None or self.place.path.startswith(self.within)

    def has_come(self, moment: datetime) -> bool:
        """Whether a moment is not ahead; without an end of the count none is."""
        return self.until is None or moment <= self.until

    def is_within(self, path: str) -> bool:
        """Whether a place is among those counted."""
        return self.within is None or path.startswith(self.within)

    def schools_of(self, row: PlanRow) -> list[Place]:
        """The schools a row speaks of that are counted here."""
        return [
            school
            for school in self._counted_schools
            if is_for_school(row, self.place.path, school.id, school.path)
        ]

    def schools_taking_part(self, row: PlanRow) -> list[Place]:
        """The schools of the plan's year, for a row that speaks of others."""
        return [
            school
            for school in self._counted_schools
            if row.taking_part is None or school.id in row.taking_part
        ]

    def expected(self, row: PlanRow) -> Expected:
        """Everybody from whom a row expects something, within what is counted."""
        found = next(iter(self.happenings.get(row.id, ())), None)
        if found is None:
            return Expected((), ())
        everybody = expected_of(found, self.schools_of(row), self.people, self.bodies)
        return Expected(
            tuple(one for one in everybody.attending if self.is_within(one.path)),
            tuple(one for one in everybody.owed if self.is_within(one.path)),
        )

    @cached_property
    def _counted_schools(self) -> list[Place]:
        return [
            school
            for school in self.schools
            if self.is_within(school.path) and (self.cohort is None or school.id in self.cohort)
        ]


async def survey(
    store: Store,
    plan: Plan,
    *,
    place_path: str | tuple[str, ...] | None = None,
    cohort: int | None = None,
    until: datetime | None = None,
    only: int | None = None,
) -> Ground | None:
    """Fetch it all, in a dozen queries however large the plan is; None without its place.

    `only` one of its rows, where its figures hang on no others.
    """
    place = await store.places.get(plan.place_id)
    if place is None:
        return None
    rows = [row for row in await store.plans.rows(plan.id) if row.state not in OUT]
    if only is not None and not any(hangs_on_others(row) for row in rows if row.id == only):
        rows = [row for row in rows if row.id == only]
    wanted = {row.id for row in rows}
    await store.plans.say_who_takes_part((row, plan, place) for row in rows)
    happenings: defaultdict[int, list[Happening]] = defaultdict(list)
    for found in await store.plans.of_plans([plan.id]):
        if found.row.id in wanted and stands(found):
            happenings[found.row.id].append(found)
    ids = [one.occurrence.id for some in happenings.values() for one in some]
    telling = {row.id for row in rows if reads_answers(row)}
    told = [one.occurrence.id for key in telling for one in happenings.get(key, ())]
    paths = (place_path,) if isinstance(place_path, str) else place_path
    # What others did elsewhere is not even fetched: most people ask about a few schools.
    is_part = paths is not None and not place.path.startswith(paths) and len(paths) <= _MOST_PATHS
    within = paths if is_part else None
    reports: defaultdict[ReportKey, list[HandedIn]] = defaultdict(list)
    for report in await store.figures.reports(ids, within=within, with_answers=told):
        reports[report_key(report)].append(report)
    kinds = (PlaceKind.MUNICIPALITY, PlaceKind.REGION)
    return Ground(
        plan=plan,
        place=place,
        rows=rows,
        happenings=happenings,
        schools=await store.places.subtree(place.path, PlaceKind.SCHOOL),
        bodies={kind: await bodies_of(store, place, kind) for kind in kinds},
        people=await people_around(store, place, (*_BY_THEMSELVES, Role.OWNER)),
        answers={
            (one.occurrence_id, Party(PartyKind(one.party_kind), one.party_id)): one
            for one in await store.figures.answers(ids, within=within)
        },
        reports=reports,
        curators=await store.figures.appointed(Role.CURATOR),
        entries={
            (one.row_id, one.part, one.is_target): one
            for one in await store.figures.entries(row.id for row in rows)
            if until is None or one.added_at <= until
        },
        until=until,
        within=place_path,
        cohort=await _of_cohort(store, place, cohort),
    )


def report_key(report: HandedIn) -> ReportKey:
    """What a report is found by; whoever owes it himself may have moved to another place."""
    place_id = 0 if report.person_id else report.place_id
    return report.occurrence_id, report.by, place_id, report.person_id


_BY_THEMSELVES = (
    Role.REGIONAL_COORDINATOR,
    Role.MUNICIPAL_COORDINATOR,
    Role.CURATOR,
    Role.METHODIST,
)


async def _of_cohort(store: Store, place: Place, year: int | None) -> frozenset[int] | None:
    if year is None:
        return None
    return frozenset(
        one.place_id
        for one in await store.places.cohorts([place.path])
        if one.year == year and one.part == CohortPart.PARTICIPANT
    )
