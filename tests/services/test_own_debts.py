"""What those above schools owe themselves; what the desk tells a coordinator to set right."""

import pytest

from db.enums import Role
from handlers.views.curator_desk import desk_screen, schools_screen
from handlers.views.own_debts import own_debts_screen
from keyboards.people_callbacks import MailLinks
from keyboards.report_callbacks import BeginPaper, ListPapers
from keyboards.staffing_callbacks import OpenGap
from locales import translator
from roadmap.asks import Party
from services.access import Actor
from services.errors import NotAllowedError
from services.staffing import Gap
from services.terms import Fact, PartyKind
from services.week_card import Asks
from tests.services.test_demands import CONSULTING, EXPERTISE
from tests.services.test_report_steps import files, returns
from tests.support.databases import on_sqlite
from tests.support.plans import SELF_CHECK, Line
from tests.support.world import DISTRICT, REGION, SCHOOL_1, SCHOOL_2, SCHOOL_3, World, at

pytestmark = on_sqlite

T = translator("ru")
UNDATED = Line("Семинар для директоров", "по отдельному плану", "директор ОО", "Участие школ")
COUNCIL = Line(
    "Совещание с руководителями муниципальных органов управления образованием",
    "15.04.2021, 14:00",
    "Муниципальный координатор",
    "Участие муниципальных координаторов",
)


@pytest.fixture
async def olga(world: World) -> Actor:
    olga, _, _ = await world.join("Ольга", "Зоя", "Павел")
    await world.publish(olga, [EXPERTISE, CONSULTING], place=DISTRICT)
    world.clock.set(at("22.04 09:00"))
    return olga


async def titles(world: World, name: str) -> list[str]:
    page = await world.services.own_debts.owed(await world.stranger(name))
    return [one.line.title for one in page.items]


async def test_a_coordinator_owes_her_papers_until_the_last_school(world: World, olga: Actor):
    assert EXPERTISE.title in await titles(world, "Ольга")
    for school in (SCHOOL_1, SCHOOL_2):
        await files(world, olga, EXPERTISE, Party.MUNICIPALITY, school)
    page = await world.services.own_debts.owed(olga)
    (debt,) = (one for one in page.items if one.line.title == EXPERTISE.title)
    assert (debt.about_schools, debt.done, debt.of) == (True, 2, 3)
    shown = own_debts_screen(T, page, has_desk=True)
    tapped = [button.data for row in shown.rows for button in row]
    assert ListPapers(debt.line.occurrence_id, Party.MUNICIPALITY, 0).pack() in tapped

    await files(world, olga, EXPERTISE, Party.MUNICIPALITY, SCHOOL_3)
    assert EXPERTISE.title not in await titles(world, "Ольга")


async def test_what_came_back_is_owed_again_and_stands_on_top(world: World, olga: Actor):
    zoya = await world.stranger("Зоя")
    page = await world.services.own_debts.owed(zoya)
    (debt,) = (one for one in page.items if one.line.title == CONSULTING.title)
    assert debt.by is not None
    begin = BeginPaper(debt.line.occurrence_id, debt.by, debt.place_id).pack()
    shown = own_debts_screen(T, page, has_desk=True)
    assert begin in [button.data for row in shown.rows for button in row]

    card = await files(world, zoya, CONSULTING, Party.METHODIST, DISTRICT)
    assert CONSULTING.title not in await titles(world, "Зоя")
    await returns(world, olga, card, "Нет дат")
    page = await world.services.own_debts.owed(zoya)
    assert (page.items[0].line.title, page.items[0].report_id) == (CONSULTING.title, card.report_id)


async def test_a_director_has_her_schools_list_instead(world: World, olga: Actor):
    maria = await world.joins("Мария")
    with pytest.raises(NotAllowedError):
        await world.services.own_debts.owed(maria)


async def test_who_is_called_herself_is_asked_once(world: World):
    roman = await world.joins("Роман")
    olga = await world.joins("Ольга", Role.MUNICIPAL_COORDINATOR, DISTRICT)
    await world.publish(roman, [COUNCIL], place=REGION)
    page = await world.services.own_debts.owed(olga)
    assert [(one.line.title, one.asks) for one in page.items] == [(COUNCIL.title, Asks.INTENTION)]
    world.clock.set(at("15.04 18:00"))
    assert (await world.services.own_debts.owed(olga)).items[0].asks is Asks.FACT

    (me,) = [
        state.party
        for state in (await world.card(olga, COUNCIL)).parties
        if state.party.kind is PartyKind.PERSON
    ]
    await world.services.attendance.state_fact(
        olga, await world.occurrence(COUNCIL), me, Fact.ATTENDED
    )
    assert (await world.services.own_debts.owed(olga)).total == 0


async def test_the_desk_of_a_coordinator_leads_to_what_is_missing(world: World):
    olga, pavel, _ = await world.join("Ольга", "Павел", "Мария")
    await world.publish(olga, [UNDATED])

    desk = await world.services.curator_desk.overview(olga)
    assert (desk.undated, desk.unmanned) == (1, 2), "only Мария's school has somebody"
    shown = desk_screen(T, desk)
    tapped = [button.data for row in shown.rows for button in row]
    assert OpenGap(Gap.UNMANNED, 0).pack() in tapped
    # One tap from the desk, two from the menu: links for both of them at once.
    (made,) = [b for row in shown.rows for b in row if b.data == MailLinks(0, 7, 1).pack()]
    assert made.text == "🔗 Ссылки всем 2 школам"
    assert "Назначить даты: <b>1</b>" in shown.text
    assert "Ничего не ждёт" not in shown.text

    of_curator = await world.services.curator_desk.overview(pavel)
    assert (of_curator.undated, of_curator.unmanned) == (None, None)
    assert "Школы без представителя" not in desk_screen(T, of_curator).text


async def test_before_a_map_the_schools_have_no_colours(world: World):
    olga, pavel = await world.join("Ольга", "Павел")
    desk = world.services.curator_desk

    for shown in (
        desk_screen(T, await desk.overview(pavel)),
        schools_screen(T, await desk.schools(pavel)),
    ):
        assert "ещё не опубликована" in shown.text
        assert "🟢" not in shown.text

    await world.publish(olga, [SELF_CHECK])
    listed = schools_screen(T, await desk.schools(pavel))
    assert "ещё не опубликована" not in listed.text
    assert "🟡 срок в ближайшие три дня" in listed.text, "the legend"
    labels = [button.text for row in listed.rows for button in row]
    for school in (SCHOOL_1, SCHOOL_2, SCHOOL_3):
        assert listed.text.count(school) == 1
        assert not any(school in label for label in labels)
