"""After a restore nothing of the past is sent, of whatever kind it is and will be."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.enums import EscalationStatus, InboxStatus, OutboxKind, OutboxStatus, ReminderStatus
from db.models import Base, OutboxMessage
from services.recovery import Recovery
from tests.support.world import World

# Every table of promises, with the state from which a row acts by itself; a new one must say what
# a restore does with it: held by Recovery, or passed over by its own service.
PROMISES = {
    "outbox": OutboxStatus.QUEUED,
    "reminder": ReminderStatus.PLANNED,
    "escalation": EscalationStatus.PLANNED,
    "inbox": InboxStatus.NEW,
}


def test_no_table_of_promises_is_forgotten():
    acting = {
        table.name
        for table in Base.metadata.sorted_tables
        if "status" in table.columns and {"due_at", "received_at"} & set(table.columns.keys())
    }
    # A file that waits to be copied sends nothing to anybody.
    acting.remove("stored_file")
    assert acting == set(PROMISES)


async def queue(world: World, kind: OutboxKind, when: timedelta, key: str) -> None:
    maria = await world.stranger("Мария")
    async with world.database.write() as store:
        await store.outbox.enqueue(
            [
                {
                    "person_id": maria.id,
                    "telegram_id": maria.telegram_id,
                    "kind": kind,
                    "lane": 1,
                    "payload": {},
                    "dedupe_key": f"{key}:{kind}",
                    "due_at": world.clock.now() + when,
                    "status": OutboxStatus.QUEUED,
                    "broadcast_id": None,
                }
            ]
        )


async def states(world: World) -> dict[str, set[OutboxStatus]]:
    found: dict[str, set[OutboxStatus]] = {}
    for message in await world.all(select(OutboxMessage)):
        found.setdefault(message.dedupe_key.split(":")[0], set()).add(message.status)
    return found


@pytest.mark.parametrize("kind", list(OutboxKind))
async def test_each_kind_of_message_is_held(world: World, kind: OutboxKind):
    """What was queued, what was on its way, and what is thought of only now."""
    await world.joins("Мария")
    await queue(world, kind, timedelta(), "sending")
    assert len(await world.services.outbox.claim(9)) == 1
    await queue(world, kind, timedelta(), "queued")
    await queue(world, kind, timedelta(hours=9), "later")
    world.clock.advance(minutes=5)
    recovery = Recovery(world.database, world.clock)
    await recovery.hold()
    world.clock.advance(minutes=5)
    await queue(world, kind, timedelta(minutes=-7), "thought of")
    await queue(world, kind, timedelta(), "new")
    world.clock.advance(hours=10)

    unsure = OutboxStatus.UNKNOWN if kind is OutboxKind.BROADCAST else OutboxStatus.HELD
    held = {OutboxStatus.HELD}
    expected = {"sending": {unsure}, "queued": held, "later": held, "thought of": held}
    assert await states(world) == {**expected, "new": {OutboxStatus.QUEUED}}
    await world.services.outbox.recover()
    assert [e.kind for e in await world.services.outbox.claim(9)] == [kind]

    await recovery.release()
    assert OutboxStatus.HELD not in set().union(*(await states(world)).values())
