"""A report after the world around it has changed: rows edited, people gone, others faster."""

import pytest
from sqlalchemy import update

from db.models import Membership, PlanRow
from handlers.views.answers import answers_text
from locales import translator
from roadmap.asks import Party
from services.access import Actor
from services.errors import DomainError, NotFoundError
from services.forms.form import Input
from services.terms import ReportStatus
from tests.services.test_demands import VISIT
from tests.services.test_report_steps import files, returns
from tests.support.plans import SELF_CHECK, WEBINAR, Line
from tests.support.world import DISTRICT, SCHOOL_1, World, at


@pytest.fixture
async def people(world: World) -> dict[str, Actor]:
    """The district with a report of schools and a visit of curators."""
    names = ("Ольга", "Мария", "Анна", "Павел", "Вера")
    found = dict(zip(names, await world.join(*names), strict=True))
    await world.publish(found["Ольга"], [SELF_CHECK, VISIT, WEBINAR], place=DISTRICT)
    return found


async def leaves(world: World, actor: Actor) -> None:
    """Somebody has no role any more."""
    async with world.database.write() as store:
        await store.people.session.execute(
            update(Membership)
            .where(Membership.person_id == actor.id)
            .values(revoked_at=world.clock.now())
        )


async def told(world: World, name: str, kind: str) -> list[int]:
    """The reports that messages of a kind were about."""
    return [int(sent.payload["report_id"]) for sent in await world.outbox(name, kind)]


async def test_what_is_returned_reaches_who_owes_it_now(world: World, people):
    """The curator who has written about a visit has left: another one mends it."""
    card = await files(world, people["Павел"], VISIT, Party.CURATOR, SCHOOL_1)
    await leaves(world, people["Павел"])
    await returns(world, people["Ольга"], card, "Нет даты")
    assert await told(world, "Вера", "report_decision") == [card.report_id]
    assert await told(world, "Павел", "report_decision") == []


async def test_who_is_paused_is_not_the_only_one_to_hear_of_a_return(world: World, people):
    card = await world.reports(people["Мария"], SELF_CHECK, SCHOOL_1)
    async with world.database.write() as store:
        person = await store.people.get(people["Мария"].id)
        assert person is not None
        person.paused = True
    await returns(world, people["Павел"], card, "Добавьте фото")
    assert await told(world, "Анна", "report_decision") == [card.report_id]


async def test_a_returned_report_that_nobody_wants_any_more_is_not_owed(world: World, people):
    """Its coordinator asks for nothing now: no button leads nowhere."""
    card = await world.reports(people["Мария"], SELF_CHECK, SCHOOL_1)
    await returns(world, people["Павел"], card, "Добавьте фото")
    page = await world.services.todo.owed(people["Мария"])
    assert page.items[0].line.title == SELF_CHECK.title
    async with world.database.write() as store:
        await store.people.session.execute(
            update(PlanRow)
            .where(PlanRow.title == SELF_CHECK.title)
            .values(report_expected=False, kind="meeting")
        )
    page = await world.services.todo.owed(people["Мария"])
    assert SELF_CHECK.title not in [item.line.title for item in page.items]
    shown = await world.services.reports.card(people["Мария"], card.report_id)
    assert (shown.status, shown.may_mend) == (ReportStatus.RETURNED, False)


async def test_a_draft_whose_report_a_colleague_has_sent_is_not_mentioned(world: World, people):
    world.clock.set(at("12.04 12:00"))
    of, school = await world.occurrence(SELF_CHECK), await world.place_id(SCHOOL_1)
    await world.services.reports.begin(people["Мария"], of, school)
    await world.services.dialogs.answer(people["Мария"], Input(text="Начали"))
    await world.reports(people["Анна"], SELF_CHECK, SCHOOL_1)
    world.clock.set(at("13.04 10:00"))
    await world.services.left_drafts.nudge_due()
    kinds = [sent.kind for sent in await world.deliver()]
    assert "left_draft" not in kinds


