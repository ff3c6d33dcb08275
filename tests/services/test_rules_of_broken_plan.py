"""After an upgrade one plan that cannot be read keeps no other from the new rules."""

import logging

import pytest
from sqlalchemy import delete, update

from bot.jobs import Jobs
from db.models import Marker, Reminder
from services import reminder_rules
from services.reminder_rules import Followed
from tests.support.databases import on_sqlite
from tests.support.plans import WEBINAR, Line
from tests.support.world import NEIGHBOUR, World, at

SEMINAR = Line("Семинар соседей", "15.04.2021, 14:00", "директор ОО", "Участие директоров школ")


class Still:
    """Stands for the sender."""

    def wake(self) -> None: ...


async def old_rules(world: World) -> None:
    """Everything was promised an hour too late, and nobody has looked yet."""
    async with world.database.write() as store:
        session = store.people.session
        await session.execute(
            update(Reminder).where(Reminder.stage == "d7").values(due_at=at("08.04 23:00"))
        )
        await session.execute(delete(Marker).where(Marker.key.startswith("rules:")))


async def wrong(world: World) -> set[str]:
    """Whose reminders are still promised under the old rules."""
    names = set()
    for name, line in (("Мария", WEBINAR), ("Глеб", SEMINAR)):
        occurrence_id = await world.occurrence(line)
        async with world.database.read() as store:
            planned = await store.reminders.planned([occurrence_id])
        if any(one.due_at == at("08.04 23:00") for one in planned):
            names.add(name)
    return names


@on_sqlite
async def test_the_others_follow_and_the_broken_one_is_tried_each_minute(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    olga, _, nina, _ = await world.join("Ольга", "Мария", "Нина", "Глеб")
    broken = (await world.publish(olga, [WEBINAR])).plan_id
    await world.publish(nina, [SEMINAR], place=NEIGHBOUR)
    await old_rules(world)
    assert await wrong(world) == {"Мария", "Глеб"}
    tried, true = [], reminder_rules.promise_anew

    async def promise_anew(store, plan_ids, now):
        tried.extend(plan_ids)
        if broken in plan_ids:
            raise ValueError("Тайное имя")
        return await true(store, plan_ids, now)

    jobs = Jobs(world.services, Still())
    with monkeypatch.context() as patched, caplog.at_level(logging.ERROR):
        patched.setattr(reminder_rules, "promise_anew", promise_anew)
        for _ in range(3):
            await jobs.tick()
        assert await wrong(world) == {"Мария"}
        assert tried.count(broken) == 1
        assert f"rules_of_plan_failed number={broken}" in caplog.text
        assert "Тайное" not in caplog.text
        world.clock.advance(minutes=1)
        await jobs.tick()
        # Only what was left is tried again.
        assert tried.count(broken) == 2
        assert len(tried) == 3
        assert await world.services.reminder_rules.follow_new_rules() == Followed(0, left=1)

    world.clock.advance(minutes=1)
    await jobs.tick()
    assert await wrong(world) == set()
    assert await world.services.reminder_rules.follow_new_rules() == Followed()
