"""Names for the ids that stand in somebody's stored rows: events, places, rows; people by role."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from db.models import PlanRow
from db.store import Store
from services.terms import MuteKind, PartyKind, Role

_PLACES = frozenset({"place_id", "school_id"})
# A number whose meaning another column of its row says: (number, meaning).
_EITHER = (("target_id", "kind"), ("party_id", "party_kind"), ("object_id", "object_kind"))
_PLACE_WORDS = frozenset({str(PartyKind.SCHOOL)})


@dataclass(frozen=True, slots=True)
class StoredNames:
    """What ids are called. Nobody else has a name here, only a role."""

    places: Mapping[int, str] = field(default_factory=dict)
    events: Mapping[int, str] = field(default_factory=dict)
    rows: Mapping[int, str] = field(default_factory=dict)
    # None: they are nobody any more.
    roles: Mapping[int, Role | None] = field(default_factory=dict)


async def stored_names(store: Store, rows: Iterable[Mapping[str, Any]]) -> StoredNames:
    """Look up all that the rows mention."""
    places, events, plan_rows, people = set[int](), set[int](), set[int](), set[int]()
    for name, value in _numbers(rows):
        if name in _PLACES:
            places.add(value)
        elif name == "occurrence_id":
            events.add(value)
        elif name == MuteKind.ROW:
            plan_rows.add(value)
        elif name.endswith("_by"):
            people.add(value)
    happenings = await store.plans.happenings(events)
    seats = await store.people.seats_of(people)
    return StoredNames(
        places=await store.personal.place_names(places),
        events={key: happening.row.title for key, happening in happenings.items()},
        rows=await store.personal.row_titles(plan_rows),
        roles={key: held[0].role if held else None for key, held in seats.items()},
    )


def meaning(row: Mapping[str, Any], name: str) -> str:
    """The column whose ids these are, where the row itself says what a number means."""
    kind = next((str(row.get(kind)) for number, kind in _EITHER if number == name), "")
    if kind == MuteKind.OCCURRENCE:
        return "occurrence_id"
    if kind == PlanRow.__tablename__:
        return str(MuteKind.ROW)
    return "place_id" if kind in _PLACE_WORDS else kind or name


def _numbers(rows: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, int]]:
    """Every number of the rows with its column, also inside what is kept as JSON."""
    for row in rows:
        for name, value in row.items():
            if isinstance(value, int) and not isinstance(value, bool):
                yield meaning(row, name), value
            elif isinstance(value, Mapping):
                yield from _numbers([value])
            elif isinstance(value, list):
                yield from _numbers(one for one in value if isinstance(one, Mapping))
