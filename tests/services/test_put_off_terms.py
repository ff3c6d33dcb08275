"""A term that is put off after it was over asks nobody who has reported already."""

import pytest
from sqlalchemy import select

from db.enums import OutboxKind
from db.models import AuditEntry
from services.access import Actor
from services.forms.form import Input
from services.terms import ReportStatus
from tests.support.databases import on_sqlite
from tests.support.plans import PROGRAMME, SEMINAR, Line
from tests.support.world import SCHOOL_1, World, at

pytestmark = on_sqlite


@pytest.fixture
async def olga(world: World) -> Actor:
    olga, _, _ = await world.join("Ольга", "Мария", "Иван")
    await world.publish(olga, [PROGRAMME, SEMINAR])
    return olga


async def owed(world: World, name: str, line: Line = PROGRAMME) -> bool:
    page = await world.services.todo.owed(await world.stranger(name))
    return line.title in [item.line.title for item in page.items]


async def moves(world: World, olga: Actor, line: Line, day: str) -> None:
    """The coordinator writes another day into the row."""
    review, card = world.services.plan_review, await world.card(olga, line)
    assert card.row_id is not None
    turn = await review.begin_edit(olga, card.row_id, "date")
    turn = await world.services.dialogs.answer(olga, Input(text=day))
    while turn.outcome is not None and hasattr(turn.outcome, "draft"):
        turn = await world.services.dialogs.answer(olga, Input(choice="yes"))


async def test_a_report_stands_when_its_term_is_put_off(world: World, olga: Actor):
    card = await world.reports(await world.stranger("Мария"), PROGRAMME, SCHOOL_1)
    world.clock.set(at("03.05 10:00"))
    assert (await owed(world, "Мария"), await owed(world, "Иван")) == (False, True)

    await moves(world, olga, PROGRAMME, "до 14.05.2021")

    assert (await owed(world, "Мария"), await owed(world, "Иван")) == (False, True)
    kept = await world.services.reports.card(await world.stranger("Мария"), card.report_id)
    assert kept.status is ReportStatus.SUBMITTED
    assert kept.occurrence_id == await world.occurrence(PROGRAMME), "one term, not two"
    told = await world.tick(at("13.05 09:00"))
    assert "Иван" in {name for name, _ in told}
    assert "Мария" not in {name for name, _ in told}


async def test_late_is_judged_by_the_term_as_it_stands(world: World, olga: Actor):
    maria = await world.stranger("Мария")
    world.clock.set(at("03.05 10:00"))
    card = await world.reports(maria, PROGRAMME, SCHOOL_1)
    assert card.late
    # Not far enough: it came on the third.
    await moves(world, olga, PROGRAMME, "до 02.05.2021")
    assert (await world.services.reports.card(maria, card.report_id)).late

    await moves(world, olga, PROGRAMME, "до 14.05.2021")

    judged = await world.services.reports.card(maria, card.report_id)
    assert (judged.late, [one.late for one in judged.history]) == (False, [False])
    assert [entry.object_id for entry in await in_time(world)] == [card.report_id]
    # What came in time stays so.
    await moves(world, olga, PROGRAMME, "до 04.05.2021")
    world.clock.set(at("10.05 10:00"))
    await moves(world, olga, PROGRAMME, "до 01.05.2021")
    assert not (await world.services.reports.card(maria, card.report_id)).late
    assert len(await in_time(world)) == 1


async def in_time(world: World) -> list[AuditEntry]:
    """The notes of the audit that a report is late no more."""
    return await world.all(select(AuditEntry).where(AuditEntry.action == "report:in_time"))


async def test_a_term_that_was_returned_is_owed_on_the_new_day(world: World, olga: Actor):
    card = await world.reports(await world.stranger("Мария"), PROGRAMME, SCHOOL_1)
    world.clock.set(at("03.05 10:00"))
    await moves(world, olga, PROGRAMME, "до 14.05.2021")
    await world.services.reports.begin_return(olga, card.report_id, 1)
    await world.services.dialogs.answer(olga, Input(text="Нет дат"))
    assert await owed(world, "Мария")


async def test_an_event_held_once_more_is_another_one(world: World, olga: Actor):
    world.clock.set(at("03.05 10:00"))
    await moves(world, olga, SEMINAR, "14.05.2021")
    assert len(await world.occurrences(SEMINAR)) == 2


async def test_a_term_that_goes_back_to_its_former_day_keeps_what_was_handed_in(
    world: World, olga: Actor
):
    maria = await world.stranger("Мария")
    card = await world.reports(maria, PROGRAMME, SCHOOL_1)
    world.clock.set(at("03.05 10:00"))
    first = await world.card(olga, PROGRAMME)
    await moves(world, olga, PROGRAMME, "до 14.05.2021")
    await moves(world, olga, PROGRAMME, "до 30.04.2021")

    back = await world.card(olga, PROGRAMME)
    assert (back.occurrence_id, back.when.last_day) == (first.occurrence_id, first.when.last_day)
    assert (await owed(world, "Мария"), await owed(world, "Иван")) == (False, True)
    kept = await world.services.reports.card(maria, card.report_id)
    assert (kept.status, kept.late) == (ReportStatus.SUBMITTED, False)
    told = [one.payload["was"] for one in await world.outbox("Иван", OutboxKind.MOVED)]
    assert [was["last_day"] for was in told] == ["2021-04-30", "2021-05-14"]
