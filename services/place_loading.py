"""A table of places becomes the tree: looked at first, then made, in pieces others can wait for.

New places come in pieces of two thousand, each a transaction of its own, parents first; whatever
changes places that people live with comes last, in one transaction with all that follows from it.
After a crash half-way the same table brings the rest.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from db.database import Database
from db.enums import CohortPart
from db.models import Place
from db.repositories.paths import ids_of
from db.repositories.places import Node
from db.repositories.plans import first_year
from db.store import Store
from services.access import Action, Actor, needs
from services.clock import Clock
from services.errors import DomainError, NotAllowedError
from services.names import search_key
from services.place_diff import compare
from services.place_effects import follow_zones, remind_the_right_ones, reopen, zones_of_plans
from services.place_table import Table, is_table_of_places, read_entries, rows_of
from services.place_years import Ref
from services.tables import read_cells
from services.tree_changes import Diff, Known, NewPlace

_PIECE = 2_000
# Called with how many places are made, and how many there will be.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a table of places brought: rows read, places new in the tree, messages about zones."""

    rows: int
    new: int
    told: int = 0
    # The same table was applied a moment ago: a button was pressed twice.
    is_repeated: bool = False


@dataclass(frozen=True, slots=True)
class _Seen:
    diff: Diff
    nodes: Mapping[int, Node]
    version: datetime | None


class PlaceLoading:
    """Compares a table with the tree, and makes the tree what the table says."""

    def __init__(self, database: Database, clock: Clock, default_timezone: str) -> None:
        """Take the zone for places that name none."""
        self._database = database
        self._clock = clock
        self._default_timezone = default_timezone
        # One table at a time: a second would wait for the first anyway, and then be out of date.
        self._turn = asyncio.Lock()
        # What was brought last, by whom and of which changes.
        self._last: tuple[int | None, str, Loaded] | None = None

    @needs(Action.LOAD_PLACES)
    async def preview(self, actor: Actor, data: bytes) -> Diff:
        """What a file would change below the actor's places.

        Raises DomainError `table_unreadable`, `table_columns_missing` or `places_too_many_rows`.
        """
        return (await self._seen(actor, await _table(data))).diff

    @needs(Action.LOAD_PLACES)
    async def apply(
        self,
        actor: Actor,
        data: bytes,
        digest: str,
        progress: Progress | None = None,
        *,
        again: bool = False,
    ) -> Loaded | Diff:
        """Make the changes that were seen; if there are others by now, show those instead.

        `again` shows what came of the same changes when a button is pressed twice.
        """
        table = await _table(data)
        async with self._turn:
            seen = await self._seen(actor, table)
            if seen.diff.digest != digest:
                if again and self._last is not None and self._last[:2] == (actor.person_id, digest):
                    return replace(self._last[2], is_repeated=True)
                return seen.diff
            made = await self._make(actor, seen, progress)
            self._last = actor.person_id, digest, made
            return made

    @needs(Action.LOAD_PLACES)
    async def load(self, actor: Actor, rows: Sequence[Mapping[str, str]]) -> Loaded:
        """Grow the tree from rows keyed by column; all or none, the first problem is raised."""
        table = await asyncio.to_thread(read_entries, rows)
        async with self._turn:
            seen = await self._seen(actor, table)
            for problem in seen.diff.problems:
                raise DomainError(problem.code, row=problem.row, **problem.params)
            return await self._make(actor, seen, None)

    async def _seen(self, actor: Actor, table: Table) -> _Seen:
        scope = actor.scope(Action.LOAD_PLACES)
        async with self._database.read() as store:
            version = await store.places.version()
            nodes = await store.places.nodes(scope)
            aliases = await store.places.aliases(scope)
            cohorts = {
                (found.place_id, found.year): (
                    CohortPart(found.part),
                    found.partner_of_id,
                    found.is_school_year,
                )
                for found in await store.places.cohorts(scope)
            }
            plans = [
                (plan.place_id, plan.year)
                for plan in await store.plans.published_below(scope)
                if plan.year is not None and first_year(plan.year) is not None
            ]
        known = Known(nodes, aliases, cohorts, scope, plans)
        # In a thread: forty thousand names take a second, in which others must be answered.
        diff = await asyncio.to_thread(compare, known, table)
        return _Seen(diff, {node.id: node for node in nodes}, version)

    async def _make(self, actor: Actor, seen: _Seen, progress: Progress | None) -> Loaded:
        diff, version = seen.diff, seen.version
        made: dict[Ref, tuple[int, str]] = {}
        pieces = list(_pieces(diff.new))
        for number, piece in enumerate(pieces):
            if number == len(pieces) - 1 and len(piece) < _PIECE:
                # The last few come with everything else: a small table is one transaction.
                break
            async with self._database.write() as store:
                await _unchanged(store, version)
                await _insert(store, piece, seen.nodes, made)
                version = await store.places.bump(self._clock.now())
            if progress is not None:
                progress(len(made), len(diff.new))
            # Others who wait to write go first.
            await asyncio.sleep(0)
        rest = [one for one in diff.new if one.ref not in made]
        async with self._database.effect() as store:
            await _unchanged(store, version)
            if rest:
                await _insert(store, rest, seen.nodes, made)
            told = await self._change(store, actor, seen, made)
            await store.places.bump(self._clock.now())
        if progress is not None:
            progress(len(made), len(diff.new))
        return Loaded(diff.rows, len(diff.new), told)

    async def _change(
        self, store: Store, actor: Actor, seen: _Seen, made: Mapping[Ref, tuple[int, str]]
    ) -> int:
        """Everything that is not simply new, with what follows from it."""
        diff, now = seen.diff, self._clock.now()

        def id_of(ref: Ref) -> int:
            return made[ref][0] if ref < 0 else ref

        rezoned = [ref for ref, _, _, _ in diff.zones]
        moved = [ref for ref, _ in diff.branches if ref > 0]
        paths = [seen.nodes[ref].path for ref in {*rezoned, *moved}]
        zones = await zones_of_plans(store, paths, self._default_timezone)
        known = await store.places.many([*rezoned, *(ref for ref, _, _ in diff.renamed)])
        for ref, _, name in diff.renamed:
            await rename(store, known[ref], name)
        for ref, _, _, zone in diff.zones:
            known[ref].timezone = zone
        await store.flush()
        again = await store.places.many(ref for ref, _ in diff.reopened)
        if again:
            await reopen(store, list(again.values()), now, by=actor.person_id)
        for ref, head in diff.branches:
            await _hang(store, id_of(ref), id_of(head))
        await store.places.insert_aliases(
            [
                {"place_id": id_of(ref), "name": name, "search_key": search_key(name)[:400]}
                for ref, _, name in diff.aliases
            ]
        )
        await store.places.drop_cohorts(diff.uncohorted)
        await store.places.put_cohorts(
            [
                {
                    "place_id": id_of(ref),
                    "year": year.first,
                    "is_school_year": year.is_school_year,
                    "part": part,
                    "partner_of_id": id_of(other) if other is not None else None,
                }
                for ref, year, part, other in diff.cohorts
            ]
        )
        await store.flush()
        told = await follow_zones(
            store, zones, now, default=self._default_timezone, by=actor.person_id
        )
        if diff.cohorts or diff.uncohorted or diff.branches:
            await remind_the_right_ones(store, _roots(seen, diff, made), now)
        store.intake.audit(
            now,
            actor.person_id,
            "places:table",
            object_kind="place",
            object_id=None,
            place_id=_place_of(actor),
        )
        return told


