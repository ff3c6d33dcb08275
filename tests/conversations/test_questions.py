"""A school asks, its curator answers, and the answer comes back."""

from services.terms import Role
from tests.conversations.district import DISTRICT, SCHOOL, STEPPE, District, Neighbour


async def asks(maria: Neighbour, text: str = "Нужна ли подпись на отчёте?") -> None:
    """Ask from the menu."""
    await maria.sends("/menu")
    await maria.taps("Вопрос")
    await maria.sees("Какой у вас вопрос?")
    await maria.sends(text)


async def test_from_the_question_to_the_answer(maria: Neighbour, pavel: Neighbour) -> None:
    maria.taps_made = pavel.taps_made = 0
    await asks(maria)
    await maria.sees("Ждёт ответа")
    assert maria.taps_made == 1
    await pavel.sees(f"Вопрос куратору · {SCHOOL}")
    await pavel.taps("Ответить")
    await pavel.sees("Что вы ответите?")
    await pavel.sends("Нет, достаточно отправить его здесь.")
    await pavel.sees("Ответ")
    assert pavel.taps_made == 1
    await maria.sees("На ваш вопрос ответили")
    await maria.sees("достаточно отправить его здесь")


async def test_a_methodist_is_asked_where_there_is_one(
    district: District, maria: Neighbour, pavel: Neighbour
) -> None:
    zoya = await district.person("Зоя Методист", Role.METHODIST, DISTRICT)
    since = await pavel.newest()
    await asks(maria)
    await maria.sees("Кого спросить?")
    await maria.taps("Методиста")
    await zoya.sees("Вопрос методисту")
    assert await pavel.said(since) == []
    await zoya.sends("/desk")
    await zoya.taps("Вопросы школ")
    await zoya.sees("Вопросы школ: 1")


async def test_an_answered_question_is_not_answered_again(
    district: District, maria: Neighbour
) -> None:
    first = await district.person("Павел Ершов", Role.CURATOR)
    second = await district.person("Полина Ершова", Role.CURATOR)
    await asks(maria)
    await first.taps("Ответить")
    await first.sends("Да.")
    await second.taps("Ответить")
    await second.sees("тем временем уже ответили")
    assert await maria.count("На ваш вопрос ответили") == 1


async def test_a_child_s_name_is_better_left_out(maria: Neighbour, pavel: Neighbour) -> None:
    since = await pavel.newest()
    await asks(maria, "Ученик 5 класса Иванов Петя не сдал работу, что делать?")
    await maria.sees("имя ребёнка")
    assert await pavel.said(since) == []


async def test_nobody_to_ask(district: District) -> None:
    stepan = await district.person("Степан Степнов", Role.DIRECTOR, STEPPE)
    await stepan.sends("/menu")
    await stepan.taps("Вопрос")
    await stepan.sees("спросить некого")


async def test_it_goes_on_after_a_restart(district: District, maria: Neighbour) -> None:
    pavel = await district.person("Павел Ершов", Role.CURATOR)
    await asks(maria)
    await pavel.taps("Ответить")
    await district.reopens()
    await pavel.sends("Нет.")
    await maria.sees("На ваш вопрос ответили")


async def test_what_was_asked_is_kept_and_counted(maria: Neighbour, pavel: Neighbour) -> None:
    await asks(maria)
    await maria.taps("Все вопросы")
    await maria.sees("Наши вопросы")
    await pavel.sends("/menu")
    await pavel.taps("Стол")
    await pavel.taps("Вопросы школ")
    await pavel.taps("Сколько")
    await pavel.sees("Задано 1, отвечено 0")


async def test_a_question_about_an_event(maria: Neighbour, pavel: Neighbour) -> None:
    await maria.sends("/todo")
    await maria.taps("📌 1")
    await maria.taps("Спросить")
    await maria.sees("Какой у вас вопрос?")
    await maria.has("Установочное совещание")
    await maria.sends("Можно ли прийти вдвоём?")
    await pavel.sees("Можно ли прийти вдвоём?")
    await pavel.has("Установочное совещание")


async def test_a_question_that_was_left_is_called_one(maria: Neighbour) -> None:
    await maria.sends("/menu")
    await maria.taps("Вопрос")
    await maria.sees("Какой у вас вопрос?")
    await maria.sends("/todo")
    assert (await maria.buttons())[0] == "▶️ Продолжить: вопрос от школы"
