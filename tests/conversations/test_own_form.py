"""A coordinator puts her own questions together in the chat."""

from services.terms import Role
from tests.conversations.district import DISTRICT, District, Neighbour
from tests.conversations.test_reminders import MEETING, director_with


async def coordinator_at(district: District) -> Neighbour:
    """Vera, with the card of the meeting before her."""
    await director_with(district, MEETING)
    vera = await district.person("Вера Новая", Role.MUNICIPAL_COORDINATOR, DISTRICT)
    await vera.sends("/plan")
    await vera.taps("Все строки")
    await vera.taps("1")
    await vera.taps("Ещё…")
    await vera.taps("Своя форма")
    await vera.sees("Сейчас школы отвечают на то, что указано в дорожной карте")
    return vera


async def adds(vera: Neighbour, question: str, kind: str) -> None:
    await vera.taps("Добавить вопрос")
    await vera.sees("Напишите вопрос")
    await vera.sends(question)
    await vera.sees("Как на него отвечать?")
    await vera.taps(kind)


async def test_from_an_empty_form_to_a_saved_one(district: District) -> None:
    vera = await coordinator_at(district)
    await adds(vera, "Сколько учителей <участвовало> & где?", "Число")
    assert await vera.alert() == "Добавлено. Школы увидят после сохранения."
    await vera.sees("1. Сколько учителей <участвовало> & где?")
    await vera.sees("Не сохранено")
    await adds(vera, "В каком формате?", "Выбор")
    await vera.sees("каждый с новой строки")
    await vera.sends("один")
    await vera.sees("от двух до восьми")
    await district.reopens()
    await vera.sends("Очно\nОнлайн")
    await vera.sees("2. В каком формате?")

    await vera.taps("Как увидит школа")
    await vera.sees("1 из 2. Сколько учителей")
    await vera.taps("Далее")
    await vera.sees("▫️ Онлайн")
    await vera.taps("К форме")
    await vera.taps("2. В каком")
    await vera.taps("Выше")
    await vera.sees("Вопрос 1 из 2")
    await vera.taps("Разрешить пропуск")
    await vera.sees("Можно оставить без ответа")
    await vera.taps("К форме")
    await vera.taps("Сохранить")
    assert await vera.alert() == "Сохранено: теперь школы отвечают на эти вопросы."
    await vera.sees("Школы отвечают на эти вопросы")

    await vera.taps("1. В каком")
    await vera.taps("Удалить")
    await vera.sees("Не сохранено")
    await vera.taps("Отменить правки")
    await vera.sees("1. В каком")
    await vera.taps("Убрать форму")
    await vera.taps("Да, убрать")
    await vera.sees("Сейчас школы отвечают на то, что указано в дорожной карте")


async def test_half_a_question_can_be_dropped_by_command(district: District) -> None:
    vera = await coordinator_at(district)
    await vera.taps("Добавить вопрос")
    old = await vera.last()
    await vera.sends("Что удалось?")
    await vera.sends("/cancel")
    await vera.sees("Своя форма")
    left = {message["id"]: message["buttons"] for message in await vera.messages()}
    assert not left[old["id"]], "the question was answered in words: its buttons are gone"
    assert await vera.count("Что-то сломалось") == 0
