"""Curators and coordinators hand in what is theirs; a coordinator says whose word counts."""

import sqlite3
from contextlib import closing

from keyboards.callbacks import OpenEvent
from tests.conversations.district import SCHOOL, District, Neighbour

VISIT = "Посещение школ кураторами"
REPORT = "Промежуточный отчёт школ"


async def opens(district: District, person: Neighbour, title: str) -> None:
    """Somebody comes to the card of an event."""
    path = str(district.settings.database_url).partition(":///")[2]
    query = (
        "SELECT o.id FROM occurrence o JOIN plan_row r ON r.id = o.row_id"
        " WHERE r.title LIKE ? ORDER BY o.id LIMIT 1"
    )
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        (found,) = connection.execute(query, (f"{title}%",)).fetchone()
    await district.forges(person, OpenEvent(found).pack())
    await person.sees(title)


async def test_a_curator_writes_a_visit_down_from_the_card(
    district: District, maria: Neighbour, pavel: Neighbour
) -> None:
    await opens(district, pavel, VISIT)
    await pavel.taps("О каждой школе: посещение (0/")
    await pavel.sees("Готово: 0 из")
    await pavel.taps(SCHOOL)
    await pavel.sees("1 из 3")
    await pavel.taps("Сегодня")
    await pavel.sends("Были на двух уроках, договорились о наставнике")
    await pavel.taps("Продолжить без")
    await pavel.sees("Проверьте ответы")
    await pavel.taps("Отправить")
    assert await pavel.alert() == "Отправлено. Спасибо!"
    told = await maria.sees("о вашей школе")
    assert "договорились о наставнике" in told["text"]
    await opens(district, pavel, VISIT)
    await pavel.taps("О каждой школе: посещение (1/")
    await pavel.sees("Готово: 1 из")


async def test_a_coordinator_says_whose_word_counts(district: District, olga: Neighbour) -> None:
    await opens(district, olga, REPORT)
    await olga.taps("Изменить")
    await olga.taps("Чьё слово нужно")
    await olga.sees("ничьё слово не нужно")
    await olga.taps("Обоих: куратора")
    assert "● Обоих: куратора, затем муниципалитета" in await olga.buttons()
