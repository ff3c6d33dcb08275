"""«Напомнить школе»: at once, once a day, to who may be told, within one's own places."""

import pytest
from sqlalchemy import select, update

from db.enums import MuteKind, Role
from db.models import AuditEntry, Mute, Person
from handlers.views.event_answers import answers_screen
from handlers.views.nudges import nudged_screen
from keyboards.nudge_callbacks import NudgeSchool, NudgeSilent
from keyboards.people_callbacks import ChooseRole
from locales import translator
from services.access import Actor
from services.errors import DomainError, NotAllowedError, NotFoundError
from services.nudges import NudgeFate
from services.silence_news import NudgeNotice
from services.terms import Intention
from tests.support.databases import on_sqlite
from tests.support.plans import SELF_CHECK, WEBINAR
from tests.support.world import LYCEUM, SCHOOL_1, SCHOOL_2, SCHOOL_3, World, at


@pytest.fixture
async def pavel(world: World) -> Actor:
    """Павел, curator of a district with a published plan; three schools, two have people."""
    olga, pavel, *_ = await world.join("Ольга", "Павел", "Мария", "Анна", "Иван")
    await world.publish(olga, [WEBINAR, SELF_CHECK])
    return pavel


async def nudge(world: World, actor: Actor, school: str = SCHOOL_1):
    """Somebody presses «напомнить» about the webinar."""
    result = await world.services.nudges.nudge(
        actor, await world.occurrence(WEBINAR), await world.place_id(school)
    )
    (told,) = result.schools
    return told


async def change(world: World, name: str, **values: object) -> None:
    """Something about a person changes."""
    async with world.database.write() as store:
        await store.people.session.execute(
            update(Person).where(Person.name == name).values(**values)
        )


async def test_all_who_speak_for_the_school_are_told_at_once(world: World, pavel: Actor):
    told = await nudge(world, pavel)

    assert (told.fate, told.people, told.at) == (NudgeFate.TOLD, 2, world.clock.now())
    sent = await world.deliver()
    assert {message.telegram_id for message in sent} == {
        world.account("Мария"),
        world.account("Анна"),
    }
    (message, _) = await world.outbox(kind="nudge")
    assert message.lane == 1


async def test_what_is_said_names_the_role_and_nobody(world: World, pavel: Actor):
    await nudge(world, pavel)
    envelope, *_ = await world.services.outbox.claim(10)

    opened = await world.services.outbox.open(envelope)

    assert opened is not None
    notice = opened[1]
    assert isinstance(notice, NudgeNotice)
    assert notice.by is Role.CURATOR
    assert notice.card.title == WEBINAR.title
    assert set(envelope.payload) == {"occurrence_id", "by"}


async def test_a_coordinator_asks_as_a_coordinator(world: World, pavel: Actor):
    await nudge(world, await world.stranger("Ольга"))

    assert {m.payload["by"] for m in await world.outbox(kind="nudge")} == {
        Role.MUNICIPAL_COORDINATOR
    }


async def test_once_a_day_whoever_asks(world: World, pavel: Actor):
    first = await nudge(world, pavel)
    world.clock.set(at("05.04 17:00"))

    again = await nudge(world, await world.stranger("Ольга"))

    assert (again.fate, again.people, again.at) == (NudgeFate.BEFORE, 0, first.at)
    assert len(await world.outbox(kind="nudge")) == 2
    world.clock.set(at("06.04 09:00"))
    assert (await nudge(world, pavel)).fate is NudgeFate.TOLD
    assert len(await world.outbox(kind="nudge")) == 4


@on_sqlite
async def test_another_event_or_school_has_its_own_day(world: World, pavel: Actor):
    await nudge(world, pavel)
    result = await world.services.nudges.nudge(
        pavel, await world.occurrence(SELF_CHECK), await world.place_id(SCHOOL_1)
    )

    assert result.people == 2
    assert (await nudge(world, pavel, SCHOOL_2)).fate is NudgeFate.TOLD


async def test_at_night_it_waits_for_the_morning_and_does_not_come_twice(
    world: World, pavel: Actor
):
    world.clock.set(at("06.04 22:30"))
    told = await nudge(world, pavel)
    assert (told.fate, told.at) == (NudgeFate.LATER, at("07.04 08:00"))
    assert await world.deliver() == []

    world.clock.set(at("07.04 08:00"))
    assert len(await world.deliver()) == 2
    assert (await nudge(world, pavel)).fate is NudgeFate.BEFORE


