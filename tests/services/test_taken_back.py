"""A refusal taken back is no answer: such a school is as silent as the others."""

import pytest

from services.access import Actor
from services.nudges import NudgeFate
from tests.services.test_escalation import steps, told
from tests.support.databases import on_sqlite
from tests.support.plans import WEBINAR
from tests.support.world import SCHOOL_1, SCHOOL_2, SCHOOL_3, World, at

pytestmark = on_sqlite


@pytest.fixture
async def maria(world: World) -> Actor:
    """Мария, whose school is asked to a webinar; her curator is Павел."""
    olga, _, maria = await world.join("Ольга", "Павел", "Мария")
    await world.services.escalation.plan_due()
    await world.publish(olga, [WEBINAR])
    return maria


async def hesitates(world: World, maria: Actor, occurrence: int) -> None:
    """Мария refuses and takes that back when she is asked why."""
    turn = await world.services.attendance.decline(maria, occurrence, await world.school(SCHOOL_1))
    await world.services.dialogs.cancel(maria, turn.dialog_id)


async def test_the_school_can_be_reminded(world: World, maria: Actor):
    occurrence, school = await world.occurrence(WEBINAR), await world.place_id(SCHOOL_1)
    await hesitates(world, maria, occurrence)
    pavel = await world.stranger("Павел")

    answers = await world.services.attendance.answers(pavel, occurrence)
    assert school in answers.owing
    result = await world.services.nudges.nudge(pavel, occurrence, school)
    assert [one.fate for one in result.schools] == [NudgeFate.TOLD]
    assert [m.kind for m in await world.deliver()] == ["nudge"]


async def test_the_digest_counts_it_among_the_silent(world: World, maria: Actor):
    await hesitates(world, maria, await world.occurrence(WEBINAR))

    digest = await world.services.digests.digest(
        await world.stranger("Павел"), at("12.04 09:00").date()
    )

    (silent,) = digest.unanswered
    assert set(silent.schools) == {SCHOOL_1, SCHOOL_2, SCHOOL_3}
    assert {t.answered for t in digest.tallies.values()} == {0}


async def test_it_is_silence_among_three_in_a_row(world: World, maria: Actor):
    lines = [
        WEBINAR._replace(title=f"Вебинар {day}", dates=f"{day}.04.2021, 14:00")
        for day in (13, 14, 15)
    ]
    await world.publish(await world.stranger("Ольга"), lines)
    await hesitates(world, maria, await world.occurrence(lines[1]))

    await told(world, "15.04 20:00")

    assert len(await steps(world)) == 4
