"""People, and what they are at which place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.orm import aliased

from db.enums import PlaceKind, Role
from db.models import Membership, Person, Place
from db.repositories.base import CHUNK, Repository, rowcount
from db.repositories.paths import pieces

# Who speaks for a school, and for its branches that have nobody of their own.
SPEAKERS = (Role.DIRECTOR, Role.DEPUTY)
# Made once: an alias copies every column of its table, which takes longer than the question.
_HELD, _SPEAKER = aliased(Membership), aliased(Person)


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A membership joined with its person and place."""

    person: Person
    role: Role
    place: Place
    membership_id: int
    until: datetime | None
    # Somebody stands in until then: reminders go to him.
    away_until: datetime | None = None
    deputy_name: str = ""
    # Branches that nobody represents: whoever represents the head school speaks for them.
    branches: tuple[Place, ...] = ()


class People(Repository):
    """Who is who, and where."""

    async def get(self, person_id: int) -> Person | None:
        """One person, or None."""
        return await self.session.get(Person, person_id)

    async def many(self, ids: Iterable[int]) -> dict[int, Person]:
        """People by id."""
        found: dict[int, Person] = {}
        for some in pieces(ids):
            rows = await self.session.scalars(select(Person).where(Person.id.in_(some)))
            found.update((person.id, person) for person in rows)
        return found

    async def by_telegram(self, telegram_id: int) -> Person | None:
        """The person behind a Telegram account, or None."""
        return await self.session.scalar(select(Person).where(Person.telegram_id == telegram_id))

    async def seats(self, person_id: int) -> list[SeatRow]:
        """What a person is now, in the order of roles."""
        return await self._seats(Membership.person_id == person_id)

    async def seats_of(self, person_ids: Iterable[int]) -> dict[int, list[SeatRow]]:
        """What several people are now, by person; with nothing for those who are nobody."""
        ids = set(person_ids)
        seats: dict[int, list[SeatRow]] = {person_id: [] for person_id in ids}
        for some in pieces(ids):
            for found in await self._seats(Membership.person_id.in_(some)):
                seats[found.person.id].append(found)
        return seats

    async def seats_below(self, path: str, roles: Iterable[Role] = ()) -> list[SeatRow]:
        """Everybody with a role in a subtree."""
        conditions = [Place.path.startswith(path, autoescape=True)]
        if wanted := list(roles):
            conditions.append(Membership.role.in_(wanted))
        return await self._seats(*conditions)

    async def seats_at(self, place_ids: Iterable[int], roles: Iterable[Role]) -> list[SeatRow]:
        """Everybody with one of the roles at exactly these places."""
        wanted = list(roles)
        return [
            seat
            for some in pieces(place_ids)
            for seat in await self._seats(
                Membership.place_id.in_(some), Membership.role.in_(wanted)
            )
        ]

    async def speakers(self, school: Place) -> list[SeatRow]:
        """Who speaks for a school: its own people, or those of the head school of a branch."""
        own = await self.seats_at([school.id], SPEAKERS)
        if own or school.parent_id is None:
            return own
        above = await self.seats_at([school.parent_id], SPEAKERS)
        return [seat for seat in above if school.id in {branch.id for branch in seat.branches}]

    async def seats_of_role(self, role: Role) -> list[SeatRow]:
        """Everybody with a role, anywhere."""
        return await self._seats(Membership.role == role)

    async def _seats(self, *conditions: object) -> list[SeatRow]:
        query = (
            select(Person, Membership, Place)
            .join(Membership, Membership.person_id == Person.id)
            .join(Place, Place.id == Membership.place_id)
            .where(
                Membership.revoked_at.is_(None),
                Place.archived_at.is_(None),
                # Who has taken his consent back is nobody, anywhere, until he gives it again.
                Person.withdrawn_at.is_(None),
                *conditions,  # type: ignore[arg-type]
            )
            .order_by(Place.name, Person.id)
        )
        rows = (await self.session.execute(query)).all()
        order, away = list(Role), await self._away([held.id for _, held, _ in rows])
        branches = await self._branches(
            place.id
            for _, held, place in rows
            if held.role in SPEAKERS and place.kind == PlaceKind.SCHOOL
        )
        seats = [
            SeatRow(
                person,
                Role(held.role),
                place,
                held.id,
                held.until,
                *away.get(held.id, (None, "")),
                branches=branches.get(place.id, ()) if held.role in SPEAKERS else (),
            )
            for person, held, place in rows
        ]
        return sorted(seats, key=lambda seat: order.index(seat.role))

    async def _away(self, ids: Sequence[int]) -> dict[int, tuple[datetime | None, str]]:
        """For which memberships somebody stands in: until when, and who."""
        found: dict[int, tuple[datetime | None, str]] = {}
        for start in range(0, len(ids), CHUNK):
            query = (
                select(Membership.stands_in_for, Membership.stands_in_until, Person.name)
                .join(Person, Person.id == Membership.person_id)
                .where(
                    Membership.stands_in_for.in_(ids[start : start + CHUNK]),
                    Membership.revoked_at.is_(None),
                    Person.withdrawn_at.is_(None),
                )
            )
            for held, until, name in await self.session.execute(query):
                if held is not None:
                    found[held] = (until, name)
        return found

    async def _branches(self, school_ids: Iterable[int]) -> dict[int, tuple[Place, ...]]:
        """Branches of schools that nobody represents, by the head school."""
        found: dict[int, tuple[Place, ...]] = {}
        for some in pieces(school_ids):
            query = select(Place).where(Place.parent_id.in_(some), *unrepresented(Place))
            for branch in await self.session.scalars(query.order_by(Place.name)):
                head = branch.parent_id
                if head is not None:
                    found[head] = (*found.get(head, ()), branch)
        return found

    async def seat_held(self, membership_id: int) -> SeatRow | None:
        """One living membership with its person and place, or None."""
        found = await self._seats(Membership.id == membership_id)
        return found[0] if found else None

    async def membership(self, membership_id: int) -> Membership | None:
        """The row of a membership, living or not."""
        return await self.session.get(Membership, membership_id)

    async def seat(
        self,
        person_id: int,
        place_id: int,
        role: Role,
        at: datetime,
        *,
        by: int | None = None,
        until: datetime | None = None,
    ) -> bool:
        """Give a role, perhaps for a time; return whether the person did not have it before.

        A role held for good is not shortened by one given for a time.
        """
        found = await self.seat_of(person_id, place_id, role)
        if found is None:
            found = Membership(person_id=person_id, place_id=place_id, role=role)
            self.session.add(found)
            is_new = True
        else:
            is_over = found.until is not None and found.until <= at
            is_new = found.revoked_at is not None or is_over
        if is_new:
            found.granted_at, found.granted_by, found.until = at, by, until
            found.revoked_at = found.stands_in_for = found.stands_in_until = None
        elif until is None or (found.until is not None and found.until < until):
            found.until = until
        await self.session.flush()
        return is_new

    async def seat_of(self, person_id: int, place_id: int, role: Role) -> Membership | None:
        """The row of a person's role at a place, living or not."""
        return await self.session.scalar(
            select(Membership).where(
                Membership.person_id == person_id,
                Membership.place_id == place_id,
                Membership.role == role,
            )
        )

    async def stand_ins(self, membership_id: int) -> Sequence[Membership]:
        """Who stands in for a membership now."""
        query = select(Membership).where(
            Membership.stands_in_for == membership_id, Membership.revoked_at.is_(None)
        )
        return (await self.session.scalars(query)).all()

    async def standing_in(self, person_id: int) -> Sequence[Membership]:
        """The living memberships with which a person stands in for others."""
        query = select(Membership).where(
            Membership.person_id == person_id,
            Membership.stands_in_for.is_not(None),
            Membership.revoked_at.is_(None),
        )
        return (await self.session.scalars(query.order_by(Membership.id))).all()

    async def terms_over(self, now: datetime) -> Sequence[Membership]:
        """Living memberships whose time, or whose standing in, is over."""
        query = select(Membership).where(
            Membership.revoked_at.is_(None),
            or_(Membership.until <= now, Membership.stands_in_until <= now),
        )
        return (await self.session.scalars(query.order_by(Membership.id))).all()

    async def unseat(self, person_id: int, place_id: int, role: Role, at: datetime) -> bool:
        """Take a role away; return whether there was one."""
        result = await self.session.execute(
            update(Membership)
            .where(
                Membership.person_id == person_id,
                Membership.place_id == place_id,
                Membership.role == role,
                Membership.revoked_at.is_(None),
            )
            .values(revoked_at=at)
        )
        return rowcount(result) > 0

    async def mark_unreachable(self, person_id: int, at: datetime) -> None:
        """Remember that Telegram refuses messages to this person."""
        await self.session.execute(
            update(Person)
            .where(Person.id == person_id, Person.unreachable_since.is_(None))
            .values(unreachable_since=at)
        )

    async def mark_reachable(self, telegram_id: int) -> None:
        """The person has written again."""
        await self.session.execute(
            update(Person).where(Person.telegram_id == telegram_id).values(unreachable_since=None)
        )


def unrepresented(school: Any) -> tuple[ColumnElement[bool], ...]:
    """Conditions on a living school, or an alias of it, for which nobody speaks."""
    own = exists().where(
        _HELD.place_id == school.id,
        or_(*(_HELD.role == role for role in SPEAKERS)),
        _HELD.revoked_at.is_(None),
        _SPEAKER.id == _HELD.person_id,
        _SPEAKER.withdrawn_at.is_(None),
    )
    return (
        school.kind == PlaceKind.SCHOOL,
        school.archived_at.is_(None),
        ~own.correlate(school),
    )
