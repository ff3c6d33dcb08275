"""Several people look after one school: each is told of it once, whatever else he was told."""

import pytest
from sqlalchemy import update

from db.enums import EscalationStatus, Role
from db.models import Escalation
from tests.services.test_escalation import TERM_OVER, told
from tests.support.databases import on_sqlite
from tests.support.plans import SELF_CHECK
from tests.support.world import SCHOOL_1, SCHOOL_2, SCHOOL_3, World, at

pytestmark = on_sqlite


async def curators_only(world: World, times: dict[str, str]) -> None:
    """Only the curators are to be told of schools, at these times."""
    async with world.database.write() as store:
        steps = update(Escalation).where(Escalation.level > 0)
        await store.people.session.execute(
            steps.where(Escalation.level != 2).values(status=EscalationStatus.SKIPPED)
        )
    for school, moment in times.items():
        key = await world.place_id(school)
        async with world.database.write() as store:
            await store.people.session.execute(
                steps.where(Escalation.school_id == key).values(due_at=at(moment))
            )


@pytest.mark.parametrize(("day", "after"), [("27.04", "28.04"), ("30.04", "04.05")])
async def test_who_was_told_today_is_told_the_next_morning(world: World, day: str, after: str):
    olga, *_ = await world.join("Ольга", "Павел", "Мария")
    await world.joins("Вера", Role.CURATOR, SCHOOL_1)
    await world.services.escalation.plan_due()
    await world.publish(olga, [SELF_CHECK])
    await told(world, TERM_OVER)
    await curators_only(
        world, {SCHOOL_2: f"{day} 10:00", SCHOOL_1: f"{day} 12:00", SCHOOL_3: f"{after} 10:00"}
    )

    assert await told(world, f"{day} 10:00") == {"Павел": {SCHOOL_2}}
    assert await told(world, f"{day} 12:01") == {"Вера": {SCHOOL_1}}
    assert await told(world, f"{after} 10:00") == {}, "what is due now goes into the one that waits"
    assert await told(world, f"{after} 10:10") == {"Павел": {SCHOOL_1, SCHOOL_3}}
    assert await told(world, f"{after} 12:00") == {}
    assert len(await world.outbox("Павел", "escalation")) == 2
    assert len(await world.outbox("Вера", "escalation")) == 1