async def test_what_came_back_is_mended_not_the_draft_of_before(world: World, people):
    """Мария had begun one, Анна has sent hers: the comment is about what Анна has sent."""
    of, school = await world.occurrence(SELF_CHECK), await world.place_id(SCHOOL_1)
    await world.services.reports.begin(people["Мария"], of, school)
    await world.services.dialogs.answer(people["Мария"], Input(text="Начали"))
    card = await world.reports(people["Анна"], SELF_CHECK, SCHOOL_1, done="Сделали всё")
    await returns(world, people["Павел"], card, "Добавьте фото")
    turn = await world.services.reports.mend(people["Мария"], card.report_id)
    assert turn.draft.is_complete
    assert "Сделали всё" in str(turn.draft.answers)


async def test_a_comment_that_came_too_late_leaves_nobody_in_the_form(world: World, people):
    """Павел writes what should be mended; Вера has accepted it meanwhile."""
    card = await world.reports(people["Мария"], SELF_CHECK, SCHOOL_1)
    await world.services.reports.begin_return(people["Павел"], card.report_id, 1)
    await world.services.reports.accept(people["Вера"], card.report_id, 1)
    with pytest.raises(DomainError) as refusal:
        await world.services.dialogs.answer(people["Павел"], Input(text="Добавьте фото"))
    assert (refusal.value.code, refusal.value.params) == (
        "report_changed",
        {"report_id": card.report_id},
    )
    assert await world.services.dialogs.current(people["Павел"]) is None


async def test_a_report_that_cannot_be_sent_waits_aside(world: World, people):
    """Анна was quicker: what Мария has written is kept, and nothing else goes into it."""
    turn = await world.fills_report(people["Мария"], SELF_CHECK, SCHOOL_1, done="Моё")
    await world.reports(people["Анна"], SELF_CHECK, SCHOOL_1)
    with pytest.raises(DomainError) as refusal:
        await world.services.dialogs.submit(people["Мария"], turn.dialog_id)
    assert refusal.value.code == "report_sent_already"
    assert await world.services.dialogs.current(people["Мария"]) is None
    left = await world.services.dialogs.left(people["Мария"])
    assert left is not None
    assert "Моё" in str(left.draft.answers)


async def test_what_came_in_time_is_not_late_once_it_is_mended(world: World, people):
    world.clock.set(at("22.04 12:00"))
    card = await world.reports(people["Мария"], SELF_CHECK, SCHOOL_1)
    world.clock.set(at("26.04 12:00"))
    await returns(world, people["Павел"], card, "Добавьте фото")
    turn = await world.services.reports.mend(people["Мария"], card.report_id)
    mended = (await world.services.dialogs.submit(people["Мария"], turn.dialog_id)).outcome
    assert (mended.version, mended.late) == (2, False)


async def test_answers_stay_readable_when_their_row_is_edited(world: World, people):
    """The numbers it wanted are wanted no more: those that were given are read all the same."""
    olga, maria = people["Ольга"], people["Мария"]
    line = Line("Консультации школ", "до 20 апреля 2021 г.", "ОО", "Не менее 3 консультаций")
    await world.publish(olga, [line], year=2022)
    card = await world.reports(maria, line, SCHOOL_1, participants="17")
    assert card.answers["count_1"] == 17
    async with world.database.write() as store:
        await store.people.session.execute(
            update(PlanRow).where(PlanRow.title == line.title).values(result_raw="Отчёт школы")
        )
    now = await world.services.reports.card(maria, card.report_id)
    assert "17" in answers_text(translator("ru"), now.form, now.answers)


async def test_who_has_lost_his_role_is_in_no_form_any_more(world: World, people):
    card = await world.reports(people["Мария"], SELF_CHECK, SCHOOL_1)
    await world.services.reports.begin_return(people["Павел"], card.report_id, 1)
    await leaves(world, people["Павел"])
    pavel = await world.stranger("Павел")
    with pytest.raises(NotFoundError):
        await world.services.dialogs.answer(pavel, Input(text="Добавьте фото"))
    assert await world.services.dialogs.current(pavel) is None
