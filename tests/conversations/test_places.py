"""The tree of places in the chat: a table sent, a municipality merged, a school closed."""

import pytest

from services.terms import Role
from tests.conversations.district import (
    DISTRICT,
    LAKES,
    REEDS,
    REGION,
    SAMPLE,
    STEPPE,
    District,
    Neighbour,
)

HEAD = "Регион;Муниципалитет;Школа;Часовой пояс муниципалитета;Другие названия\n"


@pytest.fixture
async def roman(district: District) -> Neighbour:
    """The regional coordinator."""
    return await district.person("Роман Зорин", Role.REGIONAL_COORDINATOR, REGION)


def table(*rows: str) -> bytes:
    return (HEAD + "\n".join(rows)).encode("cp1251")


async def test_a_table_is_looked_at_and_applied_with_one_tap(
    district: District, roman: Neighbour
) -> None:
    roman.taps_made = 0
    await roman.uploads(
        table(
            f"{REGION};{DISTRICT};СОШ № 19 с. Луганское;;Луганка",
            f"{REGION};{DISTRICT};Степновская школа;;",
            f"{REGION};;Школа без района;;",
            "Чужой край;Чужой район;Школа № 1;;",
        ),
        "школы.csv",
    )
    preview = await roman.sees("Таблица школ и территорий")
    assert "новое: школа – 1" in preview["text"]
    assert "2 замечания" in preview["text"]
    assert "строке 4" in preview["text"]
    assert "Строка 5 – не о вашей" in preview["text"]
    await roman.taps("Применить без этих строк")
    await roman.sees("Список школ загружен")
    assert roman.taps_made == 1
    await roman.sends("средняя школа 19 луганское")
    await roman.sees("СОШ № 19 с. Луганское")
    await roman.sends("Лугнка")
    await roman.sees("СОШ № 19 с. Луганское")


async def test_a_road_map_is_not_taken_for_places(roman: Neighbour, district: District) -> None:
    vera = await district.person("Вера Новая", Role.MUNICIPAL_COORDINATOR, DISTRICT)
    for who in (roman, vera):
        await who.uploads(SAMPLE / "roadmap.txt", "план.csv")
        await who.sees("27 строк")
    # Who may not load places is told that his table is no road map.
    await vera.uploads(table(f"{REGION};{DISTRICT};Школа № 19;;"), "школы.csv")
    await vera.sees("нет таблицы с мероприятиями")


async def test_a_merged_municipality_is_reminded_by_its_new_plan(
    district: District, olga: Neighbour, roman: Neighbour
) -> None:
    kira = await district.person("Кира Камышова", Role.DIRECTOR, REEDS)
    nina = await district.person("Нина Озёрная", Role.MUNICIPAL_COORDINATOR, LAKES)
    pavel = await district.person("Пётр Тихий", Role.CURATOR, LAKES)
    await roman.sends("/menu")
    await roman.taps("Места")
    await roman.sees("Заречный край")
    await roman.taps(LAKES)
    await roman.taps("Присоединить к другому")
    await roman.taps(DISTRICT)
    await roman.sees(f"{LAKES} → {DISTRICT}")
    await roman.taps("Да, присоединить")
    await roman.sees(f"{LAKES} теперь входит в {DISTRICT}")
    await district.pump()
    await nina.sees("Срок роли закончился")

    before = {who: await who.newest() for who in (kira, nina, pavel)}
    await district.goes_to("2027-02-15T14:00:00+07:00")
    assert any("Установочное совещание" in text for text in await kira.said(before[kira]))
    assert await nina.said(before[nina]) == []
    await pavel.sends("/menu")
    assert "Камышинская" in "".join(await pavel.said(before[pavel]))


async def test_a_closed_school_is_left_in_peace(
    district: District, olga: Neighbour, roman: Neighbour
) -> None:
    stepan = await district.person("Степан Степнов", Role.DIRECTOR, STEPPE)
    await roman.sends("/places")
    await roman.taps(DISTRICT)
    await roman.taps(STEPPE)
    await roman.taps("Закрыть школу")
    await roman.taps("Да, закрыть")
    await roman.sees("закрыта")
    before = await stepan.newest()
    await district.goes_to("2027-02-16T14:00:00+07:00")
    assert await stepan.said(before) == []
    await stepan.sends("степновская")
    await stepan.sees("не наш")


async def test_a_large_table_tells_how_far_it_is(
    district: District, roman: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.places._SECOND", 0.01)
    rows = [f"{REGION};{DISTRICT};Школа № {number};;" for number in range(100, 4300)]
    await roman.uploads(table(*rows), "школы.csv")
    await roman.sees("новое: школа – 4\u00a0200")
    await roman.taps("Применить")
    await roman.sees("4\u00a0200 новых мест")
    shown = [str(call["params"].get("text")) for call in district.world.outbox("editMessageText")]
    assert any("Загружаю список школ" in text for text in shown)
    assert any("▓" in text and "2\u00a0000 / 4\u00a0200" in text for text in shown)
