"""After a restore nothing of the past is sent, of whatever kind it is and will be."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from db.enums import (
    EscalationStatus,
    InboxStatus,
    OfficialStatus,
    OutboxKind,
    OutboxStatus,
    ReminderStatus,
)
from db.models import Base, GroupPost, OfficialPaper, OutboxMessage
from services.recovery import Recovery
from services.terms import Role
from tests.support.plans import WEBINAR
from tests.support.world import DISTRICT, World, at

# Every table of promises, with the state from which a row acts by itself; a new one must say what
# a restore does with it: held by Recovery, or passed over by its own service.
PROMISES = {
    "outbox": OutboxStatus.QUEUED,
    "reminder": ReminderStatus.PLANNED,
    "escalation": EscalationStatus.PLANNED,
    "inbox": InboxStatus.NEW,
    "group_post": OutboxStatus.QUEUED,
    "official_paper": OfficialStatus.WAITING,
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


CHAT = -100_500


async def a_chat(world: World) -> None:
    """The chat of a municipality whose road map has an event in the week of 12 April."""
    olga = await world.joins("Ольга", Role.MUNICIPAL_COORDINATOR, DISTRICT)
    await world.publish(olga, [WEBINAR])
    await world.services.groups.bind(olga, CHAT, await world.place_id(DISTRICT))


async def posted(world: World) -> list[tuple[OutboxStatus, str | None]]:
    rows = await world.all(select(GroupPost).order_by(GroupPost.id))
    return [(row.status, row.error) for row in rows]


async def test_a_card_that_a_chat_may_have_is_not_posted(world: World):
    """Queued in the backup; and thought of only now, because the backup is of the night before."""
    await a_chat(world)
    world.clock.set(at("12.04 09:01"))
    assert await world.services.group_posts.enqueue_due() == 1
    recovery = Recovery(world.database, world.clock)
    await recovery.hold()
    assert await posted(world) == [(OutboxStatus.SKIPPED, "restored")]
    assert await world.services.group_posts.claim() == []

    async with world.database.write() as store:
        await store.people.session.execute(delete(GroupPost))
    assert await world.services.group_posts.enqueue_due() == 0
    # What is due later goes on by itself.
    world.clock.set(at("19.04 09:01"))
    assert await world.services.group_posts.enqueue_due() == 1


async def test_a_paper_that_somebody_may_have_is_not_sent(world: World):
    olga = await world.joins("Ольга", Role.MUNICIPAL_COORDINATOR, DISTRICT)
    await world.publish(olga, [WEBINAR])
    (plan,) = (await world.services.official.desk(olga)).plans
    card = await world.services.official.order_map(olga, plan.plan_id)
    assert await world.services.official.due() is not None, "the judge sees what waits"
    world.clock.advance(minutes=5)
    await Recovery(world.database, world.clock).hold()
    world.clock.advance(hours=10)

    assert await world.services.official.due() is None
    (row,) = await world.all(select(OfficialPaper))
    assert (row.status, row.trouble) == (OfficialStatus.FAILED, "restored")
    await world.services.official.make_again(olga, card.paper_id)
    assert await world.services.official.due() is not None
