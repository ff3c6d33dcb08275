"""A Telegram that fails for long: what is of use is not lost, and says that it may come again."""

from datetime import timedelta

from db.enums import OutboxKind, OutboxStatus
from tests.services.test_outbox import only, queue
from tests.support.world import World


async def test_a_reminder_outlives_many_failures_in_a_row(world: World):
    maria, outbox = await world.joins("Мария"), world.services.outbox
    await queue(world, maria, {"not_after": world.clock.now() + timedelta(hours=1)})
    tries = 0
    while (await only(world)).status == OutboxStatus.QUEUED:
        world.clock.set((await only(world)).due_at)
        (envelope,) = await outbox.claim(1)
        assert envelope.repeated == (tries > 0)
        await outbox.stumbled(envelope, "server_error")
        tries += 1

    assert (await only(world)).status == OutboxStatus.UNKNOWN
    # Less often the longer it lasts, but every minute in the end.
    assert 55 < tries < 70


async def test_an_announcement_is_not_repeated_after_a_failure(world: World):
    maria, outbox = await world.joins("Мария"), world.services.outbox
    await queue(world, maria, {"kind": OutboxKind.BROADCAST, "lane": 3})
    (envelope,) = await outbox.claim(1)
    await outbox.stumbled(envelope, "server_error")

    assert (await only(world)).status == OutboxStatus.UNKNOWN


async def test_tries_during_an_outage_do_not_count_as_crashes(world: World):
    """A quarter of an hour without Telegram, then one end of the process in the middle of a try."""
    maria, outbox = await world.joins("Мария"), world.services.outbox
    await queue(world, maria, {"not_after": world.clock.now() + timedelta(hours=1)})
    for _ in range(15):
        world.clock.set(max(world.clock.now(), (await only(world)).due_at))
        (envelope,) = await outbox.claim(1)
        await outbox.retry(envelope, timedelta(), "no_connection")
    world.clock.set((await only(world)).due_at)
    assert await outbox.claim(1)
    assert await outbox.recover() == 1

    assert (await only(world)).status == OutboxStatus.QUEUED
