"""An announcement right after «send», without the screens on which it is written."""

from collections.abc import Sequence
from typing import Any

from db.database import Database
from db.models import Broadcast, Person
from services.access import Action, Actor
from services.broadcast_content import Content, Media, Poll
from services.broadcast_launch import hold
from services.broadcast_progress import Progress
from services.envelope import Envelope
from services.terms import BroadcastStatus
from tests.support.world import World

WORDS = "Завтра сбор"


async def written(
    world: World,
    author: Actor,
    *,
    words: str = WORDS,
    media: Sequence[Media] = (),
    poll: Poll | None = None,
    wants_ack: bool = False,
    **columns: Any,
) -> Broadcast:
    """An announcement in the database, not sent yet."""
    now = world.clock.now()
    async with world.database.write() as store:
        broadcast = Broadcast(
            author_id=author.id,
            place_id=author.seats_for(Action.BROADCAST)[0].place_id,
            draft_key=f"test:{now.timestamp()}:{words}",
            content=Content({"ru": words}, tuple(media), poll, wants_ack).as_json(),
            total=0,
            created_at=now,
            **{"status": BroadcastStatus.SCHEDULED, **columns},
        )
        store.outbox.add(broadcast)
        await store.flush()
    return broadcast


async def held(world: World, author: Actor, readers: Sequence[Actor], **what: Any) -> int:
    """An announcement that can still be taken back; return its number."""
    broadcast = await written(world, author, **what)
    await hold_for(world.database, broadcast.id, readers, world)
    return broadcast.id


async def hold_for(
    database: Database, broadcast_id: int, readers: Sequence[Actor], world: World
) -> None:
    """Freeze its audience."""
    async with database.write() as store:
        broadcast = await store.broadcasts.get(broadcast_id)
        assert broadcast is not None
        people: list[Person] = []
        for reader in readers:
            person = await store.people.get(reader.id)
            assert person is not None
            people.append(person)
        await hold(store, broadcast, people, world.clock.now())


async def launched(world: World, author: Actor, readers: Sequence[Actor], **what: Any) -> int:
    """An announcement whose minute is over; return its number."""
    number = await held(world, author, readers, **what)
    world.clock.advance(seconds=60)
    assert await world.services.deliveries.launch_due() == 1
    return number


async def arrives(world: World, envelope: Envelope, message_id: int) -> None:
    """A message of an announcement reaches its reader, as it stands now."""
    opened = await world.services.outbox.open(envelope)
    assert isinstance(opened, tuple)
    edition = getattr(opened[1], "edition", 0)
    await world.services.outbox.announced(envelope, [[message_id]], edition, None)


def adds_up(progress: Progress) -> bool:
    """Whether everybody is counted, and once."""
    settled = progress.sent + progress.blocked + progress.failed + progress.unknown
    return settled + progress.skipped + progress.called_off + progress.waiting == progress.total
