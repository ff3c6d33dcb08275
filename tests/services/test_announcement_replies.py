"""Words that answer an announcement reach whoever made it, and are counted with it."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from db.enums import OutboxKind, Role
from db.models import OutboxMessage
from services.access import Actor
from services.errors import NotFoundError
from services.forms.form import Input
from services.question_cards import QuestionCard
from tests.support.announced import WORDS, arrives, launched
from tests.support.databases import on_sqlite
from tests.support.world import LYCEUM, SCHOOL_1, World

pytestmark = on_sqlite
SAID = Input(text="Мы не успеем к десяти, можно к одиннадцати?")


@pytest.fixture
async def olga(world: World) -> Actor:
    """The author."""
    return await world.joins("Ольга")


@pytest.fixture
async def number(world: World, olga: Actor) -> int:
    """An announcement that a director and a curator have got."""
    number = await launched(world, olga, await world.join("Мария", "Павел"), wants_ack=True)
    for envelope in await world.services.outbox.claim(10):
        await arrives(world, envelope, 100 + envelope.id)
    return number


async def says(world: World, number: int, said_in: int = 7) -> QuestionCard:
    """Maria answers it in words."""
    maria = await world.stranger("Мария")
    turn = await world.services.replies.begin(maria, number, said_in)
    turn = await world.services.dialogs.answer(maria, SAID, dialog_id=turn.dialog_id)
    assert isinstance(turn.outcome, QuestionCard), turn
    return turn.outcome


async def test_the_words_reach_the_author_and_nobody_else(world: World, olga: Actor, number: int):
    card = await says(world, number)
    assert (card.role, card.school_name) == (Role.MUNICIPAL_COORDINATOR, SCHOOL_1)
    assert (card.text, card.announcement) == (SAID.text, WORDS)
    told = select(OutboxMessage.person_id).where(OutboxMessage.kind == OutboxKind.QUESTION)
    assert await world.all(told) == [olga.id], "the school has a curator, who was not asked"

    await world.services.questions.begin_answer(olga, card.question_id)
    await world.services.dialogs.answer(olga, Input(text="Можно."))
    heard = select(OutboxMessage.person_id).where(OutboxMessage.kind == OutboxKind.QUESTION_ANSWER)
    assert await world.all(heard) == [(await world.stranger("Мария")).id]


async def test_every_answer_in_words_is_counted_and_listed(world: World, olga: Actor, number: int):
    await says(world, number, 7)
    world.clock.advance(minutes=1)
    await says(world, number, 8)
    assert (await world.services.deliveries.progress(olga, number)).replies == 2
    listed = await world.services.replies.listed(olga, number)
    assert [one.text for one in listed.cards] == [SAID.text] * 2
    with pytest.raises(NotFoundError):
        await world.services.replies.listed(await world.joins("Роман"), number)


async def test_an_answer_in_words_is_no_debt_of_the_author(world: World, olga: Actor, number: int):
    await says(world, number)
    world.clock.advance(days=10)
    waiting = await world.services.questions.waiting(olga)
    assert [one.text for one in waiting.cards] == [SAID.text]
    assert (waiting.overdue, waiting.cards[0].is_overdue) == (0, False)


async def test_when_the_author_is_gone_another_coordinator_hears_it(
    world: World, olga: Actor, number: int
):
    roman = await world.joins("Роман")
    await world.services.registration.leave(
        olga, olga.seats[0].place_id, Role.MUNICIPAL_COORDINATOR
    )
    await says(world, number)
    told = select(OutboxMessage.person_id).where(OutboxMessage.kind == OutboxKind.QUESTION)
    assert await world.all(told) == [roman.id]


async def test_which_announcement_a_message_belongs_to(world: World, olga: Actor, number: int):
    maria, replies = await world.stranger("Мария"), world.services.replies
    row = (await world.outbox(kind=OutboxKind.BROADCAST))[0]
    assert row.message_id is not None
    assert await replies.meant(maria, row.message_id) == number
    assert await replies.meant(maria, row.message_id + 50) is None
    assert await replies.meant(await world.joins("Иван"), row.message_id) is None, "his own chat"


async def test_it_may_be_meant_for_two_days_unless_it_was_taken_back(
    world: World, olga: Actor, number: int
):
    maria, replies = await world.stranger("Мария"), world.services.replies
    fresh = await replies.fresh(maria)
    assert fresh is not None
    assert (fresh.broadcast_id, fresh.words) == (number, WORDS)
    world.clock.advance(days=2, minutes=1)
    assert await replies.fresh(maria) is None
    world.clock.advance(days=-1)
    await world.services.amendments.recall(olga, number)
    assert await replies.fresh(maria) is None


async def test_nobody_answers_what_was_not_sent_to_him(world: World, olga: Actor, number: int):
    ivan = await world.joins("Иван")
    with pytest.raises(NotFoundError):
        await world.services.replies.begin(ivan, number, 7)


async def test_who_speaks_for_schools_of_two_districts_answers_for_the_one_it_was_for(
    world: World, number: int
):
    maria = await world.joins("Мария", Role.DIRECTOR, LYCEUM)
    lyceum = next(seat for seat in maria.seats if seat.place_name == LYCEUM)
    turn = await world.services.replies.begin(
        replace(maria, acting_id=lyceum.membership_id), number, 7
    )
    assert turn.subject["school"] == SCHOOL_1


async def test_who_has_gone_to_another_district_answers_the_former_one_no_more(
    world: World, number: int
):
    maria = await world.joins("Мария", Role.DIRECTOR, LYCEUM)
    await world.joins("Нина")
    await world.services.registration.leave(maria, await world.place_id(SCHOOL_1), Role.DIRECTOR)
    maria, replies = await world.stranger("Мария"), world.services.replies
    row = next(
        one for one in await world.outbox(kind=OutboxKind.BROADCAST) if one.person_id == maria.id
    )
    assert await replies.meant(maria, row.message_id) is None
    assert await replies.fresh(maria) is None
    with pytest.raises(NotFoundError):
        await replies.begin(maria, number, 7)


async def test_a_second_tap_carries_the_words_once(world: World, olga: Actor, number: int):
    first = await says(world, number)
    assert (await says(world, number)).question_id == first.question_id
    assert (await world.services.deliveries.progress(olga, number)).replies == 1
    told = select(OutboxMessage.person_id).where(OutboxMessage.kind == OutboxKind.QUESTION)
    assert await world.all(told) == [olga.id]