@on_sqlite
async def test_ones_own_quiet_hours_count(world: World, pavel: Actor):
    await change(world, "Иван", quiet_from=9, quiet_until=12)

    told = await nudge(world, pavel, SCHOOL_2)

    assert (told.fate, told.at) == (NudgeFate.LATER, at("05.04 12:00"))


@on_sqlite
async def test_a_school_without_anybody(world: World, pavel: Actor):
    assert (await nudge(world, pavel, SCHOOL_3)).fate is NudgeFate.NOBODY
    assert await world.outbox(kind="nudge") == []
    # It was not reminded: when somebody comes, it can be.
    await world.joins("Новый", Role.DIRECTOR, SCHOOL_3)
    assert (await nudge(world, pavel, SCHOOL_3)).fate is NudgeFate.TOLD


@on_sqlite
@pytest.mark.parametrize(
    ("values", "fate"),
    [
        ({"paused": True}, NudgeFate.SILENCED),
        ({"muted_until": at("10.04 00:00")}, NudgeFate.SILENCED),
        ({"muted_until": at("05.04 09:59")}, NudgeFate.TOLD),
        ({"unreachable_since": at("01.04 10:00")}, NudgeFate.BLOCKED),
        ({"withdrawn_at": at("01.04 10:00")}, NudgeFate.NOBODY),
    ],
)
async def test_who_may_not_be_told_is_not(
    world: World, pavel: Actor, values: dict[str, object], fate: NudgeFate
):
    await change(world, "Иван", **values)
    school = await world.place_id(SCHOOL_2)
    answers = await world.services.attendance.answers(pavel, await world.occurrence(WEBINAR))
    assert (school in answers.unreached, school in answers.unmanned) == (
        fate is NudgeFate.BLOCKED,
        fate is NudgeFate.NOBODY,
    )
    shown = answers_screen(translator("ru"), answers).text
    assert (f"🚫 {SCHOOL_2}: нет ответа · бот заблокирован" in shown) == (fate is NudgeFate.BLOCKED)

    assert (await nudge(world, pavel, SCHOOL_2)).fate is fate
    assert len(await world.outbox("Иван", "nudge")) == (fate is NudgeFate.TOLD)


@on_sqlite
@pytest.mark.parametrize("kind", list(MuteKind))
async def test_a_muted_event_stays_muted(world: World, pavel: Actor, kind: MuteKind):
    ivan = await world.stranger("Иван")
    occurrence_id = await world.occurrence(WEBINAR)
    async with world.database.write() as store:
        found = await store.plans.happening(occurrence_id)
        assert found is not None
        target = occurrence_id if kind is MuteKind.OCCURRENCE else found.row.id
        store.people.add(
            Mute(person_id=ivan.id, kind=kind, target_id=target, created_at=world.clock.now())
        )

    assert (await nudge(world, pavel, SCHOOL_2)).fate is NudgeFate.SILENCED


async def test_who_has_answered_is_left_in_peace(world: World, pavel: Actor):
    maria = await world.stranger("Мария")
    await world.services.attendance.intend(
        maria, await world.occurrence(WEBINAR), await world.school(SCHOOL_1), Intention.GOING
    )

    assert (await nudge(world, pavel)).fate is NudgeFate.ANSWERED
    assert await world.outbox(kind="nudge") == []


async def test_an_answer_before_it_is_sent_makes_it_needless(world: World, pavel: Actor):
    await nudge(world, pavel)
    maria = await world.stranger("Мария")
    await world.services.attendance.intend(
        maria, await world.occurrence(WEBINAR), await world.school(SCHOOL_1), Intention.GOING
    )

    assert await world.deliver() == []


async def test_all_silent_schools_of_an_event_together(world: World, pavel: Actor):
    ivan = await world.stranger("Иван")
    await world.services.attendance.intend(
        ivan, await world.occurrence(WEBINAR), await world.school(SCHOOL_2), Intention.ABSENT
    )

    result = await world.services.nudges.nudge_silent(pavel, await world.occurrence(WEBINAR))

    fates = {school.name: school.fate for school in result.schools}
    assert fates == {SCHOOL_1: NudgeFate.TOLD, SCHOOL_3: NudgeFate.NOBODY}
    assert result.people == 2


@on_sqlite
async def test_a_curator_of_one_school_reminds_that_one(world: World, pavel: Actor):
    vera = await world.joins("Вера", Role.CURATOR, SCHOOL_2)

    result = await world.services.nudges.nudge_silent(vera, await world.occurrence(WEBINAR))

    assert [school.name for school in result.schools] == [SCHOOL_2]
    with pytest.raises(NotFoundError):
        await nudge(world, vera, SCHOOL_1)


