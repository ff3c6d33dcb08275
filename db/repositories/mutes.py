"""What people do not want to be reminded of."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from db.enums import MuteKind
from db.models import Mute
from db.repositories.base import Repository
from db.repositories.paths import pieces


class Mutes(Repository):
    """Events and series, by person."""

    async def of_people(self, person_ids: Iterable[int]) -> list[Mute]:
        """All mutes of people, oldest first."""
        return [
            mute
            for some in pieces(person_ids)
            for mute in await self.session.scalars(
                select(Mute).where(Mute.person_id.in_(some)).order_by(Mute.id)
            )
        ]

    async def keep(self, person_id: int, kind: MuteKind, target_id: int, at: datetime) -> None:
        """Mute something; once is enough."""
        await self.insert_new(
            Mute,
            [{"person_id": person_id, "kind": kind, "target_id": target_id, "created_at": at}],
        )

    async def of(self, person_id: int, targets: Iterable[tuple[MuteKind, int]]) -> Sequence[Mute]:
        """Those of a person's mutes that are about these targets."""
        wanted = set(targets)
        return [m for m in await self.of_people([person_id]) if (m.kind, m.target_id) in wanted]

    async def drop(self, mute: Mute) -> None:
        """Take a mute back."""
        await self.session.delete(mute)
