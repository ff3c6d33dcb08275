"""Whose word counts: a curator's, a municipality's, both, nobody's; versions and what was said."""

import asyncio

import pytest
from sqlalchemy import select

from db.enums import Role
from db.models import Report, ReportDecision, ReportVersion
from handlers.views.curator_desk import nothing_waits_screen
from handlers.views.figure_card import card_screen
from keyboards.menu import menu_rows
from locales import translator
from roadmap.asks import Party, Step
from services.access import Actor
from services.errors import DomainError, NotFoundError
from services.forms.form import Input
from services.reports import ReportCard
from services.row_steps import StepChoice
from services.statistics import Share
from services.terms import ReportStatus
from tests.services.test_demands import CONSULTING, EXPERTISE, VISIT
from tests.support.plans import SELF_CHECK, SEMINAR, WEBINAR, Line
from tests.support.world import DISTRICT, SCHOOL_1, SCHOOL_2, World, at


@pytest.fixture
async def people(world: World) -> dict[str, Actor]:
    """Everybody of the district, and a plan with work for each."""
    names = ("Ольга", "Мария", "Иван", "Павел", "Вера", "Зоя", "Роман")
    found = dict(zip(names, await world.join(*names), strict=True))
    plan = [WEBINAR, SEMINAR, SELF_CHECK, VISIT, EXPERTISE, CONSULTING]
    await world.publish(found["Ольга"], plan, place=DISTRICT)
    return found


async def row_of(world: World, line: Line) -> int:
    """The row of the map that a line became."""
    async with world.database.read() as store:
        found = await store.plans.happening(await world.occurrence(line))
        assert found is not None
    return found.row.id


async def chooses(world: World, actor: Actor, line: Line, choice: StepChoice) -> None:
    """A coordinator says whose word is needed."""
    await world.services.row_steps.choose(actor, await row_of(world, line), choice)


async def files(
    world: World, actor: Actor, line: Line, by: Party, place: str, **answers: str
) -> ReportCard:
    """Somebody above schools hands in a paper."""
    reports, place_id = world.services.reports, await world.place_id(place)
    turn = await reports.begin(actor, await world.occurrence(line), place_id, by)
    turn = await world.answers_all(actor, turn, **answers)
    if turn.outcome is None:
        turn = await world.services.dialogs.submit(actor, turn.dialog_id)
    assert isinstance(turn.outcome, ReportCard)
    return turn.outcome


async def returns(world: World, actor: Actor, card: ReportCard, comment: str) -> None:
    """Somebody returns a report as he sees it."""
    await world.services.reports.begin_return(actor, card.report_id, card.version)
    await world.services.dialogs.answer(actor, Input(text=comment))


async def test_without_a_step_a_report_counts_at_once_and_may_still_be_returned(
    world: World, people
):
    card = await world.reports(people["Мария"], SELF_CHECK, SCHOOL_1)
    assert (card.steps, card.counts, card.waits_for) == ((), True, None)

    await returns(world, people["Павел"], card, "Приложите справку")

    mine = await world.services.reports.card(people["Мария"], card.report_id)
    assert (mine.status, mine.counts) == (ReportStatus.RETURNED, False)


