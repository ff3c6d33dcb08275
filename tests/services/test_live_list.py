"""Who is here already, who is waited for, and reminding those."""

import pytest

from services.access import Actor
from services.live_list import PAGE, Stand, live_list
from services.nudges import NudgeFate
from services.terms import Fact, Intention
from tests.support.databases import on_sqlite
from tests.support.plans import WEBINAR
from tests.support.world import SCHOOL_1, SCHOOL_2, SCHOOL_3, World, at

pytestmark = on_sqlite


@pytest.fixture
async def pavel(world: World) -> Actor:
    """Павел, the curator, ten minutes into the webinar; one school is here, one had promised."""
    olga, pavel, maria, ivan = await world.join("Ольга", "Павел", "Мария", "Иван")
    await world.publish(olga, [WEBINAR])
    of = await world.occurrence(WEBINAR)
    ivans = await world.school(SCHOOL_2)
    await world.services.attendance.intend(ivan, of, ivans, Intention.GOING)
    world.clock.set(at("15.04 14:10"))
    await world.services.check_in.arrive(maria, of, await world.school(SCHOOL_1))
    return pavel


async def stands(world: World, actor: Actor) -> dict[str, Stand]:
    found = live_list(
        await world.services.attendance.answers(actor, await world.occurrence(WEBINAR))
    )
    return {state.name: stand for stand, state in found.lines}


async def test_who_is_waited_for_comes_first(world: World, pavel: Actor):
    of = await world.occurrence(WEBINAR)
    found = live_list(await world.services.attendance.answers(pavel, of))

    assert [(stand, state.name) for stand, state in found.lines] == [
        (Stand.PROMISED, SCHOOL_2),
        (Stand.UNMANNED, SCHOOL_3),
        (Stand.HERE, SCHOOL_1),
    ]
    assert (found.counts[Stand.HERE], found.of, found.waited_for) == (1, 3, 1)


async def test_those_who_promised_are_reminded_too_once_a_day(world: World, pavel: Actor):
    of = await world.occurrence(WEBINAR)
    result = await world.services.nudges.nudge_silent(pavel, of)
    fates = {school.name: school.fate for school in result.schools}
    assert fates == {SCHOOL_2: NudgeFate.TOLD, SCHOOL_3: NudgeFate.NOBODY}
    (sent,) = [one for one in await world.deliver() if one.kind == "nudge"]
    assert sent.telegram_id == world.account("Иван")

    world.clock.set(at("15.04 15:00"))
    again = await world.services.nudges.nudge_silent(pavel, of)
    assert {s.name: s.fate for s in again.schools}[SCHOOL_2] is NudgeFate.BEFORE


async def test_who_comes_meanwhile_is_not_reminded(world: World, pavel: Actor):
    of = await world.occurrence(WEBINAR)
    await world.services.nudges.nudge_silent(pavel, of)
    ivan = await world.stranger("Иван")
    await world.services.check_in.arrive(ivan, of, await world.school(SCHOOL_2))

    assert [one.kind for one in await world.deliver() if one.kind == "nudge"] == []
    assert (await stands(world, pavel))[SCHOOL_2] is Stand.HERE


async def test_who_was_away_is_not_waited_for(world: World, pavel: Actor):
    of, ivan = await world.occurrence(WEBINAR), await world.stranger("Иван")
    await world.services.attendance.state_fact(ivan, of, await world.school(SCHOOL_2), Fact.EXCUSED)
    assert (await stands(world, pavel))[SCHOOL_2] is Stand.AWAY


async def test_a_page_out_of_range_is_the_last(world: World, pavel: Actor):
    answers = await world.services.attendance.answers(pavel, await world.occurrence(WEBINAR))
    found = live_list(answers, 99)
    assert (found.page, found.pages) == (0, 1)
    assert len(found.lines) <= PAGE


async def test_who_comes_for_himself_is_there_by_name(world: World, pavel: Actor):
    of = await world.occurrence(WEBINAR)
    found = live_list(await world.services.attendance.answers(pavel, of))
    assert [(stand, state.name) for stand, state in found.people] == [
        (Stand.SILENT, "Ольга"),
        (Stand.SILENT, "Павел"),
    ]
    (party,) = (s.party for s in found.answers.people if s.name == "Павел")
    await world.services.check_in.arrive(pavel, of, party)
    found = live_list(await world.services.attendance.answers(pavel, of))
    assert [state.name for stand, state in found.people if stand is Stand.HERE] == ["Павел"]
