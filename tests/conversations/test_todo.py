"""Мария открывает /todo: what her school owes, answered in the list itself."""

import re

from services.terms import Role
from tests.conversations.district import DISTRICT, STEPPE, District, Neighbour
from tests.conversations.test_report import begin


async def test_maria_opens_todo_and_answers_in_it(district: District, maria: Neighbour) -> None:
    await maria.sends("/todo")
    await maria.sees("Дела вашей школы")
    shown = await maria.last()
    first = next(label for label in await maria.buttons() if "Будем" in label)
    number = first.partition(" ")[0]
    maria.taps_made = 0
    await maria.taps(first)
    assert (await maria.alert()).startswith("Будем: Установочное")
    assert maria.taps_made == 1
    now = await maria.last()
    # In place: the same message, each line with its number; what was just answered is marked.
    assert now["id"] == shown["id"]
    assert number == "1"
    assert (await maria.buttons())[0].startswith("1 ● ✅ Будем")
    named = [re.findall(r"[1-4]\. .+", one["text"]) for one in (shown, now)]
    assert named[0] == named[1]
    # A second tap at the same place meets the same event.
    await maria.taps("Не сможем")
    await maria.sees("Почему?")


async def test_a_report_is_one_tap_away_and_leaves_the_list(
    maria: Neighbour, pavel: Neighbour
) -> None:
    await maria.sends("/todo")
    await maria.taps("Ещё")
    await maria.sees("отчитаться о результате")
    report = next(label for label in await maria.buttons() if "Отчитаться" in label)
    await maria.taps(report)
    await maria.sees("📝")
    assert pavel.id != maria.id


async def test_who_cannot_come_says_why_below_the_list(maria: Neighbour) -> None:
    await maria.sends("/todo")
    shown = await maria.last()
    row = next(row for row in shown["buttons"] if any("Будем" in button["text"] for button in row))
    refuse = next(button for button in row if "❌" in button["text"])
    await maria.does("click", message_id=shown["id"], data=refuse["data"])
    await maria.sees("Почему?")
    assert await maria.count("Дела вашей школы") == 1


async def test_a_curator_has_a_list_of_his_own_and_none_of_a_school(pavel: Neighbour) -> None:
    await pavel.sends("/todo")
    await pavel.has("Что нужно сделать вам")
    assert await pavel.count("Дела вашей школы") == 0
    await pavel.taps("Стол")
    await pavel.sees("Ваш стол")


async def test_nothing_is_owed(district: District) -> None:
    stepan = await district.person("Степан Степнов", Role.DIRECTOR, STEPPE)
    await stepan.sends("/todo")
    await stepan.sees("Всё сделано")


async def test_two_schools_are_told_apart(district: District, maria: Neighbour) -> None:
    await district.invites(maria, Role.DIRECTOR, STEPPE)
    await maria.sees("Теперь вы")
    await maria.sends("/todo")
    await maria.sees("Дела ваших школ")
    text = (await maria.last())["text"]
    assert "Степновская" in text
    assert "Берёзовская" in text


async def test_in_whose_name_decides_the_list(district: District, maria: Neighbour) -> None:
    await district.invites(maria, Role.CURATOR, DISTRICT)
    await maria.sees("Теперь вы")
    await maria.sends("/menu")
    await maria.taps("Сменить роль")
    await maria.taps("куратор")
    await maria.sends("/todo")
    await maria.sees("Что нужно сделать вам")
    assert await maria.count("Дела вашей школы") == 0


async def test_the_year_month_by_month(maria: Neighbour) -> None:
    await maria.sends("/todo")
    label = next(label for label in await maria.buttons() if "Будем" in label)
    await maria.taps(label)
    await maria.taps("Год")
    await maria.sees("Сделано: февраль")
    await maria.has("Будем")
    await maria.taps("Месяц")
    await maria.sees("ответов и отчётов нет")
    await maria.taps("Дела")
    await maria.sees("Дела вашей школы")


async def test_a_report_that_was_begun_goes_on_from_the_list(maria: Neighbour) -> None:
    await begin(maria)
    await maria.sends("14.02")
    await maria.sees("3 из 3")
    await maria.sends("/todo")
    assert (await maria.buttons())[0].startswith("▶️ Продолжить")
    await maria.taps("Продолжить")
    await maria.sees("3 из 3")
