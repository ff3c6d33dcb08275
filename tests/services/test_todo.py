"""What waits for a school: what came back on top, the nearest next; and its year."""

from datetime import date

from db.enums import Role
from keyboards.event import answer_rows
from keyboards.todo import items_shown, todo_rows
from locales import translator
from services.access import Actor
from services.audience import Party
from services.forms.form import Attached, Input
from services.terms import Fact, Intention, PartyKind, ReportStatus
from services.todo import TodoPage
from services.week_card import Asks
from tests.support.plans import MEETING, SELF_CHECK, SEMINAR, WEBINAR, Line
from tests.support.world import SCHOOL_1, SCHOOL_2, World, at

T = translator("ru")


async def owed(world: World, actor: Actor, page: int = 0) -> TodoPage:
    """What waits for somebody now."""
    return await world.services.todo.owed(actor, page)


def told(page: TodoPage) -> list[tuple[str, Asks, bool]]:
    """The list in short."""
    return [(one.line.title, one.debt.asks, one.debt.owes_report) for one in page.items]


async def school(world: World, name: str = SCHOOL_1) -> Party:
    """A school as a party."""
    return Party(PartyKind.SCHOOL, await world.place_id(name))


async def returns(world: World, curator: Actor, report_id: int, comment: str) -> None:
    """A curator sends a report back."""
    await world.services.reports.begin_return(curator, report_id, 1)
    turn = await world.services.dialogs.answer(curator, Input(text=comment))
    assert turn.outcome.status is ReportStatus.RETURNED


async def test_the_nearest_first_and_only_what_is_owed(world: World):
    maria, olga, pavel = await world.join("Мария", "Ольга", "Павел")
    await world.publish(olga, [SELF_CHECK, MEETING, WEBINAR])
    assert told(await owed(world, maria)) == [
        (WEBINAR.title, Asks.INTENTION, False),
        (SELF_CHECK.title, Asks.NOTHING, True),
    ]
    webinar = await world.occurrence(WEBINAR)
    await world.services.attendance.intend(maria, webinar, await school(world), Intention.GOING)
    assert told(await owed(world, maria)) == [(SELF_CHECK.title, Asks.NOTHING, True)]
    await world.reports(maria, SELF_CHECK, SCHOOL_1)
    page = await owed(world, maria)
    assert (page.items, page.total, page.overdue) == ((), 0, 0)
    assert pavel.id != maria.id


async def test_what_is_open_now_stands_before_what_is_to_come(world: World):
    maria, olga = await world.join("Мария", "Ольга")
    await world.publish(olga, [WEBINAR, SELF_CHECK, SEMINAR])
    world.clock.set(at("08.04 09:00"))
    assert [one.line.title for one in (await owed(world, maria)).items] == [
        # It goes on since yesterday; the others begin sooner than it ends.
        SELF_CHECK.title,
        WEBINAR.title,
        SEMINAR.title,
    ]
    # What begins in the next days is as pressing as what is open.
    world.clock.set(at("14.04 15:00"))
    first, second, _ = (await owed(world, maria)).items
    assert (first.line.title, second.line.title) == (WEBINAR.title, SELF_CHECK.title)


async def test_a_tapped_page_keeps_its_places(world: World):
    maria, olga = await world.join("Мария", "Ольга")
    await world.publish(olga, [SELF_CHECK, WEBINAR, SEMINAR])
    world.clock.set(at("14.04 15:00"))
    before = await owed(world, maria)
    shown = [(one.line.occurrence_id, one.school_id) for one in before.items]
    of, school_id = shown[0]
    party = Party(PartyKind.SCHOOL, school_id)
    await world.services.attendance.intend(maria, of, party, Intention.GOING)
    after = await world.services.todo.owed(maria, 0, [*shown, (of, school_id), (10**6, school_id)])
    assert [(one.line.occurrence_id, one.school_id) for one in after.items] == shown
    assert [one.is_settled for one in after.items] == [True, False, False]
    said = after.items[0].said
    assert said is not None
    assert (said.intention, after.items[0].debt.asks) == (Intention.GOING, Asks.INTENTION)
    assert (after.total, after.rest) == (2, 0)
    # The same buttons stand in the same places, and meet the same events.
    rows = [todo_rows(T, page)[:3] for page in (before, after)]
    assert [[one.data for one in row] for row in rows[0]] == [
        [one.data for one in row] for row in rows[1]
    ]
    assert items_shown(one.data for row in rows[1] for one in row) == shown
    assert all(len(one.text.split()) > 1 for row in rows[1] for one in row)
    # Opened anew it is what is owed, and nothing of another school comes into it.
    assert [one.line.occurrence_id for one in (await owed(world, maria)).items] == [
        of for of, _ in shown[1:]
    ]
    other = await world.place_id(SCHOOL_2)
    forged = await world.services.todo.owed(maria, 0, [(of, other)])
    assert {one.school_id for one in forged.items} == {school_id}


async def test_who_is_visited_says_nothing_beforehand(world: World):
    maria, olga = await world.join("Мария", "Ольга")
    visit = Line("Посещение школ кураторами", "16 апреля 2021", "куратор, директор ОО")
    await world.publish(olga, [visit])
    assert told(await owed(world, maria)) == []
    card = await world.services.calendar.card(maria, await world.occurrence(visit))
    assert card.attendance_expected
    assert answer_rows(T, card) == ()
    world.clock.set(at("17.04 09:00"))
    assert told(await owed(world, maria)) == [(visit.title, Asks.FACT, False)]


