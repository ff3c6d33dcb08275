"""The tree of places for people: choosing one's school, step by step or by its name."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from db.database import Database
from db.enums import PlaceKind
from db.models import Place
from db.repositories.paths import ids_of
from db.repositories.places import Node
from db.store import Store
from services.access import SYSTEM, Action, Actor, internal, needs
from services.place_loading import Loaded, PlaceLoading
from services.place_search import Named, PlaceIndex

_FOUND_LIMIT = 8


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


class Places:
    """Reads the tree for people."""

    def __init__(self, database: Database, loading: PlaceLoading) -> None:
        """Take where the tree is kept, and who makes it grow."""
        self._database = database
        self._loading = loading
        self._index = PlaceIndex(())
        self._paths: dict[int, str] = {}
        self._version: datetime | None = None
        self._building = asyncio.Lock()

    @needs(Action.CHOOSE_PLACE)
    async def level(self, actor: Actor, place_id: int | None) -> Level:
        """The places right below one; a single region is entered at once."""
        async with self._database.read() as store:
            here = await store.places.get(place_id) if place_id is not None else None
            here = None if here is not None and here.archived_at is not None else here
            below = await listed_below(store, here)
            if here is None and len(below) == 1:
                here, below = below[0], await listed_below(store, below[0])
            roots = await store.places.children(None)
            is_top = here is None or (here.parent_id is None and len(roots) == 1)
            return Level(
                here=item_of(here, []) if here else None,
                parent_id=None if is_top or here is None else (here.parent_id or 0),
                below=tuple(item_of(place, []) for place in below),
            )

    @needs(Action.CHOOSE_PLACE)
    async def search(self, actor: Actor, text: str) -> list[PlaceItem]:
        """Schools and municipalities that a typed name can mean, the best first."""
        return await self._search(text)

    async def _search(self, text: str) -> list[PlaceItem]:
        async with self._database.read() as store:
            version = await store.places.version()
            if version == self._version:
                return await self._items(store, text)
        await self._rebuild()
        async with self._database.read() as store:
            return await self._items(store, text)

    async def _rebuild(self) -> None:
        """Learn the names anew; who comes meanwhile waits instead of doing the same."""
        async with self._building:
            async with self._database.read() as store:
                version = await store.places.version()
                if version == self._version:
                    return
                nodes = await store.places.nodes(["/"])
                aliases = await store.places.aliases(["/"])
            self._index = await asyncio.to_thread(_index_of, nodes, aliases)
            self._paths = {node.id: node.path for node in nodes}
            self._version = version

    async def _items(self, store: Store, text: str) -> list[PlaceItem]:
        """Found places with what is above them, in one query."""
        ids = self._index.find(text, _FOUND_LIMIT)
        ways = {place_id: ids_of(self._paths[place_id]) for place_id in ids}
        found = await store.places.many(i for way in ways.values() for i in way) if ids else {}
        return [
            item_of(found[i], [found[a] for a in way if a in found])
            for i, way in ways.items()
            if i in found and found[i].archived_at is None
        ]

    @internal
    async def load(self, rows: Sequence[Mapping[str, str]]) -> Loaded:
        """Grow the tree from rows keyed by column; all or none, the first problem is raised."""
        return await self._loading.load(SYSTEM, rows)


def _index_of(nodes: Sequence[Node], aliases: Sequence[tuple[int, str]]) -> PlaceIndex:
    names: dict[int, list[str]] = {}
    for place_id, name in aliases:
        names.setdefault(place_id, []).append(name)
    by_id = {node.id: node for node in nodes}
    return PlaceIndex(
        Named(
            node.id,
            node.name,
            # Other names that were kept before they were rows are folded words beside the name's.
            (*names.get(node.id, ()), node.keywords),
            " ".join(
                by_id[above].name
                for above in ids_of(node.path)[:-1]
                if above in by_id and by_id[above].kind is PlaceKind.MUNICIPALITY
            ),
        )
        for node in nodes
        if not node.archived and node.kind is not PlaceKind.REGION
    )


async def listed_below(store: Store, here: Place | None) -> list[Place]:
    """What a place is chosen from below another, or at the top."""
    if here is not None and here.kind == PlaceKind.MUNICIPALITY:
        # Branches, and schools that came with a merged municipality, are listed beside the others.
        return list(await store.places.subtree(here.path, PlaceKind.SCHOOL))
    return list(await store.places.children(here.id if here else None))


def item_of(place: Place, way_down: Sequence[Place]) -> PlaceItem:
    """A place with the names of what it lies in; a territory that is no more is not named."""
    above = [p.name for p in reversed(way_down) if p.id != place.id and p.archived_at is None]
    return PlaceItem(place.id, PlaceKind(place.kind), place.name, ", ".join(above))
