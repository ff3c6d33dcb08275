"""Who will come and who came: one answer per party, changeable, plan and fact apart."""

import pytest
from sqlalchemy import select

from db.enums import Role
from db.models import Attendance
from services.access import Actor
from services.audience import Party
from services.cards import EventCard, PartyState
from services.errors import DomainError, NotFoundError
from services.forms.form import Input
from services.terms import Fact, Intention, PartyKind
from tests.support.databases import on_sqlite
from tests.support.plans import MEETING, WEBINAR
from tests.support.world import SCHOOL_1, SCHOOL_2, World, at

# Answers are asked for again on both databases by reminders, figures and digests.
pytestmark = on_sqlite


@pytest.fixture
async def maria(world: World) -> Actor:
    """Мария, director of Школа № 1, with a plan published for her."""
    olga, maria = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR, MEETING])
    return maria


def state_of(card: EventCard, name: str) -> PartyState:
    return next(state for state in card.parties if state.name == name)


async def says(world: World, actor: Actor, intention: Intention, school: str = SCHOOL_1):
    return await world.services.attendance.intend(
        actor, await world.occurrence(WEBINAR), await world.school(school), intention
    )


async def test_one_tap_is_kept_with_who_and_when(world: World, maria: Actor):
    card = await says(world, maria, Intention.GOING)

    assert state_of(card, SCHOOL_1).intention is Intention.GOING
    (answer,) = await world.all(select(Attendance))
    assert (answer.answered_by, answer.answered_at) == (maria.id, world.clock.now())


async def test_an_answer_can_be_changed_and_stays_one(world: World, maria: Actor):
    for intention in (Intention.GOING, Intention.DEPUTY, Intention.ABSENT, Intention.GOING):
        card = await says(world, maria, intention)
        assert state_of(card, SCHOOL_1).intention is intention

    assert len(await world.all(select(Attendance))) == 1


async def test_the_deputy_answers_for_the_same_school(world: World, maria: Actor):
    anna = await world.joins("Анна")
    await says(world, maria, Intention.GOING)
    await says(world, anna, Intention.DEPUTY)

    (answer,) = await world.all(select(Attendance))
    assert (answer.intention, answer.answered_by) == (Intention.DEPUTY, anna.id)
    assert state_of(await world.card(maria, WEBINAR), SCHOOL_1).intention is Intention.DEPUTY


async def test_saying_no_is_an_answer_before_the_reason_is_given(world: World, maria: Actor):
    school = await world.school(SCHOOL_1)
    turn = await world.services.attendance.decline(maria, await world.occurrence(WEBINAR), school)

    assert turn.draft.step == "reason"
    state = state_of(await world.card(maria, WEBINAR), SCHOOL_1)
    assert (state.intention, state.reason) == (Intention.ABSENT, None)

    done = await world.services.dialogs.answer(maria, Input(text="  Карантин\u202e "))

    assert state_of(done.outcome, SCHOOL_1).reason == "Карантин"
    assert await world.services.dialogs.current(maria) is None


async def test_a_changed_mind_forgets_the_reason(world: World, maria: Actor):
    school = await world.school(SCHOOL_1)
    await world.services.attendance.decline(maria, await world.occurrence(WEBINAR), school)
    await world.services.dialogs.answer(maria, Input(text="Карантин"))

    card = await says(world, maria, Intention.GOING)

    assert state_of(card, SCHOOL_1).reason is None


@pytest.mark.parametrize(
    ("moment", "code"), [("15.04 15:59", None), ("15.04 16:00", "event_is_over")]
)
async def test_the_answer_is_taken_until_the_end(world: World, maria: Actor, moment, code):
    world.clock.set(at(moment))
    school = await world.school(SCHOOL_1)
    for attempt in (
        says(world, maria, Intention.GOING),
        world.services.attendance.decline(maria, await world.occurrence(WEBINAR), school),
    ):
        if code is None:
            await attempt
            continue
        with pytest.raises(DomainError) as refusal:
            await attempt
        assert refusal.value.code == code


