"""Who is missing: schools without people, people without schools, accounts out of reach."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import aliased

from db.enums import PlaceKind, Role
from db.models import Membership, Person, Place
from db.repositories.base import Repository


class Staffing(Repository):
    """Looks for gaps in subtrees; each answer is a count and one page."""

    async def unmanned(
        self, paths: Sequence[str], roles: Sequence[Role], page: tuple[int, int]
    ) -> tuple[int, list[Place]]:
        """Schools where nobody holds one of the roles, by name; `page` is offset and limit."""
        query = _schools(paths).where(
            ~exists().where(_holds(roles), Membership.place_id == Place.id)
        )
        return await self._page(query, page)

    async def uncovered(
        self, paths: Sequence[str], role: Role, page: tuple[int, int]
    ) -> tuple[int, list[Place]]:
        """Schools without anybody of a role at them or above them, by name."""
        above = aliased(Place)
        covered = (
            exists()
            .where(_holds([role]), Membership.place_id == above.id)
            .where(_is_below(Place.path, above.path))
        )
        return await self._page(_schools(paths).where(~covered), page)

    async def idle(
        self, paths: Sequence[str], role: Role, page: tuple[int, int]
    ) -> tuple[int, list[tuple[Membership, Person, Place]]]:
        """Holders of a role below whose place there is no school."""
        school = aliased(Place)
        has_school = exists().where(
            school.kind == PlaceKind.SCHOOL,
            school.archived_at.is_(None),
            _is_below(school.path, Place.path),
        )
        query = _seats(paths).where(Membership.role == role, ~has_school)
        return await self._page(query, page)

    async def unreachable(
        self, paths: Sequence[str], page: tuple[int, int]
    ) -> tuple[int, list[tuple[Membership, Person, Place]]]:
        """Roles of people whom Telegram refuses to write to, the longest first."""
        query = _seats(paths).where(Person.unreachable_since.is_not(None))
        return await self._page(query.order_by(Person.unreachable_since), page)

    async def _page(self, query: Any, page: tuple[int, int]) -> tuple[int, list[Any]]:
        counted = select(func.count()).select_from(query.order_by(None).subquery())
        total = int((await self.session.execute(counted)).scalar_one())
        offset, limit = page
        rows = (await self.session.execute(query.offset(offset).limit(limit))).all()
        return total, [row[0] if len(row) == 1 else tuple(row) for row in rows]


def _schools(paths: Sequence[str]) -> Select[Any]:
    return (
        select(Place)
        .where(Place.kind == PlaceKind.SCHOOL, Place.archived_at.is_(None), _under(paths))
        .order_by(Place.name, Place.id)
    )


def _seats(paths: Sequence[str]) -> Select[Membership, Person, Place]:
    return (
        select(Membership, Person, Place)
        .join(Person, Person.id == Membership.person_id)
        .join(Place, Place.id == Membership.place_id)
        .where(
            Membership.revoked_at.is_(None),
            Place.archived_at.is_(None),
            Person.withdrawn_at.is_(None),
            _under(paths),
        )
        .order_by(Place.name, Person.id)
    )


def _holds(roles: Sequence[Role]) -> ColumnElement[bool]:
    """A living membership of somebody who is still with us."""
    with_us = select(Person.id).where(Person.withdrawn_at.is_(None), Person.forgotten_at.is_(None))
    return (
        Membership.role.in_(list(roles))
        & Membership.revoked_at.is_(None)
        & Membership.person_id.in_(with_us)
    )


def _under(paths: Sequence[str]) -> ColumnElement[bool]:
    return or_(*(Place.path.startswith(path, autoescape=True) for path in paths))


def _is_below(path: Any, above: Any) -> ColumnElement[bool]:
    """Whether one path («/1/4/9/») begins with another («/1/4/»)."""
    result: ColumnElement[bool] = func.substr(path, 1, func.length(above)) == above
    return result