async def looks_like_places(data: bytes) -> bool:
    """Whether a file has the headings of a table of places; what cannot be read has none."""
    return is_table_of_places(await read_cells(data))


async def _table(data: bytes) -> Table:
    cells = await read_cells(data)
    return await asyncio.to_thread(lambda: read_entries(rows_of(cells)))


async def _unchanged(store: Store, version: datetime | None) -> None:
    if await store.places.version() != version:
        raise DomainError("places_changed_meanwhile")


def _pieces(new: Sequence[NewPlace]) -> Iterator[list[NewPlace]]:
    """New places, parents before children, a bounded number at a time."""
    by_ref = {one.ref: one for one in new}
    depths: dict[Ref, int] = {}

    def depth(one: NewPlace) -> int:
        if one.ref not in depths:
            parent = by_ref.get(one.parent) if one.parent is not None else None
            depths[one.ref] = 1 + depth(parent) if parent is not None else 0
        return depths[one.ref]

    ordered = sorted(new, key=depth)
    for start in range(0, len(ordered), _PIECE):
        yield ordered[start : start + _PIECE]


async def _insert(
    store: Store,
    piece: Sequence[NewPlace],
    nodes: Mapping[int, Node],
    made: dict[Ref, tuple[int, str]],
) -> None:
    rows: list[dict[str, Any]] = []
    own: dict[Ref, tuple[int, str]] = {}
    for place_id, one in enumerate(piece, start=await store.places.next_id()):
        if one.parent is None:
            parent_id, above = None, "/"
        elif one.parent < 0:
            parent_id, above = own.get(one.parent) or made[one.parent]
        else:
            parent_id, above = one.parent, nodes[one.parent].path
        own[one.ref] = place_id, f"{above}{place_id}/"
        key = search_key(one.name)[:400]
        rows.append(
            {
                "id": place_id,
                "parent_id": parent_id,
                "kind": one.kind,
                "name": one.name,
                "search_key": key,
                "keywords": key,
                "timezone": one.timezone,
                "path": own[one.ref][1],
            }
        )
    await store.places.insert_many(rows)
    made |= own


async def rename(store: Store, place: Place, name: str) -> None:
    """Give a place another name; the old one is kept as another name of it."""
    await store.places.insert_aliases(
        [{"place_id": place.id, "name": place.name, "search_key": place.search_key}]
    )
    place.name = name
    place.search_key = place.keywords = search_key(name)[:400]
    await store.flush()


async def _hang(store: Store, place_id: int, head_id: int) -> None:
    place, head = await store.places.get(place_id), await store.places.get(head_id)
    if place is not None and head is not None:
        await store.places.move(place, head)


def _roots(seen: _Seen, diff: Diff, made: Mapping[Ref, tuple[int, str]]) -> set[str]:
    """The municipalities in which somebody's part has changed, as paths."""
    refs = {ref for ref, _ in (*diff.branches, *diff.uncohorted)}
    refs |= {ref for ref, _, _, _ in diff.cohorts}
    paths = (made[ref][1] if ref < 0 else seen.nodes[ref].path for ref in refs)
    return {"/" + "".join(f"{one}/" for one in ids_of(path)[:2]) for path in paths}


def _place_of(actor: Actor) -> int | None:
    """Where the audit keeps it; the operator at the machine works nowhere in particular."""
    seats = actor.seats_for(Action.LOAD_PLACES)
    if not seats:
        raise NotAllowedError
    return seats[0].place_id or None
