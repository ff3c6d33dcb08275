"""Events found to be shared, and answers counted for the right party."""

import pytest

from services.errors import DomainError, NotAllowedError, NotFoundError
from services.terms import Intention, Role
from tests.support.plans import SELF_CHECK, WEBINAR
from tests.support.world import NEIGHBOUR, SCHOOL_1, SCHOOL_2, World


async def test_words_numbers_and_nothing_find_what_one_may_read(world: World):
    olga, nina, maria, gleb = await world.join("Ольга", "Нина", "Мария", "Глеб")
    await world.publish(olga, [WEBINAR, SELF_CHECK])
    await world.publish(nina, [SELF_CHECK], place=NEIGHBOUR)
    sharing = world.services.sharing
    webinar = await world.occurrence(WEBINAR)

    async def titles(actor: object, query: str) -> set[int]:
        return {one.occurrence_id for one in await sharing.found(actor, query)}  # type: ignore[arg-type]

    assert webinar in await titles(maria, "")
    word = WEBINAR.title.split()[0]
    assert webinar in await titles(maria, word.upper())
    assert await titles(maria, f"#{webinar}") == {webinar}
    assert await titles(maria, "такого слова нет") == set()
    # Another municipality's event is not found, by whatever it is called.
    for query in ("", word, f"#{webinar}", f"#{2**40}"):
        assert webinar not in await titles(gleb, query)


async def test_a_shared_card_says_nothing_of_its_sharer(world: World):
    olga, maria = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR])
    webinar = await world.occurrence(WEBINAR)
    await world.services.attendance.intend(
        maria, webinar, await world.school(SCHOOL_1), Intention.GOING
    )
    (event,) = await world.services.sharing.found(maria, f"#{webinar}")
    told = repr(event)
    for personal in ("Мария", SCHOOL_1, "going"):
        assert personal not in told


async def test_an_answer_counts_for_the_school_of_who_gives_it(world: World):
    olga, maria, ivan, fedor, gleb = await world.join("Ольга", "Мария", "Иван", "Фёдор", "Глеб")
    await world.publish(olga, [WEBINAR])
    sharing, webinar = world.services.sharing, await world.occurrence(WEBINAR)
    assert (await sharing.answer(maria, webinar, Intention.GOING)).name == SCHOOL_1
    declined = await sharing.answer(ivan, webinar, Intention.ABSENT)
    assert (declined.name, declined.turn is not None) == (SCHOOL_2, True)
    # A reader has no answer to give, and of another district's event nobody learns.
    with pytest.raises(NotAllowedError):
        await sharing.answer(fedor, webinar, Intention.GOING)
    with pytest.raises(NotFoundError):
        await sharing.answer(gleb, webinar, Intention.GOING)
    answers = await world.services.attendance.answers(olga, webinar)
    said = {state.name: state.intention for state in answers.schools if state.intention}
    assert said == {SCHOOL_1: Intention.GOING, SCHOOL_2: Intention.ABSENT}


async def test_who_speaks_for_two_schools_answers_on_his_own_card(world: World):
    (olga,) = await world.join("Ольга")
    await world.publish(olga, [WEBINAR])
    await world.joins("Мария", Role.DIRECTOR, SCHOOL_1)
    maria = await world.joins("Мария", Role.DIRECTOR, SCHOOL_2)
    with pytest.raises(DomainError) as refused:
        await world.services.sharing.answer(maria, await world.occurrence(WEBINAR), Intention.GOING)
    assert refused.value.code == "several_parties"
