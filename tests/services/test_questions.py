"""Questions of schools: who is asked, who hears, what is counted."""

from datetime import date

import pytest
from sqlalchemy import select

from db.enums import Role
from db.models import OutboxMessage, Question
from services.access import Actor
from services.dialogs import Turn
from services.errors import DomainError, NotFoundError
from services.forms.form import Input
from services.question_cards import QuestionCard, WhichSchool
from services.terms import OutboxKind
from tests.support.world import SCHOOL_1, SCHOOL_2, World, at


async def asks(world: World, actor: Actor, *given: Input, school: str = SCHOOL_1) -> QuestionCard:
    """Somebody asks in one go."""
    turn = await world.services.questions.begin(actor, 0, await world.place_id(school))
    assert isinstance(turn, Turn)
    for one in given:
        turn = await world.services.dialogs.answer(actor, one)
    if turn.draft.is_complete and turn.outcome is None:
        # The words looked as if they named a child.
        turn = await world.services.dialogs.submit(actor, turn.dialog_id)
    assert isinstance(turn.outcome, QuestionCard), turn
    return turn.outcome


async def answers(world: World, actor: Actor, question_id: int, text: str) -> QuestionCard:
    """Somebody answers in one go."""
    await world.services.questions.begin_answer(actor, question_id)
    turn = await world.services.dialogs.answer(actor, Input(text=text))
    assert isinstance(turn.outcome, QuestionCard)
    return turn.outcome


async def told(world: World, kind: OutboxKind) -> list[int]:
    """Who gets messages of a kind."""
    query = select(OutboxMessage.person_id).where(OutboxMessage.kind == kind)
    return sorted(await world.all(query.order_by(OutboxMessage.id)))


TEXT = Input(text="Нужна ли подпись на отчёте?")


async def test_with_one_adviser_nobody_has_to_choose(world: World):
    maria, pavel = await world.join("Мария", "Павел")
    card = await asks(world, maria, TEXT)
    assert (card.role, card.text, card.is_own) == (Role.CURATOR, TEXT.text, True)
    assert await told(world, OutboxKind.QUESTION) == [pavel.id]


async def test_the_chosen_one_hears_of_it(world: World):
    maria, pavel, zoya = await world.join("Мария", "Павел", "Зоя")
    card = await asks(world, maria, TEXT, Input(choice="methodist"))
    assert card.role is Role.METHODIST
    assert await told(world, OutboxKind.QUESTION) == [zoya.id]
    assert (await world.services.questions.waiting(zoya)).total == 1
    assert (await world.services.questions.waiting(pavel)).total == 0


async def test_without_an_adviser_the_coordinator_is_asked(world: World):
    maria = await world.joins("Мария")
    with pytest.raises(DomainError) as refused:
        await world.services.questions.begin(maria)
    assert refused.value.code == "nobody_to_ask"
    olga = await world.joins("Ольга")
    card = await asks(world, maria, TEXT)
    assert card.role is Role.MUNICIPAL_COORDINATOR
    assert await told(world, OutboxKind.QUESTION) == [olga.id]


async def test_the_answer_reaches_who_asked_and_stands(world: World):
    maria, anna, pavel, vera = await world.join("Мария", "Анна", "Павел", "Вера")
    asked = await asks(world, anna, TEXT)
    await world.services.questions.begin_answer(vera, asked.question_id)
    card = await answers(world, pavel, asked.question_id, "Нет, не нужна.")
    assert (card.answer, card.is_mine) == ("Нет, не нужна.", True)
    assert await told(world, OutboxKind.QUESTION_ANSWER) == [anna.id]
    # Another curator was writing already: the first answer stays.
    turn = await world.services.dialogs.answer(vera, Input(text="Нужна!"))
    assert (turn.outcome.answer, turn.outcome.is_mine) == ("Нет, не нужна.", False)
    assert await told(world, OutboxKind.QUESTION_ANSWER) == [anna.id]
    with pytest.raises(DomainError) as refused:
        await world.services.questions.begin_answer(vera, asked.question_id)
    assert refused.value.code == "question_answered"
    assert (await world.services.questions.card(maria, asked.question_id)).answer == card.answer


