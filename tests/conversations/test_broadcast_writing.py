"""Flow 8: an announcement is written, its audience chosen, and looked at before it goes out."""

import pytest

from services.terms import Role
from tests.conversations.district import (
    DISTRICT,
    LAKES,
    REEDS,
    REGION,
    SAMPLE,
    SCHOOL,
    STEPPE,
    District,
    Neighbour,
)

HOLD = 61


@pytest.fixture
async def stepan(district: District, olga: Neighbour) -> Neighbour:
    """The director of a second school."""
    return await district.person("Степан Степнов", Role.DIRECTOR, STEPPE)


async def heard(person: Neighbour, text: str) -> bool:
    """Whether an announcement has come."""
    return any(text in said for said in await person.said())


async def test_words_and_two_taps_reach_all_directors(
    district: District, olga: Neighbour, maria: Neighbour, stepan: Neighbour, pavel: Neighbour
) -> None:
    await olga.sends("/menu")
    olga.taps_made = 0
    await olga.taps("Объявить")
    await olga.sees("Напишите объявление")
    await olga.sends("Завтра в 10:00 – сбор")
    shown = (await olga.sees("Проверьте"))["text"]
    assert "получат 2 человека" in shown
    assert f"Мария Лебедева ({SCHOOL})" in shown
    assert "Завтра в 10:00 – сбор" in shown
    await olga.taps("Отправить: 2")
    assert olga.taps_made == 2
    await district.passes(seconds=HOLD)
    assert await heard(maria, "сбор")
    assert await heard(stepan, "сбор")
    assert not await heard(pavel, "сбор")


async def test_the_audience_is_built_by_buttons(
    district: District, olga: Neighbour, maria: Neighbour, stepan: Neighbour, pavel: Neighbour
) -> None:
    await olga.sends("/broadcast")
    await olga.taps("Изменить получателей")
    await olga.has("Кому объявление?")
    assert len(await olga.buttons()) <= 8, "one thought on a phone"
    await olga.taps("Точнее")
    await olga.taps("Роли")
    await olga.taps("кураторы")
    assert "✅ кураторы" in await olga.buttons()
    await olga.has("получат 3 человека")
    await olga.taps("Снять все отметки")
    await olga.has("Никого не выбрано")
    await olga.taps("Назад")
    await olga.has("Никого не выбрано")
    assert not any("Готово" in label for label in await olga.buttons())
    await olga.taps("Точнее")
    await olga.taps("Роли")
    for role in ("директора", "заместители", "кураторы"):
        await olga.taps(role)
    await olga.taps("Назад")
    await olga.has("получат 3 человека")
    await olga.taps("По именам")
    await olga.taps("Кроме людей")
    await olga.sends("степнов")
    await olga.taps("Степан")
    await olga.taps("Назад")
    await olga.has("кроме: Степан Степнов")
    await olga.has("получат 2 человека")
    await olga.taps("По именам")
    await olga.taps("Кто не получит")
    await olga.has(f"Степан Степнов ({STEPPE}): исключены вами")
    await olga.taps("Назад")
    await olga.taps("Готово")
    await olga.sends("Всем, кроме Степана")
    await olga.has("Не получат: исключены вами: 1")
    await olga.taps("Отправить: 2")
    await district.passes(seconds=HOLD)
    assert await heard(maria, "кроме Степана")
    assert await heard(pavel, "кроме Степана")
    assert not await heard(stepan, "кроме Степана")


async def test_those_who_have_not_confirmed_are_named_and_kept_for_next_time(
    district: District, olga: Neighbour, maria: Neighbour, stepan: Neighbour
) -> None:
    await maria.sends("/plan")
    await maria.taps("2")
    await maria.taps("Будем")
    await maria.alert()
    title = (await maria.last())["text"].splitlines()[0]
    await olga.sends("/broadcast")
    await olga.taps("Изменить получателей")
    await olga.taps("Кто не подтвердил")
    words = [word for word in title.replace("«", " ").split() if len(word) > 5]
    await olga.sends(words[0].strip("».,:"))
    (event, *_) = [label for label in await olga.buttons() if label.startswith("▫️")]
    await olga.taps(event)
    await olga.taps("Назад")
    await olga.has("не ответили о мероприятии")
    await olga.taps("По именам")
    await olga.taps("Кто получит")
    assert "Мария" not in (await olga.last())["text"] or "Степан" in (await olga.last())["text"]
    await olga.taps("Назад")
    await olga.taps("По именам")
    await olga.taps("Сохранить список")
    await olga.sends("Кто молчит")
    await olga.has("Кому объявление?")
    await olga.taps("Все школы")
    await olga.taps("Сохранённые")
    await olga.taps("Кто молчит")
    await olga.has("не ответили о мероприятии")


