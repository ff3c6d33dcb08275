"""Guided dialogs: every move is a row; nothing typed is lost, nothing is answered twice."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from bot.container import assemble
from db.models import Dialog
from services.access import Actor
from services.dialogs import Turn, open_dialog
from services.errors import DomainError
from services.forms.catalogue import FORMS, RESULT_REPORT
from services.forms.form import Attached, Input
from tests.support.databases import on_sqlite
from tests.support.plans import PROGRAMME, SELF_CHECK, WEBINAR, Line
from tests.support.world import World

# The database's share in dialogs is tested with reports, where they end.
pytestmark = on_sqlite


@pytest.fixture
async def maria(world: World) -> Actor:
    olga, maria = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR, SELF_CHECK, PROGRAMME])
    return maria


@pytest.fixture
async def turn(world: World, maria: Actor) -> Turn:
    """The first question of a report."""
    return await begin(world, maria)


async def begin(world: World, actor: Actor, line: Line = SELF_CHECK) -> Turn:
    """A form of three questions, about a line of the plan."""
    async with world.database.write() as store:
        subject, now = {"title": line.title}, world.clock.now()
        return await open_dialog(store, actor, RESULT_REPORT, subject, key=line.title[:20], now=now)


async def filled(world: World, actor: Actor) -> Turn:
    """The same at its preview."""
    turn = await begin(world, actor)
    for given in (
        Input(text="12"),
        Input(text="Провели"),
        Input(file=Attached("file-1", "photo", "фото.jpg", 1000)),
    ):
        turn = await world.services.dialogs.answer(actor, given)
    assert turn.draft.is_complete
    return turn


async def test_questions_come_one_by_one(world: World, maria: Actor, turn: Turn):
    dialogs = world.services.dialogs
    seen = [(turn.draft.step, turn.draft.progress)]
    for given in (Input(text="12"), Input(text="Провели"), Input(text="https://школа.рф/отчёт")):
        turn = await dialogs.answer(maria, given)
        seen.append((turn.draft.step, turn.draft.progress))

    assert seen == [
        ("participants", (1, 3)),
        ("done", (2, 3)),
        ("evidence", (3, 3)),
        ("preview", (3, 3)),
    ]
    assert turn.draft.answers == {
        "participants": 12,
        "done": "Провели",
        "evidence": {"link": "https://школа.рф/отчёт"},
    }


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (Input(text="много"), "number_expected"),
        (Input(text="-1"), "number_expected"),
        (Input(text="1.5"), "number_expected"),
        (Input(text="٣"), "number_expected"),
        (Input(text="9" * 30), "number_expected"),
        (Input(text="10001"), "number_too_large"),
        (Input(), "number_expected"),
        (Input(file=Attached("f", "sticker", "", 1)), "number_expected"),
        (Input(choice="skip"), "press_a_button"),
        (Input(choice="going"), "press_a_button"),
    ],
)
async def test_a_wrong_answer_is_explained_and_moves_nothing(
    world: World, maria: Actor, turn: Turn, given: Input, code: str
):
    answered = await world.services.dialogs.answer(maria, given)

    assert answered.problem is not None
    assert answered.problem.code == code
    assert (await world.services.dialogs.current(maria)).draft == turn.draft


@pytest.mark.parametrize("text", ["", "   ", "я" * 2001])
async def test_a_text_must_be_there_and_fit(world: World, maria: Actor, turn: Turn, text: str):
    await world.services.dialogs.answer(maria, Input(text="1"))
    answered = await world.services.dialogs.answer(maria, Input(text=text))

    assert answered.problem is not None
    assert answered.draft.step == "done"


async def test_evidence_is_a_link_a_file_or_nothing(world: World, maria: Actor, turn: Turn):
    dialogs = world.services.dialogs
    await dialogs.answer(maria, Input(text="1"))
    await dialogs.answer(maria, Input(text="Провели"))

    for wrong in ("не ссылка", "javascript:alert(1)", "https://a b", "https://" + "a" * 500):
        assert (await dialogs.answer(maria, Input(text=wrong))).problem is not None
    skipped = await dialogs.answer(maria, Input(choice="skip"))

    assert skipped.draft.is_complete
    assert skipped.draft.answers["evidence"] is None


async def test_a_form_survives_a_restart(world: World, maria: Actor, turn: Turn):
    await world.services.dialogs.answer(maria, Input(text="12"))

    reborn = assemble(world.database, world.clock, "Europe/Moscow")
    current = await reborn.dialogs.current(maria)

    assert current is not None
    assert (current.dialog_id, current.draft.step) == (turn.dialog_id, "done")
    answered = await reborn.dialogs.answer(maria, Input(text="Провели"))
    assert answered.draft.answers["participants"] == 12


async def test_back_keeps_answers(world: World, maria: Actor, turn: Turn):
    dialogs = world.services.dialogs
    await dialogs.answer(maria, Input(text="12"))
    await dialogs.answer(maria, Input(text="Провели"))

    await dialogs.back(maria, turn.dialog_id)
    first = await dialogs.back(maria, turn.dialog_id)
    stays = await dialogs.back(maria, turn.dialog_id)

    assert (first.draft.step, stays.draft.step) == ("participants", "participants")
    assert stays.draft.answers == {"participants": 12, "done": "Провели"}
    mended = await dialogs.answer(maria, Input(text="13"))
    assert mended.draft.step == "evidence", "what is answered already is not asked again"


async def test_one_answer_is_revised_from_the_preview(world: World, maria: Actor):
    turn = await filled(world, maria)
    dialogs = world.services.dialogs

    asked = await dialogs.revise(maria, turn.dialog_id, "done")
    assert asked.draft.step == "done"
    mended = await dialogs.answer(maria, Input(text="Провели и обсудили"))

    assert mended.draft.is_complete
    assert mended.draft.answers["done"] == "Провели и обсудили"
    assert mended.draft.answers["participants"] == 12


async def test_two_revisions_from_an_old_preview_lose_no_answer(world: World, maria: Actor):
    """The buttons of a preview stay in the chat: both may be pressed before an answer comes."""
    turn = await filled(world, maria)
    dialogs = world.services.dialogs
    await dialogs.revise(maria, turn.dialog_id, "participants")
    await dialogs.revise(maria, turn.dialog_id, "done")

    moved = await dialogs.answer(maria, Input(text="Провели и обсудили"))

    assert moved.draft.is_complete
    assert moved.draft.answers["participants"] == 12, "the question left alone keeps its answer"
    assert moved.draft.answers["done"] == "Провели и обсудили"


async def test_what_is_no_question_cannot_be_revised(world: World, maria: Actor):
    turn = await filled(world, maria)

    for name in ("salary", "preview", ""):
        answered = await world.services.dialogs.revise(maria, turn.dialog_id, name)
        assert answered.problem is not None
        assert answered.draft.is_complete


async def test_the_preview_takes_buttons_only(world: World, maria: Actor):
    await filled(world, maria)

    answered = await world.services.dialogs.answer(maria, Input(text="ещё вот что"))

    assert answered.problem is not None
    assert answered.problem.code == "press_a_button"


async def test_an_unfinished_form_is_not_submitted(world: World, maria: Actor, turn: Turn):
    submitted = await world.services.dialogs.submit(maria, turn.dialog_id)

    assert submitted.outcome is None
    assert submitted.draft.step == "participants"


async def test_a_button_of_another_question_changes_nothing(world: World, maria: Actor, turn: Turn):
    dialogs = world.services.dialogs
    await dialogs.answer(maria, Input(text="12"))
    early = await dialogs.answer(
        maria, Input(choice="skip"), dialog_id=turn.dialog_id, step="evidence"
    )
    assert (early.draft.step, early.problem) == ("done", None)

    await dialogs.answer(maria, Input(text="Провели"))
    stale = await dialogs.answer(maria, Input(choice="skip"), dialog_id=turn.dialog_id, step="done")

    assert (stale.draft.step, stale.problem) == ("evidence", None)
    assert "evidence" not in stale.draft.answers


async def test_another_form_parks_the_first_and_it_goes_on_where_it_was(
    world: World, maria: Actor, turn: Turn
):
    dialogs = world.services.dialogs
    await dialogs.answer(maria, Input(text="12"))

    other = await begin(world, maria, PROGRAMME)
    assert (await dialogs.current(maria)).dialog_id == other.dialog_id

    resumed = await begin(world, maria, SELF_CHECK)
    assert (resumed.dialog_id, resumed.draft.step) == (turn.dialog_id, "done")
    assert resumed.draft.answers == {"participants": 12}
    active = await world.all(select(func.count(Dialog.id)).where(Dialog.active))
    assert active == [1]


async def test_a_parked_form_takes_no_words(world: World, maria: Actor, turn: Turn):
    dialogs = world.services.dialogs
    await dialogs.park(maria)

    assert await dialogs.current(maria) is None
    with pytest.raises(DomainError) as refusal:
        await dialogs.answer(maria, Input(text="12"))
    assert refusal.value.code == "dialog_over"
    assert (await begin(world, maria)).dialog_id == turn.dialog_id


async def test_a_button_of_a_parked_form_opens_it_again(world: World, maria: Actor, turn: Turn):
    dialogs = world.services.dialogs
    for press in (
        lambda: dialogs.back(maria, turn.dialog_id),
        lambda: dialogs.submit(maria, turn.dialog_id),
        lambda: dialogs.revise(maria, turn.dialog_id, "done"),
    ):
        await dialogs.park(maria)
        assert (await press()).dialog_id == turn.dialog_id
        assert (await dialogs.current(maria)).dialog_id == turn.dialog_id
    active = await world.all(select(func.count(Dialog.id)).where(Dialog.active))
    assert active == [1]


async def test_cancelling_forgets_the_form(world: World, maria: Actor, turn: Turn):
    dialogs = world.services.dialogs
    await dialogs.answer(maria, Input(text="12"))

    assert not await dialogs.cancel(maria, turn.dialog_id + 1), "a button of another form"
    assert await dialogs.cancel(maria)
    assert not await dialogs.cancel(maria)
    assert (await begin(world, maria)).draft.answers == {}


async def test_two_answers_at_once_are_both_kept(world: World, maria: Actor, turn: Turn):
    await asyncio.gather(
        world.services.dialogs.answer(maria, Input(text="12")),
        world.services.dialogs.answer(maria, Input(text="13")),
    )

    (draft,) = await world.all(select(Dialog))
    assert draft.step == "evidence"
    assert {draft.answers["participants"], int(draft.answers["done"])} == {12, 13}


def deploy(**changes: object) -> None:
    """A new version of the bot asks something else about what was done."""
    done = replace(RESULT_REPORT.steps[1], **changes)
    steps = (RESULT_REPORT.steps[0], done, RESULT_REPORT.steps[2])
    changed = replace(RESULT_REPORT, version=RESULT_REPORT.version + 1, steps=steps)
    FORMS[RESULT_REPORT.name] = changed


@pytest.fixture
def deployed() -> Iterator[None]:
    """What `deploy` has changed is as it was afterwards."""
    yield
    FORMS[RESULT_REPORT.name] = RESULT_REPORT


async def test_a_form_that_is_no_more_is_dropped_politely_and_only_once(
    world: World, maria: Actor, turn: Turn
):
    async with world.database.write() as store:
        (row,) = (await store.dialogs.session.scalars(select(Dialog))).all()
        row.form = "of_former_times"

    with pytest.raises(DomainError) as refusal:
        await world.services.dialogs.current(maria)
    assert refusal.value.code == "dialog_over"

    assert await world.services.dialogs.current(maria) is None, "the next message is free again"


@pytest.mark.usefixtures("deployed")
async def test_answers_to_unchanged_questions_outlive_a_change_of_the_form(
    world: World, maria: Actor
):
    turn = await filled(world, maria)
    deploy(version=2)
    dialogs = world.services.dialogs

    sent = await dialogs.submit(maria, turn.dialog_id)

    assert sent.outcome is None, "nobody sends what he has not seen"
    assert sent.problem is not None
    assert sent.problem.code == "form_changed"
    assert sent.draft.step == "done"
    assert set(sent.draft.answers) == {"participants", "evidence"}
    done = await dialogs.answer(maria, Input(text="Провели"))
    assert (done.draft.is_complete, done.problem) == (True, None)


@pytest.mark.usefixtures("deployed")
async def test_an_answer_to_a_question_that_has_changed_is_asked_for_again(
    world: World, maria: Actor, turn: Turn
):
    dialogs = world.services.dialogs
    await dialogs.answer(maria, Input(text="12"))
    deploy(kind="number")

    answered = await dialogs.answer(maria, Input(text="Провели"))

    assert answered.draft.step == "done"
    assert "done" not in answered.draft.answers
    assert answered.draft.answers["participants"] == 12


@pytest.mark.usefixtures("deployed")
async def test_a_changed_form_goes_on_from_its_button(world: World, maria: Actor, turn: Turn):
    await world.services.dialogs.answer(maria, Input(text="12"))
    deploy(version=2)

    (row,) = await world.all(select(Dialog))
    async with world.database.write() as store:
        form, now = FORMS["report"], world.clock.now()
        again = await open_dialog(store, maria, form, {}, key=row.subject_key, now=now)

    assert (again.draft.step, again.draft.answers) == ("done", {"participants": 12})
    assert again.problem is not None
    assert again.problem.code == "form_changed"
