"""«Я на месте»: around an event, by one tap or by the word that is shown there."""

import asyncio

import pytest
from sqlalchemy import select

from db.enums import FactSource, Role
from db.models import Attendance, AuditEntry
from services.access import Actor
from services.cards import EventCard
from services.check_in import TRIES
from services.dialogs import Turn
from services.errors import DomainError, NotFoundError
from services.forms.form import Input
from services.terms import Fact, Intention
from tests.support.databases import on_sqlite
from tests.support.plans import MEETING, WEBINAR
from tests.support.world import SCHOOL_1, SCHOOL_2, World, at

pytestmark = on_sqlite
# WEBINAR is on 15 April, 14:00–16:00.


@pytest.fixture
async def olga(world: World) -> Actor:
    """Ольга with a published plan; Мария and Иван speak for two of the three schools."""
    olga, *_ = await world.join("Ольга", "Мария", "Иван")
    await world.publish(olga, [WEBINAR, MEETING])
    return olga


async def arrives(world: World, name: str = "Мария", school: str = SCHOOL_1) -> EventCard | Turn:
    return await world.services.check_in.arrive(
        await world.stranger(name), await world.occurrence(WEBINAR), await world.school(school)
    )


async def rows(world: World) -> list[tuple[Fact, FactSource | None]]:
    return [(one.fact, one.fact_source) for one in await world.all(select(Attendance))]


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        ("15.04 13:44", "check_in_not_open"),
        ("15.04 13:45", None),
        ("15.04 16:59", None),
        ("15.04 17:00", "check_in_over"),
    ],
)
async def test_the_window_lies_around_the_event(world: World, olga: Actor, moment: str, code):
    world.clock.set(at(moment))
    if code is None:
        card = await arrives(world)
        assert isinstance(card, EventCard)
        assert await rows(world) == [(Fact.ATTENDED, FactSource.CHECK_IN)]
        return
    with pytest.raises(DomainError) as refusal:
        await arrives(world)
    assert refusal.value.code == code
    assert await rows(world) == []


async def test_five_taps_at_once_are_one_answer(world: World, olga: Actor):
    world.clock.set(at("15.04 14:00"))
    await asyncio.gather(*(arrives(world) for _ in range(5)))

    assert await rows(world) == [(Fact.ATTENDED, FactSource.CHECK_IN)]


async def test_nobody_checks_in_for_another_school(world: World, olga: Actor):
    world.clock.set(at("15.04 14:00"))
    with pytest.raises(NotFoundError):
        await arrives(world, "Мария", SCHOOL_2)


async def test_saying_it_once_more_does_not_forget_how_it_was_known(world: World, olga: Actor):
    world.clock.set(at("15.04 14:00"))
    await arrives(world)
    world.clock.set(at("15.04 19:00"))
    maria, school = await world.stranger("Мария"), await world.school(SCHOOL_1)
    of = await world.occurrence(WEBINAR)
    await world.services.attendance.state_fact(maria, of, school, Fact.ATTENDED)
    assert await rows(world) == [(Fact.ATTENDED, FactSource.CHECK_IN)]

    await world.services.attendance.state_fact(maria, of, school, Fact.RECORDING)
    assert await rows(world) == [(Fact.RECORDING, FactSource.SELF)]


async def sets_word(world: World, olga: Actor, word: str) -> EventCard:
    await world.services.check_in.begin_word(olga, await world.occurrence(WEBINAR))
    done = await world.services.dialogs.answer(olga, Input(text=word))
    assert isinstance(done.outcome, EventCard)
    return done.outcome


async def types(world: World, turn: EventCard | Turn, text: str) -> EventCard | Turn:
    assert isinstance(turn, Turn)
    maria = await world.stranger("Мария")
    return await world.services.check_in.say_word(maria, turn.dialog_id, text)


@pytest.mark.parametrize("typed", ["ёлка 47", "  ЕЛКА47 ", "«Елка» 47", "елка  4 7"])
async def test_the_word_is_read_with_tolerance(world: World, olga: Actor, typed: str):
    await sets_word(world, olga, "Ёлка 47")
    world.clock.set(at("15.04 14:10"))
    turn = await arrives(world)
    assert await rows(world) == []

    assert isinstance(await types(world, turn, typed), EventCard)
    assert await rows(world) == [(Fact.ATTENDED, FactSource.CHECK_IN)]


async def test_five_wrong_words_say_whom_to_ask_and_lock_nothing_else(world: World, olga: Actor):
    await sets_word(world, olga, "Маяк 12")
    world.clock.set(at("15.04 14:10"))
    turn = await arrives(world)
    for left in range(TRIES - 1, 0, -1):
        asked = await types(world, turn, "мост")
        assert isinstance(asked, Turn)
        assert asked.problem is not None
        assert asked.problem.params["left"] == left
    over = await types(world, turn, "мост")
    assert isinstance(over, Turn)
    assert over.draft.answers["tries"] == TRIES
    assert isinstance(await types(world, turn, "маяк 12"), Turn), "too late, even if right"
    assert await world.services.dialogs.current(await world.stranger("Мария")) is None

    world.clock.set(at("15.04 18:00"))
    maria, school = await world.stranger("Мария"), await world.school(SCHOOL_1)
    of = await world.occurrence(WEBINAR)
    await world.services.attendance.state_fact(maria, of, school, Fact.ATTENDED)
    assert await rows(world) == [(Fact.ATTENDED, FactSource.SELF)]


