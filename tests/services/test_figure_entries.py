"""Figures entered by hand: for the whole map, with a history, taken back, by its coordinator."""

from datetime import date

import pytest
from sqlalchemy import select

from db.models import AuditEntry, FigureEntry
from services.access import Actor
from services.errors import NotAllowedError, NotFoundError
from services.figure_entries import Entered
from services.forms.form import Input
from services.indicator_board import FigureCard, Side
from services.indicators import Forecast
from services.indicators.breakdown import Standing
from tests.services.test_indicators import EVERYONE, UPLOAD
from tests.support.world import World, at


@pytest.fixture
async def olga(world: World) -> Actor:
    """Ольга with a plan, and two directors."""
    olga, _, _ = await world.join("Ольга", "Мария", "Иван")
    await world.publish(olga, [EVERYONE, UPLOAD])
    world.clock.set(at("20.04 12:00"))
    return olga


async def row_of(world: World, title: str) -> int:
    async with world.database.read() as store:
        (plan,) = await store.plans.published_below(["/"])
        return next(row.id for row in await store.plans.rows(plan.id) if row.title == title)


async def enters(world: World, actor: Actor, row_id: int, what: Entered, text: str) -> FigureCard:
    await world.services.figure_entries.begin(actor, row_id, 0, what)
    turn = await world.services.dialogs.answer(actor, Input(text=text))
    assert isinstance(turn.outcome, FigureCard), turn.problem
    return turn.outcome


async def test_a_value_stands_for_what_was_counted_until_it_is_taken_back(
    world: World, olga: Actor
):
    row_id = await row_of(world, UPLOAD.title)
    first = await enters(world, olga, row_id, Entered.VALUE, "1 из 3")
    second = await enters(world, olga, row_id, Entered.VALUE, "3 из 3")
    assert (first.shown.figure.numerator, second.shown.figure.numerator) == (1, 3)
    assert second.shown.figure.value == 100
    assert second.shown.figure.is_manual

    counted = await world.services.figure_entries.take_back(olga, row_id, 0, Entered.VALUE)

    assert not counted.shown.figure.is_manual
    assert counted.shown.figure.value == second.shown.figure.counted_value
    kept = await world.all(select(FigureEntry.amount).order_by(FigureEntry.id))
    assert kept == [1, 3, None], "nothing of what was entered is lost"
    deeds = await world.all(select(AuditEntry.action).where(AuditEntry.action.like("figures:%")))
    assert sorted(deeds) == ["figures:enter", "figures:enter", "figures:take_back"]


async def test_a_school_reads_what_is_counted_of_it(world: World, olga: Actor):
    row_id = await row_of(world, EVERYONE.title)
    await enters(world, olga, row_id, Entered.VALUE, "50 %")
    maria = await world.stranger("Мария")
    card = await world.services.indicators.card(maria, row_id, 0)
    assert not card.shown.figure.is_manual
    assert not card.may_enter
    assert len(card.shown.figure.of) == 1


async def test_a_target_of_ones_own_and_its_forecast(world: World, olga: Actor):
    row_id = await row_of(world, UPLOAD.title)
    world.clock.set(at("30.04 12:00"))
    card = await enters(world, olga, row_id, Entered.TARGET, "60")
    figure = card.shown.figure
    assert card.has_own_target
    assert figure.target == 60
    # The last day: nothing is handed in, and two of three schools are enough.
    assert figure.forecast == Forecast(needed=2, open=3)
    back = await world.services.figure_entries.take_back(olga, row_id, 0, Entered.TARGET)
    assert back.shown.figure.target is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("много", "figure_not_read"),
        ("5 из 3", "figure_beyond_whole"),
        ("130", "figure_beyond_whole"),
        ("-3", "figure_not_read"),
    ],
)
async def test_what_does_not_fit_is_asked_again(world: World, olga: Actor, text: str, code: str):
    await world.services.figure_entries.begin(
        olga, await row_of(world, EVERYONE.title), 0, Entered.VALUE
    )
    turn = await world.services.dialogs.answer(olga, Input(text=text))
    assert turn.problem is not None
    assert turn.problem.code == code


async def test_only_those_who_keep_the_map_enter(world: World, olga: Actor):
    row_id = await row_of(world, EVERYONE.title)
    begin = world.services.figure_entries.begin
    with pytest.raises(NotAllowedError):
        await begin(await world.stranger("Мария"), row_id, 0, Entered.VALUE)
    with pytest.raises(NotFoundError):
        await begin(await world.joins("Нина"), row_id, 0, Entered.VALUE)


async def test_the_board_begins_with_what_can_be_mended(world: World, olga: Actor):
    (board,) = await world.services.indicators.board(olga)
    assert board.is_whole
    assert board.urgent[0].figure.title == EVERYONE.title
    assert board.urgent[0].standing is Standing.BEHIND
    assert board.number(*Standing) == len(board.figures)

    world.clock.set(at("30.04 12:00"))
    late = await world.services.indicators.names(
        olga, await row_of(world, UPLOAD.title), 0, Side.MISSING
    )
    assert {line.day for line in late.lines} == {date(2021, 4, 30)}, "not the midnight after it"
