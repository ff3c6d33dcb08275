"""The tree of places: children, subtrees, other names, cohorts. What is archived is not listed."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, delete, exists, func, insert, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from db.enums import CohortPart, PlaceKind
from db.models import Cohort, Invite, Marker, Place, PlaceAlias
from db.repositories.base import Repository
from db.repositories.paths import below, ids_of, pieces, under
from db.repositories.years import of_year

_VERSION = "places"
_PAGE = 2_000


@dataclass(frozen=True, slots=True)
class Node:
    """A place without the machinery of an object: forty thousand of them are read at once."""

    id: int
    parent_id: int | None
    kind: PlaceKind
    name: str
    search_key: str
    keywords: str
    timezone: str | None
    path: str
    archived: bool


class Places(Repository):
    """Reads and grows the tree."""

    async def get(self, place_id: int) -> Place | None:
        """One place, or None."""
        return await self.session.get(Place, place_id)

    async def many(self, ids: Iterable[int]) -> dict[int, Place]:
        """Places by id."""
        found: dict[int, Place] = {}
        for some in pieces(ids):
            rows = await self.session.scalars(select(Place).where(Place.id.in_(some)))
            found.update((place.id, place) for place in rows)
        return found

    async def children(self, parent_id: int | None) -> Sequence[Place]:
        """Places right below, by name; the roots for None."""
        condition = Place.parent_id.is_(None) if parent_id is None else Place.parent_id == parent_id
        query = select(Place).where(condition, Place.archived_at.is_(None)).order_by(Place.name)
        return (await self.session.scalars(query)).all()

    async def subtree(self, path: str, kind: PlaceKind | None = None) -> Sequence[Place]:
        """A place and all below it, by name."""
        query = select(Place).where(below(self.session, path), Place.archived_at.is_(None))
        if kind is not None:
            query = query.where(Place.kind == kind)
        return (await self.session.scalars(query.order_by(Place.name))).all()

    async def closed(self, path: str) -> Sequence[Place]:
        """The closed schools of a subtree, by name."""
        query = select(Place).where(
            below(self.session, path),
            Place.kind == PlaceKind.SCHOOL,
            Place.archived_at.is_not(None),
        )
        return (await self.session.scalars(query.order_by(Place.name))).all()

    async def ancestors(self, path: str) -> Sequence[Place]:
        """The place itself and all above it, the root first; archived ones too."""
        ids = ids_of(path)
        found = await self.many(ids)
        return [found[i] for i in ids if i in found]

    async def named(self, search_key: str) -> Sequence[Place]:
        """Places with exactly this search key, as a name or as another name."""
        other = select(PlaceAlias.place_id).where(PlaceAlias.search_key == search_key)
        query = select(Place).where(
            or_(Place.search_key == search_key, Place.id.in_(other)), Place.archived_at.is_(None)
        )
        return (await self.session.scalars(query)).all()

    async def containing(self, fragments: Iterable[str], limit: int) -> Sequence[Place]:
        """Places whose name or another name holds all fragments, short names first."""
        parts = list(fragments)
        other = select(PlaceAlias.place_id).where(
            *(PlaceAlias.search_key.contains(part, autoescape=True) for part in parts)
        )
        own = and_(*(Place.keywords.contains(part, autoescape=True) for part in parts))
        query = (
            select(Place)
            .where(or_(own, Place.id.in_(other)), Place.archived_at.is_(None))
            .order_by(func.length(Place.name), Place.name)
            .limit(limit)
        )
        return (await self.session.scalars(query)).all()

    # -- many at once -----------------------------------------------------------------------

    async def nodes(self, paths: Iterable[str]) -> list[Node]:
        """Everything below the paths and the places above them, archived ones too."""
        given = list(paths)
        above = {one for path in given for one in ids_of(path)}
        query = (
            select(
                Place.id,
                Place.parent_id,
                Place.kind,
                Place.name,
                Place.search_key,
                Place.keywords,
                Place.timezone,
                Place.path,
                Place.archived_at,
            )
            .where(or_(Place.id.in_(above), under(self.session, given)))
            .order_by(Place.id)
        )
        return [
            Node(
                id_, parent, PlaceKind(kind), name, key, keywords, zone, path, archived is not None
            )
            async for id_, parent, kind, name, key, keywords, zone, path, archived in self._paged(
                query, Place.id
            )
        ]

    async def aliases(self, paths: Iterable[str]) -> list[tuple[int, str]]:
        """Place ids below the paths with other names, each pair once."""
        query = (
            select(PlaceAlias.id, PlaceAlias.place_id, PlaceAlias.name)
            .join(Place, Place.id == PlaceAlias.place_id)
            .where(under(self.session, paths))
            .order_by(PlaceAlias.id)
        )
        return [(place_id, name) async for _, place_id, name in self._paged(query, PlaceAlias.id)]

    async def school_names(self, path: str) -> list[tuple[int, str]]:
        """Ids of the schools of a subtree with every name of each."""
        schools = [
            (school.id, school.name) for school in await self.subtree(path, PlaceKind.SCHOOL)
        ]
        living = {place_id for place_id, _ in schools}
        return schools + [pair for pair in await self.aliases([path]) if pair[0] in living]

    async def aliases_of(self, place_id: int) -> list[tuple[int, str]]:
        """Other names of one place, with their ids."""
        query = select(PlaceAlias.id, PlaceAlias.name).where(PlaceAlias.place_id == place_id)
        rows = await self.session.execute(query.order_by(PlaceAlias.id))
        return [(id_, name) for id_, name in rows]

    async def _paged(self, query: Select[*tuple[Any, ...]], id_: Any) -> AsyncIterator[Any]:
        """The rows of a query in order of its first column, a page at a time: others get a word."""
        last = 0
        while True:
            page = (await self.session.execute(query.where(id_ > last).limit(_PAGE))).all()
            for row in page:
                yield row
            if len(page) < _PAGE:
                return
            last = page[-1][0]

    async def cohorts(self, paths: Iterable[str]) -> list[Cohort]:
        """Who takes part when, below the paths."""
        query = (
            select(Cohort)
            .join(Place, Place.id == Cohort.place_id)
            .where(under(self.session, paths))
        )
        return list(await self.session.scalars(query))

    async def next_id(self) -> int:
        """An id above all that are taken; within a write transaction nobody else takes it."""
        return int(await self.session.scalar(select(func.max(Place.id))) or 0) + 1

    async def insert_many(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert places whose ids are chosen already."""
        statement: Any = insert(Place.__table__)  # type: ignore[arg-type]
        await self.session.execute(statement, rows)
        if self.session.get_bind().dialect.name == "postgresql":
            await self.session.execute(
                text(
                    "SELECT setval(pg_get_serial_sequence('place', 'id'),"
                    " (SELECT max(id) FROM place))"
                )
            )

    async def insert_aliases(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Keep other names; those known already stay as they are."""
        for start in range(0, len(rows), _PAGE):
            await self.insert_new(PlaceAlias, rows[start : start + _PAGE])

    async def put_cohorts(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write parts in a year, over what was written for the same school and year."""
        if not rows:
            return
        is_postgres = self.session.get_bind().dialect.name == "postgresql"
        statement: Any = (postgresql if is_postgres else sqlite).insert(Cohort.__table__)
        statement = statement.on_conflict_do_update(
            index_elements=["place_id", "year"],
            set_={
                "is_school_year": statement.excluded.is_school_year,
                "part": statement.excluded.part,
                "partner_of_id": statement.excluded.partner_of_id,
            },
        )
        for start in range(0, len(rows), _PAGE):
            await self.session.execute(statement, rows[start : start + _PAGE])

    async def drop_cohorts(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Take parts away, by school and first year."""
        for place_id, year in pairs:
            await self.session.execute(
                delete(Cohort).where(Cohort.place_id == place_id, Cohort.year == year)
            )

    async def move(self, place: Place, parent: Place) -> None:
        """Hang a place with all below it under another parent."""
        old, new = place.path, f"{parent.path}{place.id}/"
        place.parent_id = parent.id
        await self.session.flush()
        await self.session.execute(
            update(Place)
            .where(below(self.session, old))
            .values(path=new + func.substr(Place.path, len(old) + 1))
            .execution_options(synchronize_session=False)
        )
        for known in list(self.session.identity_map.values()):
            if isinstance(known, Place):
                await self.session.refresh(known)

    async def close_links(self, place_id: int, now: datetime) -> None:
        """Take back the links to a place that is no more."""
        await self.session.execute(
            update(Invite)
            .where(Invite.place_id == place_id, Invite.revoked_at.is_(None))
            .values(revoked_at=now)
        )

    # -- years ------------------------------------------------------------------------------

    async def has_cohort(self, plan_year: str) -> bool:
        """Whether anybody has said anywhere who takes part in the year of a plan."""
        return bool(await self.session.scalar(select(exists().where(of_year(plan_year)))))

    async def participants(self, path: str, plan_year: str) -> frozenset[int] | None:
        """Schools of a subtree that take part in a year; None when nobody has said who does."""
        query = (
            select(Cohort.place_id, Cohort.part)
            .join(Place, Place.id == Cohort.place_id)
            .where(of_year(plan_year), below(self.session, path))
        )
        said = (await self.session.execute(query)).all()
        if not said:
            return None
        return frozenset(id_ for id_, part in said if part == CohortPart.PARTICIPANT)

    # -- what others must notice ------------------------------------------------------------

    async def version(self) -> datetime | None:
        """Changes with every change of the tree, whichever process makes it."""
        return await self.session.scalar(select(Marker.at).where(Marker.key == _VERSION))

    async def bump(self, now: datetime) -> datetime:
        """Say that the tree has changed; later than ever before, even if the clock stands."""
        before = await self.version()
        if before is None:
            self.session.add(Marker(key=_VERSION, at=now))
            await self.session.flush()
            return now
        later = max(now, before + timedelta(microseconds=1))
        await self.session.execute(update(Marker).where(Marker.key == _VERSION).values(at=later))
        return later