async def test_the_fact_is_asked_only_after_the_beginning(world: World, maria: Actor):
    attendance, school = world.services.attendance, await world.school(SCHOOL_1)
    occurrence = await world.occurrence(WEBINAR)
    world.clock.set(at("15.04 13:59"))
    with pytest.raises(DomainError) as refusal:
        await attendance.state_fact(maria, occurrence, school, Fact.ATTENDED)
    assert refusal.value.code == "event_not_begun"

    world.clock.set(at("15.04 14:00"))
    card = await attendance.state_fact(maria, occurrence, school, Fact.ATTENDED)
    assert state_of(card, SCHOOL_1).fact is Fact.ATTENDED
    card = await attendance.state_fact(maria, occurrence, school, Fact.MISSED)
    assert state_of(card, SCHOOL_1).fact is Fact.MISSED


async def test_plan_and_fact_are_kept_apart(world: World, maria: Actor):
    await says(world, maria, Intention.DEPUTY)
    world.clock.set(at("15.04 17:00"))
    card = await world.services.attendance.state_fact(
        maria, await world.occurrence(WEBINAR), await world.school(SCHOOL_1), Fact.MISSED
    )

    state = state_of(card, SCHOOL_1)
    assert (state.intention, state.fact) == (Intention.DEPUTY, Fact.MISSED)


async def test_a_director_of_two_schools_answers_for_each(world: World, maria: Actor):
    maria = await world.joins("Мария", Role.DIRECTOR, SCHOOL_2)
    card = await says(world, maria, Intention.GOING, SCHOOL_1)
    assert state_of(card, SCHOOL_2).intention is None

    card = await says(world, maria, Intention.ABSENT, SCHOOL_2)

    assert [(s.name, s.intention) for s in card.parties] == [
        (SCHOOL_1, Intention.GOING),
        (SCHOOL_2, Intention.ABSENT),
    ]


async def test_nobody_answers_for_another_school(world: World, maria: Actor):
    with pytest.raises(NotFoundError):
        await says(world, maria, Intention.GOING, SCHOOL_2)
    assert await world.all(select(Attendance)) == []


async def test_a_curator_answers_for_himself(world: World, maria: Actor):
    pavel, vera = await world.join("Павел", "Вера")
    attendance, meeting = world.services.attendance, await world.occurrence(MEETING)
    me = Party(PartyKind.PERSON, pavel.id)

    card = await attendance.intend(pavel, meeting, me, Intention.GOING)

    assert state_of(card, "Павел").intention is Intention.GOING
    assert state_of(await world.card(vera, MEETING), "Вера").intention is None
    with pytest.raises(NotFoundError):
        await attendance.intend(vera, meeting, me, Intention.ABSENT)
    with pytest.raises(NotFoundError):
        await attendance.intend(maria, meeting, await world.school(SCHOOL_1), Intention.GOING)


async def test_a_mere_reader_answers_for_nobody(world: World, maria: Actor):
    fedor = await world.joins("Фёдор")

    assert (await world.card(fedor, WEBINAR)).parties == ()
    with pytest.raises(NotFoundError):
        await says(world, fedor, Intention.GOING)


async def test_the_curator_sees_who_answered_and_who_is_silent(world: World, maria: Actor):
    pavel = await world.joins("Павел")
    await says(world, maria, Intention.GOING)

    answers = await world.services.attendance.answers(pavel, await world.occurrence(WEBINAR))

    assert {s.name: s.intention for s in answers.schools} == {
        "Школа № 1": Intention.GOING,
        "Школа № 2": None,
        "Школа № 3": None,
    }


async def test_a_curator_of_one_school_sees_only_it(world: World, maria: Actor):
    pavel = await world.joins("Павел", Role.CURATOR, SCHOOL_2)

    answers = await world.services.attendance.answers(pavel, await world.occurrence(WEBINAR))

    assert [school.name for school in answers.schools] == [SCHOOL_2]
