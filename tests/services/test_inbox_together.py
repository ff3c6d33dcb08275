"""Updates that are answered at the same time are written down together."""

import asyncio

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError

from db.database import Database
from db.enums import InboxStatus
from db.models import InboxUpdate
from tests.support.databases import on_sqlite
from tests.support.world import World


async def done(world: World) -> int:
    (count,) = await world.all(
        select(func.count(InboxUpdate.update_id)).where(InboxUpdate.status == InboxStatus.DONE)
    )
    return count


@on_sqlite
async def test_ten_answers_at_once_are_two_statements(world: World, database: Database):
    await world.services.inbox.receive([(number, 7, "{}") for number in range(20)])
    asked: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        asked.append(statement)

    event.listen(database._writer.sync_engine, "before_cursor_execute", note)
    await asyncio.gather(*(world.services.inbox.done(number) for number in range(10)))

    assert await done(world) == 10
    # All ten, or the first alone and then those that came meanwhile.
    assert len(asked) <= 2


@on_sqlite
async def test_a_failure_is_heard_by_each_and_the_next_ones_are_written(
    world: World, database: Database
):
    await world.services.inbox.receive([(number, 7, "{}") for number in range(4)])

    def fail(*_: object) -> None:
        raise OperationalError("-", {}, Exception("full"))

    engine = database._writer.sync_engine
    event.listen(engine, "before_cursor_execute", fail)
    told = await asyncio.gather(
        *(world.services.inbox.done(number) for number in range(3)), return_exceptions=True
    )
    event.remove(engine, "before_cursor_execute", fail)
    assert [type(one) for one in told] == [OperationalError] * 3
    assert await done(world) == 0

    await world.services.inbox.done(3)
    assert await done(world) == 1


@on_sqlite
async def test_who_no_longer_waits_takes_nobody_with_him(world: World):
    await world.services.inbox.receive([(1, 7, "{}"), (2, 7, "{}")])
    first = asyncio.create_task(world.services.inbox.done(1))
    second = asyncio.create_task(world.services.inbox.done(2))
    await asyncio.sleep(0)
    first.cancel()

    await second

    with pytest.raises(asyncio.CancelledError):
        await first
    assert await done(world) == 2
