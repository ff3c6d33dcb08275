"""Links that give roles, who guessed at them, and questions for a role."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, exists, false, func, or_, select, update

from db.enums import RequestStatus
from db.models import AuditEntry, Invite, Person, Place, RoleRequest, WrongInvite
from db.repositories.base import Repository


class Invites(Repository):
    """The ways in."""

    async def by_hash(self, token_hash: str) -> Invite | None:
        """An invite, live or not, locked where the database locks rows."""
        return await self.session.scalar(
            select(Invite).where(Invite.token_hash == token_hash).with_for_update()
        )

    async def get(self, invite_id: int) -> Invite | None:
        """One invite, or None."""
        return await self.session.get(Invite, invite_id)

    async def open_below(
        self, paths: Iterable[str], maker_id: int, now: datetime
    ) -> list[tuple[Invite, Place]]:
        """Invites that still let somebody in, below paths or made by a person; newest first."""
        below = [Place.path.startswith(path, autoescape=True) for path in paths]
        query = (
            select(Invite, Place)
            .join(Place, Place.id == Invite.place_id)
            .where(
                Invite.uses_left > 0,
                Invite.expires_at > now,
                Invite.revoked_at.is_(None),
                or_(Invite.created_by == maker_id, *below, false()),
            )
            .order_by(Invite.id.desc())
        )
        return [(invite, place) for invite, place in await self.session.execute(query)]

    async def has_batch(self, maker_id: int, place: Place, action: str, since: datetime) -> bool:
        """Whether somebody has made links below a place at once, and one of them still stands."""
        made = exists().where(
            Invite.created_by == maker_id,
            Invite.created_at == AuditEntry.at,
            Invite.revoked_at.is_(None),
            Invite.place_id == Place.id,
            Place.path.startswith(place.path, autoescape=True),
        )
        query = select(
            exists().where(
                AuditEntry.person_id == maker_id,
                AuditEntry.place_id == place.id,
                AuditEntry.action == action,
                AuditEntry.at > since,
                made,
            )
        )
        return bool(await self.session.scalar(query))

    async def revoke_of(self, maker_id: int, path: str, at: datetime) -> None:
        """Close every open link that somebody made below a place."""
        below = select(Place.id).where(Place.path.startswith(path, autoescape=True))
        await self.session.execute(
            update(Invite)
            .where(
                Invite.created_by == maker_id,
                Invite.revoked_at.is_(None),
                Invite.uses_left > 0,
                Invite.place_id.in_(below),
            )
            .values(revoked_at=at)
        )

    async def wrong(self, telegram_id: int, since: datetime) -> int:
        """How many wrong links somebody has tried since a moment."""
        query = select(func.count(WrongInvite.id)).where(
            WrongInvite.telegram_id == telegram_id, WrongInvite.at > since
        )
        return int(await self.session.scalar(query) or 0)

    def note_wrong(self, telegram_id: int, at: datetime) -> None:
        """Remember that somebody tried a wrong link."""
        self.add(WrongInvite(telegram_id=telegram_id, at=at))

    async def prune_wrong(self, before: datetime) -> None:
        """Forget who tried wrong links."""
        await self.session.execute(delete(WrongInvite).where(WrongInvite.at <= before))


class Requests(Repository):
    """Who asks for a role."""

    async def get(self, request_id: int) -> RoleRequest | None:
        """One request, or None."""
        return await self.session.get(RoleRequest, request_id)

    async def open_of(self, person_id: int) -> Sequence[RoleRequest]:
        """What a person asks for now."""
        query = select(RoleRequest).where(
            RoleRequest.person_id == person_id, RoleRequest.status == RequestStatus.OPEN
        )
        return (await self.session.scalars(query.order_by(RoleRequest.id))).all()

    async def open_at(self, place_id: int) -> Sequence[tuple[RoleRequest, Person]]:
        """What is asked for at one place now, and by whom; whoever it is."""
        query = (
            select(RoleRequest, Person)
            .join(Person, Person.id == RoleRequest.person_id)
            .where(RoleRequest.place_id == place_id, RoleRequest.status == RequestStatus.OPEN)
            .order_by(RoleRequest.id)
        )
        return [(asked, person) for asked, person in await self.session.execute(query)]

    async def asked_since(self, person_id: int, since: datetime) -> int:
        """How often a person has asked since a moment, whatever came of it."""
        query = select(func.count(RoleRequest.id)).where(
            RoleRequest.person_id == person_id, RoleRequest.created_at > since
        )
        return int(await self.session.scalar(query) or 0)

    async def open_below(self, paths: Iterable[str]) -> list[tuple[RoleRequest, Person, Place]]:
        """Open requests for places below paths, the longest waiting first."""
        below = [Place.path.startswith(path, autoescape=True) for path in paths]
        query = (
            select(RoleRequest, Person, Place)
            .join(Person, Person.id == RoleRequest.person_id)
            .join(Place, Place.id == RoleRequest.place_id)
            .where(
                RoleRequest.status == RequestStatus.OPEN,
                Person.forgotten_at.is_(None),
                Person.withdrawn_at.is_(None),
                Place.archived_at.is_(None),
                or_(*below, false()),
            )
            .order_by(RoleRequest.id)
        )
        return [
            (asked, person, place) for asked, person, place in await self.session.execute(query)
        ]
