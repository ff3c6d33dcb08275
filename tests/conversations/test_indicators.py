"""Figures of the road map in the chat: what matters now, by whom, by hand, as pictures."""

from services.terms import Role
from tests.conversations.district import REEDS, District, Neighbour
from tests.conversations.test_attendance import open_meeting


async def over(district: District) -> None:
    """The meeting of February is over."""
    await district.goes_to("2027-02-17T12:00:00+07:00")


async def opened(olga: Neighbour, title: str) -> None:
    """Olga looks for a figure by its title, page by page."""
    await olga.sends("/stats")
    await olga.taps("Все показатели")
    await olga.taps("Один за другим")
    for _ in range(10):
        shown = await olga.sees("Все показатели")
        found = [line for line in shown["text"].splitlines() if title in line]
        if found:
            await olga.taps(found[0].split(".")[0])
            return
        await olga.taps("Дальше")
    raise AssertionError(title)


async def test_what_matters_now_and_who_is_behind_it(
    district: District, olga: Neighbour, maria: Neighbour
) -> None:
    await open_meeting(maria)
    await maria.taps("Будем")
    await over(district)
    await open_meeting(maria)
    await maria.taps("Участвовали")
    await olga.sends("/stats")
    shown = await olga.sees("Показатели · 5 школ")
    assert "Дорожная карта выполнена на" in shown["text"]
    assert "Что важно сейчас" in shown["text"]

    await opened(olga, "Установочное совещание")
    await olga.sees("Сейчас: ")
    await olga.taps("Сделано · 1")
    await olga.sees("МБОУ «Берёзовская СОШ»")
    await olga.taps("1")
    await olga.sees("Установочное совещание")


async def test_a_director_reads_what_is_wanted_from_his_school(
    district: District, olga: Neighbour, maria: Neighbour
) -> None:
    await over(district)
    await maria.sends("/stats")
    shown = await maria.sees("Показатели · 1 школа")
    assert "Из того, что ждут от вас" in shown["text"]
    await maria.taps("Все показатели")
    await maria.taps("Один за другим")
    await maria.taps("1")
    card = await maria.sees("Здесь посчитано только то, что касается ваших школ.")
    labels = [button["text"] for row in card["buttons"] for button in row]
    assert not any("вручную" in label for label in labels)


async def test_a_figure_is_entered_by_hand_and_counted_again(
    district: District, olga: Neighbour
) -> None:
    await over(district)
    await olga.sends("/stats")
    await olga.taps("Ввести вручную: 2")
    shown = await olga.sees("Ждут ввода вручную")
    assert "Установочное совещание" not in shown["text"], "it is counted"
    await olga.taps("2")
    await olga.taps("Ввести вручную")
    asked = await olga.sees("Напишите одно число")
    assert "Считаем: консультаций" in asked["text"]
    await olga.sends("15")
    await olga.sees("Введено вручную")
    await olga.taps("Назад")
    shown = await olga.sees("Ждут ввода вручную")
    assert "2. " not in shown["text"]

    await opened(olga, "Установочное совещание")
    await olga.taps("Ввести вручную")
    await olga.sees("Напишите два числа")
    await olga.sends("много")
    await olga.sees("не вижу здесь числа")
    await olga.sends("7 из 5")
    await olga.sees("не может быть больше второго")
    await olga.sends("4 из 5")
    await olga.sees("80% (4 из 5)")
    await olga.sees("Введено вручную")
    await olga.taps("Снова считать")
    shown = await olga.sees("Сейчас: ")
    assert "Введено вручную" not in shown["text"]

    await olga.taps("Задать цель")
    await olga.sees("Какой должна быть цель?")
    await olga.sends("60")
    await olga.sees("Нужно: 60%")
    await olga.taps("Задать цель")
    await olga.taps("Отмена")
    await olga.sees("Нужно: 60%")
    await olga.taps("Цель из карты")


async def test_pictures_of_the_road_map(district: District, olga: Neighbour) -> None:
    await olga.sends("/stats")
    await olga.sees("🔵 в работе: 3")
    await olga.taps("Все показатели")
    await olga.taps("Школы по неделям")
    empty = await olga.sees("Показателей в работе: 3")
    assert "Первый срок у школ – 16 февраля" in empty["text"]
    assert "🟧 ничего" in empty["text"], "a legend"
    await olga.taps("Назад")
    await olga.sees("В целом")

    await over(district)
    for label in ("По разделам", "Школы по неделям", "Участие", "Ход работы"):
        await olga.taps(label)
        shown = await olga.sees("Дорожная карта")
        assert shown["media"]["kind"] == "photo", label
    await olga.sends("/stats")
    await olga.taps("Ход работы")
    await olga.taps("Назад")
    await olga.sees("Что важно сейчас")


async def test_nothing_of_a_neighbour(district: District, olga: Neighbour) -> None:
    stranger = await district.person("Нина Чужая", Role.DIRECTOR, REEDS)
    await stranger.sends("/stats")
    await stranger.sees("Считать пока нечего")
