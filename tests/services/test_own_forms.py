"""A coordinator's own form: put together in the chat, asked once saved, readable for ever."""

import asyncio

import pytest

from db.models import PlanRow
from handlers.views.answers import answers_text
from handlers.views.own_forms import own_form_screen
from locales import translator
from roadmap.asks import Party, Proof
from services.access import Actor
from services.dialogs import Turn
from services.errors import DomainError, NotAllowedError, NotFoundError
from services.forms import own
from services.forms.form import Input
from services.forms.proofs import form_of
from services.own_forms import OwnFormCard
from services.row_demands import papers
from tests.support.databases import on_sqlite
from tests.support.plans import SELF_CHECK, WEBINAR
from tests.support.world import World, at

pytestmark = on_sqlite


@pytest.fixture
async def olga(world: World) -> Actor:
    (olga,) = await world.join("Ольга")
    await world.publish(olga, [WEBINAR, SELF_CHECK])
    return olga


async def adds(
    world: World, olga: Actor, title: str, kind: str = "text", options: str = ""
) -> OwnFormCard:
    """One more question."""
    of, dialogs = await world.occurrence(SELF_CHECK), world.services.dialogs
    await world.services.own_forms.begin_question(olga, of)
    await dialogs.answer(olga, Input(text=title))
    turn = await dialogs.answer(olga, Input(choice=kind))
    if kind == "choice":
        turn = await dialogs.answer(olga, Input(text=options))
    assert isinstance(turn.outcome, OwnFormCard), turn
    return turn.outcome


async def row(world: World) -> PlanRow:
    async with world.database.read() as store:
        found = await store.plans.happening(await world.occurrence(SELF_CHECK))
        assert found is not None
        return found.row


async def test_nothing_is_asked_until_it_is_saved(world: World, olga: Actor):
    of = await world.occurrence(SELF_CHECK)
    before = papers(await row(world))[Party.SCHOOL]
    card = await adds(world, olga, "Сколько учителей?", "number")
    assert (card.is_asked, card.is_changed) == (False, True)
    assert papers(await row(world))[Party.SCHOOL] == before
    assert not own.is_asked((await row(world)).own_form)

    saved = await world.services.own_forms.save(olga, of)

    assert (saved.is_asked, saved.is_changed) == (True, False)
    form = form_of([Proof.REPORT], own=(await row(world)).own_form)
    assert [(step.title, step.kind) for step in form.steps] == [("Сколько учителей?", "number")]


async def test_it_is_said_when_schools_can_answer(world: World, olga: Actor):
    of = await world.occurrence(WEBINAR)
    card = await world.services.own_forms.card(olga, of)
    assert card.opens_at == at("15.04 14:00")
    assert "когда мероприятие начнётся: 15 апреля" in own_form_screen(translator("ru"), card).text
    # Work with a term can be handed in at once.
    work = await world.services.own_forms.card(olga, await world.occurrence(SELF_CHECK))
    assert work.opens_at is None
    world.clock.set(at("15.04 14:00"))
    assert (await world.services.own_forms.card(olga, of)).opens_at is None


async def test_every_kind_of_question(world: World, olga: Actor):
    for kind in own.OWN_KINDS:
        card = await adds(world, olga, f"Вопрос {kind}", kind, "В школе\nОнлайн; Нигде\nОнлайн")
    await world.services.own_forms.save(olga, card.occurrence_id)

    form = form_of([], own=(await row(world)).own_form)

    assert [step.kind for step in form.steps] == [
        "text", "number", "choice", "choice", "date", "link", "files",
    ]  # fmt: skip
    assert form.steps[3].labels == ("В школе", "Онлайн", "Нигде")
    assert [one.kind for one in card.questions] == list(own.OWN_KINDS)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ("Один", "options_expected"),
        ("Один; Один", "options_expected"),
        ("\n".join(str(number) for number in range(9)), "options_expected"),
        ("Да\n" + "я" * 61, "option_too_long"),
    ],
)
async def test_choices_are_checked(world: World, olga: Actor, options: str, code: str):
    of, dialogs = await world.occurrence(SELF_CHECK), world.services.dialogs
    await world.services.own_forms.begin_question(olga, of)
    await dialogs.answer(olga, Input(text="Где?"))
    await dialogs.answer(olga, Input(choice="choice"))

    refused = await dialogs.answer(olga, Input(text=options))

    assert refused.problem is not None
    assert refused.problem.code == code
    assert (await world.services.own_forms.card(olga, of)).questions == ()


