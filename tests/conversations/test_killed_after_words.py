"""The bot dies after typed words were kept, before it answers: they are not taken for others."""

from tests.conversations.district import District, Neighbour
from tests.conversations.test_attendance import open_meeting
from tests.conversations.test_check_in import EARLY
from tests.conversations.test_durability import dies_while_answering, dying

__all__ = ["dying"]


async def test_the_last_words_of_a_form(
    district: District,
    maria: Neighbour,
    dying: set[str],
) -> None:
    await open_meeting(maria)
    await maria.taps("Не сможем")
    await dies_while_answering(district, dying, lambda: maria.sends("Карантин"))
    await maria.sees("ваш последний ответ сохранён")
    await open_meeting(maria)
    await maria.sees("Карантин")


async def test_the_word_of_an_event(
    district: District,
    olga: Neighbour,
    maria: Neighbour,
    dying: set[str],
) -> None:
    await open_meeting(olga)
    await olga.taps("Ещё…")
    await olga.taps("Кодовое слово")
    await olga.sends("Маяк 12")
    await district.goes_to(EARLY)
    await open_meeting(maria)
    await maria.taps("Я на месте")
    await dies_while_answering(district, dying, lambda: maria.sends("маяк 12"))
    await maria.sees("ваш последний ответ сохранён")
