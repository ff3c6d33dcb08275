"""Addresses from which calendars fetch events, and the events they are told of."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select

from db.enums import PlanStatus
from db.models import CalendarAddress, Occurrence, Plan, PlanRow
from db.repositories.base import Repository
from db.repositories.paths import pieces
from db.repositories.plans import Happening, Plans


class Calendars(Repository):
    """One address for a person; cancelled events are among those of a calendar."""

    async def address_of(self, person_id: int) -> CalendarAddress | None:
        """A person's address, if he has one."""
        query = select(CalendarAddress).where(CalendarAddress.person_id == person_id)
        return await self.session.scalar(query)

    async def by_digest(self, token_hash: str) -> CalendarAddress | None:
        """The address with this digest."""
        query = select(CalendarAddress).where(CalendarAddress.token_hash == token_hash)
        return await self.session.scalar(query)

    async def drop(self, person_id: int) -> None:
        """End a person's address."""
        await self.session.execute(
            delete(CalendarAddress).where(CalendarAddress.person_id == person_id)
        )

    async def happenings(
        self, plan_ids: Iterable[int], since: datetime, until: datetime
    ) -> list[Happening]:
        """Occurrences of published plans between two moments, cancelled ones too, by their ids.

        A calendar that was told of an event has to be told that it is off.
        """
        query = select(Occurrence.id).where(
            Occurrence.begins_at < until, Occurrence.ends_at > since
        )
        plans = Plans(self.session)
        ids = [
            id_
            for some in pieces(plan_ids)
            for id_ in await self.session.scalars(
                query.where(
                    Occurrence.row_id.in_(
                        select(PlanRow.id)
                        .join(Plan, Plan.id == PlanRow.plan_id)
                        .where(Plan.id.in_(some), Plan.status == PlanStatus.PUBLISHED)
                    )
                )
            )
        ]
        found = await plans.happenings(ids)
        return [found[id_] for id_ in sorted(found)]
