"""Silent schools: who was asked to answer, and the steps of telling the next person."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, or_, select

from db.enums import MuteKind
from db.models import AuditEntry, Mute, Occurrence
from db.repositories.base import Repository
from db.repositories.paths import pieces

_NUDGE = "nudge"


class Escalations(Repository):
    """What is done about silence."""

    async def nudged(
        self, occurrence_id: int, school_ids: Iterable[int], since: datetime
    ) -> dict[int, datetime]:
        """Schools that were reminded of an event by hand since a moment, and when last."""
        found: dict[int, datetime] = {}
        for some in pieces(school_ids):
            query = (
                select(AuditEntry.place_id, func.max(AuditEntry.at))
                .where(
                    AuditEntry.place_id.in_(some),
                    AuditEntry.action == _NUDGE,
                    AuditEntry.object_kind == Occurrence.__tablename__,
                    AuditEntry.object_id == occurrence_id,
                    AuditEntry.at >= since,
                )
                .group_by(AuditEntry.place_id)
            )
            found.update({int(place or 0): at for place, at in await self.session.execute(query)})
        return found

    async def muting(
        self, person_ids: Iterable[int], occurrence_id: int, row_id: int
    ) -> frozenset[int]:
        """Those of the people who do not want to hear of an event."""
        found: set[int] = set()
        about = or_(
            (Mute.kind == MuteKind.OCCURRENCE) & (Mute.target_id == occurrence_id),
            (Mute.kind == MuteKind.ROW) & (Mute.target_id == row_id),
        )
        for some in pieces(person_ids):
            query = select(Mute.person_id).where(Mute.person_id.in_(some), about)
            found.update(await self.session.scalars(query))
        return frozenset(found)
