"""Files that came with reports, and those sent before anybody said what they are for."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update

from db.enums import FileStatus
from db.models import Parcel, StoredFile
from db.repositories.base import Repository, rowcount


class Files(Repository):
    """Files of reports: known to the messenger by their id, some with a copy of our own."""

    async def of_report(self, report_id: int) -> Sequence[StoredFile]:
        """All files that ever came with a report, in the order they came."""
        query = select(StoredFile).where(StoredFile.report_id == report_id)
        return (await self.session.scalars(query.order_by(StoredFile.id))).all()

    async def get(self, stored_id: int) -> StoredFile | None:
        """One file, or None."""
        return await self.session.get(StoredFile, stored_id)

    async def is_waiting(self) -> bool:
        """Whether any file waits for its copy."""
        query = select(StoredFile.id).where(StoredFile.status == FileStatus.WAITING).limit(1)
        return await self.session.scalar(query) is not None

    async def due(self, now: datetime) -> StoredFile | None:
        """The file whose copy is to be tried next."""
        query = (
            select(StoredFile)
            .where(StoredFile.status == FileStatus.WAITING, StoredFile.due_at <= now)
            .order_by(StoredFile.due_at, StoredFile.id)
            .limit(1)
        )
        return await self.session.scalar(query)

    async def copied(self, file_id: str) -> StoredFile | None:
        """A row of the same file that has its copy already."""
        query = (
            select(StoredFile)
            .where(StoredFile.file_id == file_id, StoredFile.status == FileStatus.KEPT)
            .order_by(StoredFile.id)
            .limit(1)
        )
        return await self.session.scalar(query)

    async def turn(self, was: FileStatus, into: FileStatus, now: datetime) -> int:
        """Give all files of one fate another; what waits again is due at once."""
        query = update(StoredFile).where(StoredFile.status == was)
        return rowcount(await self.session.execute(query.values(status=into, due_at=now)))

    async def waiting(self) -> tuple[int, datetime | None]:
        """How many wait for their copies, and when the first of them came."""
        query = select(func.count(StoredFile.id), func.min(StoredFile.added_at)).where(
            StoredFile.status == FileStatus.WAITING
        )
        row = (await self.session.execute(query)).one()
        return int(row[0]), row[1]


class Parcels(Repository):
    """Files sent out of the blue."""

    async def sent_as(self, person_id: int, sent_as: str) -> Parcel | None:
        """The parcel an album, or a message, has begun."""
        return await self.session.scalar(
            select(Parcel).where(Parcel.person_id == person_id, Parcel.sent_as == sent_as)
        )

    async def own(self, person_id: int, parcel_id: int) -> Parcel | None:
        """A parcel of this person, or None."""
        return await self.session.scalar(
            select(Parcel).where(Parcel.id == parcel_id, Parcel.person_id == person_id)
        )
