"""What messages about announcements say: the announcement, its change, a reminder to read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from db.database import Database
from db.enums import BroadcastStatus, OutboxKind, PlaceKind
from db.models import Broadcast, OutboxMessage
from db.store import Store
from services.access import REPRESENTATIVES, Actor, internal
from services.broadcast_content import Content, content_of
from services.broadcast_reach import may_announce_in, require_in_reach
from services.clock import Clock
from services.envelope import Envelope
from services.errors import NotFoundError

# Telegram lets a bot delete what is younger.
_DELETABLE = timedelta(hours=47)


@dataclass(frozen=True, slots=True)
class AnnouncementNotice:
    """A coordinator's announcement in the name of a place."""

    place_name: str
    content: Content
    broadcast_id: int = 0
    # Which wording it is.
    edition: int = 0
    # Its reader has said that he has read it.
    is_read: bool = False


@dataclass(frozen=True, slots=True)
class AmendNotice:
    """An announcement that was delivered, to say what it says now."""

    now: AnnouncementNotice
    # The messages it consists of.
    parts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class RecallNotice:
    """An announcement that was delivered, to be taken out of the chat."""

    place_name: str
    content: Content
    parts: tuple[tuple[int, ...], ...]
    # Too old for that: all that can be done is to take its words away.
    is_old: bool


@dataclass(frozen=True, slots=True)
class ReadNotice:
    """Somebody is asked once more to say that he has read an announcement."""

    announcement: AnnouncementNotice
    sent_at: datetime
    timezone: str


BroadcastNews = AnnouncementNotice | AmendNotice | RecallNotice | ReadNotice


class BroadcastMessages:
    """Reads announcements as they stand now."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where announcements are kept and who tells the time."""
        self._database = database
        self._clock = clock

    @internal
    async def announcement(self, actor: Actor, envelope: Envelope) -> AnnouncementNotice:
        """What an announcement says to a reader; NotFoundError when it says nothing any more."""
        async with self._database.read() as store:
            broadcast = await store.broadcasts.get(envelope.broadcast_id or 0)
            notice = await _announcement(store, actor, broadcast)
            await self._require_leave(store, actor, broadcast)
            return notice

    @internal
    async def notice(
        self, actor: Actor, kind: OutboxKind, payload: Mapping[str, Any]
    ) -> BroadcastNews:
        """What follows an announcement; raises NotFoundError when it is of no use any more."""
        if kind is OutboxKind.BROADCAST_NUDGE:
            return await self._reminder(actor, int(payload["broadcast_id"]))
        async with self._database.read() as store:
            message = await store.outbox.get(int(payload["message"]))
            if message is None or message.message_id is None or message.person_id != actor.id:
                raise NotFoundError
            broadcast = await store.broadcasts.get(message.broadcast_id or 0)
            if broadcast is None:
                raise NotFoundError
            if kind is OutboxKind.BROADCAST_RECALL:
                return await self._recall(store, broadcast, message)
            if broadcast.recalled_at is not None:
                # Overtaken by its end.
                raise NotFoundError
            return AmendNotice(await _announcement(store, actor, broadcast), _parts(message))

    async def _require_leave(self, store: Store, actor: Actor, broadcast: Broadcast | None) -> None:
        """Raise NotFoundError when it must not reach this reader any more."""
        place = await store.places.get(broadcast.place_id) if broadcast is not None else None
        if broadcast is None or place is None or broadcast.recalled_at is not None:
            raise NotFoundError
        now = self._clock.now()
        await require_in_reach(store, broadcast, place, actor.seats, now)
        if broadcast.status == BroadcastStatus.HELD:
            # Claimed in the second in which its minute ended, before anybody looked at its author.
            scope = await may_announce_in(store, broadcast.author_id, now)
            if not place.path.startswith(scope):
                raise NotFoundError

    async def _recall(
        self, store: Store, broadcast: Broadcast, message: OutboxMessage
    ) -> RecallNotice:
        place = await store.places.get(broadcast.place_id)
        settled_at = message.settled_at or broadcast.created_at
        return RecallNotice(
            place.name if place is not None else "",
            content_of(broadcast.content),
            _parts(message),
            self._clock.now() - settled_at > _DELETABLE,
        )

    async def _reminder(self, actor: Actor, broadcast_id: int) -> ReadNotice:
        async with self._database.read() as store:
            broadcast = await store.broadcasts.get(broadcast_id)
            message = await store.broadcasts.message_to(broadcast_id, actor.id)
            announcement = await _announcement(store, actor, broadcast)
            await self._require_leave(store, actor, broadcast)
            if broadcast is not None and await _is_spoken_for(store, actor, broadcast.id):
                raise NotFoundError
        if announcement.is_read or message is None:
            raise NotFoundError
        return ReadNotice(announcement, message.settled_at or message.created_at, actor.timezone)


async def _is_spoken_for(store: Store, actor: Actor, broadcast_id: int) -> bool:
    """Whether a colleague has said meanwhile that their school has read it, and so each of his."""
    schools = {
        seat.place_id
        for seat in actor.seats
        if seat.role in REPRESENTATIVES and seat.place_kind is PlaceKind.SCHOOL
    }
    silent = set(schools)
    for seat in await store.people.seats_at(schools, REPRESENTATIVES):
        if seat.place.id in silent and await store.broadcasts.has_read(
            broadcast_id, seat.person.id
        ):
            silent.discard(seat.place.id)
    return bool(schools) and not silent


async def _announcement(
    store: Store, actor: Actor, broadcast: Broadcast | None
) -> AnnouncementNotice:
    place = await store.places.get(broadcast.place_id) if broadcast is not None else None
    if broadcast is None or place is None:
        raise NotFoundError
    content = content_of(broadcast.content)
    if content.is_empty:
        # Its author was forgotten, and his words with him.
        raise NotFoundError
    is_read = content.wants_ack and await store.broadcasts.has_read(broadcast.id, actor.id)
    return AnnouncementNotice(place.name, content, broadcast.id, broadcast.edition, is_read)


def _parts(message: OutboxMessage) -> tuple[tuple[int, ...], ...]:
    """The messages of an announcement; one that was sent before they were counted is one."""
    parts: Sequence[Sequence[int]] = message.parts or ()
    if parts:
        return tuple(tuple(part) for part in parts)
    return ((message.message_id,),) if message.message_id is not None else ()
