"""Who is acting: asked at every tap, so answered by one statement and in plain rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from db.enums import PlaceKind, Role
from db.models import Membership, Person, Place
from db.repositories.base import Repository
from db.repositories.people import SPEAKERS, unrepresented

_ORDER = {role: number for number, role in enumerate(Role)}


@dataclass(frozen=True, slots=True)
class ActingSeat:
    """A living membership; branches are those that it speaks for as well."""

    membership_id: int
    role: Role
    until: datetime | None
    place_id: int
    place_name: str
    place_kind: PlaceKind
    path: str
    # Of the place, or the nearest one above it that has any.
    timezone: str | None
    away_until: datetime | None
    deputy_name: str
    # Ids, names and paths, by name.
    branches: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True, slots=True)
class ActingPerson:
    """Somebody with all that he is now, in the order of roles."""

    id: int
    telegram_id: int
    name: str
    locale: str
    timezone: str | None
    paused: bool
    muted_until: datetime | None
    consent_version: str
    withdrawn_at: datetime | None
    unreachable_since: datetime | None
    acting_id: int | None
    seats: tuple[ActingSeat, ...]


@dataclass(slots=True)
class _Gathered:
    """What several rows say about one seat."""

    row: Row[Any]
    away: tuple[datetime | None, str] = (None, "")
    branches: dict[int, tuple[int, str, str]] = field(default_factory=dict)


def _statement() -> Any:
    """One row for each seat, stand-in and branch; a person without seats is one row too."""
    person, held, place = Person.__table__.c, Membership.__table__.c, Place.__table__.c
    stand_in = Membership.__table__.alias("stand_in")
    deputy = Person.__table__.alias("deputy")
    branch = aliased(Place, name="branch")
    # A branch, its school, its municipality, its region: the tree is no deeper.
    above = [Place.__table__.alias(f"above_{level}") for level in (1, 2, 3)]
    lives = and_(
        held.person_id == person.id, held.revoked_at.is_(None), person.withdrawn_at.is_(None)
    )
    joined = (
        Person.__table__.outerjoin(Membership.__table__, lives)
        .outerjoin(Place.__table__, and_(place.id == held.place_id, place.archived_at.is_(None)))
        .outerjoin(above[0], above[0].c.id == place.parent_id)
        .outerjoin(above[1], above[1].c.id == above[0].c.parent_id)
        .outerjoin(above[2], above[2].c.id == above[1].c.parent_id)
        .outerjoin(
            stand_in,
            and_(stand_in.c.stands_in_for == held.id, stand_in.c.revoked_at.is_(None)),
        )
        # Apart: as a join of its own on the right side, SQLite would read all memberships for it.
        .outerjoin(
            deputy, and_(deputy.c.id == stand_in.c.person_id, deputy.c.withdrawn_at.is_(None))
        )
        .outerjoin(
            branch,
            and_(
                branch.parent_id == place.id,
                place.kind == PlaceKind.SCHOOL,
                # Written out: a list would be put together anew at every tap.
                or_(*(held.role == role for role in SPEAKERS)),
                *unrepresented(branch),
            ),
        )
    )
    return (
        select(
            person.id,
            person.telegram_id,
            person.name,
            person.locale,
            person.timezone,
            person.paused,
            person.muted_until,
            person.consent_version,
            person.withdrawn_at,
            person.unreachable_since,
            person.acting_id,
            held.id.label("membership_id"),
            held.role,
            held.until,
            place.id.label("place_id"),
            place.name.label("place_name"),
            place.kind,
            place.path,
            func.coalesce(
                func.nullif(place.timezone, ""),
                *(func.nullif(one.c.timezone, "") for one in above),
            ).label("place_timezone"),
            deputy.c.id.label("deputy_id"),
            stand_in.c.stands_in_until,
            deputy.c.name.label("deputy_name"),
            branch.id.label("branch_id"),
            branch.name.label("branch_name"),
            branch.path.label("branch_path"),
        )
        .select_from(joined)
        .order_by(place.name, held.id, stand_in.c.id, branch.name, branch.id)
    )


_BY_ACCOUNT = _statement().where(Person.__table__.c.telegram_id == bindparam("of"))
_BY_ID = _statement().where(Person.__table__.c.id == bindparam("of"))


class Acting(Repository):
    """Reads who somebody is, without objects: what it gives cannot be changed and saved."""

    async def by_account(self, telegram_id: int) -> ActingPerson | None:
        """The person behind a Telegram account, or None."""
        return _person((await self.session.execute(_BY_ACCOUNT, {"of": telegram_id})).all())

    async def by_id(self, person_id: int) -> ActingPerson | None:
        """A person, with what this transaction has changed."""
        await self.session.flush()
        return _person((await self.session.execute(_BY_ID, {"of": person_id})).all())


def _person(rows: Sequence[Row[Any]]) -> ActingPerson | None:
    if not rows:
        return None
    seats: dict[int, _Gathered] = {}
    for row in rows:
        # A membership of a place that is no more is none.
        if row.membership_id is None or row.place_id is None:
            continue
        seat = seats.setdefault(row.membership_id, _Gathered(row))
        if row.deputy_id is not None:
            seat.away = (row.stands_in_until, row.deputy_name)
        if row.branch_id is not None:
            seat.branches[row.branch_id] = (row.branch_id, row.branch_name, row.branch_path)
    one = rows[0]
    return ActingPerson(
        one.id,
        one.telegram_id,
        one.name,
        one.locale,
        one.timezone,
        one.paused,
        one.muted_until,
        one.consent_version,
        one.withdrawn_at,
        one.unreachable_since,
        one.acting_id,
        _in_order(seats),
    )


def _in_order(seats: Mapping[int, _Gathered]) -> tuple[ActingSeat, ...]:
    found = [
        ActingSeat(
            row.membership_id,
            Role(row.role),
            row.until,
            row.place_id,
            row.place_name,
            PlaceKind(row.kind),
            row.path,
            row.place_timezone,
            *seat.away,
            tuple(seat.branches.values()),
        )
        for seat in seats.values()
        for row in (seat.row,)
    ]
    return tuple(sorted(found, key=lambda seat: _ORDER[seat.role]))
