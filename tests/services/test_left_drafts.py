"""A form left half-done is mentioned once, at a decent hour, while it waits."""

import pytest

from services.access import Actor
from services.forms.form import Input
from services.left_drafts import LeftDraftNotice
from services.reports import ReportCard
from tests.support.databases import on_sqlite
from tests.support.plans import SELF_CHECK
from tests.support.world import SCHOOL_1, World, at

pytestmark = on_sqlite
KIND = "left_draft"


@pytest.fixture
async def maria(world: World) -> Actor:
    olga, maria = await world.join("Ольга", "Мария")
    await world.publish(olga, [SELF_CHECK])
    return maria


async def begins(world: World, maria: Actor, *, answered: bool = True) -> None:
    """Maria opens a report at noon of a Monday, and leaves it."""
    world.clock.set(at("12.04 12:00"))
    of, school = await world.occurrence(SELF_CHECK), await world.place_id(SCHOOL_1)
    await world.services.reports.begin(maria, of, school)
    if answered:
        await world.services.dialogs.answer(maria, Input(choice="yes"))


async def ticks(world: World, moment: str) -> int:
    world.clock.set(at(moment))
    return await world.services.left_drafts.nudge_due()


async def mentioned(world: World) -> list[str]:
    return [sent.kind for sent in await world.deliver() if sent.kind == KIND]


async def test_once_and_never_again(world: World, maria: Actor):
    await begins(world, maria)
    assert await ticks(world, "12.04 20:00") == 0
    assert await ticks(world, "13.04 10:00") == 1
    assert await ticks(world, "13.04 10:10") == 0
    assert await mentioned(world) == [KIND]

    # Gone on with and left once more: she knows by now.
    await world.services.dialogs.answer(maria, Input(text="Провели"))
    assert await ticks(world, "20.04 10:00") == 0


async def test_at_night_it_waits_for_the_morning(world: World, maria: Actor):
    await begins(world, maria)
    assert await ticks(world, "13.04 04:30") == 1
    assert await mentioned(world) == []
    world.clock.set(at("13.04 08:01"))
    assert await mentioned(world) == [KIND]


async def test_on_a_day_off_it_waits_for_a_working_morning(world: World, maria: Actor):
    await begins(world, maria)
    await world.services.dialogs.park(maria)
    assert await ticks(world, "17.04 12:00") == 1
    assert await mentioned(world) == []
    world.clock.set(at("18.04 12:00"))
    assert await mentioned(world) == []
    world.clock.set(at("19.04 09:00"))
    assert await mentioned(world) == [KIND]


async def test_what_was_gone_on_with_since_is_not_mentioned(world: World, maria: Actor):
    await begins(world, maria)
    assert await ticks(world, "13.04 10:00") == 1
    await world.services.dialogs.answer(maria, Input(text="Провели"))

    assert await mentioned(world) == []


async def test_what_was_sent_or_dropped_is_not_mentioned(world: World, maria: Actor):
    await begins(world, maria)
    turn = await world.services.dialogs.current(maria)
    assert turn is not None
    await world.services.dialogs.cancel(maria)
    assert await ticks(world, "13.04 10:00") == 0

    sent = await world.reports(maria, SELF_CHECK, SCHOOL_1)
    assert isinstance(sent, ReportCard)
    assert await ticks(world, "20.04 10:00") == 0


async def test_a_form_without_a_single_answer_is_not_mentioned(world: World, maria: Actor):
    await begins(world, maria, answered=False)

    assert await ticks(world, "13.04 10:00") == 0


async def test_who_wants_silence_is_told_when_it_ends(world: World, maria: Actor):
    await begins(world, maria)
    async with world.database.write() as store:
        person = await store.people.get(maria.id)
        assert person is not None
        person.muted_until = at("15.04 00:00")
    assert await ticks(world, "13.04 10:00") == 0
    assert await ticks(world, "15.04 10:00") == 1


async def test_a_cancelled_event_is_not_mentioned(world: World, maria: Actor):
    await begins(world, maria)
    assert await ticks(world, "13.04 10:00") == 1
    async with world.database.write() as store:
        found = await store.plans.happening(await world.occurrence(SELF_CHECK))
        assert found is not None
        found.occurrence.cancelled_at = world.clock.now()

    assert await mentioned(world) == []


async def test_it_says_how_far_the_form_has_got(world: World, maria: Actor):
    await begins(world, maria)
    assert await ticks(world, "13.04 10:00") == 1
    (envelope,) = await world.services.outbox.claim(10)
    opened = await world.services.outbox.open(envelope)
    assert isinstance(opened, tuple)
    notice = opened[1]

    assert isinstance(notice, LeftDraftNotice)
    assert len(notice.turn.draft.answers) == 1