async def test_both_languages_a_poll_a_moment_and_a_restart(
    district: District, olga: Neighbour, maria: Neighbour
) -> None:
    john = await district.person("John Smith", Role.DIRECTOR, STEPPE, language_code="en")
    await olga.sends("/broadcast")
    await olga.sends("Сбор в десять")
    await olga.taps("И по-английски")
    await olga.sends("Meeting at ten")
    await olga.has("По-английски: Meeting at ten")
    await olga.taps("Как увидят")
    await olga.sees("Meeting at ten")
    assert "📣 Луговской район\n\nСбор в десять" in await olga.said(), "alone, not on the desk"
    await olga.taps("Опрос")
    await olga.sends("Придёте?")
    await olga.has("хотя бы два ответа")
    await olga.sends("Придёте?\nДа\nНет")
    await olga.has("▫️ Нет")
    await olga.taps("Опрос")
    await olga.taps("Без опроса")
    assert "Придёте" not in (await olga.last())["text"]
    await olga.taps("Когда")
    await olga.sends("вчера")
    await olga.has("например 16.02 10:00")
    await olga.sends("16.02 10:00")
    await olga.has("Уйдёт 16 февраля, 10:00")
    await district.reopens()
    await olga.sends("/broadcast")
    await olga.has("Уйдёт 16 февраля, 10:00")
    await olga.taps("Отправить в это время")
    assert not await heard(maria, "Сбор в десять")
    await district.goes_to("2027-02-16T10:00:30+07:00")
    assert await heard(maria, "Сбор в десять")
    assert await heard(john, "Meeting at ten")
    assert not await heard(john, "Сбор в десять")


async def test_an_album_is_one_announcement(
    district: District, olga: Neighbour, maria: Neighbour
) -> None:
    await olga.sends("/broadcast")
    await olga.uploads(SAMPLE / "photo.png", caption="Так было", as_photo=True)
    await olga.has("С приложенным файлом")
    await olga.uploads(SAMPLE / "photo.png", as_photo=True)
    await olga.has("Альбом, файлов: 2")
    await olga.sends("Другие слова")
    await olga.has("Текст уже есть")
    await olga.taps("Без файлов")
    await olga.has("Так было")
    assert "Альбом" not in (await olga.last())["text"]


async def test_a_second_pair_of_eyes_lets_it_go_out(district: District) -> None:
    district.app.container.broadcasts._limits = district.app.container.broadcasts._limits.by_role(
        5, 10, alone_up_to=0
    )
    rita = await district.person("Рита Краева", Role.REGIONAL_COORDINATOR, REGION)
    olga = await district.person("Ольга Синицына", Role.MUNICIPAL_COORDINATOR, DISTRICT)
    maria = await district.person("Мария Лебедева", Role.DIRECTOR)
    kira = await district.person("Кира Камышова", Role.DIRECTOR, REEDS)
    await olga.sends("/broadcast")
    await olga.sends("Важное")
    await olga.has("Рита Краева")
    await olga.taps("Показать коллеге")
    await rita.sees("Ольга Синицына просит посмотреть")
    await rita.has("Важное")
    await rita.has("получит 1 человек")
    await district.passes(seconds=HOLD)
    assert not await heard(maria, "Важное")
    await rita.taps("Пусть уходит")
    await rita.sees("Объявление уходит")
    await olga.sees("Согласие получено (Рита Краева)")
    await district.passes(seconds=HOLD)
    assert await heard(maria, "Важное")
    assert not await heard(kira, "Важное")


async def test_one_municipality_of_a_region(district: District) -> None:
    rita = await district.person("Рита Краева", Role.REGIONAL_COORDINATOR, REGION)
    maria = await district.person("Мария Лебедева", Role.DIRECTOR)
    kira = await district.person("Кира Камышова", Role.DIRECTOR, REEDS)
    await rita.sends("/broadcast")
    await rita.taps("Изменить получателей")
    await rita.taps("Выбрать места")
    await rita.taps(LAKES)
    await rita.taps("Назад")
    await rita.taps("Готово")
    await rita.sends("Только озёрам")
    await rita.has("получит 1 человек")
    await rita.taps("Отправить")
    await district.passes(seconds=HOLD)
    assert await heard(kira, "Только озёрам")
    assert not await heard(maria, "Только озёрам")
