"""A question for a reason that is still open says nothing over what was answered since."""

import pytest
from sqlalchemy import select

from db.enums import FactSource
from db.models import Attendance
from services.access import Actor
from services.dialogs import Turn
from services.forms.form import Input
from services.terms import Fact, Intention
from tests.support.plans import WEBINAR
from tests.support.world import SCHOOL_1, World, at


@pytest.fixture
async def maria(world: World) -> Actor:
    """Мария and her deputy Анна speak for one school."""
    olga, maria, _ = await world.join("Ольга", "Мария", "Анна")
    await world.publish(olga, [WEBINAR])
    return maria


async def says(world: World, actor: Actor, said: Fact | Intention) -> Turn | object:
    attendance = world.services.attendance
    say = {
        Intention.ABSENT: attendance.decline,
        Fact.EXCUSED: attendance.excuse,
    }.get(said)
    about = (actor, await world.occurrence(WEBINAR), await world.school(SCHOOL_1))
    if say is not None:
        return await say(*about)
    if isinstance(said, Fact):
        return await attendance.state_fact(*about, said)
    return await attendance.intend(*about, said)


async def kept(world: World) -> Attendance:
    query = select(Attendance).where(Attendance.party_id == await world.place_id(SCHOOL_1))
    (row,) = await world.all(query)
    return row


@pytest.mark.parametrize("way", ["words", "skip", "cancel"])
async def test_a_newer_answer_stays(world: World, maria: Actor, way: str):
    """On her telephone she declines, on her computer she says that she comes."""
    await says(world, maria, Intention.ABSENT)
    await says(world, maria, Intention.GOING)
    dialogs = world.services.dialogs
    if way == "cancel":
        await dialogs.cancel(maria)
    else:
        given = Input(text="Карантин") if way == "words" else Input(choice="skip")
        turn = await dialogs.answer(maria, given)
        assert turn.outcome.parties[0].intention is Intention.GOING
    row = await kept(world)
    assert (row.intention, row.reason) == (Intention.GOING, None)


async def test_nobody_takes_back_what_another_has_said(world: World, maria: Actor):
    anna = await world.stranger("Анна")
    await says(world, maria, Intention.ABSENT)
    await says(world, anna, Intention.ABSENT)
    await world.services.dialogs.answer(anna, Input(text="Карантин"))
    await world.services.dialogs.cancel(maria)
    row = await kept(world)
    assert (row.intention, row.reason) == (Intention.ABSENT, "Карантин")


async def test_a_double_tap_knows_what_there_was_before(world: World, maria: Actor):
    await says(world, maria, Intention.DEPUTY)
    await says(world, maria, Intention.ABSENT)
    await says(world, maria, Intention.ABSENT)
    await world.services.dialogs.cancel(maria)
    assert (await kept(world)).intention == Intention.DEPUTY


@pytest.mark.parametrize("way", ["words", "cancel"])
async def test_a_newer_fact_stays(world: World, maria: Actor, way: str):
    world.clock.set(at("15.04 17:00"))
    await says(world, maria, Fact.EXCUSED)
    await says(world, await world.stranger("Анна"), Fact.ATTENDED)
    dialogs = world.services.dialogs
    await (
        dialogs.cancel(maria) if way == "cancel" else dialogs.answer(maria, Input(text="Карантин"))
    )
    row = await kept(world)
    assert (row.fact, row.fact_reason) == (Fact.ATTENDED, None)


async def test_an_excuse_taken_back_leaves_what_a_coordinator_wrote(world: World, maria: Actor):
    world.clock.set(at("15.04 17:00"))
    of, school = await world.occurrence(WEBINAR), await world.school(SCHOOL_1)
    await world.services.closing.mend(await world.stranger("Ольга"), of, school, Fact.MISSED)
    for _ in range(2):
        await says(world, maria, Fact.EXCUSED)
    await world.services.dialogs.cancel(maria)
    row = await kept(world)
    assert (row.fact, row.fact_source) == (Fact.MISSED, FactSource.COORDINATOR)


@pytest.mark.parametrize("before", [True, False], ids=["silent", "said"])
async def test_after_the_closing_no_word_is_silence_again(world: World, maria: Actor, before: bool):
    world.clock.set(at("15.04 17:00"))
    if not before:
        await says(world, maria, Fact.EXCUSED)
        await world.services.dialogs.answer(maria, Input(text="Карантин"))
    world.clock.set(at("16.04 17:00"))
    await world.services.closing.close_due()
    await says(world, maria, Fact.EXCUSED)
    await world.services.dialogs.cancel(maria)
    row = await kept(world)
    assert (row.fact, row.fact_source) == (Fact.NO_ANSWER, FactSource.CLOSING)
    assert (row.fact_reason, row.intention) == (None, None)
