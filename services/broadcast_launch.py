"""The first step after «send»: the audience is frozen as rows of the outbox."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from db.enums import BroadcastStatus, OutboxKind, OutboxStatus
from db.models import Broadcast
from db.store import Store

# How long its author may take back what he has sent.
HOLD = timedelta(seconds=60)
# Behind answers, reminders and digests.
_LANE = 3


class Addressee(Protocol):
    """Somebody who gets a message."""

    @property
    def id(self) -> int: ...

    @property
    def telegram_id(self) -> int: ...


async def freeze(
    store: Store, broadcast: Broadcast, people: Iterable[Addressee], due_at: datetime
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


async def hold(
    store: Store, broadcast: Broadcast, people: Sequence[Addressee], now: datetime
) -> None:
    """Freeze the audience; the messages leave by themselves when the hold is over."""
    broadcast.status, broadcast.send_at = BroadcastStatus.HELD, now + HOLD
    broadcast.total = len(people)
    await freeze(store, broadcast, people, broadcast.send_at)
