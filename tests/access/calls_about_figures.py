"""How the methods about figures of road maps are called by the matrix."""

from bot.container import Container
from services.access import Actor
from services.figure_entries import Entered
from services.figure_pictures import Picture
from services.indicator_board import Side
from services.indicators.breakdown import Split
from tests.access.call import Call
from tests.access.scene import Surroundings


async def _row(services: Container, o: Surroundings) -> int:
    """The row of the published plan that has the occurrence."""
    async with services.calendar._database.read() as store:
        found = await store.plans.happening(o.occurrence_id)
        assert found is not None
        return found.row.id


CALLS_ABOUT_FIGURES: dict[str, Call] = {
    "indicators.board": Call("nothing", lambda s, a, o: s.indicators.board(a)),
    "indicators.of_plan": Call("plan", lambda s, a, o: s.indicators.of_plan(a, o.published_id)),
    "indicators.page": Call("plan", lambda s, a, o: s.indicators.page(a, o.published_id)),
    "figure_pictures.sketch": Call(
        "plan", lambda s, a, o: s.figure_pictures.sketch(a, o.published_id, Picture.SECTIONS)
    ),
}


async def _card(s: Container, a: Actor, o: Surroundings) -> object:
    return await s.indicators.card(a, await _row(s, o), 0)


async def _slices(s: Container, a: Actor, o: Surroundings) -> object:
    return await s.indicators.slices(a, await _row(s, o), 0, Split.MONTH)


async def _names(s: Container, a: Actor, o: Surroundings) -> object:
    return await s.indicators.names(a, await _row(s, o), 0, Side.MISSING)


async def _begin(s: Container, a: Actor, o: Surroundings) -> object:
    row_id = await _row(s, o)
    return await s.figure_entries.begin(a, row_id, 0, Entered.VALUE)


async def _take_back(s: Container, a: Actor, o: Surroundings) -> object:
    row_id = await _row(s, o)
    return await s.figure_entries.take_back(a, row_id, 0, Entered.TARGET)


CALLS_ABOUT_FIGURES |= {
    "indicators.card": Call("plan", _card),
    "indicators.slices": Call("plan", _slices),
    "indicators.names": Call("plan", _names),
    "figure_entries.begin": Call("district", _begin),
    "figure_entries.take_back": Call("district", _take_back),
}