async def test_both_words_are_wanted_one_after_the_other(world: World, people):
    await chooses(world, people["Ольга"], SELF_CHECK, StepChoice.BOTH)
    reports = world.services.reports
    sent = await world.reports(people["Мария"], SELF_CHECK, SCHOOL_1)
    assert (sent.counts, sent.waits_for) == (False, Step.CURATOR)
    assert await reports.next_waiting(people["Ольга"]) is None, "the curator's word comes first"
    desk, digests = world.services.curator_desk, world.services.coordinator_digests
    assert await desk.waiting(people["Ольга"]) == 0
    overview = await desk.overview(people["Ольга"])
    assert (overview.waiting, overview.with_curator) == (0, 1), "it came, and the curator has it"
    shown = nothing_waits_screen(translator("ru"), overview).text
    assert "У куратора на проверке: <b>1</b>" in shown
    assert (await desk.overview(people["Павел"])).with_curator == 0, "it is in his own queue"

    confirmed = await reports.accept(people["Павел"], sent.report_id, 1)
    assert (confirmed.status, confirmed.counts) == (ReportStatus.CONFIRMED, False)
    assert confirmed.waits_for is Step.MUNICIPALITY
    assert await reports.next_waiting(people["Павел"]) is None
    waiting = await reports.next_waiting(people["Ольга"])
    assert waiting is not None
    assert waiting.may_decide
    # It is her turn: her menu, her desk and her Monday card count it.
    told = [await desk.waiting(people["Ольга"]), (await desk.overview(people["Ольга"])).waiting]
    assert [*told, (await digests.digest(people["Ольга"])).reports] == [1, 1, 1]
    labels = [b.text for row in menu_rows(translator("ru"), people["Ольга"], 1) for b in row]
    assert "📥 Отчёты на проверку: 1" in labels
    assert [await desk.waiting(people[name]) for name in ("Павел", "Мария")] == [0, 0]

    accepted = await reports.accept(people["Ольга"], sent.report_id, 1)
    assert (accepted.status, accepted.counts) == (ReportStatus.ACCEPTED, True)
    # The author hears of each word.
    assert len(await world.outbox("Мария", "report_decision")) == 2


async def test_a_municipality_returns_what_a_curator_has_confirmed(world: World, people):
    await chooses(world, people["Ольга"], SELF_CHECK, StepChoice.BOTH)
    sent = await world.reports(people["Мария"], SELF_CHECK, SCHOOL_1)
    confirmed = await world.services.reports.accept(people["Павел"], sent.report_id, 1)
    await returns(world, people["Ольга"], confirmed, "Нет подписи")

    turn = await world.services.reports.mend(people["Мария"], sent.report_id, "account")
    assert turn.subject["comment"] == "Нет подписи"
    await world.services.dialogs.answer(people["Мария"], Input(text="С подписью"))
    again = (await world.services.dialogs.submit(people["Мария"], turn.dialog_id)).outcome

    # The curator is asked anew: it is another version.
    assert (again.version, again.waits_for) == (2, Step.CURATOR)
    assert [(one.version, one.step, one.verdict) for one in again.history] == [
        (1, None, None),
        (1, Step.CURATOR, "accepted"),
        (1, Step.MUNICIPALITY, "returned"),
        (2, None, None),
    ]


async def test_the_choice_of_steps_holds_for_what_was_sent_before(world: World, people):
    sent = await world.reports(people["Мария"], SELF_CHECK, SCHOOL_1)
    assert sent.counts
    await chooses(world, people["Ольга"], SELF_CHECK, StepChoice.CURATOR)
    now = await world.services.reports.card(people["Мария"], sent.report_id)
    assert (now.counts, now.waits_for) == (False, Step.CURATOR)
    confirmed = await world.services.reports.accept(people["Павел"], sent.report_id, 1)
    assert confirmed.counts


async def test_figures_count_what_counts(world: World, people):
    await chooses(world, people["Ольга"], SELF_CHECK, StepChoice.CURATOR)
    world.clock.set(at("20.04 12:00"))
    sent = await world.reports(people["Мария"], SELF_CHECK, SCHOOL_1)
    row_id = await row_of(world, SELF_CHECK)
    told = await world.services.indicators.card(people["Ольга"], row_id, 0)
    assert told.shown.figure.with_curator == 1
    assert "прислано: 1, ждёт куратора" in card_screen(translator("ru"), told).text
    before = await world.services.statistics.figures(people["Ольга"])
    await world.services.reports.accept(people["Павел"], sent.report_id, 1)
    told = await world.services.indicators.card(people["Ольга"], row_id, 0)
    assert told.shown.figure.with_curator == 0
    after = await world.services.statistics.figures(people["Ольга"])
    (waits,) = (one for one in before.events if one.with_curator)
    assert (waits.line.title, waits.reported, waits.with_curator) == (
        SELF_CHECK.title,
        Share(0, 3),
        1,
    )
    assert not any(one.with_curator for one in after.events)
    assert before.totals is not None
    assert after.totals is not None
    assert (before.totals.reported.done, after.totals.reported.done) == (0, 1)
    assert before.totals.reported.of == after.totals.reported.of


