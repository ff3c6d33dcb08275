"""A question about an event that is off, over or out of reach is left by words and by /cancel."""

import pytest
from sqlalchemy import select, update

from db.models import Attendance, AuditEntry, Membership, Occurrence
from services.access import Actor
from services.cards import EventCard
from services.check_in import TRIES
from services.dialogs import Turn
from services.errors import DomainError
from services.forms.form import Input
from services.terms import Fact, Intention
from tests.support.databases import on_sqlite
from tests.support.plans import WEBINAR
from tests.support.world import SCHOOL_1, World, at

pytestmark = on_sqlite


@pytest.fixture
async def maria(world: World) -> Actor:
    """Мария, before a webinar."""
    olga, maria = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR])
    return maria


async def is_asked(world: World, maria: Actor, what: str) -> Turn:
    about = (maria, await world.occurrence(WEBINAR), await world.school(SCHOOL_1))
    if what == "reason":
        return await world.services.attendance.decline(*about)
    if what == "excuse":
        world.clock.set(at("15.04 17:00"))
        return await world.services.attendance.excuse(*about)
    await sets_word(world)
    world.clock.set(at("15.04 14:10"))
    turn = await world.services.check_in.arrive(*about)
    assert isinstance(turn, Turn)
    return turn


async def sets_word(world: World) -> None:
    olga, of = await world.stranger("Ольга"), await world.occurrence(WEBINAR)
    await world.services.check_in.begin_word(olga, of)
    await world.services.dialogs.answer(olga, Input(text="Маяк"))


async def changes(world: World, query: object) -> None:
    async with world.database.write() as store:
        await store.plans.session.execute(query)  # type: ignore[call-overload]


@pytest.mark.parametrize("what", ["reason", "excuse"])
async def test_words_about_a_cancelled_event_close_the_question(
    world: World, maria: Actor, what: str
):
    await is_asked(world, maria, what)
    await changes(world, update(Occurrence).values(cancelled_at=world.clock.now()))
    turn = await world.services.dialogs.answer(maria, Input(text="Карантин"))
    assert isinstance(turn.outcome, EventCard)
    assert turn.outcome.is_cancelled
    assert await world.services.dialogs.current(maria) is None


@pytest.mark.parametrize("what", ["reason", "excuse", "word"])
async def test_who_speaks_for_the_school_no_more_can_still_cancel(
    world: World, maria: Actor, what: str
):
    await is_asked(world, maria, what)
    query = update(Membership).where(Membership.person_id == maria.id)
    await changes(world, query.values(revoked_at=world.clock.now()))
    maria = await world.stranger("Мария")
    turn = await world.services.dialogs.cancel(maria)
    assert turn is not None
    assert turn.outcome is None
    assert await world.services.dialogs.current(maria) is None
    said = [(row.intention, row.fact) for row in await world.all(select(Attendance))]
    assert said in ([(Intention.ABSENT, None)], [(None, Fact.EXCUSED)], []), "nothing is changed"


async def test_a_word_that_comes_too_late_closes_the_question(world: World, maria: Actor):
    turn = await is_asked(world, maria, "word")
    world.clock.set(at("15.04 17:00"))
    with pytest.raises(DomainError) as refusal:
        await world.services.check_in.say_word(maria, turn.dialog_id, "маяк")
    assert refusal.value.code == "check_in_over"
    assert await world.services.dialogs.current(maria) is None, "other words are not swallowed"


async def test_after_five_wrong_words_the_button_asks_for_none(world: World, maria: Actor):
    turn = await is_asked(world, maria, "word")
    for _ in range(TRIES):
        await world.services.check_in.say_word(maria, turn.dialog_id, "мост")
    again = await is_asked(world, maria, "word")
    assert again.draft.answers["tries"] == TRIES
    assert await world.services.dialogs.current(maria) is None


async def test_a_word_taken_away_twice_is_recorded_once(world: World, maria: Actor):
    await sets_word(world)
    olga, of = await world.stranger("Ольга"), await world.occurrence(WEBINAR)
    for _ in range(2):
        await world.services.check_in.drop_word(olga, of)
    entries = [one.action for one in await world.all(select(AuditEntry))]
    assert entries.count("code_word:dropped") == 1
