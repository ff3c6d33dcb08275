"""People, what they are at which place, invites."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from db.enums import Role
from db.models import Invite, Membership, Person, Place
from db.repositories.base import Repository, rowcount


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A membership joined with its person and place."""

    person: Person
    role: Role
    place: Place
    membership_id: int
    until: datetime | None


class People(Repository):
    """Who is who, and where."""

    async def get(self, person_id: int) -> Person | None:
        """One person, or None."""
        return await self.session.get(Person, person_id)

    async def many(self, ids: Iterable[int]) -> dict[int, Person]:
        """People by id."""
        rows = await self.session.scalars(select(Person).where(Person.id.in_(set(ids))))
        return {person.id: person for person in rows}

    async def by_telegram(self, telegram_id: int) -> Person | None:
        """The person behind a Telegram account, or None."""
        return await self.session.scalar(select(Person).where(Person.telegram_id == telegram_id))

    async def seats(self, person_id: int) -> list[SeatRow]:
        """What a person is now, in the order of roles."""
        return await self._seats(Membership.person_id == person_id)

    async def seats_below(self, path: str, roles: Iterable[Role] = ()) -> list[SeatRow]:
        """Everybody with a role in a subtree."""
        conditions = [Place.path.startswith(path, autoescape=True)]
        if wanted := list(roles):
            conditions.append(Membership.role.in_(wanted))
        return await self._seats(*conditions)

    async def seats_at(self, place_ids: Iterable[int], roles: Iterable[Role]) -> list[SeatRow]:
        """Everybody with one of the roles at exactly these places."""
        return await self._seats(
            Membership.place_id.in_(set(place_ids)), Membership.role.in_(list(roles))
        )

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
        order = list(Role)
        seats = [
            SeatRow(person, Role(held.role), place, held.id, held.until)
            for person, held, place in rows
        ]
        return sorted(seats, key=lambda seat: order.index(seat.role))

    async def seat(self, person_id: int, place_id: int, role: Role, at: datetime) -> bool:
        """Give a role; return whether the person did not have it before."""
        found = await self.session.scalar(
            select(Membership).where(
                Membership.person_id == person_id,
                Membership.place_id == place_id,
                Membership.role == role,
            )
        )
        if found is None:
            self.session.add(
                Membership(person_id=person_id, place_id=place_id, role=role, granted_at=at)
            )
            await self.session.flush()
            return True
        was_revoked = found.revoked_at is not None
        found.revoked_at = None
        await self.session.flush()
        return was_revoked

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

    async def invite_for_update(self, token_hash: str, now: datetime) -> Invite | None:
        """A live invite, locked where the database locks rows."""
        return await self.session.scalar(
            select(Invite)
            .where(Invite.token_hash == token_hash, Invite.uses_left > 0, Invite.expires_at > now)
            .with_for_update()
        )

    async def invite(self, token_hash: str) -> Invite | None:
        """An invite, live or used."""
        return await self.session.scalar(select(Invite).where(Invite.token_hash == token_hash))

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