async def test_who_is_visited_owes_the_form_of_the_day_as_it_is_listed(world: World):
    maria, olga = await world.join("Мария", "Ольга")
    visit = Line("Посещение школ кураторами", "16 апреля 2021", "куратор, директор ОО")
    await world.publish(olga, [visit])
    of, forms = await world.occurrence(visit), world.services.own_forms
    await forms.begin_question(olga, of)
    await world.services.dialogs.answer(olga, Input(text="Что показали?"))
    await world.services.dialogs.answer(olga, Input(choice="text"))
    await forms.save(olga, of)
    world.clock.set(at("16.04 12:00"))
    assert [debt for _, _, debt in told(await owed(world, maria))] == [True]
    answers = await world.services.attendance.answers(olga, of)
    assert (await world.place_id(SCHOOL_1)) in answers.owing_reports


async def test_after_the_event_it_is_asked_who_came(world: World):
    maria, olga = await world.join("Мария", "Ольга")
    await world.publish(olga, [WEBINAR])
    world.clock.set(at("15.04 18:30"))
    assert told(await owed(world, maria)) == [(WEBINAR.title, Asks.FACT, False)]
    webinar = await world.occurrence(WEBINAR)
    await world.services.attendance.state_fact(maria, webinar, await school(world), Fact.RECORDING)
    assert told(await owed(world, maria)) == []


async def test_what_came_back_stands_on_top_with_its_comment(world: World):
    maria, olga, pavel = await world.join("Мария", "Ольга", "Павел")
    await world.publish(olga, [SELF_CHECK, WEBINAR])
    card = await world.reports(maria, SELF_CHECK, SCHOOL_1)
    await returns(world, pavel, card.report_id, "Добавьте фото")
    page = await owed(world, maria)
    assert [one.line.title for one in page.items] == [SELF_CHECK.title, WEBINAR.title]
    first = page.items[0].debt
    assert (first.is_returned, first.comment, first.owes_report) == (True, "Добавьте фото", True)


async def test_a_term_that_has_passed_is_marked(world: World):
    maria, olga = await world.join("Мария", "Ольга")
    await world.publish(olga, [SELF_CHECK])
    assert (await owed(world, maria)).overdue == 0
    world.clock.set(at("26.04 09:00"))
    page = await owed(world, maria)
    assert (page.overdue, page.items[0].debt.is_overdue) == (1, True)


async def test_a_map_of_later_brings_no_old_term_up(world: World):
    maria, olga = await world.join("Мария", "Ольга")
    world.clock.set(at("26.04 09:00"))
    await world.publish(olga, [SELF_CHECK])
    assert (await owed(world, maria)).total == 0


async def test_each_school_owes_for_itself(world: World):
    olga, maria = await world.join("Ольга", "Мария")
    maria = await world.joins("Мария", Role.DIRECTOR, SCHOOL_2)
    await world.publish(olga, [WEBINAR])
    page = await owed(world, maria)
    assert sorted(one.school_name for one in page.items) == [SCHOOL_1, SCHOOL_2]
    assert page.schools == 2


async def test_a_month_of_the_year(world: World):
    maria, ivan, olga, pavel = await world.join("Мария", "Иван", "Ольга", "Павел")
    await world.publish(olga, [SELF_CHECK, WEBINAR])
    webinar = await world.occurrence(WEBINAR)
    await world.services.attendance.intend(maria, webinar, await school(world), Intention.GOING)
    card = await world.reports(maria, SELF_CHECK, SCHOOL_1)
    await world.services.reports.accept(pavel, card.report_id, 1)
    year = await world.services.todo.year(maria)
    assert year.month == date(2021, 4, 1)
    assert [(one.line.title, one.state.report_status) for one in year.items] == [
        (SELF_CHECK.title, ReportStatus.CONFIRMED),
        (WEBINAR.title, None),
    ]
    assert (await world.services.todo.year(ivan)).items == ()
    # What is done before its term stands in the month in which it was done.
    later = Line("Издание приказа о рабочей группе", "до 20 мая 2021 г.", "директор ОО", "Приказ")
    await world.publish(olga, [SELF_CHECK, WEBINAR, later])
    of, school_id = await world.occurrence(later), await world.place_id(SCHOOL_1)
    turn = await world.services.reports.begin(maria, of, school_id)
    turn = await world.services.dialogs.answer(
        maria, Input(file=Attached("file-7", "document", "приказ.pdf", 1000))
    )
    turn = await world.services.dialogs.answer(maria, Input(choice="done"))
    await world.services.dialogs.submit(maria, turn.dialog_id)
    year = await world.services.todo.year(maria)
    assert [one.line.title for one in year.items][-1] == later.title
    assert len(year.items) == 3
    assert (await world.services.todo.year(maria, 1)).items == ()


async def test_a_tick_needs_no_form(world: World):
    maria, olga = await world.join("Мария", "Ольга")
    survey = Line("Анкетирование директоров школ", "до 20 апреля 2021 г.", "директор ОО")
    await world.publish(olga, [survey])
    (item,) = (await owed(world, maria)).items
    assert (item.one_tap, item.debt.owes_report) == ("survey", True)
    of, school_id = await world.occurrence(survey), await world.place_id(SCHOOL_1)
    await world.services.ticks.hand_in(maria, of, school_id, item.one_tap)
    assert (await owed(world, maria)).items == ()
