"""After a restore the steps of the past stay untold, whenever its operator lets the rest go."""

from services.recovery import Recovery
from tests.services.test_escalation import DEPUTY, TERM_OVER, tick
from tests.support.databases import on_sqlite
from tests.support.plans import SELF_CHECK
from tests.support.world import World, at


@on_sqlite
async def test_let_go_before_the_first_tick_they_are_not_told(world: World):
    olga, *_ = await world.join("Ольга", "Мария", "Анна")
    await tick(world, "05.04 10:00")
    await world.publish(olga, [SELF_CHECK])
    await tick(world, TERM_OVER)
    world.clock.set(at(DEPUTY))
    recovery = Recovery(world.database, world.clock)
    await recovery.hold()
    await recovery.release()

    assert await tick(world, DEPUTY) == []
    world.clock.advance(days=1)
    await world.services.escalation.enqueue_due()
    assert await world.outbox("Анна", kind="escalation") == []
