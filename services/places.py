"""The tree of places: choosing one's school, and loading the tree from a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db.database import Database
from db.enums import PlaceKind
from db.models import Place
from db.store import Store
from services.clock import Clock
from services.errors import DomainError
from services.names import clean, search_key
from services.times import is_zone

_FOUND_LIMIT = 8
_ALIASES = 500
_LEVELS = (PlaceKind.REGION, PlaceKind.MUNICIPALITY, PlaceKind.SCHOOL)


@dataclass(frozen=True, slots=True)
class PlaceItem:
    """A place to choose; `above` names its parents, the nearest first."""

    id: int
    kind: PlaceKind
    name: str
    above: str


@dataclass(frozen=True, slots=True)
class Level:
    """One screen of choosing: where we are, and what is below."""

    here: PlaceItem | None
    parent_id: int | None
    below: tuple[PlaceItem, ...]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a table of places brought: rows read, and places new in the tree."""

    rows: int
    new: int


class Places:
    """Reads the tree for people; grows it for the operator."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where the tree is kept."""
        self._database = database
        self._clock = clock

    async def level(self, place_id: int | None) -> Level:
        """The places right below one; a single region is entered at once."""
        async with self._database.read() as store:
            here = await store.places.get(place_id) if place_id is not None else None
            below = list(await store.places.children(here.id if here else None))
            if here is None and len(below) == 1:
                here, below = below[0], list(await store.places.children(below[0].id))
            roots = await store.places.children(None)
            is_top = here is None or (here.parent_id is None and len(roots) == 1)
            return Level(
                here=_item(here, []) if here else None,
                parent_id=None if is_top or here is None else (here.parent_id or 0),
                below=tuple(_item(place, []) for place in below),
            )

    async def search(self, text: str) -> list[PlaceItem]:
        """Schools and municipalities whose name holds all typed words, case and yo apart."""
        words = search_key(text).split()
        if not words:
            return []
        async with self._database.read() as store:
            candidates = await store.places.containing(words, limit=200)
            found = [place for place in candidates if place.kind != PlaceKind.REGION]
            found.sort(key=lambda place: (len(place.name), place.name))
            return [
                _item(place, await store.places.ancestors(place.path))
                for place in found[:_FOUND_LIMIT]
            ]

    async def load(self, rows: Sequence[Mapping[str, str]]) -> Loaded:
        """Grow the tree from table rows; all rows or none.

        A row has `region`, `municipality`, `school`, for each an optional `…_timezone` (IANA), and
        optional `aliases` of the school, which the search finds too.
        Raises DomainError `places_row_incomplete` or `places_zone_unknown` with the row's number.
        """
        new = 0
        async with self._database.write() as store:
            for number, row in enumerate(rows, start=2):
                new += await _grow(store, number, row)
            store.intake.audit(
                self._clock.now(), None, "places", object_kind="place", object_id=None
            )
        return Loaded(len(rows), new)


async def _grow(store: Store, number: int, row: Mapping[str, str]) -> int:
    parent: Place | None = None
    new = 0
    missing = False
    for level in _LEVELS:
        name = clean(row.get(level, ""), 200)
        if not name:
            missing = True
            continue
        if missing:
            raise DomainError("places_row_incomplete", row=number)
        timezone = row.get(f"{level}_timezone", "").strip() or None
        if timezone is not None and not is_zone(timezone):
            raise DomainError("places_zone_unknown", row=number, zone=timezone)
        # Other names are those of the row's last place: «Birch school|Birch village».
        aliases = search_key(row.get("aliases", ""))[:_ALIASES] if level is _LEVELS[-1] else ""
        parent, is_new = await store.places.grow(
            parent,
            level,
            name,
            search_key=search_key(name),
            aliases=aliases,
            timezone=timezone,
        )
        new += is_new
    if parent is None:
        raise DomainError("places_row_incomplete", row=number)
    return new


def _item(place: Place, way_down: Sequence[Place]) -> PlaceItem:
    above = [p.name for p in reversed(way_down) if p.id != place.id]
    return PlaceItem(place.id, PlaceKind(place.kind), place.name, ", ".join(above))
