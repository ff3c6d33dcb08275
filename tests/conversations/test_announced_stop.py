"""Stopped while Telegram says wait: what stands at the door already is turned back there."""

import asyncio
from datetime import datetime
from pathlib import Path

from bot.pace import Rates
from services.clock import TrialClock
from services.terms import Role
from tests.conversations.district import DISTRICT, MONDAY, SPRINGS, open_district
from tests.conversations.test_announced import announces, heard, opens


async def test_what_waits_at_the_door_does_not_leave_after_the_stop(
    template: Path, scratch: Path
) -> None:
    clock = TrialClock(datetime.fromisoformat(MONDAY), speed=30)
    async with open_district(template, scratch / "stopped.db", clock=clock) as district:
        district.expected_statuses.add(429)
        olga = await district.person("Ольга Синицына", Role.MUNICIPAL_COORDINATOR, DISTRICT)
        readers = [
            await district.person(f"Гость {number}", Role.DIRECTOR, SPRINGS) for number in range(6)
        ]
        district.rates = Rates()
        await district.reopens()
        number = await announces(district, olga, readers)
        await opens(olga)
        district.world.plan_fault(
            {"kind": "error", "method": "sendMessage", "code": 429, "retry_after": 3, "times": 1}
        )
        container = district.app.container
        author = await container.registration.actor(olga.id, "ru")
        async with district.live():
            async with asyncio.timeout(20):
                while 429 not in district.statuses("sendMessage"):  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
            on_their_way = district.rows("outbox")
            assert "sending" in str(on_their_way), "some wait for the gate to open"
            stopped = await container.deliveries.stop(author, number)
            has_it = sum([await heard(one) for one in readers])
            assert stopped.sent <= has_it
            async with asyncio.timeout(20):
                while not (  # noqa: ASYNC110
                    await container.deliveries.progress(author, number)
                ).finished:
                    await asyncio.sleep(0.05)
            after = await container.deliveries.progress(author, number)
        assert sum([await heard(one) for one in readers]) == has_it == after.sent
        assert after.sent + after.called_off == after.total == 6
        assert (after.unknown, after.failed) == (0, 0)