async def test_whoever_speaks_for_another_school_sees_nothing(world: World):
    maria, ivan, lev, _ = await world.join("Мария", "Иван", "Лев", "Павел")
    card = await asks(world, maria, TEXT)
    for other in (ivan, lev):
        with pytest.raises(NotFoundError):
            await world.services.questions.card(other, card.question_id)
    with pytest.raises(NotFoundError):
        await world.services.questions.begin(maria, 0, await world.place_id(SCHOOL_2))
    assert (await world.services.questions.asked(ivan)).total == 0
    assert (await world.services.questions.waiting(lev)).total == 0


async def test_who_speaks_for_two_schools_says_which(world: World):
    await world.join("Павел")
    maria = await world.joins("Мария")
    maria = await world.joins("Мария", Role.DIRECTOR, SCHOOL_2)
    which = await world.services.questions.begin(maria)
    assert isinstance(which, WhichSchool)
    assert [school.name for school in which.schools] == [SCHOOL_1, SCHOOL_2]


async def test_three_working_days_are_enough(world: World):
    maria, pavel, olga = await world.join("Мария", "Павел", "Ольга")
    await asks(world, maria, TEXT)
    # Asked on Monday: until Thursday evening it is in time.
    world.clock.set(at("08.04 23:00"))
    assert (await world.services.questions.waiting(pavel)).overdue == 0
    world.clock.set(at("09.04 09:00"))
    assert (await world.services.questions.waiting(pavel)).overdue == 1
    assert (await world.services.questions.waiting(olga)).overdue == 1


async def test_what_was_asked_and_answered_is_counted(world: World):
    maria, ivan, pavel = await world.join("Мария", "Иван", "Павел")
    first = await asks(world, maria, TEXT)
    await asks(world, maria, TEXT)
    await asks(world, ivan, TEXT, school=SCHOOL_2)
    world.clock.set(at("03.05 09:00"))
    await answers(world, pavel, first.question_id, "Нет.")
    count = await world.services.questions.counted(pavel, 1)
    assert (count.month, count.asked, count.answered) == (date(2021, 4, 1), 3, 1)
    counted = [(one.name, one.asked, one.answered) for one in count.schools]
    assert counted == [(SCHOOL_1, 2, 1), (SCHOOL_2, 1, 0)]
    assert (await world.services.questions.counted(pavel)).asked == 0


async def test_who_is_forgotten_leaves_no_name_in_the_words(world: World):
    maria, _ = await world.join("Мария", "Павел")
    await asks(world, maria, Input(text="Пишет Мария. Когда срок?"))
    await world.services.privacy.forget(maria)
    (text,) = await world.all(select(Question.text))
    assert "Мария" not in text
    assert "Когда срок?" in text


async def test_a_coordinator_may_answer_what_his_curator_does_not(world: World):
    maria, _, olga = await world.join("Мария", "Павел", "Ольга")
    card = await asks(world, maria, TEXT)
    assert (await world.services.questions.waiting(olga)).total == 1
    assert (await answers(world, olga, card.question_id, "Да")).adviser_name == "Ольга"


async def test_the_curator_s_week_tells_of_what_waits_too_long(world: World):
    maria, pavel = await world.join("Мария", "Павел")
    await asks(world, maria, TEXT)
    digest = await world.services.digests.digest(pavel, date(2021, 4, 5))
    assert (digest.questions, digest.is_well) == (0, True)
    world.clock.set(at("12.04 09:00"))
    digest = await world.services.digests.digest(pavel, date(2021, 4, 12))
    assert (digest.questions, digest.is_well) == (1, False)
