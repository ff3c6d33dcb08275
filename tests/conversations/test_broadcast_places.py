"""An announcement to one municipality of very many: pages, and a name that is typed."""

from services.terms import Role
from tests.conversations.district import REGION, District


async def test_one_municipality_of_sixty(district: District) -> None:
    await district.app.container.places.load(
        [
            {"region": REGION, "municipality": f"Район {number:02}", "school": "Школа"}
            for number in range(1, 60)
        ]
    )
    roman = await district.person("Роман Зорин", Role.REGIONAL_COORDINATOR, REGION)
    petr = await district.person("Пётр Дальний", Role.SUBSCRIBER, "Район 57")
    await roman.sends("/broadcast")
    await roman.taps("Изменить получателей")
    await roman.taps("Точнее")
    await roman.taps("Все на территории")
    await roman.taps("Выбрать места")
    for _ in range(7):
        await roman.taps("Дальше")
    await roman.with_button("Район 59")
    await roman.taps("Раньше")
    await roman.with_button("Район 49")
    await roman.sends("ройон 57")
    await roman.with_button("Район 57")
    await roman.sends("нигде")
    await roman.sees("с таким названием нет")
    await roman.taps("Весь список")
    await roman.sends("57")
    await roman.taps("Район 57")
    await roman.taps("Назад")
    await roman.sees("Район 57")
    await roman.taps("Готово")
    await roman.sends("Завтра сбор")
    await roman.sees("получит 1 человек")
    await roman.taps("Отправить")
    await district.passes(seconds=62)
    await petr.sees("Завтра сбор")
