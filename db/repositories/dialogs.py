"""Forms being filled in."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import String, cast, delete, or_, select, update

from db.models import Dialog, Person
from db.repositories.base import Repository


class Dialogs(Repository):
    """One active dialog per person; parked ones wait for their subject to be opened again."""

    async def active(self, person_id: int) -> Dialog | None:
        """The form the person is in, or None."""
        return await self.session.scalar(
            select(Dialog).where(Dialog.person_id == person_id, Dialog.active)
        )

    async def about(self, person_id: int, form: str, subject_key: str) -> Dialog | None:
        """The dialog on this subject, active or parked."""
        return await self.session.scalar(
            select(Dialog).where(
                Dialog.person_id == person_id,
                Dialog.form == form,
                Dialog.subject_key == subject_key,
            )
        )

    async def own(self, person_id: int, dialog_id: int) -> Dialog | None:
        """A dialog of this person, or None."""
        return await self.session.scalar(
            select(Dialog).where(Dialog.id == dialog_id, Dialog.person_id == person_id)
        )

    async def all_of(self, person_id: int) -> Sequence[Dialog]:
        """Every dialog of a person, active or parked."""
        query = select(Dialog).where(Dialog.person_id == person_id).order_by(Dialog.id)
        return (await self.session.scalars(query)).all()

    async def left_between(
        self, since: datetime, until: datetime, forms: Sequence[str], now: datetime, limit: int
    ) -> list[tuple[Dialog, Person]]:
        """Forms with answers that were left then and never mentioned, the longest left first.

        Only of people who can be written to now.
        """
        query = (
            select(Dialog, Person)
            .join(Person, Person.id == Dialog.person_id)
            .where(
                Dialog.nudged_at.is_(None),
                Dialog.form.in_(forms),
                Dialog.updated_at > since,
                Dialog.updated_at <= until,
                cast(Dialog.answers, String) != "{}",
                Person.paused.is_(False),
                Person.unreachable_since.is_(None),
                Person.withdrawn_at.is_(None),
                or_(Person.muted_until.is_(None), Person.muted_until <= now),
            )
            .order_by(Dialog.updated_at, Dialog.id)
            .limit(limit)
        )
        return [(row, person) for row, person in (await self.session.execute(query)).all()]

    async def park_all(self, person_id: int) -> None:
        """Make no dialog of the person active; nothing typed is lost."""
        await self.session.execute(
            update(Dialog).where(Dialog.person_id == person_id).values(active=False)
        )

    async def drop(self, dialog_id: int) -> None:
        """Forget a dialog that was finished or cancelled."""
        await self.session.execute(delete(Dialog).where(Dialog.id == dialog_id))
