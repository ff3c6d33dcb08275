"""What does not fit on a card is read to its end; who was slower looks how a report stands."""

from services.terms import Role
from tests.conversations.district import District, Neighbour
from tests.conversations.test_papers import REPORT, opens

STORY = "Мы провели много занятий и встреч. " * 80


async def test_a_long_report_is_read_in_full(
    district: District, maria: Neighbour, pavel: Neighbour
) -> None:
    await opens(district, maria, REPORT)
    await maria.taps("Отчитаться")
    await maria.sends(STORY + "Конец первой части.")
    await maria.sends(STORY + "Конец второй части.")
    await maria.taps("Готово")
    await maria.taps("Отправить")
    await pavel.sends("/desk")
    await pavel.taps("Отчёты на проверку")
    card = await pavel.last()
    assert "Конец второй части." not in card["text"]
    await pavel.taps("Прочитать целиком")
    await pavel.has("Конец первой части.")
    await pavel.taps("▶️ 2/2")
    await pavel.has("Конец второй части.")
    await pavel.taps("К отчёту")
    await pavel.taps("Принять")
    assert await pavel.alert() == "Принято, школа узнает."


async def test_who_was_slower_is_led_to_the_report(district: District, maria: Neighbour) -> None:
    first = await district.person("Павел Ершов", Role.CURATOR)
    second = await district.person("Полина Ершова", Role.CURATOR)
    await opens(district, maria, REPORT)
    await maria.taps("Отчитаться")
    await maria.sends("Всё сделали")
    await maria.taps("Готово")
    await maria.taps("Отправить")
    await second.taps("Вернуть")
    await first.taps("Принять")
    await second.sends("Добавьте фото")
    await second.sees("тем временем изменился")
    await second.taps("Открыть отчёт")
    await second.sees("Отчёт принят")
    # What is written now is no comment any more.
    await second.sends("Спасибо")
    assert "тем временем изменился" not in (await second.last())["text"]