@on_sqlite
async def test_strangers_schools_are_not_there(world: World, pavel: Actor):
    await world.joins("Глеб")
    lev = await world.joins("Лев")
    for actor, school in ((pavel, LYCEUM), (lev, LYCEUM), (lev, SCHOOL_1)):
        with pytest.raises(NotFoundError):
            await nudge(world, actor, school)
    with pytest.raises(NotAllowedError):
        await nudge(world, await world.stranger("Мария"))


@on_sqlite
async def test_a_cancelled_event_asks_for_nothing(world: World, pavel: Actor):
    async with world.database.write() as store:
        found = await store.plans.happening(await world.occurrence(WEBINAR))
        assert found is not None
        found.occurrence.cancelled_at = world.clock.now()

    with pytest.raises(DomainError, match="event_cancelled"):
        await nudge(world, pavel)


@on_sqlite
async def test_it_is_in_the_record_and_in_the_list_of_answers(world: World, pavel: Actor):
    told = await nudge(world, pavel)

    (entry,) = await world.all(select(AuditEntry).where(AuditEntry.action == "nudge"))
    assert (entry.person_id, entry.place_id) == (pavel.id, await world.place_id(SCHOOL_1))
    answers = await world.services.attendance.answers(pavel, await world.occurrence(WEBINAR))
    assert answers.nudged == {await world.place_id(SCHOOL_1): told.at}
    assert len(answers.owing) == 3


@on_sqlite
async def test_a_director_of_two_silent_schools_reads_it_once(world: World, pavel: Actor):
    await world.joins("Иван", Role.DEPUTY, SCHOOL_1)

    result = await world.services.nudges.nudge_silent(pavel, await world.occurrence(WEBINAR))

    assert len(await world.outbox("Иван", "nudge")) == 1
    assert result.of(NudgeFate.TOLD)[1].people == 1


@on_sqlite
async def test_who_may_invite_gets_a_button_for_it_where_nobody_is(world: World, pavel: Actor):
    occurrence, empty = await world.occurrence(WEBINAR), await world.place_id(SCHOOL_3)
    shown = {}
    for name in ("Ольга", "Павел"):
        actor = await world.stranger(name)
        result = await world.services.nudges.nudge(actor, occurrence, empty)
        answers = await world.services.attendance.answers(actor, occurrence)
        shown[name] = nudged_screen(translator("ru"), actor, answers, result)

    data = {name: [b.data for row in one.rows for b in row] for name, one in shown.items()}
    invitation = ChooseRole(empty).pack()
    assert invitation in data["Ольга"]
    assert invitation not in data["Павел"]
    assert "Пригласите директора" in shown["Ольга"].text
    assert "Директора может пригласить координатор" in shown["Павел"].text


@on_sqlite
async def test_where_nobody_is_nobody_is_reminded_by_a_button(world: World, pavel: Actor):
    occurrence_id = await world.occurrence(WEBINAR)
    lonely = NudgeSchool(occurrence_id, await world.place_id(SCHOOL_3)).pack()
    answers = await world.services.attendance.answers(pavel, occurrence_id)
    shown = answers_screen(translator("ru"), answers)
    offered = {button.data: button.text for row in shown.rows for button in row}
    assert lonely not in offered
    # Who cannot be reached is not counted among those who are reminded.
    assert offered[NudgeSilent(occurrence_id).pack()] == "🔔 Напомнить об ответе: 2 школы"
    assert f"🏫 {SCHOOL_3}: без представителя" in shown.text
    olga = await world.stranger("Ольга")
    answers = await world.services.attendance.answers(olga, occurrence_id)
    rows = answers_screen(translator("ru"), answers).rows
    invites = {button.data: button.text for row in rows for button in row}
    lonely_id = await world.place_id(SCHOOL_3)
    assert invites[ChooseRole(lonely_id).pack()] == "✉️ Без представителя: 1 – пригласить"

    # A button of an older card says so.
    result = await world.services.nudges.nudge(pavel, occurrence_id, await world.place_id(SCHOOL_3))

    answers = await world.services.attendance.answers(pavel, occurrence_id)
    shown = nudged_screen(translator("ru"), pavel, answers, result)
    offered = [button.data for row in shown.rows for button in row]
    assert lonely not in offered
    assert NudgeSchool(occurrence_id, await world.place_id(SCHOOL_1)).pack() in offered
