"""People who are called for themselves are seen, closed, mended and listed like schools."""

import pytest
from sqlalchemy import select

from db.enums import FactSource, PartyKind, Role
from db.models import Attendance, AuditEntry
from handlers.views.attendance import live_screen, mended_choice_screen
from handlers.views.event_answers import answers_screen
from locales import translator
from services.access import Actor
from services.audience import Party
from services.dialogs import Turn
from services.errors import DomainError, NotFoundError
from services.forms.form import Input
from services.live_list import Stand, live_list
from services.nudges import NudgeFate
from services.privacy import erase
from services.terms import Fact, Intention
from tests.support.databases import on_sqlite
from tests.support.plans import WEBINAR, Line
from tests.support.world import DISTRICT, NEIGHBOUR, REGION, SCHOOL_1, World, at

pytestmark = on_sqlite

COUNCIL = Line(
    "Совещание с руководителями муниципальных органов управления образованием",
    "15.04.2021, 14:00",
    "Муниципальный координатор",
    "Участие муниципальных координаторов",
)
OLGA, NINA = "Ольга Синицына", "Нина Котова"


@pytest.fixture
async def roman(world: World) -> Actor:
    """Роман of the region has called the coordinators of both districts."""
    roman = await world.joins("Роман")
    await world.joins(OLGA, Role.MUNICIPAL_COORDINATOR, DISTRICT)
    await world.joins(NINA, Role.MUNICIPAL_COORDINATOR, NEIGHBOUR)
    await world.publish(roman, [COUNCIL], place=REGION)
    return roman


async def person(world: World, name: str) -> Party:
    return Party(PartyKind.PERSON, (await world.stranger(name)).id)


async def says(world: World, name: str, said: Fact | Intention) -> None:
    attendance = world.services.attendance
    say = attendance.state_fact if isinstance(said, Fact) else attendance.intend
    of, party = await world.occurrence(COUNCIL), await person(world, name)
    await say(await world.stranger(name), of, party, said)  # type: ignore[arg-type]


async def facts(world: World) -> dict[int, tuple[Fact | None, FactSource | None]]:
    rows = await world.all(select(Attendance))
    assert {row.party_kind for row in rows} <= {PartyKind.PERSON}
    return {row.party_id: (row.fact, row.fact_source) for row in rows}


async def test_who_called_them_sees_them_by_name(world: World, roman: Actor):
    await says(world, OLGA, Intention.GOING)
    card = await world.card(roman, COUNCIL)
    assert card.can_read_answers
    answers = await world.services.attendance.answers(roman, await world.occurrence(COUNCIL))
    found = live_list(answers)
    assert [(stand, one.name) for stand, one in found.lines] == [
        (Stand.SILENT, NINA),
        (Stand.PROMISED, OLGA),
    ]
    assert (found.of, found.waited_for) == (2, 2)

    t = translator("ru")
    shown = answers_screen(t, answers).text
    assert NINA in shown
    assert OLGA in shown
    assert "1 из 2" in shown
    assert NINA in live_screen(t, found).text


async def test_a_colleague_reads_nobodys_answer(world: World, roman: Actor):
    nina = await world.stranger(NINA)
    assert not (await world.card(nina, COUNCIL)).can_read_answers
    answers = await world.services.attendance.answers(nina, await world.occurrence(COUNCIL))
    assert [one.name for one in answers.people] == [NINA]
    assert answers.mendable == frozenset()
    assert OLGA not in answers_screen(translator("ru"), answers).text


async def test_the_silent_are_closed_once(world: World, roman: Actor):
    world.clock.set(at("15.04 17:00"))
    await says(world, OLGA, Fact.ATTENDED)
    world.clock.set(at("16.04 17:00"))
    await world.services.closing.close_due()
    olga, nina = await person(world, OLGA), await person(world, NINA)
    closed = {
        olga.id: (Fact.ATTENDED, FactSource.SELF),
        nina.id: (Fact.NO_ANSWER, FactSource.CLOSING),
    }
    assert await facts(world) == closed
    assert await world.services.closing.close_due() == 0

    await says(world, NINA, Fact.RECORDING)
    assert (await facts(world))[nina.id] == (Fact.RECORDING, FactSource.SELF)


async def test_the_coordinator_mends_and_it_is_recorded_about_whom(world: World, roman: Actor):
    of, nina = await world.occurrence(COUNCIL), await person(world, NINA)
    world.clock.set(at("15.04 17:00"))
    answers = await world.services.attendance.answers(roman, of)
    labels = [
        b.text for row in mended_choice_screen(translator("ru"), answers, 0).rows for b in row
    ]
    assert NINA in labels
    for _ in range(2):
        answer = await world.services.closing.mend(roman, of, nina, Fact.EXCUSED)
        assert (answer.state.name, answer.state.fact) == (NINA, Fact.EXCUSED)
    entries = [e for e in await world.all(select(AuditEntry)) if "fact:" in e.action]
    place = await world.place_id(NEIGHBOUR)
    assert [(e.action, e.place_id, e.detail) for e in entries] == [
        ("own_fact:excused", place, {"person_id": nina.id})
    ]


