"""What in a map wants a second look before it is published: clashes, and another place's name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from db.enums import PlaceKind
from db.models import Place, Plan, PlanRow
from db.store import Store
from roadmap.conflicts import find_conflicts
from roadmap.territory import Territory, territories


@dataclass(frozen=True, slots=True)
class PlanWarning:
    """Two rows that clash, a review before the end of the work, or a day off."""

    code: str
    day: date | None
    first: str
    second: str


def warnings_of(rows: Sequence[PlanRow]) -> tuple[PlanWarning, ...]:
    """What in the rows of a map cannot well happen as it is written."""
    return tuple(
        PlanWarning(
            code=conflict.code,
            day=conflict.day,
            first=rows[conflict.first_row].number,
            second=rows[conflict.second_row].number if conflict.second_row is not None else "",
        )
        for conflict in find_conflicts(rows)
    )


async def place_elsewhere(store: Store, plan: Plan, place: Place) -> str:
    """The territory that a map's heading names, in its words, when it is not this one; else ""."""
    named = territories(plan.title)
    if not named:
        return ""
    above = [one for one in await store.places.ancestors(place.path) if one.id != place.id]
    known = [*above, place, *await store.places.subtree(place.path, PlaceKind.MUNICIPALITY)]
    for level in (PlaceKind.MUNICIPALITY, PlaceKind.REGION):
        spoken_of = [one for one in named if one.level == level]
        ours = [one for one in known if one.kind == level]
        if spoken_of and ours and not any(_is_ours(one, ours) for one in spoken_of):
            return spoken_of[0].said
    return ""


def _is_ours(territory: Territory, places: Sequence[Place]) -> bool:
    return any(territory.may_be(place.name) for place in places)