async def test_questions_are_moved_and_deleted_and_a_second_tap_does_nothing(
    world: World, olga: Actor
):
    for title in ("А", "Б", "В"):
        card = await adds(world, olga, title)
    of, forms = card.occurrence_id, world.services.own_forms

    await asyncio.gather(*(forms.move_up(olga, of, 3, 2) for _ in range(3)))
    card = await forms.card(olga, of)
    assert [one.title for one in card.questions] == ["А", "В", "Б"]
    await forms.drop(olga, of, 1)
    card = await forms.drop(olga, of, 1)
    assert [one.title for one in card.questions] == ["В", "Б"]
    card = await forms.require(olga, of, 2, optional=True)
    assert [one.optional for one in card.questions] == [False, True]
    assert [one.title for one in (await forms.undo(olga, of)).questions] == []


async def test_a_form_has_at_most_twelve_questions(world: World, olga: Actor):
    for number in range(own.MAX_QUESTIONS):
        card = await adds(world, olga, f"Вопрос {number}")

    assert not card.takes_more
    with pytest.raises(DomainError) as refusal:
        await world.services.own_forms.begin_question(olga, card.occurrence_id)
    assert refusal.value.code == "own_form_full"


async def test_an_empty_form_is_not_asked(world: World, olga: Actor):
    of = await world.occurrence(SELF_CHECK)
    with pytest.raises(DomainError) as refusal:
        await world.services.own_forms.save(olga, of)
    assert refusal.value.code == "own_form_empty"


async def test_removed_the_row_asks_for_its_own_and_old_answers_are_readable(
    world: World, olga: Actor
):
    before = papers(await row(world))[Party.SCHOOL]
    card = await adds(world, olga, "Что удалось?")
    forms = world.services.own_forms
    await forms.save(olga, card.occurrence_id)
    former = form_of([], own=(await row(world)).own_form)

    removed = await forms.remove(olga, card.occurrence_id)

    assert (removed.is_asked, removed.is_changed, removed.questions) == (False, False, ())
    assert papers(await row(world))[Party.SCHOOL] == before
    now = form_of([Proof.REPORT], own=(await row(world)).own_form)
    assert [step.name for step in now.steps] == ["account"]
    assert now.version == form_of([Proof.REPORT]).version
    shown = answers_text(translator("ru"), now, {former.steps[0].name: "Всё"})
    assert "<b>Что удалось:</b> Всё" in shown


async def test_a_deleted_question_gives_its_name_to_no_other(world: World, olga: Actor):
    card = await adds(world, olga, "А")
    forms = world.services.own_forms
    await forms.save(olga, card.occurrence_id)
    first = form_of([], own=(await row(world)).own_form)
    await forms.drop(olga, card.occurrence_id, 1)
    await adds(world, olga, "Б")
    await forms.save(olga, card.occurrence_id)

    second = form_of([], own=(await row(world)).own_form)

    assert first.version != second.version
    assert [step.name for step in (*first.steps, *second.steps)] == ["q1", "q2"]
    assert [step.title for step in second.gone] == ["А"]


async def test_half_a_question_waits_after_a_restart_and_cancel_shows_the_form(
    world: World, olga: Actor
):
    of, dialogs = await world.occurrence(SELF_CHECK), world.services.dialogs
    await world.services.own_forms.begin_question(olga, of)
    turn = await dialogs.answer(olga, Input(text="Где?"))
    assert turn.draft.step == "kind"
    assert (await world.services.own_forms.begin_question(olga, of)).draft.step == "kind"

    dropped = await dialogs.cancel(olga)

    assert isinstance(dropped, Turn)
    assert isinstance(dropped.outcome, OwnFormCard)
    assert dropped.outcome.questions == ()


async def test_only_who_keeps_the_plan_makes_a_form(world: World, olga: Actor):
    maria, nina = await world.join("Мария", "Нина")
    of, forms = await world.occurrence(SELF_CHECK), world.services.own_forms
    with pytest.raises(NotFoundError):
        await forms.card(nina, of)
    with pytest.raises(NotAllowedError):
        await forms.card(maria, of)
    await world.services.own_forms.begin_question(olga, of)
    async with world.database.write() as store:
        with pytest.raises(NotFoundError):
            await forms.complete_question(
                store, nina, {"occurrence_id": of}, {"title": "А", "kind": "text"}
            )


async def test_a_report_of_before_the_own_form_is_read_by_its_own_questions(
    world: World, olga: Actor
):
    card = await adds(world, olga, "Что удалось?")
    await world.services.own_forms.save(olga, card.occurrence_id)
    form = form_of([Proof.EVENT_RESULT], own=(await row(world)).own_form)

    shown = answers_text(translator("ru"), form, {"participants": 12, "done": "Провели"})

    assert "12" in shown
    assert "Провели" in shown
    assert "Что удалось" not in shown
