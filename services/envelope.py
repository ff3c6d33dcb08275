"""A claimed message, as the sender and whoever writes its words see it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.enums import OutboxKind

# Why a message waits: its reader's quiet hours.
ASLEEP = "quiet_hours"


@dataclass(frozen=True, slots=True)
class Envelope:
    """A claimed message: to whom, about what."""

    id: int
    person_id: int
    telegram_id: int
    kind: OutboxKind
    payload: dict[str, Any]
    broadcast_id: int | None
    attempts: int
    created_at: datetime
    repeated: bool
    not_after: datetime | None
    # Of an announcement in several messages: those that have arrived already.
    parts: tuple[tuple[int, ...], ...] = ()
    # Which wording these say.
    edition: int = 0


def envelope_of(message: Any) -> Envelope:
    """From a row of the outbox, whole or plain."""
    return Envelope(
        id=message.id,
        person_id=message.person_id,
        telegram_id=message.telegram_id,
        kind=OutboxKind(message.kind),
        payload=dict(message.payload),
        broadcast_id=message.broadcast_id,
        attempts=message.attempts,
        created_at=message.created_at,
        repeated=message.repeated,
        not_after=message.not_after,
        parts=tuple(tuple(part) for part in message.parts or ()),
        edition=message.edition,
    )
