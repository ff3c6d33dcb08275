"""Forms being filled in."""

from collections.abc import Sequence

from sqlalchemy import delete, select, update

from db.models import Dialog
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

    async def park_all(self, person_id: int) -> None:
        """Make no dialog of the person active; nothing typed is lost."""
        await self.session.execute(
            update(Dialog).where(Dialog.person_id == person_id).values(active=False)
        )

    async def drop(self, dialog_id: int) -> None:
        """Forget a dialog that was finished or cancelled."""
        await self.session.execute(delete(Dialog).where(Dialog.id == dialog_id))