async def test_nobody_mends_his_own_or_a_strangers(world: World, roman: Actor):
    of, world_clock = await world.occurrence(COUNCIL), world.clock
    world_clock.set(at("15.04 17:00"))
    olga = await world.stranger(OLGA)
    for party in (
        await person(world, OLGA),
        await person(world, NINA),
        Party(PartyKind.PERSON, 999),
    ):
        with pytest.raises(NotFoundError):
            await world.services.closing.mend(olga, of, party, Fact.ATTENDED)
    assert await facts(world) == {}


async def test_a_list_names_people(world: World, roman: Actor):
    of, lists = await world.occurrence(COUNCIL), world.services.attendance_lists
    world.clock.set(at("15.04 15:50"))
    begun = await lists.begin(roman, of)
    assert isinstance(begun, Turn)
    table = "Имя;Минут\nСиницына Ольга Петровна;57\nГость;3\n".encode()
    preview = await lists.read(roman, begun.dialog_id, table)
    assert [one.name for one in preview.found] == [OLGA]
    assert [one.name for one in preview.missing] == [NINA]
    assert not preview.are_schools

    applied = await lists.apply(roman, preview.dialog_id)
    assert applied.written == 1
    olga = await person(world, OLGA)
    assert await facts(world) == {olga.id: (Fact.ATTENDED, FactSource.LIST)}
    with pytest.raises(DomainError):
        await lists.apply(roman, preview.dialog_id)


async def test_schools_and_people_of_one_event_are_apart(world: World):
    olga, pavel, _ = await world.join("Ольга", "Павел", "Мария")
    await world.publish(olga, [WEBINAR])
    world.clock.set(at("16.04 17:00"))
    await world.services.closing.close_due()
    answers = await world.services.attendance.answers(olga, await world.occurrence(WEBINAR))
    assert [one.name for one in answers.people] == ["Ольга", "Павел"]
    assert Party(PartyKind.PERSON, olga.id) not in answers.mendable
    school = await world.school(SCHOOL_1)
    assert {school, Party(PartyKind.PERSON, pavel.id)} <= answers.mendable
    rows = await world.all(select(Attendance).where(Attendance.party_kind == PartyKind.PERSON))
    assert {row.party_id for row in rows} == {pavel.id, olga.id}
    assert {row.fact for row in rows} == {Fact.NO_ANSWER}


async def test_who_is_forgotten_leaves_no_reason_though_it_was_mended(world: World, roman: Actor):
    of, nina = await world.occurrence(COUNCIL), await world.stranger(NINA)
    party = await person(world, NINA)
    await world.services.attendance.decline(nina, of, party)
    await world.services.dialogs.answer(nina, Input(text="Болеет дочь"))
    world.clock.set(at("15.04 17:00"))
    await world.services.closing.mend(roman, of, party, Fact.MISSED)
    (row,) = await world.all(select(Attendance))
    assert (row.reason, row.answered_by) == ("Болеет дочь", roman.id)

    async with world.database.write() as store:
        whole = await store.people.get(nina.id)
        assert whole is not None
        await erase(store, whole, world.clock.now(), by=None)
    (row,) = await world.all(select(Attendance))
    assert row.reason is None


async def test_the_silent_are_reminded_once_a_day(world: World, roman: Actor):
    await says(world, OLGA, Intention.GOING)
    of, nudges = await world.occurrence(COUNCIL), world.services.nudges
    answers = await world.services.attendance.answers(roman, of)
    labels = [b.text for row in answers_screen(translator("ru"), answers).rows for b in row]
    assert "🔔 Напомнить: 1" in labels

    result = await nudges.nudge_silent(roman, of)
    assert [(one.name, one.fate) for one in result.schools] == [(NINA, NudgeFate.TOLD)]
    (sent,) = [one for one in await world.deliver() if one.kind == "nudge"]
    assert sent.telegram_id == world.account(NINA)
    again = await nudges.nudge_silent(roman, of)
    assert [(one.name, one.fate) for one in again.schools] == [(NINA, NudgeFate.BEFORE)]
    assert await world.deliver() == []

    world.clock.set(at("15.04 14:10"))
    later = await nudges.nudge_silent(roman, of)
    assert {one.name: one.fate for one in later.schools} == {
        OLGA: NudgeFate.TOLD,
        NINA: NudgeFate.TOLD,
    }, "once it goes on, who had promised is asked too"


async def test_a_reminder_is_of_no_use_to_who_has_answered_meanwhile(world: World, roman: Actor):
    await world.services.nudges.nudge_silent(roman, await world.occurrence(COUNCIL))
    for name in (OLGA, NINA):
        await says(world, name, Intention.GOING)
    assert [one for one in await world.deliver() if one.kind == "nudge"] == []
