"""Who owes what about an event, by his seats, and who is expected: with names."""

import pytest
from sqlalchemy import update

from db.enums import PartyKind, Role
from db.models import PlanRow
from db.repositories.plans import Happening
from roadmap.asks import Party, Proof, Step
from services.access import Actor
from services.demands import Key, Owed, expected, may_file, owed_by, papers_of
from services.row_demands import papers
from tests.support.plans import SELF_CHECK, WEBINAR, Line
from tests.support.world import DISTRICT, SCHOOL_1, SCHOOL_2, SCHOOL_3, World

VISIT = Line(
    "Посещение школ кураторами",
    "12 апреля 2021",
    "куратор",
    "Отметка куратора о посещении школы",
)
EXPERTISE = Line(
    "Содержательная экспертиза концептуальных документов школ",
    "до 25 апреля 2021 г.",
    "Муниципальный координатор",
    "Рекомендации школам по итогам экспертизы",
)
CONSULTING = Line(
    "Методист консультирует школы",
    "с 7 по 22 апреля 2021",
    "методист",
    "Отчёт методиста",
)


async def happening(world: World, line: Line) -> Happening:
    """The only occurrence of a line, with all around it."""
    async with world.database.read() as store:
        found = await store.plans.happening(await world.occurrence(line))
        assert found is not None
        return found


async def owed(world: World, actor: Actor, line: Line) -> list[Owed]:
    """What somebody owes about a line."""
    found = await happening(world, line)
    async with world.database.read() as store:
        return await owed_by(store, actor, found)


@pytest.fixture
async def people(world: World) -> dict[str, Actor]:
    """Everybody, and a plan with work for each."""
    names = ("Ольга", "Мария", "Иван", "Павел", "Вера", "Зоя", "Роман", "Нина")
    found = dict(zip(names, await world.join(*names), strict=True))
    await world.publish(
        found["Ольга"], [WEBINAR, SELF_CHECK, VISIT, EXPERTISE, CONSULTING], place=DISTRICT
    )
    return found


async def test_a_school_owes_its_report_by_its_own_people(world: World, people):
    (one,) = await owed(world, people["Мария"], SELF_CHECK)
    assert one.key == Key(Party.SCHOOL, await world.place_id(SCHOOL_1))
    assert (one.name, Proof.REPORT in one.paper.proofs) == (SCHOOL_1, True)
    assert await owed(world, people["Павел"], SELF_CHECK) == []
    assert await owed(world, people["Ольга"], SELF_CHECK) == []


async def test_a_visit_is_written_down_by_any_curator_once_for_each_school(world: World, people):
    about = [one.key for one in await owed(world, people["Павел"], VISIT)]
    assert about == [one.key for one in await owed(world, people["Вера"], VISIT)]
    schools = [await world.place_id(name) for name in (SCHOOL_1, SCHOOL_2, SCHOOL_3)]
    assert about == [Key(Party.CURATOR, school) for school in schools]
    assert await owed(world, people["Мария"], VISIT) == []


async def test_an_expertise_is_the_municipalitys_word_about_each_school(world: World, people):
    found = await owed(world, people["Ольга"], EXPERTISE)
    assert {one.key.by for one in found} == {Party.MUNICIPALITY}
    assert len(found) == 3
    # Her word is what makes it count: nobody confirms it once more.
    assert {one.paper.steps for one in found} == {()}
    assert await owed(world, people["Нина"], EXPERTISE) == []


async def test_a_methodist_owes_his_own_report(world: World, people):
    (one,) = await owed(world, people["Зоя"], CONSULTING)
    place = await world.place_id(DISTRICT)
    assert one.key == Key(Party.METHODIST, place, people["Зоя"].id)
    assert one.name == "Зоя"


async def test_the_expected_are_named(world: World, people):
    webinar, check = await happening(world, WEBINAR), await happening(world, SELF_CHECK)
    async with world.database.read() as store:
        there = await expected(store, webinar)
        checked = await expected(store, check)
    assert [one.name for one in there.attending if one.party.kind is PartyKind.SCHOOL] == [
        SCHOOL_1, SCHOOL_2, SCHOOL_3,
    ]  # fmt: skip
    assert {one.name for one in there.attending if one.party.kind is PartyKind.PERSON} == {
        "Ольга", "Павел", "Вера",
    }  # fmt: skip
    assert checked.attending == ()
    assert [one.name for one in checked.of(Party.SCHOOL)] == [SCHOOL_1, SCHOOL_2, SCHOOL_3]


async def test_who_takes_part_may_tell_of_it_but_owes_nothing(world: World, people):
    assert await owed(world, people["Мария"], WEBINAR) == []
    found = await happening(world, WEBINAR)
    key = Key(Party.SCHOOL, await world.place_id(SCHOOL_1))
    async with world.database.read() as store:
        mine = await may_file(store, people["Мария"], found, Party.SCHOOL, key.place_id)
        assert mine is not None
        assert mine.paper.proofs == (Proof.EVENT_RESULT,)
        assert await may_file(store, people["Иван"], found, Party.SCHOOL, key.place_id) is None


async def test_a_coordinators_choice_of_steps_and_an_own_form_stand_for_the_rows_words(
    world: World, people
):
    async with world.database.write() as store:
        row_id = (await happening(world, SELF_CHECK)).row.id
        await store.plans.session.execute(
            update(PlanRow)
            .where(PlanRow.id == row_id)
            .values(steps=["municipality", "curator"], own_form={"steps": [{"name": "q1"}]})
        )
    paper = papers_of(await happening(world, SELF_CHECK))[Party.SCHOOL]
    assert paper.steps == (Step.CURATOR, Step.MUNICIPALITY)
    assert paper.proofs == (Proof.REPORT,)


async def test_nobodys_own_word_is_asked_of_him_again(world: World, people):
    async with world.database.write() as store:
        row_id = (await happening(world, VISIT)).row.id
        await store.plans.session.execute(
            update(PlanRow).where(PlanRow.id == row_id).values(steps=["curator", "municipality"])
        )
    paper = papers_of(await happening(world, VISIT))[Party.CURATOR]
    assert paper.steps == (Step.MUNICIPALITY,)


async def test_one_person_with_several_seats_owes_his_own_report_once(world: World, people):
    zoya = await world.joins("Зоя", Role.METHODIST, SCHOOL_1)
    assert len(zoya.seats) == 2
    assert len(await owed(world, zoya, CONSULTING)) == 1


def test_what_names_nobody_is_up_to_the_publisher():
    row = PlanRow(
        title="Приказ", responsible_raw="", result_raw="Приказ", indicator_raw="", level_raw="",
        schedule={}, kind="document", roles=[], participants=[], attendance_expected=False,
        report_expected=True, own_form=None, steps=None,
    )  # fmt: skip
    assert set(papers(row, Party.REGION)) == {Party.REGION}
    assert set(papers(row, Party.MUNICIPALITY)) == {Party.MUNICIPALITY}