async def test_only_a_coordinator_of_the_place_chooses_steps(world: World, people):
    nina = await world.joins("Нина")
    async with world.database.read() as store:
        found = await store.plans.happening(await world.occurrence(SELF_CHECK))
        assert found is not None
    with pytest.raises(NotFoundError):
        await world.services.row_steps.choose(nina, found.row.id, StepChoice.NOBODY)


async def test_a_sent_report_is_corrected_before_anybody_has_said_yes(world: World, people):
    maria, reports = people["Мария"], world.services.reports
    card = await world.reports(maria, SELF_CHECK, SCHOOL_1)
    assert card.may_mend
    assert (await reports.mend(maria, card.report_id)).draft.is_complete
    turn = await reports.mend(maria, card.report_id, "account")
    turn = await world.services.dialogs.answer(maria, Input(text="Уточнение"))
    assert turn.draft.is_complete, "one answer leads back to the preview"
    sent = (await world.services.dialogs.submit(maria, turn.dialog_id)).outcome
    assert (sent.version, sent.status) == (2, ReportStatus.SUBMITTED)

    # A curator who still sees the first version is told that there is another.
    with pytest.raises(DomainError) as refusal:
        await reports.accept(people["Павел"], card.report_id, 1)
    assert refusal.value.code == "report_changed"
    await reports.accept(people["Павел"], card.report_id, 2)
    with pytest.raises(DomainError) as refusal:
        await reports.mend(maria, card.report_id)
    assert refusal.value.code == "report_decided"
    versions = await world.all(select(ReportVersion).order_by(ReportVersion.version))
    assert [(one.version, len(one.answers["account"])) for one in versions] == [(1, 2), (2, 3)]
    assert len(await world.all(select(ReportDecision))) == 1


async def test_a_correction_of_what_was_accepted_meanwhile_is_refused(world: World, people):
    maria, reports = people["Мария"], world.services.reports
    card = await world.reports(maria, SELF_CHECK, SCHOOL_1)
    turn = await reports.mend(maria, card.report_id)
    await reports.accept(people["Павел"], card.report_id, 1)
    with pytest.raises(DomainError) as refusal:
        await world.services.dialogs.submit(maria, turn.dialog_id)
    assert refusal.value.code == "report_decided"


async def test_of_two_who_mend_the_same_report_the_second_starts_from_the_first(
    world: World, people
):
    maria, anna, reports = people["Мария"], await world.joins("Анна"), world.services.reports
    card = await world.reports(maria, SELF_CHECK, SCHOOL_1)
    turns = [await reports.mend(actor, card.report_id) for actor in (maria, anna)]
    outcomes = await asyncio.gather(
        *(
            world.services.dialogs.submit(actor, turn.dialog_id)
            for actor, turn in zip((maria, anna), turns, strict=True)
        ),
        return_exceptions=True,
    )
    refused = [one.code for one in outcomes if isinstance(one, DomainError)]
    assert refused == ["report_changed"]
    again = await reports.mend(anna, card.report_id)
    assert again.subject["version"] == 2


async def test_a_question_is_opened_by_one_tap(world: World, people):
    world.clock.set(at("21.04 12:00"))
    maria = people["Мария"]
    card = await world.reports(maria, SEMINAR, SCHOOL_1, participants="12", done="Провели")
    await returns(world, people["Павел"], card, "Сколько было учителей?")
    turn = await world.services.reports.mend(maria, card.report_id, "participants")
    assert turn.draft.step == "participants"
    turn = await world.services.dialogs.answer(maria, Input(text="15"))
    assert turn.draft.is_complete
    sent = await world.services.dialogs.submit(maria, turn.dialog_id)
    assert sent.outcome.answers["participants"] == 15
    assert sent.outcome.answers["done"] == "Провели"


