"""A clock that does not stand still between two looks at it, as the real one."""

from datetime import datetime

import pytest

from tests.support.clock import ManualClock
from tests.support.databases import on_sqlite
from tests.support.plans import WEBINAR
from tests.support.world import World, at

pytestmark = on_sqlite


async def test_by_day_nothing_is_put_off(world: World, monkeypatch: pytest.MonkeyPatch):
    olga, _ = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR])
    world.clock.set(at("14.04 14:00"))
    await world.services.reminders.enqueue_due()
    real = ManualClock.now

    def running(clock: ManualClock) -> datetime:
        clock.advance(milliseconds=1)
        return real(clock)

    monkeypatch.setattr(ManualClock, "now", running)

    told = [(one.telegram_id, str(one.kind)) for one in await world.deliver()]
    assert sorted(told) == [
        (account, "reminder") for account in sorted(map(world.account, ("Ольга", "Мария")))
    ]
