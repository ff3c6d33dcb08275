"""The record of actions, read back below the reader's places."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from db.models import AuditEntry, Occurrence, Person, Place, Plan, PlanRow
from db.repositories.base import Repository
from db.repositories.paths import under


@dataclass(frozen=True, slots=True)
class AuditLine:
    """An entry with the place where it happened and the person who did it."""

    entry: AuditEntry
    place: Place
    person: Person | None


class Audit(Repository):
    """Reads; entries are added by `Intake.audit` and never changed."""

    async def below(
        self,
        paths: Sequence[str],
        *,
        person_id: int | None = None,
        path: str | None = None,
        occurrence_id: int | None = None,
        entry_id: int | None = None,
        limit: int,
        offset: int = 0,
    ) -> list[AuditLine]:
        """Entries at places below the paths, the newest first."""
        query = (
            select(AuditEntry, Place, Person)
            .join(Place, Place.id == AuditEntry.place_id)
            .outerjoin(Person, Person.id == AuditEntry.person_id)
            .where(under(self.session, paths))
            .order_by(AuditEntry.id.desc())
            .limit(limit)
            .offset(offset)
        )
        if person_id is not None:
            query = query.where(AuditEntry.person_id == person_id)
        if path is not None:
            query = query.where(under(self.session, [path]))
        if entry_id is not None:
            query = query.where(AuditEntry.id == entry_id)
        if occurrence_id is not None:
            query = query.where(
                AuditEntry.object_kind == Occurrence.__tablename__,
                AuditEntry.object_id == occurrence_id,
            )
        rows = (await self.session.execute(query)).all()
        return [AuditLine(entry, place, person) for entry, place, person in rows]

    async def count_since(self, person_id: int, action: str, since: datetime) -> int:
        """How often somebody has done something since a moment."""
        query = select(func.count(AuditEntry.id)).where(
            AuditEntry.person_id == person_id, AuditEntry.action == action, AuditEntry.at >= since
        )
        return int(await self.session.scalar(query) or 0)

    async def titles(self, entries: Sequence[AuditEntry]) -> dict[tuple[str, int], str]:
        """What the objects of entries are called: events, rows and road maps."""
        wanted = {
            kind: {e.object_id for e in entries if e.object_kind == kind and e.object_id}
            for kind in ("occurrence", "plan_row", "plan")
        }
        days = select(Occurrence.id, PlanRow.title).join(PlanRow, PlanRow.id == Occurrence.row_id)
        queries = {
            "occurrence": days.where(Occurrence.id.in_(wanted["occurrence"])),
            "plan_row": select(PlanRow.id, PlanRow.title).where(PlanRow.id.in_(wanted["plan_row"])),
            "plan": select(Plan.id, Plan.title).where(Plan.id.in_(wanted["plan"])),
        }
        return {
            (kind, key): title
            for kind, query in queries.items()
            if wanted[kind]
            for key, title in (await self.session.execute(query)).all()
        }