async def test_a_visit_is_written_down_once_for_each_school(world: World, people):
    pavel, vera = people["Павел"], people["Вера"]
    card = await files(world, pavel, VISIT, Party.CURATOR, SCHOOL_1, done="Были на уроках")
    assert (card.by, card.school_name, card.counts) == (Party.CURATOR, SCHOOL_1, True)
    with pytest.raises(DomainError) as refusal:
        await files(world, vera, VISIT, Party.CURATOR, SCHOOL_1)
    assert refusal.value.code == "report_sent_already"
    await files(world, vera, VISIT, Party.CURATOR, SCHOOL_2)
    (papers,) = await world.services.papers.of_event(pavel, await world.occurrence(VISIT))
    assert (papers.done, len(papers.states), papers.about_schools) == (2, 3, True)


async def test_recommendations_reach_the_school_and_nobody_elses(world: World, people):
    card = await files(world, people["Ольга"], EXPERTISE, Party.MUNICIPALITY, SCHOOL_1)
    (told,) = await world.outbox(kind="report_card")
    assert told.telegram_id == world.account("Мария")
    mine = await world.services.reports.card(people["Мария"], card.report_id)
    assert (mine.is_about_reader, mine.is_own, mine.may_decide) == (True, False, False)
    with pytest.raises(NotFoundError):
        await world.services.reports.card(people["Иван"], card.report_id)
    # A curator helps the school with it; he judges nobody above him.
    his = await world.services.reports.card(people["Павел"], card.report_id)
    assert not his.may_decide


async def test_a_methodists_own_report_is_read_by_those_above_him(world: World, people):
    card = await files(world, people["Зоя"], CONSULTING, Party.METHODIST, DISTRICT)
    assert card.is_own
    above = await world.services.reports.card(people["Ольга"], card.report_id)
    assert (above.is_own, above.may_decide) == (False, True)
    for name in ("Мария", "Павел"):
        with pytest.raises(NotFoundError):
            await world.services.reports.card(people[name], card.report_id)


async def test_a_methodist_with_another_seat_hands_in_no_second_report(world: World, people):
    card = await files(world, people["Зоя"], CONSULTING, Party.METHODIST, DISTRICT)
    zoya = await world.joins("Зоя", Role.METHODIST, SCHOOL_1)
    with pytest.raises(DomainError) as refusal:
        await world.services.reports.begin(
            zoya, card.occurrence_id, await world.place_id(SCHOOL_1), Party.METHODIST
        )
    assert refusal.value.code == "report_sent_already"
    assert len(await world.all(select(Report))) == 1


async def test_nobody_hands_in_what_is_not_his(world: World, people):
    reports = world.services.reports
    about = await world.place_id(SCHOOL_1)
    for name, line, by in (
        ("Мария", VISIT, Party.CURATOR),
        ("Павел", EXPERTISE, Party.MUNICIPALITY),
        ("Павел", SELF_CHECK, Party.SCHOOL),
        ("Роман", EXPERTISE, Party.MUNICIPALITY),
        ("Зоя", VISIT, Party.CURATOR),
    ):
        with pytest.raises(NotFoundError):
            await reports.begin(people[name], await world.occurrence(line), about, by)


async def test_a_coordinator_says_the_word_of_a_curator_where_there_is_none(world: World):
    olga, maria = await world.join("Ольга", "Мария")
    await world.publish(olga, [SELF_CHECK])
    await chooses(world, olga, SELF_CHECK, StepChoice.CURATOR)
    sent = await world.reports(maria, SELF_CHECK, SCHOOL_1)
    waiting = await world.services.reports.next_waiting(olga)
    assert waiting is not None
    assert waiting.report_id == sent.report_id
    assert (await world.services.reports.accept(olga, sent.report_id, 1)).counts
