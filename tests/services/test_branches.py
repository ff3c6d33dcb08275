"""Who speaks for a branch: its own people, or those of its head school while it has none."""

import pytest
from sqlalchemy import select

from db.enums import OutboxKind, Role
from db.models import Attendance, Report
from services.access import Actor
from services.cards import PartyState
from services.errors import NotFoundError
from services.terms import Intention
from tests.support.databases import on_sqlite
from tests.support.plans import SELF_CHECK, WEBINAR
from tests.support.world import DISTRICT, REGION, SCHOOL_1, SCHOOL_2, World, at

pytestmark = on_sqlite

BROOK, HILL = "Филиал «Ручей»", "Филиал «Холм»"


@pytest.fixture
async def maria(world: World) -> Actor:
    """Мария, director of a school with two branches; the second has a director of its own."""
    await world.services.places.load(
        [
            {"region": REGION, "municipality": DISTRICT, "school": name, "branch_of": SCHOOL_1}
            for name in (BROOK, HILL)
        ]
    )
    olga = await world.joins("Ольга")
    await world.publish(olga, [WEBINAR, SELF_CHECK])
    await world.joins("Харитон", Role.DIRECTOR, HILL)
    return await world.joins("Мария")


def named(states: tuple[PartyState, ...]) -> list[str]:
    return [state.name for state in states]


async def test_a_branch_without_people_is_answered_for_by_the_head_school(
    world: World, maria: Actor
):
    assert named((await world.card(maria, WEBINAR)).parties) == [SCHOOL_1, BROOK]

    event, brook = await world.occurrence(WEBINAR), await world.school(BROOK)
    await world.services.attendance.intend(maria, event, brook, Intention.GOING)

    (answer,) = await world.all(select(Attendance))
    assert (answer.party_id, answer.answered_by) == (brook.id, maria.id)
    anna = await world.joins("Анна")
    assert named((await world.card(anna, WEBINAR)).parties) == [SCHOOL_1, BROOK]


@pytest.mark.parametrize("school", [HILL, SCHOOL_2])
async def test_who_has_people_answers_for_himself(world: World, maria: Actor, school: str):
    event, party = await world.occurrence(WEBINAR), await world.school(school)

    with pytest.raises(NotFoundError):
        await world.services.attendance.intend(maria, event, party, Intention.GOING)
    with pytest.raises(NotFoundError):
        await world.services.reports.begin(maria, await world.occurrence(SELF_CHECK), party.id)
    khariton = await world.stranger("Харитон")
    assert named((await world.card(khariton, WEBINAR)).parties) == [HILL]


async def test_a_branch_that_gets_a_director_is_no_longer_the_head_schools(
    world: World, maria: Actor
):
    await world.joins("Рита", Role.DIRECTOR, BROOK)

    maria = await world.stranger("Мария")
    assert named((await world.card(maria, WEBINAR)).parties) == [SCHOOL_1]

    rita = await world.stranger("Рита")
    await world.services.registration.leave(rita, rita.seats[0].place_id, Role.DIRECTOR)
    maria = await world.stranger("Мария")
    assert named((await world.card(maria, WEBINAR)).parties) == [SCHOOL_1, BROOK]


async def test_a_report_of_a_branch_is_written_and_its_fate_told(world: World, maria: Actor):
    pavel = await world.joins("Павел")
    choices = await world.services.reports.choices(maria)
    assert [one.school_name for one in choices] == [SCHOOL_1, BROOK]

    report = await world.reports(maria, SELF_CHECK, BROOK)
    await world.services.reports.accept(pavel, report.report_id, report.version)

    (kept,) = await world.all(select(Report))
    assert kept.place_id == await world.place_id(BROOK)
    assert len(await world.outbox("Мария", OutboxKind.REPORT_DECISION)) == 1


async def test_a_row_for_a_branch_alone_is_shown_and_asked_of_the_head(world: World, maria: Actor):
    olga, brook = await world.stranger("Ольга"), await world.place_id(BROOK)
    only = WEBINAR._replace(title="Вебинар филиала")
    await world.publish(olga, [only], place=BROOK)

    card = await world.card(maria, only)
    assert [state.party.id for state in card.parties] == [brook]
    week = await world.services.calendar.week(maria, 1)
    assert "Вебинар филиала" in [line.title for line in week.lines]


async def test_the_head_is_reminded_until_the_branch_is_answered_for_too(
    world: World, maria: Actor
):
    event = await world.occurrence(WEBINAR)
    for name in (SCHOOL_1, BROOK):
        school = await world.school(name)
        await world.services.attendance.intend(maria, event, school, Intention.GOING)
        if name == SCHOOL_1:
            reminded = await world.tick(at("12.04 14:00"))
            assert "Мария" in {one for one, _ in reminded}
    assert ("Мария", "d1") not in await world.tick(at("14.04 14:00"))
