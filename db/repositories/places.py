"""The tree of places: children, subtree, search."""

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select

from db.enums import PlaceKind
from db.models import Place
from db.repositories.base import Repository


class Places(Repository):
    """Reads and grows the tree."""

    async def get(self, place_id: int) -> Place | None:
        """One place, or None."""
        return await self.session.get(Place, place_id)

    async def many(self, ids: Iterable[int]) -> dict[int, Place]:
        """Places by id."""
        rows = await self.session.scalars(select(Place).where(Place.id.in_(set(ids))))
        return {place.id: place for place in rows}

    async def children(self, parent_id: int | None) -> Sequence[Place]:
        """Places right below, by name; the roots for None."""
        condition = Place.parent_id.is_(None) if parent_id is None else Place.parent_id == parent_id
        return (
            await self.session.scalars(select(Place).where(condition).order_by(Place.name))
        ).all()

    async def subtree(self, path: str, kind: PlaceKind | None = None) -> Sequence[Place]:
        """A place and all below it, by name."""
        query = select(Place).where(Place.path.startswith(path, autoescape=True))
        if kind is not None:
            query = query.where(Place.kind == kind)
        return (await self.session.scalars(query.order_by(Place.name))).all()

    async def ancestors(self, path: str) -> Sequence[Place]:
        """The place itself and all above it, the root first."""
        ids = [int(part) for part in path.strip("/").split("/") if part]
        found = await self.many(ids)
        return [found[i] for i in ids if i in found]

    async def containing(self, fragments: Iterable[str], limit: int) -> Sequence[Place]:
        """Places whose name or another name holds all fragments, short names first."""
        query = (
            select(Place)
            .where(*(Place.keywords.contains(part, autoescape=True) for part in fragments))
            .order_by(func.length(Place.name), Place.name)
            .limit(limit)
        )
        return (await self.session.scalars(query)).all()

    async def named(self, search_key: str) -> Sequence[Place]:
        """Places with exactly this search key."""
        return (
            await self.session.scalars(select(Place).where(Place.search_key == search_key))
        ).all()

    async def grow(
        self,
        parent: Place | None,
        kind: PlaceKind,
        name: str,
        *,
        search_key: str,
        aliases: str = "",
        timezone: str | None,
    ) -> tuple[Place, bool]:
        """Find a child by its key or add it; return it and whether it is new."""
        parent_id = parent.id if parent else None
        same_parent = Place.parent_id.is_(None) if parent is None else Place.parent_id == parent_id
        place = await self.session.scalar(
            select(Place).where(same_parent, Place.kind == kind, Place.search_key == search_key)
        )
        if place is not None:
            if timezone:
                place.timezone = timezone
            if aliases:
                place.keywords = f"{search_key} {aliases}"
            return place, False
        place = Place(
            parent_id=parent_id,
            kind=kind,
            name=name,
            search_key=search_key,
            keywords=f"{search_key} {aliases}".strip(),
            timezone=timezone,
        )
        self.session.add(place)
        await self.session.flush()
        place.path = f"{parent.path if parent else '/'}{place.id}/"
        await self.session.flush()
        return place, True
