"""An announcement once more: by who still speaks there, to who is still there."""

import pytest

from db.enums import Role
from services.access import Actor
from services.broadcast_progress import Progress
from services.errors import NotFoundError
from tests.services.test_broadcasts import announce
from tests.support.databases import on_sqlite
from tests.support.world import DISTRICT, NEIGHBOUR, SCHOOL_2, World

pytestmark = on_sqlite


async def _in_doubt(world: World) -> tuple[Actor, Progress]:
    olga, *_ = await world.join("Ольга", "Мария", "Иван")
    await announce(world, olga, "all")
    for envelope in await world.services.outbox.claim(10):
        await world.services.outbox.uncertain(envelope, "timeout")
    (progress,) = await world.services.deliveries.running()
    await world.services.deliveries.close(progress)
    return olga, progress


async def test_whoever_has_left_is_left_out(world: World):
    olga, seen = await _in_doubt(world)
    ivan = await world.stranger("Иван")
    await world.services.registration.leave(ivan, await world.place_id(SCHOOL_2), Role.DIRECTOR)

    again = await world.services.deliveries.send_again(olga, seen.broadcast_id, seen.rounds)
    assert (again.total, again.waiting, again.skipped, again.unknown) == (2, 1, 1, 0)
    (sent,) = [one for one in await world.deliver() if one.kind == "broadcast"]
    assert sent.telegram_id == world.account("Мария")


async def test_a_coordinator_of_another_place_by_now_sends_nothing(world: World):
    olga, seen = await _in_doubt(world)
    await world.joins("Ольга", Role.MUNICIPAL_COORDINATOR, NEIGHBOUR)
    district = await world.place_id(DISTRICT)
    olga = await world.services.registration.leave(olga, district, Role.MUNICIPAL_COORDINATOR)

    with pytest.raises(NotFoundError):
        await world.services.deliveries.send_again(olga, seen.broadcast_id, seen.rounds)
    with pytest.raises(NotFoundError):
        await world.services.deliveries.leave_so(olga, seen.broadcast_id, seen.rounds)
    assert await world.services.outbox.claim(10) == []
