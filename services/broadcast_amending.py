"""The rows by which an announcement that was delivered is changed in every chat."""

from datetime import datetime

from db.enums import OutboxKind, OutboxStatus
from db.models import Broadcast
from db.repositories.broadcasts import amendment_key
from db.store import Store

# Behind what people wait for, as announcements are.
_LANE = 3


async def amend(
    store: Store,
    broadcast: Broadcast,
    kind: OutboxKind,
    now: datetime,
    only: int | None = None,
) -> int:
    """Queue the change of every delivered message, or of one; return how many there are."""
    # The author is shown how far that gets.
    broadcast.finished_at = None
    await store.flush()
    key = amendment_key(kind, broadcast.id, broadcast.edition)
    rows = [
        {
            "person_id": row.person_id,
            "telegram_id": row.telegram_id,
            "kind": kind,
            "lane": _LANE,
            "payload": {"message": row.id},
            "broadcast_id": broadcast.id,
            "dedupe_key": f"{key}{row.person_id}",
            "due_at": now,
            "status": OutboxStatus.QUEUED,
        }
        for row in await store.broadcasts.delivered(broadcast.id)
        if only is None or row.id == only
    ]
    await store.outbox.enqueue(rows)
    return len(rows)
