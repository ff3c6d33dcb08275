"""A second pair of eyes: another coordinator looks at an announcement before many people get it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.database import Database
from db.enums import BroadcastStatus, OutboxKind, OutboxStatus
from db.models import Broadcast, Place
from db.repositories.people import SeatRow
from db.store import Store
from services.access import Action, Actor, internal, needs
from services.audience_words import Described, described
from services.audiences import Recipient, audience_of, choose
from services.broadcast_content import Content, content_of
from services.broadcast_launch import hold
from services.broadcast_limits import may_check
from services.clock import Clock
from services.errors import DomainError, NotFoundError
from services.registration import Registration

_SAMPLE = 5
# News of what one waits for.
_LANE = 0


@dataclass(frozen=True, slots=True)
class CheckCard:
    """An announcement as the second pair of eyes sees it."""

    broadcast_id: int
    author: str
    speaker: str
    content: Content
    audience: Described
    total: int
    sample: tuple[Recipient, ...]
    left_out: int
    send_at: datetime | None
    repeats: str | None
    status: BroadcastStatus
    timezone: str

    @property
    def is_open(self) -> bool:
        """Whether it still waits for a word."""
        return self.status is BroadcastStatus.WAITING


@dataclass(frozen=True, slots=True)
class CheckedNotice:
    """What was said about an announcement, to its author."""

    broadcast_id: int
    content: Content
    by: str
    agreed: bool
    total: int
    send_at: datetime | None
    timezone: str


CheckNews = CheckCard | CheckedNotice


async def ask_checkers(
    store: Store, broadcast: Broadcast, seats: Iterable[SeatRow], now: datetime
) -> None:
    """Show an announcement to all who can agree; the first word counts."""
    await store.outbox.enqueue(
        [
            _message(
                broadcast, OutboxKind.BROADCAST_CHECK, seat.person.id, seat.person.telegram_id, now
            )
            for seat in seats
        ]
    )


class BroadcastChecks:
    """Lets other coordinators agree to an announcement or refuse it."""

    def __init__(self, database: Database, clock: Clock, registration: Registration) -> None:
        """Take who knows authors."""
        self._database = database
        self._clock = clock
        self._registration = registration

    @needs(Action.BROADCAST)
    async def card(self, actor: Actor, broadcast_id: int) -> CheckCard:
        """An announcement of somebody else that waits, or waited, for a word."""
        async with self._database.read() as store:
            broadcast, place = await _checkable(store, actor, broadcast_id)
            author = await self._author(broadcast)
            return await self._card(store, actor, author, broadcast, place)

    @needs(Action.BROADCAST)
    async def decide(self, actor: Actor, broadcast_id: int, *, agrees: bool) -> CheckCard:
        """Let it go out, or send it back to its author; a word that was said stands."""
        now = self._clock.now()
        async with self._database.effect() as store:
            broadcast, place = await _checkable(store, actor, broadcast_id)
            author = await self._author(broadcast)
            if broadcast.status == BroadcastStatus.WAITING:
                if agrees:
                    await _let_go(store, author, broadcast, place, now)
                else:
                    broadcast.status, broadcast.finished_at = BroadcastStatus.REFUSED, now
                broadcast.decided_by, broadcast.decided_at = actor.id, now
                store.intake.audit(
                    now,
                    actor.id,
                    "broadcast:agreed" if agrees else "broadcast:refused",
                    object_kind="broadcast",
                    object_id=broadcast.id,
                    place_id=broadcast.place_id,
                )
                await store.outbox.enqueue(
                    [
                        _message(
                            broadcast,
                            OutboxKind.BROADCAST_CHECKED,
                            author.id,
                            author.telegram_id,
                            now,
                        )
                    ]
                )
                await store.flush()
            return await self._card(store, actor, author, broadcast, place)

    @internal
    async def notice(self, actor: Actor, kind: OutboxKind, payload: Mapping[str, Any]) -> CheckNews:
        """What a message about a second pair of eyes says; NotFoundError when it is of no use."""
        broadcast_id = int(payload["broadcast_id"])
        if kind is OutboxKind.BROADCAST_CHECK:
            card = await self.card(actor, broadcast_id)
            if not card.is_open:
                raise NotFoundError
            return card
        async with self._database.read() as store:
            broadcast = await store.broadcasts.get(broadcast_id)
            if broadcast is None or broadcast.author_id != actor.id:
                raise NotFoundError
            by = await store.people.get(broadcast.decided_by or 0)
            return CheckedNotice(
                broadcast.id,
                content_of(broadcast.content),
                by.name if by is not None else "",
                broadcast.status != BroadcastStatus.REFUSED,
                broadcast.total,
                broadcast.send_at,
                actor.timezone,
            )

    async def _author(self, broadcast: Broadcast) -> Actor:
        return await self._registration.actor_of(broadcast.author_id)

    async def _card(
        self, store: Store, actor: Actor, author: Actor, broadcast: Broadcast, place: Place
    ) -> CheckCard:
        audience = audience_of(broadcast.audience)
        found = await choose(store, author, audience, self._clock.now())
        return CheckCard(
            broadcast.id,
            author.name,
            place.name,
            content_of(broadcast.content),
            await described(store, author, audience),
            len(found.people) if broadcast.status == BroadcastStatus.WAITING else broadcast.total,
            found.sample(_SAMPLE),
            len(found.left_out),
            broadcast.send_at,
            broadcast.repeats,
            BroadcastStatus(broadcast.status),
            actor.timezone,
        )


async def _checkable(store: Store, actor: Actor, broadcast_id: int) -> tuple[Broadcast, Place]:
    broadcast = await store.broadcasts.get(broadcast_id)
    place = await store.places.get(broadcast.place_id) if broadcast is not None else None
    if broadcast is None or place is None or not may_check(actor, broadcast, place):
        raise NotFoundError
    was_asked = broadcast.status == BroadcastStatus.WAITING or broadcast.decided_by is not None
    if not was_asked or broadcast.content is None:
        # Nobody looks into what others say where nobody has asked him.
        raise NotFoundError
    return broadcast, place


async def _let_go(
    store: Store, author: Actor, broadcast: Broadcast, place: Place, now: datetime
) -> None:
    if not author.may(Action.BROADCAST, place.path):
        raise NotFoundError
    found = await choose(store, author, audience_of(broadcast.audience), now)
    if not found.people:
        raise DomainError("audience_empty")
    broadcast.total = len(found.people)
    if broadcast.send_at is not None:
        # Its hour may have passed meanwhile: then it is late like any other, and what comes every
        # week keeps its hour.
        broadcast.status = BroadcastStatus.SCHEDULED
    else:
        await hold(store, broadcast, found.people, now)


def _account(seat: SeatRow) -> tuple[int, int]:
    return seat.person.id, seat.person.telegram_id


def _message(
    broadcast: Broadcast, kind: OutboxKind, person_id: int, telegram_id: int, now: datetime
) -> dict[str, Any]:
    return {
        "person_id": person_id,
        "telegram_id": telegram_id,
        "kind": kind,
        "lane": _LANE,
        "payload": {"broadcast_id": broadcast.id},
        "broadcast_id": None,
        "dedupe_key": f"{kind}:{broadcast.id}:{person_id}",
        "due_at": now,
        "status": OutboxStatus.QUEUED,
    }
