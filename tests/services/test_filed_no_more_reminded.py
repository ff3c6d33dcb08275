"""Whoever has handed in his paper hears of it no more; what came back is owed again."""

import pytest

from roadmap.asks import Party
from services.access import Actor
from tests.services.test_demands import CONSULTING, EXPERTISE
from tests.services.test_report_steps import files, returns
from tests.support.world import DISTRICT, SCHOOL_1, SCHOOL_2, SCHOOL_3, World, at

DAYS = ("18.04 09:00", "19.04 09:00", "22.04 09:00", "23.04 09:00", "24.04 09:00", "25.04 09:00")


@pytest.fixture
async def people(world: World) -> dict[str, Actor]:
    names = ("Ольга", "Зоя", "Роман", "Павел")
    found = dict(zip(names, await world.join(*names), strict=True))
    await world.publish(found["Ольга"], [EXPERTISE, CONSULTING], place=DISTRICT)
    return found


async def heard(world: World, name: str) -> int:
    """How often somebody is reminded in these days."""
    told = [who for day in DAYS for who, _ in await world.tick(at(day))]
    return told.count(name)


async def test_a_methodist_who_has_not_reported(world: World, people):
    assert await heard(world, "Зоя") > 0


async def test_a_methodist_who_has_reported_is_left_in_peace(world: World, people):
    await files(world, people["Зоя"], CONSULTING, Party.METHODIST, DISTRICT)
    assert await heard(world, "Зоя") == 0
    assert "answered" in (await world.promised("Зоя", CONSULTING)).values()


async def test_a_coordinator_hears_until_the_last_school_is_written_about(world: World, people):
    for school in (SCHOOL_1, SCHOOL_2):
        await files(world, people["Ольга"], EXPERTISE, Party.MUNICIPALITY, school)
    assert await heard(world, "Ольга") > 0


async def test_a_coordinator_who_has_written_about_all_of_them(world: World, people):
    for school in (SCHOOL_1, SCHOOL_2, SCHOOL_3):
        await files(world, people["Ольга"], EXPERTISE, Party.MUNICIPALITY, school)
    assert await heard(world, "Ольга") == 0


async def test_what_came_back_is_owed_again(world: World, people):
    card = await files(world, people["Зоя"], CONSULTING, Party.METHODIST, DISTRICT)
    await returns(world, people["Ольга"], card, "Нет дат")
    assert await heard(world, "Зоя") > 0


async def test_a_methodist_hears_what_is_to_be_mended(world: World, people):
    card = await files(world, people["Зоя"], CONSULTING, Party.METHODIST, DISTRICT)
    await world.deliver()
    await returns(world, people["Ольга"], card, "Нет дат")
    told = [(sent.kind, sent.telegram_id) for sent in await world.deliver()]
    assert told == [("report_decision", world.account("Зоя"))]
