"""What becomes of a road map when a table says who takes part in its year.

Without a word about a year all schools are expected. The first school that is named takes all
others of the map out, which nobody sees who fills in one row: so it is told before.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from db.enums import CohortPart
from db.repositories.years import counts_for
from services.place_table import Year

# An id of a place, or the number of a new one counted down from -1.
Ref = int
# By place and first year.
Parts = Mapping[tuple[Ref, int], tuple[CohortPart, Year]]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Of how many schools of a place only so many are expected in a year; all again if equal."""

    place_name: str
    year: str
    kept: int
    of: int


@dataclass(frozen=True, slots=True)
class School:
    """Where a school is: itself with all above it, the territory it is listed under."""

    above: tuple[Ref, ...]
    home: Ref | None
    is_open: bool


def narrowed(
    schools: Mapping[Ref, School], before: Parts, after: Parts, plans: Collection[tuple[Ref, str]]
) -> Iterator[tuple[Ref, str, int, int]]:
    """The maps whose year becomes known, or unknown again: place, year, how many of how many.

    A municipality that has no map of the year yet is told of as well: it will have one.
    """
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    concerned = {place for ref, _ in changed if ref in schools for place in schools[ref].above}
    pairs = {(place, year) for place, year in plans if place in concerned}
    for ref, first in changed:
        home = schools[ref].home if ref in schools else None
        _, year = after.get((ref, first)) or before[ref, first]
        if home is not None and not any(
            place == home and _counts(year, of_plan) for place, of_plan in pairs
        ):
            pairs.add((home, str(year)))
    for place, year_of_plan in sorted(pairs):
        was = _said(schools, before, place, year_of_plan)
        now = _said(schools, after, place, year_of_plan)
        everybody = sum(one.is_open and place in one.above for one in schools.values())
        if was and not now:
            yield place, year_of_plan, everybody, everybody
        elif now and not was:
            kept = sum(CohortPart.PARTICIPANT in now[ref] for ref in now if schools[ref].is_open)
            if kept < everybody:
                yield place, year_of_plan, kept, everybody


def _said(
    schools: Mapping[Ref, School], parts: Parts, place: Ref, year: str
) -> dict[Ref, set[CohortPart]]:
    """What is known of the schools of a place in the year of a plan."""
    said: dict[Ref, set[CohortPart]] = {}
    for (ref, _), (part, one) in parts.items():
        if ref in schools and place in schools[ref].above and _counts(one, year):
            said.setdefault(ref, set()).add(part)
    return said


def _counts(year: Year, plan_year: str) -> bool:
    return counts_for(year.first, plan_year, is_school_year=year.is_school_year)
