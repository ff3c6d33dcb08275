"""Work without a day: what came of it is told at any time, and nobody is pressed for it."""

import pytest

from roadmap.asks import Party
from services.access import Actor
from services.terms import ReportStatus
from tests.services.test_report_steps import files, returns
from tests.support.plans import WEBINAR, Line
from tests.support.world import DISTRICT, SCHOOL_1, World, at

TICK = Line("Сопровождение молодых учителей", "в течение года", "директор ОО")
NOTE = Line(
    "Мониторинг реализации программ",
    "постоянно",
    "Муниципальный координатор",
    "Аналитическая справка",
)


@pytest.fixture
async def people(world: World) -> dict[str, Actor]:
    names = ("Ольга", "Мария", "Павел", "Роман")
    found = dict(zip(names, await world.join(*names), strict=True))
    await world.publish(found["Ольга"], [TICK, NOTE, WEBINAR], place=DISTRICT)
    return found


async def test_a_school_says_it_at_any_time(world: World, people):
    maria = people["Мария"]
    card = await world.card(maria, TICK)
    assert (card.takes_reports, card.is_cancelled) == (True, False)
    sent = await world.reports(maria, TICK, SCHOOL_1)
    assert (sent.status, sent.late, sent.counts) == (ReportStatus.SUBMITTED, False, True)
    await returns(world, people["Павел"], sent, "Сколько учителей?")
    page = await world.services.todo.owed(maria)
    assert page.items[0].line.title == TICK.title


async def test_those_above_schools_too(world: World, people):
    sent = await files(world, people["Ольга"], NOTE, Party.MUNICIPALITY, DISTRICT)
    assert (sent.status, sent.late) == (ReportStatus.SUBMITTED, False)


async def test_nobody_is_pressed_for_it(world: World, people):
    assert await world.promised("Мария", TICK) == {}
    assert await world.promised("Ольга", NOTE) == {}
    page = await world.services.todo.owed(people["Мария"])
    assert TICK.title not in [item.line.title for item in page.items]
    world.clock.set(at("31.12 23:00"))
    (school,) = [
        one
        for one in (await world.services.curator_desk.schools(people["Павел"])).schools
        if one.name == SCHOOL_1
    ]
    assert school.overdue == 0


async def test_it_is_offered_after_what_is_near(world: World, people):
    titles = [one.line.title for one in await world.services.reports.choices(people["Мария"])]
    assert titles[-1] == TICK.title