async def test_another_word_is_asked_anew(world: World, olga: Actor):
    await sets_word(world, olga, "Маяк 12")
    world.clock.set(at("15.04 14:10"))
    turn = await arrives(world)
    for _ in range(TRIES):
        await types(world, turn, "мост")
    of = await world.occurrence(WEBINAR)
    await world.services.check_in.begin_word(olga, of)
    card, again = [await world.services.check_in.make_up_word(olga, of) for _ in range(2)]
    assert card.code_word
    assert again.code_word == card.code_word, "tapped twice: one word"

    turn = await arrives(world)
    assert isinstance(await types(world, turn, card.code_word.upper()), EventCard)


async def test_without_a_word_one_tap_is_enough_again(world: World, olga: Actor):
    of = await world.occurrence(WEBINAR)
    await sets_word(world, olga, "Маяк 12")
    assert (await world.services.check_in.drop_word(olga, of)).code_word is None
    world.clock.set(at("15.04 14:10"))

    assert isinstance(await arrives(world), EventCard)
    actions = [one.action for one in await world.all(select(AuditEntry)) if "word" in one.action]
    assert actions == ["code_word", "code_word:dropped"]


async def test_only_who_keeps_the_attendance_sees_and_sets_the_word(world: World, olga: Actor):
    await sets_word(world, olga, "Маяк 12")
    assert (await world.card(olga, WEBINAR)).code_word == "Маяк 12"
    for name in ("Павел", "Мария", "Фёдор"):
        reader = await world.joins(name)
        assert (await world.card(reader, WEBINAR)).code_word is None
    pavel = await world.stranger("Павел")
    with pytest.raises(DomainError):
        await world.services.check_in.make_up_word(pavel, await world.occurrence(WEBINAR))
    nina = await world.joins("Нина")
    with pytest.raises(NotFoundError):
        await world.services.check_in.make_up_word(nina, await world.occurrence(WEBINAR))


async def test_a_word_of_nothing_is_refused(world: World, olga: Actor):
    await world.services.check_in.begin_word(olga, await world.occurrence(WEBINAR))
    turn = await world.services.dialogs.answer(olga, Input(text="!"))
    assert turn.problem is not None
    assert turn.problem.code == "word_unreadable"


async def test_a_good_reason_is_kept_apart_from_the_plan(world: World, olga: Actor):
    maria, school = await world.stranger("Мария"), await world.school(SCHOOL_1)
    attendance, of = world.services.attendance, await world.occurrence(WEBINAR)
    await attendance.intend(maria, of, school, Intention.GOING)
    world.clock.set(at("15.04 18:00"))
    await attendance.state_fact(maria, of, school, Fact.MISSED)
    await attendance.excuse(maria, of, school)
    done = await world.services.dialogs.answer(maria, Input(text="Не было связи"))

    state = done.outcome.parties[0]
    assert (state.intention, state.fact) == (Intention.GOING, Fact.EXCUSED)
    assert (state.reason, state.fact_reason) == (None, "Не было связи")

    card = await attendance.state_fact(maria, of, school, Fact.ATTENDED)
    assert card.parties[0].fact_reason is None, "another answer has no reason"


async def test_an_excuse_taken_back_leaves_the_answer_before_it(world: World, olga: Actor):
    maria, school = await world.stranger("Мария"), await world.school(SCHOOL_1)
    attendance, of = world.services.attendance, await world.occurrence(WEBINAR)
    world.clock.set(at("15.04 18:00"))
    await attendance.state_fact(maria, of, school, Fact.MISSED)
    turn = await attendance.excuse(maria, of, school)
    dropped = await world.services.dialogs.cancel(maria, turn.dialog_id)
    assert dropped is not None
    assert dropped.outcome.parties[0].fact is Fact.MISSED


async def test_silence_is_nothing_that_one_can_say(world: World, olga: Actor):
    world.clock.set(at("15.04 18:00"))
    with pytest.raises(NotFoundError):
        await world.services.attendance.state_fact(
            await world.stranger("Мария"),
            await world.occurrence(WEBINAR),
            await world.school(SCHOOL_1),
            Fact.NO_ANSWER,
        )


async def test_a_curator_checks_in_for_himself(world: World, olga: Actor):
    vera = await world.joins("Вера", Role.CURATOR, "Заречный район")
    world.clock.set(at("12.04 10:00"))
    (party,) = (state.party for state in (await world.card(vera, MEETING)).parties)
    card = await world.services.check_in.arrive(vera, await world.occurrence(MEETING), party)
    assert isinstance(card, EventCard)
    assert card.parties[0].fact is Fact.ATTENDED
