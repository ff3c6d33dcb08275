"""What has been kept long enough: emptied where figures need the row, deleted elsewhere."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, update

from db.enums import BroadcastStatus, OutboxStatus, RequestStatus
from db.models import (
    Broadcast,
    Dialog,
    Invite,
    Membership,
    OfficialPaper,
    OutboxMessage,
    Parcel,
    RoleRequest,
    WrongInvite,
)
from db.repositories.base import Repository, rowcount


class Expired(Repository):
    """Old rows; every method returns how many it has dealt with."""

    async def wrong_invites(self, before: datetime) -> int:
        """Guesses of invitations."""
        return await self._run(delete(WrongInvite).where(WrongInvite.at < before))

    async def dialogs(self, before: datetime) -> int:
        """Forms that nobody went on with."""
        return await self._run(delete(Dialog).where(Dialog.updated_at < before))

    async def parcels(self, before: datetime) -> int:
        """Files sent out of the blue that nobody put anywhere."""
        return await self._run(delete(Parcel).where(Parcel.received_at < before))

    async def official_papers(self, before: datetime) -> int:
        """Papers that were ordered long ago: they can be made anew."""
        return await self._run(delete(OfficialPaper).where(OfficialPaper.ordered_at < before))

    async def sent_messages(self, before: datetime) -> int:
        """Settled messages: account and contents go, number, kind and fate stay."""
        return await self._run(
            update(OutboxMessage)
            .where(
                OutboxMessage.status.not_in([OutboxStatus.QUEUED, OutboxStatus.SENDING]),
                OutboxMessage.settled_at < before,
                OutboxMessage.telegram_id > 0,
            )
            .values(
                telegram_id=-OutboxMessage.person_id,
                payload={},
                message_id=None,
                parts=None,
                poll_id=None,
            )
        )

    async def announcements(self, before: datetime) -> int:
        """Words and files of announcements that were sent long ago."""
        return await self._run(
            update(Broadcast)
            .where(
                Broadcast.status != BroadcastStatus.SENDING,
                Broadcast.finished_at < before,
                Broadcast.content.is_not(None),
            )
            .values(content=None, audience=None, progress_message_id=None)
        )

    async def past_roles(self, before: datetime) -> int:
        """Roles given up, decided requests, links that have run out."""
        return (
            await self._run(delete(Membership).where(Membership.revoked_at < before))
            + await self._run(
                delete(RoleRequest).where(
                    RoleRequest.status != RequestStatus.OPEN, RoleRequest.decided_at < before
                )
            )
            + await self._run(delete(Invite).where(Invite.expires_at < before))
        )

    async def _run(self, statement: Any) -> int:
        return rowcount(await self.session.execute(statement))
