"""The durable inbox: an update is received once and its effect happens once."""

import asyncio

import pytest
from sqlalchemy import select

from bot.container import assemble
from db.models import Attendance, AuditEntry, InboxUpdate
from services.access import Actor
from services.errors import DomainError
from services.forms.form import Input
from services.inbox import AlreadyAppliedError
from services.terms import Fact, Intention
from tests.support.plans import SELF_CHECK, WEBINAR
from tests.support.world import SCHOOL_1, World

BODY = '{"update_id": 1, "message": {"text": "секрет"}}'


async def receive(world: World, *ids: int) -> list[int]:
    received = await world.services.inbox.receive([(number, 7, BODY) for number in ids])
    return [update.update_id for update in received]


async def stored(world: World, update_id: int) -> InboxUpdate:
    (update,) = await world.all(select(InboxUpdate).where(InboxUpdate.update_id == update_id))
    return update


async def test_an_update_is_received_once(world: World):
    assert await receive(world, 11, 12) == [11, 12]
    assert await receive(world, 11, 12) == []
    assert await receive(world, 13, 12, 10) == [13, 10], "ids may go back after a queue reset"


async def test_ids_beyond_32_bits_fit(world: World):
    assert await receive(world, 2**40) == [2**40]
    assert await receive(world, 2**40) == []


async def test_receiving_at_once_from_two_sides_hands_each_over_once(world: World):
    batches = await asyncio.gather(*(receive(world, *range(20)) for _ in range(3)))

    assert sorted(update for batch in batches for update in batch) == list(range(20))


async def test_what_was_not_finished_comes_back_in_order(world: World):
    await receive(world, 3, 1, 2)
    await world.services.inbox.done(2)

    reborn = assemble(world.database, world.clock, "Europe/Moscow")
    await reborn.inbox.count_attempt(1)
    left = await reborn.inbox.unfinished()

    assert [(update.update_id, update.attempts, update.body) for update in left] == [
        (1, 1, BODY),
        (3, 0, BODY),
    ]


async def test_more_than_a_page_comes_back(world: World):
    await world.services.inbox.receive([(number, None, BODY) for number in range(1201)])

    left = await world.services.inbox.unfinished()

    assert [update.update_id for update in left] == list(range(1201))


@pytest.mark.parametrize("ending", ["done", "quarantine"])
async def test_a_finished_update_keeps_no_text(world: World, ending: str):
    await receive(world, 1)
    await getattr(world.services.inbox, ending)(1)

    assert (await stored(world, 1)).body is None
    assert await world.services.inbox.unfinished() == []


async def test_finished_updates_are_forgotten_after_three_days(world: World):
    await receive(world, 1, 2, 3)
    await world.services.inbox.done(1)
    await world.services.inbox.quarantine(2)
    world.clock.advance(days=3)
    assert await world.services.inbox.forget_old() == 0

    world.clock.advance(seconds=1)
    assert await world.services.inbox.forget_old() == 1

    left = [update.update_id for update in await world.all(select(InboxUpdate))]
    assert sorted(left) == [2, 3], "what was put aside or waits stays"


@pytest.fixture
async def maria(world: World) -> Actor:
    olga, maria, _ = await world.join("Ольга", "Мария", "Павел")
    await world.publish(olga, [WEBINAR, SELF_CHECK])
    return maria


async def going(world: World, maria: Actor) -> None:
    await world.services.attendance.intend(
        maria, await world.occurrence(WEBINAR), await world.school(SCHOOL_1), Intention.GOING
    )


async def test_an_effect_happens_once_per_update(world: World, maria: Actor):
    await receive(world, 1)
    with world.services.inbox.in_hand(1):
        await going(world, maria)
    world.clock.advance(minutes=1)

    with pytest.raises(AlreadyAppliedError), world.services.inbox.in_hand(1):
        await going(world, maria)

    (answer,) = await world.all(select(Attendance))
    assert answer.answered_at < world.clock.now()


async def test_another_update_is_another_effect(world: World, maria: Actor):
    await receive(world, 1, 2)
    for update_id in (1, 2):
        with world.services.inbox.in_hand(update_id):
            await going(world, maria)
        assert (await stored(world, update_id)).applied_at == world.clock.now()


async def test_a_report_sent_before_a_crash_is_not_sent_again(world: World, maria: Actor):
    turn = await world.fills_report(maria, SELF_CHECK, SCHOOL_1)
    await receive(world, 1)
    with world.services.inbox.in_hand(1):
        await world.services.dialogs.submit(maria, turn.dialog_id)

    with pytest.raises(AlreadyAppliedError), world.services.inbox.in_hand(1):
        await world.services.dialogs.submit(maria, turn.dialog_id)

    assert len(await world.outbox("Павел")) == 1


async def test_an_answer_given_before_a_crash_is_not_taken_for_the_next_question(
    world: World, maria: Actor
):
    await world.services.reports.begin(
        maria, await world.occurrence(SELF_CHECK), await world.place_id(SCHOOL_1)
    )
    await world.services.dialogs.answer(maria, Input(choice="yes"))
    await receive(world, 1)
    with world.services.inbox.in_hand(1):
        await world.services.dialogs.answer(maria, Input(text="12"))

    with pytest.raises(AlreadyAppliedError), world.services.inbox.in_hand(1):
        await world.services.dialogs.answer(maria, Input(text="12"))

    turn = await world.services.dialogs.current(maria)
    assert turn.draft.step == "account"
    assert turn.draft.answers["account"] == [{"text": "12"}], "once"


async def test_a_refused_effect_may_be_tried_again(world: World, maria: Actor):
    """A refusal changes nothing, so the replay after a crash must say the same."""
    await receive(world, 1)
    occurrence, school = await world.occurrence(WEBINAR), await world.school(SCHOOL_1)
    for _ in range(2):
        with pytest.raises(DomainError) as refusal, world.services.inbox.in_hand(1):
            await world.services.attendance.state_fact(maria, occurrence, school, Fact.ATTENDED)
        assert refusal.value.code == "event_not_begun"
    assert (await stored(world, 1)).applied_at is None


async def test_two_effects_of_one_update_are_both_kept(world: World, maria: Actor):
    await receive(world, 1)
    with world.services.inbox.in_hand(1):
        await going(world, maria)
        await world.services.preferences.pause(maria, True)

    assert (await world.stranger("Мария")).paused
    assert len(await world.all(select(Attendance))) == 1


async def test_work_outside_updates_is_not_keyed(world: World, maria: Actor):
    await receive(world, 1)
    with world.services.inbox.in_hand(1):
        await going(world, maria)

    await going(world, maria)
    assert (await world.all(select(AuditEntry))) != []


async def test_updates_side_by_side_keep_their_own_keys(world: World, maria: Actor):
    """The update in hand belongs to a task, not to the process."""
    anna = await world.joins("Анна")
    await receive(world, 1, 2)

    async def handle(update_id: int, actor: Actor) -> None:
        with world.services.inbox.in_hand(update_id):
            await asyncio.sleep(0)
            await going(world, actor)

    await asyncio.gather(handle(1, maria), handle(2, anna))

    assert all([(await stored(world, number)).applied_at for number in (1, 2)])


async def test_what_was_begun_less_often_goes_first_and_ones_own_order_stays(world: World):
    inbox = world.services.inbox
    await inbox.receive([(1, 7, "{}"), (2, 7, "{}"), (3, 8, "{}"), (4, 9, "{}")])
    for update_id in (1, 1, 3):
        await inbox.count_attempt(update_id)

    assert [received.update_id for received in await inbox.unfinished()] == [4, 3, 1, 2]
