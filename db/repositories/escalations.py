"""Silent schools: who was asked to answer, and the steps of telling the next person."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, or_, select, update

from db.enums import EscalationCause, EscalationStatus, OutboxStatus, PlanStatus, RowState
from db.models import AuditEntry, Escalation, Occurrence, OutboxMessage, Plan, PlanRow
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

    async def ended(self, after: datetime, until: datetime, limit: int) -> list[int]:
        """Ids of events of published maps that ended after a moment, in order of time.

        Those of one moment come together, so that a moment says how far one has come. A map that
        was published after the end of an event is not about it.
        """
        query = (
            select(Occurrence.id, Occurrence.ends_at)
            .join(PlanRow, PlanRow.id == Occurrence.row_id)
            .join(Plan, Plan.id == PlanRow.plan_id)
            .where(
                Occurrence.cancelled_at.is_(None),
                Occurrence.ends_at <= until,
                Plan.status == PlanStatus.PUBLISHED,
                Plan.published_at < Occurrence.ends_at,
                PlanRow.state.not_in([RowState.DROPPED, RowState.REMOVED]),
            )
            .order_by(Occurrence.ends_at, Occurrence.id)
        )
        later = query.where(Occurrence.ends_at > after)
        found = (await self.session.execute(later.limit(limit + 1))).all()
        if len(found) <= limit:
            return [id_ for id_, _ in found]
        last = found[-1].ends_at
        if whole := [id_ for id_, ends_at in found if ends_at < last]:
            return whole
        same = query.where(Occurrence.ends_at == last)
        return [id_ for id_, _ in await self.session.execute(same)]

    async def promise(self, rows: Sequence[Mapping[str, Any]]) -> int:
        """Insert the steps not promised before; return how many were new."""
        return await self.insert_new(Escalation, rows)

    async def forget(self, occurrence_ids: Iterable[int]) -> None:
        """Delete the steps about an earlier term of events."""
        for some in pieces(occurrence_ids):
            await self.session.execute(delete(Escalation).where(Escalation.occurrence_id.in_(some)))

    async def silences(self, school_ids: Iterable[int]) -> set[tuple[int, int]]:
        """Schools and the events with which their silence was told of."""
        found: set[tuple[int, int]] = set()
        for some in pieces(school_ids):
            query = (
                select(Escalation.school_id, Escalation.occurrence_id)
                .where(Escalation.school_id.in_(some), Escalation.cause == EscalationCause.SILENCE)
                .distinct()
            )
            found.update((school, event) for school, event in await self.session.execute(query))
        return found

    async def is_any_due(self, now: datetime) -> bool:
        """Whether a step is due; answered from the partial index."""
        query = (
            select(Escalation.id)
            .where(Escalation.status == EscalationStatus.PLANNED, Escalation.due_at <= now)
            .limit(1)
        )
        return await self.session.scalar(query) is not None

    async def due(self, now: datetime, limit: int) -> Sequence[Escalation]:
        """Steps whose time has come, oldest first, and the further ones of the same matters."""
        query = (
            select(Escalation)
            .where(Escalation.status == EscalationStatus.PLANNED, Escalation.due_at <= now)
            .order_by(Escalation.due_at, Escalation.level, Escalation.id)
            .limit(limit)
        )
        found = (await self.session.scalars(query)).all()
        about = {(one.school_id, one.occurrence_id, one.cause) for one in found}
        further = select(Escalation).where(
            Escalation.status == EscalationStatus.PLANNED,
            Escalation.school_id.in_({school_id for school_id, _, _ in about}),
            Escalation.occurrence_id.in_({event_id for _, event_id, _ in about}),
        )
        return [
            one
            for one in await self.session.scalars(
                further.order_by(Escalation.level, Escalation.due_at, Escalation.id)
            )
            if (one.school_id, one.occurrence_id, one.cause) in about
        ]

    async def stop(self, school_id: int, occurrence_id: int, at: datetime) -> None:
        """Somebody has answered: nobody further is told of this event, or of the silence."""
        await self.session.execute(
            update(Escalation)
            .where(
                Escalation.school_id == school_id,
                or_(
                    Escalation.occurrence_id == occurrence_id,
                    Escalation.cause == EscalationCause.SILENCE,
                ),
                Escalation.status == EscalationStatus.PLANNED,
            )
            .values(status=EscalationStatus.STOPPED, settled_at=at)
        )

    async def told(
        self, school_ids: Iterable[int], since: datetime, until: datetime, limit: int
    ) -> list[Escalation]:
        """Steps about schools that were told in a time, oldest event first."""
        found: list[Escalation] = []
        for some in pieces(school_ids):
            query = (
                select(Escalation)
                .where(
                    Escalation.school_id.in_(some),
                    Escalation.level > 0,
                    Escalation.status == EscalationStatus.TOLD,
                    Escalation.settled_at >= since,
                    Escalation.settled_at < until,
                )
                .order_by(Escalation.occurrence_id, Escalation.school_id)
                .limit(limit)
            )
            found.extend(await self.session.scalars(query))
        return found

    async def gone_out(self, dedupe_keys: Iterable[str]) -> set[str]:
        """Those of the messages that nothing can be added to any more."""
        found: set[str] = set()
        for some in pieces(dedupe_keys):
            query = select(OutboxMessage.dedupe_key).where(
                OutboxMessage.dedupe_key.in_(some), OutboxMessage.status != OutboxStatus.QUEUED
            )
            found.update(await self.session.scalars(query))
        return found
