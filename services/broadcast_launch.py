"""The first step after «send»: the audience is frozen as rows of the outbox."""

from collections.abc import Iterable
from datetime import datetime

from db.enums import OutboxKind, OutboxStatus
from db.models import Broadcast, Person
from db.store import Store

# Behind answers, reminders and digests.
_LANE = 3


async def freeze(
    store: Store, broadcast: Broadcast, people: Iterable[Person], due_at: datetime
) -> None:
    """Queue one message for each of the audience; from now on nobody joins or leaves it."""
    await store.outbox.enqueue(
        [
            {
                "person_id": person.id,
                "telegram_id": person.telegram_id,
                "kind": OutboxKind.BROADCAST,
                "lane": _LANE,
                "payload": {},
                "broadcast_id": broadcast.id,
                "dedupe_key": f"broadcast:{broadcast.id}:{person.id}",
                "due_at": due_at,
                "status": OutboxStatus.QUEUED,
            }
            for person in people
        ]
    )
