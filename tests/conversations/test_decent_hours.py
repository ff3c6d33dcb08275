"""When people are written to: their quiet hours, what they mute, and why a message came."""

import pytest

from services.terms import Role
from tests.conversations.district import DISTRICT, SCHOOL, District, Neighbour
from tests.conversations.small_maps import MEETING, VISIT, document, publish

TITLE = "Совещание директоров"
OTHER = "Семинар для директоров"


@pytest.fixture
async def maria(district: District) -> Neighbour:
    """A director; her district has two events on Wednesday evening."""
    vera = await district.person("Вера Новая", Role.MUNICIPAL_COORDINATOR, DISTRICT)
    maria = await district.person("Мария Лебедева", Role.DIRECTOR)
    when = "24.02.2027 19:30"
    await publish(vera, document(MEETING.format(when=when), VISIT.format(when="25.02.2027 20:00")))
    # A week before both have been announced.
    await district.goes_to("2027-02-18T20:30:00+07:00")
    return maria


async def told(maria: Neighbour, since: int, title: str) -> int:
    """How many reminders of an event there are since another message."""
    said = [text for text in await maria.said(since) if "Неделя школы" not in text]
    return sum(title in text for text in said)


async def test_maria_sets_silence_from_seven_to_nine(district: District, maria: Neighbour) -> None:
    await maria.sends("/settings")
    await maria.taps("Когда писать")
    await maria.sees("Тихие часы: 21:00–08:00")
    await maria.taps("Тихие часы")
    await maria.taps("19:00")
    await maria.sees("Тишина с 19:00. До какого часа?")
    await maria.taps("09:00")
    await maria.sees("Тихие часы: 19:00–09:00")
    # After two days off the week's card comes on Wednesday, and names both events.
    await district.goes_to("2027-02-24T10:00:00+07:00")
    since = await maria.newest()

    await district.goes_to("2027-02-24T20:01:00+07:00")
    await district.goes_to("2027-02-25T08:59:00+07:00")
    assert await told(maria, since, OTHER) == 0
    await district.goes_to("2027-02-25T09:00:00+07:00")
    # With the question about Wednesday's meeting, which ended in her quiet hours.
    await maria.sees("20:00 · через 11 часов")
    assert await told(maria, since, OTHER) == 1


async def test_maria_asks_why_and_mutes(district: District, maria: Neighbour) -> None:
    await district.goes_to("2027-02-23T19:30:00+07:00")
    reminder = await maria.sees("Напоминаю: завтра")
    await maria.taps("Почему?")
    why = await maria.sees("Почему вы это получили")
    assert SCHOOL in why["text"]
    assert "директор школы" in why["text"]
    assert "из 15" in why["text"]
    await maria.taps("Не напоминать об этом событии")
    await maria.sees("Вы попросили не напоминать")
    await maria.taps("Назад")
    back = await maria.sees("Напоминаю: завтра")
    assert back["id"] == reminder["id"], "in place"
    assert "🔕" in back["text"]
    since = await maria.newest()
    await district.goes_to("2027-02-24T18:30:00+07:00")
    assert await told(maria, since, TITLE) == 0, "not an hour before"

    await maria.sends("/settings")
    await maria.taps("Когда писать")
    await maria.taps("Не напоминать: 1")
    await maria.sees(TITLE)
    await maria.taps("Вернуть")
    await maria.sees("Таких событий нет")


async def test_several_at_once_are_one_message(district: District, maria: Neighbour) -> None:
    listed = await maria.sees("Напоминаю: 2 дела")
    assert listed["text"].index(TITLE) < listed["text"].index(OTHER)
    await maria.taps("1. ✅ Будем")
    answered = await maria.sees("19:30 · ✅ Будем")
    assert answered["id"] == listed["id"], "in place"
    assert len(district.rows("attendance")) == 1
    await maria.taps("2. Открыть")
    await maria.taps("К списку")
    await maria.sees("Напоминаю: 2 дела")
    await maria.taps("Почему?")
    await maria.taps("2. Семинар")
    await maria.sees("за 7 дней")
    await maria.taps("Назад")
    await maria.sees("Напоминаю: 2 дела")
    await maria.taps("2. ❌")
    await maria.sees("Почему")
    assert len(district.rows("attendance")) == 2


async def test_nothing_for_a_week(district: District, maria: Neighbour) -> None:
    await maria.sends("/settings")
    await maria.taps("Когда писать")
    await maria.taps("Ничего до")
    await maria.taps("Неделю")
    await maria.sees("До 25 февраля")
    since = await maria.newest()
    await district.goes_to("2027-02-24T21:00:00+07:00")
    assert await maria.said(since) == []
    await maria.taps("Ничего до")
    await maria.taps("Снова писать")
    await maria.has("Когда вам писать")
