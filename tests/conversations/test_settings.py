"""Settings: language, zone, silence, leaving."""

import re

import pytest

from services.terms import Role
from tests.conversations.district import (
    BRANCH,
    DISTRICT,
    LAKES,
    SAMPLE,
    SCHOOL,
    District,
    Neighbour,
)

CYRILLIC = re.compile(r"[А-Яа-яЁё]+")
# What stands in the data: names of places, the titles and terms of the road map, a person's words.
DATA = re.compile(
    r"«[^»]*»|Заречный край|Луговской район|Приозёрный округ|М[БК]ОУ|Филиал|СОШ|ООШ|№ ?\d+"
    r"|🇷🇺 Русский|Русский"
)


async def test_choosing_a_language(maria: Neighbour) -> None:
    await maria.sends("/settings")
    await maria.sees("Язык: 🇷🇺 Русский")
    await maria.taps("English")
    await maria.sees("Language: 🇬🇧 English")
    await maria.sends("/menu")
    await maria.sees("You are:")
    await maria.sends("/settings")
    await maria.taps("Русский")
    await maria.sees("Язык:")


async def test_choosing_a_zone(district: District, maria: Neighbour) -> None:
    await maria.sends("/settings")
    await maria.sees("08:30")
    await maria.taps("Часовой пояс")
    await maria.sees("Где вы находитесь?")
    await maria.taps("Москва")
    await maria.sees("МСК, сейчас 15 февраля, 04:30")
    await maria.taps("Часовой пояс")
    await maria.taps("Как в моей школе")
    await maria.sees("08:30")


async def test_pause_and_resume(maria: Neighbour) -> None:
    await maria.sends("/settings")
    await maria.taps("Пауза")
    await maria.sees("Сообщения: на паузе")
    await maria.sends("/menu")
    await maria.sees("Сообщения на паузе")
    await maria.sends("/settings")
    await maria.taps("Включить")
    await maria.sees("Сообщения: включены")


async def test_leaving_is_asked_about(district: District, maria: Neighbour) -> None:
    await maria.sends("/settings")
    await maria.taps("Выйти")
    asked = await maria.sees("Выйти из роли «директор школы»?")
    assert SCHOOL in asked["text"]
    await maria.taps("Остаться")
    await maria.taps("Выйти")
    await maria.taps("Выйти")
    await maria.sees("Настройки")
    await maria.sends("/plan")
    await maria.sees("не выбрали школу")
    await maria.taps("Выбрать школу")
    await maria.sees("Выберите школу")


async def test_leaving_twice_with_an_old_button(district: District, maria: Neighbour) -> None:
    await maria.sends("/settings")
    await maria.taps("Выйти")
    sure = await maria.last()
    data = maria.data_of(sure, "Выйти")
    await maria.taps("Выйти")
    await district.forges(maria, data)
    await maria.sees("не нашёл")


async def test_a_second_school(maria: Neighbour) -> None:
    await maria.sends("/settings")
    await maria.taps("Другая школа")
    await maria.taps(DISTRICT)
    await maria.taps(BRANCH[:20])
    await maria.sees("Теперь вы: подписчик · Филиал")


COMMANDS = ("/menu", "/help", "/privacy", "/settings", "/plan", "/cancel", "/nonsense", "/stats")


def strange_words(text: str, known: set[str]) -> list[str]:
    """Cyrillic that is not a name or a title of the data; a shortened title may be torn."""
    words = CYRILLIC.findall(DATA.sub("", text))
    return [w for w in words if not any(title.startswith(w) for title in known)]


@pytest.fixture
async def titles(district: District, olga: Neighbour) -> str:
    """Everything Cyrillic that the road map says: it may be shown in any language."""
    return " ".join(str(row) for row in district.rows("plan_row"))


async def walk_as_newcomers(mary: Neighbour, paul: Neighbour, stranger: Neighbour) -> None:
    """Consent, places, settings, the plan and its cards."""
    await stranger.starts()
    for label in ("Read in full", "In short", "I agree", LAKES, "Back", LAKES, "whole"):
        await stranger.taps(label)
    await stranger.sends("nothing like it")
    for person in (mary, paul):
        for command in COMMANDS:
            await person.sends(command)
        for label in ("Time zone", "As at my school"):
            await person.sends("/settings")
            await person.taps("Time zone")
            await person.taps(label if label != "Time zone" else "Moscow")
        await person.sends("/stats")
        await person.sends("/plan")
        for label in ("Week ▶️", "Today", "2", "In full"):
            await person.taps(label)
    await paul.taps("Who answered")
    await mary.taps("We will come")
    await mary.taps("We cannot")
    await mary.sends("On a course")


async def walk_through_a_report(mary: Neighbour, paul: Neighbour) -> None:
    """Wrong and right answers, a return, a decision."""
    await mary.sends("/report")
    await mary.taps("1 March")
    await mary.taps("Yes, filled in")
    for answer in ("x", "14.02", "rubbish", "https://example.org"):
        await mary.sends(answer)
    await mary.taps("Send")
    await paul.taps("Return")
    await paul.sends("Once more")
    await mary.taps("Mend the report")
    await mary.taps("Send")
    await paul.taps("Accept")


async def walk_as_coordinator(olivia: Neighbour) -> None:
    """Import, announce, count."""
    for command in (*COMMANDS, "/import"):
        await olivia.sends(command)
    await olivia.uploads(SAMPLE / "roadmap.docx")
    await olivia.taps("Publish")
    await olivia.taps("Yes, publish it")
    await olivia.sends("/broadcast")
    await olivia.taps("Somebody else")
    await olivia.taps("Finer")
    await olivia.taps("Everyone")
    await olivia.taps("By name")
    await olivia.taps("Who gets it")
    await olivia.taps("Back")
    await olivia.taps("Finer")
    await olivia.taps("Roles")
    await olivia.taps("Back")
    await olivia.taps("Done")
    await olivia.sends("Hello")
    await olivia.taps("When")
    await olivia.taps("Back")
    await olivia.taps("Send to")


async def test_an_english_speaker_sees_no_russian(
    district: District, olga: Neighbour, titles: str
) -> None:
    mary = await district.person("Mary Swan", Role.DIRECTOR, language_code="en")
    paul = await district.person("Paul Pike", Role.CURATOR, DISTRICT, language_code="en")
    olivia = await district.person(
        "Olivia Finch", Role.MUNICIPAL_COORDINATOR, LAKES, language_code="en"
    )
    stranger = await district.person("Tim Guest", language_code="en")
    people = (mary, paul, olivia, stranger)
    await walk_as_newcomers(mary, paul, stranger)
    await walk_through_a_report(mary, paul)
    await walk_as_coordinator(olivia)
    for moment in ("15T14:00", "16T13:00", "16T16:00", "18T09:00", "22T09:01"):
        await district.goes_to(f"2027-02-{moment}:30+07:00")
    texts: set[str] = set()
    for person in people:
        for message in await person.messages():
            if message["from"] == "bot":
                labels = [b["text"] for row in message["buttons"] or [] for b in row]
                texts |= {message["text"], *labels}
        texts |= {answer["text"] or "" for answer in district.world.chat(person.id).answers}
    assert len(texts) > 60, "there was much to look at"
    known = set(CYRILLIC.findall(titles))
    found = {text[:200]: strange for text in texts if (strange := strange_words(text, known))}
    assert found == {}


async def test_a_language_nobody_taught_it(district: District) -> None:
    hans = await district.person("Hans Falk", language_code="de")
    await hans.starts()
    assert await hans.buttons()
