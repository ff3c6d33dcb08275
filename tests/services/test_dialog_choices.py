"""Questions that depend on each other, and choices that only the opener of a form knows."""

import pytest

from services.access import Actor
from services.dialogs import Turn, open_dialog
from services.forms.catalogue import FORMS
from services.forms.form import Form, Input, Step
from tests.support.world import World

# A form whose choices only its opener knows, and one of whose questions depends on another.
TRIP = Form(
    "trip",
    1,
    (
        Step("who", "choice", choices=("all", "place")),
        Step("place", "choice", is_asked=lambda answers: answers.get("who") == "place"),
        Step("words", "text"),
    ),
)


@pytest.fixture
async def maria(world: World) -> Actor:
    """Somebody who fills in a form."""
    return await world.joins("Мария")


@pytest.fixture
async def trip(world: World, maria: Actor, monkeypatch: pytest.MonkeyPatch) -> Turn:
    """Maria is asked who goes where; there are two places."""
    monkeypatch.setitem(FORMS, TRIP.name, TRIP)
    now = world.clock.now()
    async with world.database.write() as store:
        return await open_dialog(
            store, maria, TRIP, {}, key="1", now=now, options={"place": ["7", "8"]}
        )


async def test_choices_are_those_given_when_the_form_was_opened(
    world: World, maria: Actor, trip: Turn
):
    dialogs = world.services.dialogs
    await dialogs.answer(maria, Input(choice="place"), dialog_id=trip.dialog_id, step="who")

    foreign = await dialogs.answer(maria, Input(choice="9"))
    assert foreign.problem is not None
    assert foreign.problem.code == "press_a_button"
    own = await dialogs.answer(maria, Input(choice="8"))
    assert own.draft.step == "words"


async def test_a_question_that_is_not_asked_is_passed_over(world: World, maria: Actor, trip: Turn):
    turn = await world.services.dialogs.answer(maria, Input(choice="all"))

    assert (turn.draft.step, turn.draft.progress) == ("words", (2, 2))


async def test_changing_an_answer_asks_what_it_leads_to(world: World, maria: Actor, trip: Turn):
    dialogs = world.services.dialogs
    await dialogs.answer(maria, Input(choice="all"))
    preview = await dialogs.answer(maria, Input(text="Едем"))
    assert preview.draft.is_complete

    await dialogs.revise(maria, trip.dialog_id, "who")
    asked = await dialogs.answer(maria, Input(choice="place"))

    assert asked.draft.step == "place"
