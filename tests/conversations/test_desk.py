"""Павел opens /desk: the queue one by one, his schools in colours, questions and visits."""

import re

from services.terms import Role
from tests.conversations.district import DISTRICT, SCHOOL, STEPPE, District, Neighbour
from tests.conversations.test_questions import asks


async def hands_in(director: Neighbour) -> None:
    """Report on the self-assessment: the day, a link, a mark, and off it goes."""
    await director.sends("/report")
    await director.taps("Заполнение")
    await director.taps("заполнена")
    await director.taps("Сегодня")
    await director.sends("https://example.org/report")
    await director.taps((await director.buttons())[0])
    await director.sees("ждёт куратора")


async def test_the_queue_goes_on_in_the_same_message(
    district: District, maria: Neighbour, pavel: Neighbour
) -> None:
    stepan = await district.person("Степан Степнов", Role.DIRECTOR, STEPPE)
    for director in (maria, stepan):
        await hands_in(director)
    await pavel.sends("/desk")
    await pavel.sees("Отчёты на проверку: 2")
    await pavel.taps("Отчёты на проверку")
    await pavel.sees("1 из 2")
    await pavel.has(SCHOOL)
    card = await pavel.last()
    pavel.taps_made = 0
    await pavel.taps("Принять")
    assert await pavel.alert() == "Принято, школа узнает."
    assert pavel.taps_made == 1
    await pavel.has(STEPPE)
    await pavel.has("1 из 1")
    assert (await pavel.last())["id"] == card["id"]
    await pavel.taps("Вернуть")
    await pavel.sends("Добавьте фото")
    await stepan.sees("Добавьте фото")
    await pavel.sends("/desk")
    await pavel.sees("Отчёты на проверку: 0")


async def test_the_queue_goes_on_after_a_return(
    district: District, maria: Neighbour, pavel: Neighbour
) -> None:
    stepan = await district.person("Степан Степнов", Role.DIRECTOR, STEPPE)
    for director in (maria, stepan):
        await hands_in(director)
    await pavel.sends("/desk")
    await pavel.taps("Отчёты на проверку")
    await pavel.taps("Вернуть")
    await pavel.sends("Добавьте фото")
    await pavel.sees("Возвращено, школа узнает")
    await pavel.has("1 из 1")
    await pavel.has(STEPPE)
    await pavel.taps("Принять")
    assert await pavel.alert() == "Принято, школа узнает."


async def test_a_return_that_is_dropped_leads_back_to_the_report(
    maria: Neighbour, pavel: Neighbour
) -> None:
    await hands_in(maria)
    await pavel.sends("/desk")
    await pavel.taps("Отчёты на проверку")
    await pavel.taps("Вернуть")
    await pavel.taps("Отмена")
    await pavel.has(SCHOOL)
    await pavel.taps("Принять")
    await pavel.sees("Отчёт принят")


async def test_files_are_shown_below_the_card(maria: Neighbour, pavel: Neighbour) -> None:
    await hands_in(maria)
    await pavel.sends("/desk")
    await pavel.taps("Отчёты на проверку")
    labels = await pavel.buttons()
    # The proof is a link: there is no file to show.
    assert not any("файл" in label for label in labels)


async def test_schools_in_colours_and_a_reminder(
    district: District, maria: Neighbour, pavel: Neighbour
) -> None:
    await pavel.sends("/desk")
    await pavel.taps("Школы")
    await pavel.sees("Ваши школы")
    listed = (await pavel.last())["text"]
    assert listed.count(f"{SCHOOL}:") + listed.count(f"{SCHOOL}\n") == 1, "printed once"
    (number,) = re.findall(rf"(\d)\. {re.escape(SCHOOL)}", listed)
    assert not any(SCHOOL in label for label in await pavel.buttons())
    await pavel.taps(number)
    await pavel.sees("Ждём от школы")
    since = await maria.newest()
    await pavel.taps("🔔 1")
    assert "напоминаю" in (await pavel.alert()).lower()
    assert any("Куратор просит" in text for text in await maria.said(since))
    await pavel.has("напомнил")
    await pavel.taps("Школы")
    await pavel.taps("Стол")
    await pavel.sees("Ваш стол")


async def test_olga_opens_the_desk_of_a_coordinator(olga: Neighbour) -> None:
    await olga.sends("/desk")
    await olga.sees("Ваш стол")
    await olga.taps("Школы")
    await olga.sees("Ваши школы")


async def test_an_empty_journal(pavel: Neighbour, maria: Neighbour) -> None:
    await pavel.sends("/desk")
    await pavel.taps("Визиты")
    await pavel.sees("В журнале пока нет визитов")
    await maria.sends("/todo")
    await maria.taps("Год")
    await maria.taps("Визиты")
    await maria.sees("Визиты в вашу школу")


async def test_a_question_that_waits_too_long_is_marked(
    district: District, maria: Neighbour, pavel: Neighbour
) -> None:
    await asks(maria)
    await district.goes_to("2027-02-19T12:00:00+07:00")
    await pavel.sends("/desk")
    await pavel.sees("больше трёх рабочих дней")


async def test_a_director_has_no_desk(district: District, maria: Neighbour) -> None:
    await maria.sends("/desk")
    await maria.sees("это недоступно")
    zoya = await district.person("Зоя Методист", Role.METHODIST, DISTRICT)
    await zoya.sends("/desk")
    await zoya.sees("Ваш стол")
    assert not any("Отчёты" in label for label in await zoya.buttons())
