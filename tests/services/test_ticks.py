"""What one tap answers is handed in by that tap: once, by whoever may, about what is asked."""

import asyncio

import pytest
from sqlalchemy import select

from db.models import Dialog, Report
from services.access import Actor
from services.errors import DomainError, NotFoundError
from tests.support.databases import on_sqlite
from tests.support.plans import PROGRAMME, Line
from tests.support.world import LYCEUM, SCHOOL_1, World

pytestmark = on_sqlite
SURVEY = Line("Анкетирование директоров школ", "до 30 апреля 2021 г.", "директор ОО")


@pytest.fixture
async def maria(world: World) -> Actor:
    olga, maria = await world.join("Ольга", "Мария")
    await world.publish(olga, [SURVEY, PROGRAMME])
    return maria


async def test_one_tap_and_a_second_one_finds_it_said(world: World, maria: Actor):
    of, school = await world.occurrence(SURVEY), await world.place_id(SCHOOL_1)
    card = await world.services.calendar.card(maria, of)
    assert card.one_tap == "survey"

    said = await asyncio.gather(
        *(world.services.ticks.hand_in(maria, of, school, card.one_tap) for _ in range(5))
    )

    assert len({one.report_id for one in said}) == 1
    (report,) = await world.all(select(Report))
    assert (report.answers, report.proofs, report.version) == ({"survey": "yes"}, ["survey"], 1)


async def test_the_same_question_opened_before_is_answered_too(world: World, maria: Actor):
    of, school = await world.occurrence(SURVEY), await world.place_id(SCHOOL_1)
    await world.services.reports.begin(maria, of, school)

    await world.services.ticks.hand_in(maria, of, school, "survey")

    assert await world.all(select(Dialog)) == []


async def test_a_button_of_before_the_row_asked_something_else(world: World, maria: Actor):
    of, school = await world.occurrence(PROGRAMME), await world.place_id(SCHOOL_1)
    assert (await world.services.calendar.card(maria, of)).one_tap == ""
    for step in ("survey", "", "upload_day"):
        with pytest.raises(DomainError) as refusal:
            await world.services.ticks.hand_in(maria, of, school, step)
        assert refusal.value.code == "nothing_asked"
    assert await world.all(select(Report)) == []


async def test_nobody_ticks_for_another_school(world: World, maria: Actor):
    of = await world.occurrence(SURVEY)
    with pytest.raises(NotFoundError):
        await world.services.ticks.hand_in(maria, of, await world.place_id(LYCEUM), "survey")
