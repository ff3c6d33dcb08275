"""Whoever is thrown out in the middle of a form goes on where he was; nothing counts twice."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import select

from db.models import Dialog
from db.store import Store
from roadmap.asks import Goal, Proof
from services.access import Actor
from services.dialog_errors import FormChangedError
from services.dialogs import Dialogs, Turn, open_dialog
from services.errors import DomainError
from services.forms.catalogue import RESULT_REPORT
from services.forms.form import Attached, Draft, Form, Input
from services.forms.proofs import form_of
from tests.support.databases import on_sqlite
from tests.support.plans import SELF_CHECK
from tests.support.world import SCHOOL_1, World

pytestmark = on_sqlite

GOALS = (Goal(2, "публикаций", "month"),)
OWN = {
    "version": 1,
    "steps": [
        {"name": "q1", "kind": "text", "title": "Что удалось?"},
        {"name": "q2", "kind": "choice", "title": "Где?", "options": ["В школе", "Онлайн"]},
        {"name": "q3", "kind": "yes_no", "title": "Всё ли готово?"},
        {"name": "q4", "kind": "files", "title": "Фото"},
        {"name": "q5", "kind": "date", "title": "Когда?"},
        {"name": "q6", "kind": "link", "title": "Ссылка"},
        {"name": "q7", "kind": "number", "title": "Сколько?"},
    ],
}
FORMS: dict[str, Form] = {
    **{str(proof): form_of([proof], GOALS) for proof in Proof},
    "everything": form_of(Proof, GOALS),
    "own": form_of([Proof.EVENT_RESULT], own=OWN),
}


class Sent:
    """What the forms came to: a completer that keeps what it was given."""

    def __init__(self) -> None:
        self.answers: list[dict[str, Any]] = []
        self.asks_now: Form | None = None

    async def __call__(
        self, _store: Store, _actor: Actor, subject: Mapping[str, Any], answers: Mapping[str, Any]
    ) -> str:
        now = self.asks_now
        if now is not None and now.version != form_version(subject):
            raise FormChangedError(now)
        self.answers.append(dict(answers))
        return "sent"


def form_version(subject: Mapping[str, Any]) -> int:
    recipe = subject["recipe"]
    return form_of(recipe["proofs"], own=recipe["own"]).version


@pytest.fixture
async def maria(world: World) -> Actor:
    (maria,) = await world.join("Мария")
    return maria


@pytest.fixture
def sent() -> Sent:
    return Sent()


def process(world: World, sent: Sent) -> Dialogs:
    """The dialogs as a process has them that has just started: nothing in memory."""
    return Dialogs(world.database, world.clock, {"report": sent})


async def opened(world: World, actor: Actor, form: Form, **more: Any) -> Turn:
    async with world.database.write() as store:
        subject = {"title": "Самодиагностика"}
        now = world.clock.now()
        return await open_dialog(store, actor, form, subject, key="1:1", now=now, **more)


def good(draft: Draft) -> Input:
    step = draft.form.step(draft.step)
    assert step is not None
    match step.kind:
        case "choice":
            return Input(choice=step.choices[-1])
        case "number":
            return Input(text="12")
        case "date":
            return Input(choice="today")
        case "link":
            return Input(text="https://школа.рф")
        case "files" if draft.answers.get(step.name):
            return Input(choice="done")
        case "files" if "file" in step.takes:
            return Input(file=Attached("photo-1", "photo", "", 5))
        case "files":
            return Input(text="https://школа.рф")
    return Input(text="Провели самодиагностику.")


@pytest.mark.parametrize("name", FORMS)
async def test_killed_after_every_step_nothing_is_lost(
    world: World, maria: Actor, sent: Sent, name: str
):
    turn = await opened(world, maria, FORMS[name])
    kept: dict[str, Any] = {}
    for _ in range(100):
        found = await process(world, sent).current(maria)
        if found is None:
            break
        assert found.draft.answers.items() >= kept.items()
        assert found.draft.step == turn.draft.step
        kept = dict(found.draft.answers)
        dialogs = process(world, sent)
        if found.draft.is_complete:
            turn = await dialogs.submit(maria, found.dialog_id)
        else:
            turn = await dialogs.answer(maria, good(found.draft))
        assert turn.problem is None
        world.clock.advance(days=1)

    assert turn.outcome == "sent"
    assert len(sent.answers) == 1
    assert set(sent.answers[0]) == {step.name for step in FORMS[name].steps}


@pytest.mark.parametrize("name", ["tick", "event_result", "upload"])
async def test_two_devices_send_once(world: World, maria: Actor, sent: Sent, name: str):
    turn = await opened(world, maria, FORMS[name])
    dialogs = process(world, sent)
    while not turn.draft.is_complete and name != "tick":
        turn = await dialogs.answer(maria, good(turn.draft))
    if name == "tick":
        taps = [
            dialogs.answer(maria, Input(choice="yes"), dialog_id=turn.dialog_id, step="tick")
            for _ in range(5)
        ]
    else:
        taps = [dialogs.submit(maria, turn.dialog_id, again=True) for _ in range(5)]
    outcomes = await asyncio.gather(*taps, return_exceptions=True)

    assert len(sent.answers) == 1
    assert all(isinstance(one, Turn) or one.code == "dialog_over" for one in outcomes)


async def test_old_buttons_of_questions_change_nothing(world: World, maria: Actor, sent: Sent):
    turn = await opened(world, maria, FORMS["event_result"])
    dialogs = process(world, sent)
    await dialogs.answer(maria, Input(text="12"))
    await dialogs.answer(maria, Input(text="Провели"))
    first = await dialogs.answer(maria, Input(file=Attached("photo-1", "photo", "", 5)))

    # «Without it» of the question before the photo came.
    done = await dialogs.answer(
        maria, Input(choice="skip"), dialog_id=turn.dialog_id, step="evidence"
    )
    assert done.draft.answers["evidence"] == first.draft.answers["evidence"]
    for choice in ("done", "skip", "clear"):
        again = await dialogs.answer(
            maria, Input(choice=choice), dialog_id=turn.dialog_id, step="evidence"
        )
        assert again.draft == done.draft


async def test_ten_photos_at_once_are_all_kept(world: World, maria: Actor, sent: Sent):
    await opened(world, maria, FORMS["document"])
    dialogs = process(world, sent)
    await asyncio.gather(
        *(dialogs.answer(maria, Input(file=Attached(f"f{n}", "photo", "", 5))) for n in range(9))
    )

    (row,) = await world.all(select(Dialog))
    assert {item["file"]["file_id"] for item in row.answers["document"]} == {
        f"f{n}" for n in range(9)
    }


async def test_a_form_is_rebuilt_from_its_row_alone(world: World, maria: Actor, sent: Sent):
    form = FORMS["own"]
    await opened(world, maria, form)

    found = await process(world, sent).current(maria)

    assert found is not None
    assert found.draft.form.version == form.version
    assert [step.title for step in found.draft.form.steps] == [step.title for step in form.steps]


async def test_when_other_things_are_asked_by_now_the_answers_go_over(
    world: World, maria: Actor, sent: Sent
):
    """The coordinator adds a question while the director stands before «Send»."""
    turn = await opened(world, maria, form_of([Proof.REPORT], own=OWN))
    dialogs = process(world, sent)
    while not turn.draft.is_complete:
        turn = await dialogs.answer(maria, good(turn.draft))
    more = {"name": "q8", "kind": "text", "title": "Что ещё?"}
    sent.asks_now = form_of([Proof.REPORT], own={**OWN, "steps": [*OWN["steps"], more]})

    asked = await dialogs.submit(maria, turn.dialog_id)

    assert sent.answers == []
    assert asked.problem is not None
    assert (asked.problem.code, asked.draft.step) == ("form_changed", "q8")
    assert asked.draft.answers == turn.draft.answers
    preview = await process(world, sent).answer(maria, Input(text="Ничего"))
    assert preview.draft.is_complete
    assert (await dialogs.submit(maria, preview.dialog_id)).outcome == "sent"


async def test_opened_again_after_a_change_the_old_answers_are_there(
    world: World, maria: Actor, sent: Sent
):
    await opened(world, maria, form_of([Proof.EVENT_RESULT]))
    await process(world, sent).answer(maria, Input(text="12"))
    await process(world, sent).park(maria)

    again = await opened(world, maria, form_of([Proof.EVENT_RESULT, Proof.CERTIFICATES]))

    assert again.problem is not None
    assert again.problem.code == "form_changed"
    assert again.draft.answers == {"participants": 12}
    assert len(await world.all(select(Dialog))) == 1


async def test_last_time_is_offered_after_a_restart_too(world: World, maria: Actor, sent: Sent):
    last = {"participants": 15, "done": "Провели"}
    turn = await opened(world, maria, FORMS["event_result"], last=last)
    assert turn.draft.answers == {}
    tap = {"dialog_id": turn.dialog_id, "step": "participants"}

    turn = await process(world, sent).answer(maria, Input(choice="again"), **tap)

    assert turn.draft.answers == {"participants": 15}
    assert turn.draft.offered == "Провели"
    twice = await process(world, sent).answer(maria, Input(choice="again"), **tap)
    assert twice.draft == turn.draft, "the second tap on the same button answers nothing more"


async def test_a_form_that_is_too_old_is_not_offered(world: World, maria: Actor, sent: Sent):
    turn = await opened(world, maria, FORMS["event_result"])
    await process(world, sent).answer(maria, Input(text="12"))
    world.clock.advance(days=29)
    assert await process(world, sent).current(maria) is not None
    world.clock.advance(days=2)

    assert await process(world, sent).current(maria) is None
    with pytest.raises(DomainError):
        await process(world, sent).resume(maria, turn.dialog_id)


async def test_cancel_works_at_every_step(world: World, maria: Actor, sent: Sent):
    for form in FORMS.values():
        turn = await opened(world, maria, form)
        if not turn.draft.is_complete and form.one_tap is None:
            await process(world, sent).answer(maria, good(turn.draft))
        assert await process(world, sent).cancel(maria) is not None
    assert await world.all(select(Dialog)) == []


async def test_a_broken_recipe_is_a_form_that_is_no_more(world: World, maria: Actor, sent: Sent):
    await opened(world, maria, FORMS["event_result"])
    async with world.database.write() as store:
        (row,) = (await store.dialogs.session.scalars(select(Dialog))).all()
        row.subject = {**row.subject, "recipe": {"proofs": ["dance"], "goals": [], "own": None}}

    with pytest.raises(DomainError) as refusal:
        await process(world, sent).current(maria)
    assert refusal.value.code == "dialog_over"


async def test_a_report_begun_in_a_former_release_goes_over(world: World):
    olga, maria = await world.join("Ольга", "Мария")
    await world.publish(olga, [SELF_CHECK])
    about = {
        "occurrence_id": await world.occurrence(SELF_CHECK),
        "school_id": await world.place_id(SCHOOL_1),
        "title": SELF_CHECK.title,
    }
    async with world.database.write() as store:
        now = world.clock.now()
        turn = await open_dialog(store, maria, RESULT_REPORT, about, key="1:3", now=now)
        row = await store.dialogs.own(maria.id, turn.dialog_id)
        assert row is not None
        row.subject = about
    dialogs = world.services.dialogs
    for given in (Input(text="12"), Input(text="Провели"), Input(choice="skip")):
        turn = await dialogs.answer(maria, given)
    assert turn.draft.is_complete

    asked = await dialogs.submit(maria, turn.dialog_id)

    assert asked.outcome is None
    assert asked.problem is not None
    assert (asked.problem.code, asked.draft.step) == ("form_changed", "survey")
    assert (await dialogs.current(maria)).draft.form.version == asked.draft.form.version
