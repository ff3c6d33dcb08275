"""Outgoing messages: claimed before the request, settled after it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from db.enums import OutboxKind, OutboxStatus
from db.models import Marker, OutboxMessage
from db.repositories.base import Repository, rowcount
from db.repositories.held import RESTORED
from db.repositories.paths import pieces

# How many rows are looked at for each that is taken: first as many, then, when people have several
# in a row, more.
_LOOK_AHEAD = (1, 4)
_COLUMNS = OutboxMessage.__table__.columns

# Asked after every tap and every second: built once.
_ANY_DUE = (
    select(_COLUMNS.id)
    .where(_COLUMNS.status == OutboxStatus.QUEUED, _COLUMNS.due_at <= bindparam("now"))
    .limit(1)
)


class Outbox(Repository):
    """The queue and its history."""

    async def enqueue(self, rows: Sequence[Mapping[str, Any]]) -> int:
        """Queue messages whose dedupe key is new; return how many.

        After a restore what was due before it is held back: it may have been sent already.
        """
        restored_at = await self.session.scalar(select(Marker.at).where(Marker.key == RESTORED))
        return await self.insert_new(
            OutboxMessage,
            [
                {
                    "created_at": row["due_at"],
                    **row,
                    "status": OutboxStatus.HELD
                    if restored_at is not None
                    and row["due_at"] <= restored_at
                    and row["status"] == OutboxStatus.QUEUED
                    else row["status"],
                }
                for row in rows
            ],
        )

    async def known(self, dedupe_keys: Iterable[str]) -> frozenset[str]:
        """Which of these messages were queued before."""
        return frozenset(
            [
                key
                for some in pieces(dedupe_keys)
                for key in await self.session.scalars(
                    select(OutboxMessage.dedupe_key).where(OutboxMessage.dedupe_key.in_(some))
                )
            ]
        )

    async def claim(
        self, now: datetime, limit: int, resting: Collection[int] = ()
    ) -> Sequence[Row[Any]]:
        """Take the most urgent queued messages and mark them as being sent.

        At most one for an account, so that each reads his in order, and none for `resting` ones.
        What comes back are plain rows: a thousand objects would take longer than the database.
        """
        places: dict[int, int] = {}
        for ahead in _LOOK_AHEAD:
            places, is_all = await self._most_urgent(now, limit, ahead, resting)
            if len(places) == limit or is_all:
                break
        if not places:
            return []
        taken = await self.session.execute(
            update(OutboxMessage.__table__)  # type: ignore[arg-type]
            .where(_COLUMNS.id.in_(places))
            .values(status=OutboxStatus.SENDING, attempts=_COLUMNS.attempts + 1)
            .returning(*_COLUMNS)
        )
        return sorted(taken.all(), key=lambda row: places[row.id])

    async def _most_urgent(
        self, now: datetime, limit: int, ahead: int, resting: Collection[int]
    ) -> tuple[dict[int, int], bool]:
        """Messages with their places in the queue, and whether there are no more."""
        rows = (
            await self.session.execute(
                select(OutboxMessage.telegram_id, OutboxMessage.id)
                .where(
                    OutboxMessage.status == OutboxStatus.QUEUED,
                    OutboxMessage.due_at <= now,
                    OutboxMessage.telegram_id.not_in(resting),
                )
                .order_by(OutboxMessage.lane, OutboxMessage.due_at, OutboxMessage.id)
                .limit(limit * ahead)
                .with_for_update(skip_locked=True)
            )
        ).all()
        first: dict[int, int] = {}
        for telegram_id, outbox_id in rows:
            first.setdefault(telegram_id, outbox_id)
        ids = list(first.values())[:limit]
        return {id_: place for place, id_ in enumerate(ids)}, len(rows) < limit * ahead

    async def get(self, outbox_id: int) -> OutboxMessage | None:
        """One message, or None."""
        return await self.session.get(OutboxMessage, outbox_id)

    async def settle(self, outbox_id: int, **values: Any) -> None:
        """Write the fate of one message."""
        await self.session.execute(
            update(OutboxMessage).where(OutboxMessage.id == outbox_id).values(**values)
        )

    async def interrupted(self) -> Sequence[OutboxMessage]:
        """Messages a dead process was sending: nobody knows whether they arrived."""
        query = select(OutboxMessage).where(OutboxMessage.status == OutboxStatus.SENDING)
        return (await self.session.scalars(query)).all()

    async def cancel_for(self, person_id: int, at: datetime, error: str) -> None:
        """Settle everything queued for a person who cannot be reached."""
        await self.session.execute(
            update(OutboxMessage)
            .where(
                OutboxMessage.person_id == person_id,
                OutboxMessage.status.in_(
                    [OutboxStatus.QUEUED, OutboxStatus.HELD, OutboxStatus.PAUSED]
                ),
            )
            .values(status=OutboxStatus.FAILED, error=error, settled_at=at)
        )

    async def send_again(self, broadcast_id: int, at: datetime) -> int:
        """Queue the messages of an announcement that may not have arrived; return how many.

        Whoever was forgotten meanwhile has no account left to send to.
        """
        result = await self.session.execute(
            update(OutboxMessage)
            .where(
                OutboxMessage.broadcast_id == broadcast_id,
                OutboxMessage.kind == OutboxKind.BROADCAST,
                OutboxMessage.status == OutboxStatus.UNKNOWN,
                OutboxMessage.telegram_id > 0,
            )
            .values(
                status=OutboxStatus.QUEUED,
                repeated=True,
                created_at=at,
                due_at=at,
                attempts=0,
                settled_at=None,
                error=None,
            )
        )
        return rowcount(result)

    async def leave_out(self, broadcast_id: int, present: Collection[int], at: datetime) -> None:
        """Skip the messages of an announcement that may not have arrived, but to those present.

        Of whoever was forgotten nobody will ever know.
        """
        unknown = (
            OutboxMessage.broadcast_id == broadcast_id,
            OutboxMessage.kind == OutboxKind.BROADCAST,
            OutboxMessage.status == OutboxStatus.UNKNOWN,
            OutboxMessage.telegram_id > 0,
        )
        waiting = await self.session.scalars(select(OutboxMessage.person_id).where(*unknown))
        for some in pieces(set(waiting) - set(present)):
            await self.session.execute(
                update(OutboxMessage)
                .where(*unknown, OutboxMessage.person_id.in_(some))
                .values(status=OutboxStatus.SKIPPED, error="left", settled_at=at)
            )

    async def is_any_due(self, now: datetime) -> bool:
        """Whether there is something to send; answered from the partial index."""
        return await self.session.scalar(_ANY_DUE, {"now": now}) is not None
