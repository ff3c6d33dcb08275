"""A button pressed twice: the second tap shows what the first has done."""

import pytest

from services.access import SYSTEM
from services.errors import DomainError
from services.place_loading import Loaded
from tests.support.plans import SELF_CHECK
from tests.support.world import DISTRICT, REGION, SCHOOL_1, World


async def test_a_report_sent_twice_is_shown_as_sent_until_some_minutes_later(world: World):
    olga = await world.joins("Ольга")
    maria = await world.joins("Мария")
    await world.publish(olga, [SELF_CHECK])
    turn = await world.fills_report(maria, SELF_CHECK, SCHOOL_1)
    dialogs = world.services.dialogs

    first = await dialogs.submit(maria, turn.dialog_id, again=True)
    second = await dialogs.submit(maria, turn.dialog_id, again=True)

    assert second.outcome == first.outcome
    assert first.outcome is not None
    # To somebody else, or later, it is over.
    with pytest.raises(DomainError, match="dialog_over"):
        await dialogs.submit(olga, turn.dialog_id, again=True)
    world.clock.advance(minutes=5)
    with pytest.raises(DomainError, match="dialog_over"):
        await dialogs.submit(maria, turn.dialog_id, again=True)


async def test_a_table_applied_twice_shows_what_it_brought(world: World):
    data = f"region;municipality;school\n{REGION};{DISTRICT};Школа № 77".encode()
    loading = world.services.place_loading
    digest = (await loading.preview(SYSTEM, data)).digest

    first = await loading.apply(SYSTEM, data, digest, again=True)
    second = await loading.apply(SYSTEM, data, digest, again=True)

    assert isinstance(first, Loaded)
    assert isinstance(second, Loaded)
    assert (first.is_repeated, second.is_repeated) == (False, True)
    assert (second.rows, second.new) == (first.rows, first.new) == (1, 1)
