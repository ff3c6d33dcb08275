"""Who promises to come to something that has a report and a term is reminded of the report."""

from sqlalchemy import select

from db.models import PlanRow
from services.access import Actor
from services.terms import Intention
from tests.support.databases import on_sqlite
from tests.support.plans import PROGRAMME, Line
from tests.support.world import SCHOOL_1, World, at

pytestmark = on_sqlite

DAYS = ("23.04 09:00", "27.04 09:00", "29.04 09:00", "30.04 09:00", "07.05 09:00", "14.05 09:00")


async def expects_both(world: World, line: Line) -> Actor:
    """Ольга's map has a line with a report and a term to which people come; Мария is coming."""
    olga, maria = await world.join("Ольга", "Мария")
    await world.publish(olga, [line])
    (row,) = await world.all(select(PlanRow).where(PlanRow.title == line.title))
    if not row.report_expected:
        await world.services.plan_review.toggle(olga, row.id, "report")
    if not row.attendance_expected:
        await world.services.plan_review.toggle(olga, row.id, "attendance")
    await world.services.attendance.intend(
        maria, await world.occurrence(line), await world.school(SCHOOL_1), Intention.GOING
    )
    return maria


async def heard(world: World) -> list[str]:
    """At which stages Мария is reminded in these weeks."""
    return [stage for day in DAYS for name, stage in await world.tick(at(day)) if name == "Мария"]


async def test_the_days_before_and_the_weeks_after_a_deadline(world: World):
    await expects_both(world, PROGRAMME)

    assert await heard(world) == ["d7", "d3", "d1", "d0", "o1", "o2"]


async def test_the_report_silences_them(world: World):
    maria = await expects_both(world, PROGRAMME)
    await world.reports(maria, PROGRAMME, SCHOOL_1)

    assert await heard(world) == []
    assert set((await world.promised("Мария")).values()) == {"answered"}


async def test_a_day_on_which_something_happens_asks_for_the_promise(world: World):
    await expects_both(world, Line("Слёт", "23 апреля 2021 г.", "школа", "Отчёт школы"))
    world.clock.set(at("20.04 10:00"))
    heard = [
        stage for day in ("22.04 09:00", "23.04 09:00") for _, stage in await world.tick(at(day))
    ]

    assert heard == []
