"""Who is missing: schools without people, people without schools, accounts out of reach."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from db.enums import PlaceKind, Role
from db.models import Membership, Person, Place
from db.repositories.base import Repository
from db.repositories.paths import ids_of, pieces, under

_Seats = list[tuple[Membership, Person, Place]]


class Staffing(Repository):
    """Looks for gaps in subtrees; each answer is a count and one page.

    What depends on places above or below is decided here and not by the database: it would
    compare every school with every holder, which takes seconds where there are thousands.
    """

    async def unmanned(
        self, paths: Sequence[str], roles: Sequence[Role], page: tuple[int, int]
    ) -> tuple[int, list[Place]]:
        """Schools where nobody holds one of the roles, by name; `page` is offset and limit.

        For a branch without people those of its head school answer: it lacks nobody.
        """
        query = self._schools(select(Place), paths).where(_lacks(roles))
        counted = select(func.count()).select_from(query.order_by(None).subquery())
        total = int((await self.session.execute(counted)).scalar_one())
        offset, limit = page
        return total, list(await self.session.scalars(query.offset(offset).limit(limit)))

    async def unmanned_among(
        self, school_ids: Iterable[int], roles: Sequence[Role], *, reachable: bool = False
    ) -> set[int]:
        """Those of some schools where nobody holds one of the roles.

        With `reachable` also those where everybody who does has blocked the bot.
        """
        found: set[int] = set()
        for some in pieces(school_ids):
            query = select(Place.id).where(Place.id.in_(some), _lacks(roles, reachable=reachable))
            found.update(await self.session.scalars(query))
        return found

    async def uncovered(
        self, paths: Sequence[str], role: Role, page: tuple[int, int]
    ) -> tuple[int, list[Place]]:
        """Schools without anybody of a role at them or above them, by name."""
        above = {id_ for path in paths for id_ in ids_of(path)}
        holders = (
            select(Membership.place_id)
            .join(Place, Place.id == Membership.place_id)
            .where(_holds([role]), or_(Place.id.in_(above), under(self.session, paths)))
        )
        covering = set(await self.session.scalars(holders))
        schools = self._schools(select(Place.id, Place.path), paths)
        bare = [
            id_
            for id_, path in await self.session.execute(schools)
            if covering.isdisjoint(ids_of(path))
        ]
        shown = _cut(bare, page)
        places = await self.session.scalars(select(Place).where(Place.id.in_(shown)))
        by_id = {place.id: place for place in places}
        return len(bare), [by_id[id_] for id_ in shown]

    async def idle(
        self, paths: Sequence[str], role: Role, page: tuple[int, int]
    ) -> tuple[int, _Seats]:
        """Holders of a role below whose place there is no school."""
        schools = self._schools(select(Place.path), paths).order_by(None)
        busy = {id_ for path in await self.session.scalars(schools) for id_ in ids_of(path)}
        seats = self._seats(select(Membership.id, Place.id), paths).where(Membership.role == role)
        idle = [
            id_
            for id_, place_id in await self.session.execute(seats.order_by(*_BY_NAME))
            if place_id not in busy
        ]
        shown = select(Membership, Person, Place).where(Membership.id.in_(_cut(idle, page)))
        rows = await self.session.execute(_joined(shown).order_by(*_BY_NAME))
        return len(idle), [(held, person, place) for held, person, place in rows]

    async def unreachable(self, paths: Sequence[str], page: tuple[int, int]) -> tuple[int, _Seats]:
        """Roles of people whom Telegram refuses to write to, the longest first."""
        query = self._seats(select(Membership.id), paths).where(
            Person.unreachable_since.is_not(None)
        )
        ordered = query.order_by(Person.unreachable_since, Person.id, Membership.id)
        found = list(await self.session.scalars(ordered))
        shown = _cut(found, page)
        rows = await self.session.execute(
            _joined(select(Membership, Person, Place).where(Membership.id.in_(shown)))
        )
        by_id = {held.id: (held, person, place) for held, person, place in rows}
        return len(found), [by_id[id_] for id_ in shown]

    def _schools(self, query: Select[*tuple[Any, ...]], paths: Sequence[str]) -> Any:
        return query.where(
            Place.kind == PlaceKind.SCHOOL,
            Place.archived_at.is_(None),
            under(self.session, paths),
        ).order_by(Place.name, Place.id)

    def _seats(self, query: Select[*tuple[Any, ...]], paths: Sequence[str]) -> Any:
        return _joined(query).where(
            Membership.revoked_at.is_(None),
            Place.archived_at.is_(None),
            Person.withdrawn_at.is_(None),
            under(self.session, paths),
        )


_BY_NAME = (Place.name, Person.id, Membership.id)


def _joined(query: Select[*tuple[Any, ...]]) -> Any:
    return (
        query.select_from(Place)
        .join(Membership, Membership.place_id == Place.id)
        .join(Person, Person.id == Membership.person_id)
    )


def _lacks(roles: Sequence[Role], *, reachable: bool = False) -> ColumnElement[bool]:
    """A place without holders of the roles, at itself or at its head school."""
    holds = _holds(roles, reachable=reachable)
    held = exists().where(Membership.place_id == Place.id, holds).correlate(Place)
    above = exists().where(Membership.place_id == Place.parent_id, holds).correlate(Place)
    return ~held & ~above


def _holds(roles: Sequence[Role], *, reachable: bool = False) -> ColumnElement[bool]:
    """A living membership of somebody who is still with us; `reachable`: and can be written to."""
    with_us = exists().where(
        Person.id == Membership.person_id,
        Person.withdrawn_at.is_(None),
        Person.forgotten_at.is_(None),
    )
    if reachable:
        with_us = with_us.where(Person.unreachable_since.is_(None))
    return (
        Membership.role.in_(list(roles))
        & Membership.revoked_at.is_(None)
        & with_us.correlate(Membership)
    )


def _cut(ids: Sequence[int], page: tuple[int, int]) -> Sequence[int]:
    offset, limit = page
    return ids[offset : offset + limit]
