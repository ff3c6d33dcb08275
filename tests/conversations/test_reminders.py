"""Flow 4: reminders, their stages, downtime, and who is left in peace."""

import re
from itertools import pairwise

import pytest

from services.terms import Role
from tests.conversations.district import DISTRICT, District, Neighbour
from tests.conversations.small_maps import document, publish

MEETING = "Установочное совещание"
ORDER = "Издание школьного приказа"
WEEKLY = "Участие в еженедельных вебинарах"
SEMINAR = "Семинар для директоров"
TERMS = {
    MEETING: "16.02.2027, 10:00 МСК",
    ORDER: "до 25.02.2027",
    WEEKLY: "Еженедельно по четвергам с 18.02.2027 по 27.05.2027",
    SEMINAR: "05.03.2027",
}
TOGETHER = re.compile(r"🔔 Напоминаю: \d+ дел")
# What is due that morning has come by then.
MORNING = "2027-02-15T09:30:00+07:00"


async def heads(person: Neighbour, title: str) -> list[str]:
    """The first line of everything that was sent about an event, alone or among others."""
    return [
        _among_others(text, title) or text.split("\n")[0]
        for text in await person.said()
        if f" {title}" in text and "Неделя школы" not in text
    ]


def _among_others(text: str, title: str) -> str:
    """What a list of several says of one: the same as its own message would say."""
    if not TOGETHER.match(text):
        return ""
    rows = text.split("\n")
    (line,) = [above for above, row in pairwise(rows) if f" {title}" in row]
    state = line.rsplit(" · ", 1)[1]
    if state == "участвовали?":
        return "❓ Участвовали?"
    return f"⏳ Срок: {state}" if "день" in state or "остал" in state else f"🔔 Напоминаю: {state}"


async def director_with(district: District, title: str) -> Neighbour:
    """A director whose road map has one row: nothing else comes in the same hour."""
    vera = await district.person("Вера Новая", Role.MUNICIPAL_COORDINATOR, DISTRICT)
    await publish(vera, document(f"1\t{title}\t{TERMS[title]}\tДиректора школ\n"))
    return await district.person("Мария Лебедева", Role.DIRECTOR)


async def hour_by_hour(district: District, days: int) -> None:
    """Let days pass in steps of an hour, as a running bot sees them."""
    await district.passes(minutes=30)
    for _ in range(days * 24):
        await district.passes(hours=1)


async def test_the_stages_of_a_timed_event(district: District) -> None:
    maria = await director_with(district, MEETING)
    await hour_by_hour(district, 2)
    assert await heads(maria, MEETING) == [
        "🔔 Напоминаю: завтра",
        "🔔 Напоминаю: через 1 час",
        "❓ Участвовали?",
    ]


async def test_the_stages_of_a_deadline(district: District) -> None:
    maria = await director_with(district, ORDER)
    for day in range(16, 28):
        for hour in ("09", "18"):
            await district.goes_to(f"2027-02-{day}T{hour}:00:00+07:00")
    assert await heads(maria, ORDER) == [
        "⏳ Срок: осталось 7 дней",
        # The third day before is a day off, and so are those around it.
        "⏳ Срок: осталось 5 дней",
        "⏳ Срок: завтра последний день",
        "⏳ Срок: сегодня последний день",
    ]
    for day in ("03-04", "03-11"):
        await district.goes_to(f"2027-{day}T09:00:00+07:00")
    assert (await heads(maria, ORDER))[4:] == [
        "⌛️ Срок прошёл 7 дней назад, отчёт ещё ждут",
        "⌛️ Срок прошёл 14 дней назад, отчёт ещё ждут",
    ]


async def test_the_stages_of_a_day_without_a_clock(district: District) -> None:
    maria = await director_with(district, SEMINAR)
    await district.goes_to("2027-02-26T08:59:00+07:00")
    assert await heads(maria, SEMINAR) == []
    await district.goes_to("2027-02-26T09:00:00+07:00")
    assert await heads(maria, SEMINAR) == ["🔔 Напоминаю: через 7 дней"]
    for moment in ("04T09:00", "05T09:00", "05T17:59", "05T18:00"):
        await district.goes_to(f"2027-03-{moment}:00+07:00")
    assert await heads(maria, SEMINAR) == [
        "🔔 Напоминаю: через 7 дней",
        "🔔 Напоминаю: завтра",
        "🔔 Напоминаю: сегодня",
        "❓ Участвовали?",
    ]


async def test_a_month_is_never_announced_as_a_day(district: District, maria: Neighbour) -> None:
    await district.goes_to("2027-05-20T12:00:00+07:00")
    assert not await heads(maria, "Индивидуальные консультации")
    assert not await heads(maria, "Размещение новостей")


async def test_nobody_is_reminded_of_another_s_row(
    district: District, maria: Neighbour, olga: Neighbour
) -> None:
    await district.goes_to("2027-02-18T09:00:00+07:00")
    assert not await heads(maria, "Разработка муниципальных списков")
    assert await heads(olga, "Разработка муниципальных списков")


async def test_no_reminder_comes_twice(district: District, maria: Neighbour) -> None:
    await district.goes_to("2027-02-16T13:00:00+07:00")
    once = await maria.said()
    for _ in range(5):
        await district.app.jobs.tick()
        await district.pump()
    await district.reopens()
    await district.app.jobs.tick()
    await district.pump()
    assert await maria.said() == once


async def test_who_has_answered_is_left_in_peace(district: District) -> None:
    maria = await director_with(district, MEETING)
    await district.goes_to(MORNING)
    await district.goes_to("2027-02-15T14:00:00+07:00")
    await maria.taps("Будем")
    await maria.sees("Будем")
    await district.goes_to("2027-02-16T13:00:00+07:00")
    assert len(await heads(maria, MEETING)) == 1, "no «in an hour» after the answer"
    await district.goes_to("2027-02-16T16:00:00+07:00")
    assert (await heads(maria, MEETING))[-1] == "❓ Участвовали?"


async def test_who_cannot_come_is_not_asked_whether_he_came(district: District) -> None:
    maria = await director_with(district, MEETING)
    await district.goes_to(MORNING)
    await district.goes_to("2027-02-15T14:00:00+07:00")
    await maria.taps("Не сможем")
    await maria.sends("Все на курсах")
    await district.goes_to("2027-02-16T18:00:00+07:00")
    assert not await maria.count("Участвовали?")


@pytest.mark.parametrize(
    ("back_at", "expected"),
    [
        ("2027-02-16T13:30:00+07:00", ["🔔 Напоминаю: через 30 минут"]),
        ("2027-02-16T13:59:00+07:00", ["🔔 Напоминаю: через 1 минуту"]),
        # What begins has no link to come in by: there is nothing to say any more.
        ("2027-02-16T14:10:00+07:00", []),
        ("2027-02-16T15:59:00+07:00", []),
        ("2027-02-16T16:30:00+07:00", ["❓ Участвовали?"]),
        ("2027-02-20T12:00:00+07:00", []),
    ],
)
async def test_after_downtime_only_the_nearest_true_one_comes(
    district: District, back_at: str, expected: list[str]
) -> None:
    maria = await director_with(district, MEETING)
    await district.goes_to(back_at)
    assert await heads(maria, MEETING) == expected


async def test_a_deadline_after_downtime_tells_what_is_left(district: District) -> None:
    maria = await director_with(district, ORDER)
    await district.goes_to("2027-02-23T15:00:00+07:00")
    assert await heads(maria, ORDER) == ["⏳ Срок: осталось 2 дня"]


async def test_the_clock_jumps_back(district: District, maria: Neighbour) -> None:
    await district.goes_to("2027-02-15T14:00:00+07:00")
    before = await heads(maria, MEETING)
    await district.passes(hours=-3)
    await district.passes(hours=3)
    assert await heads(maria, MEETING) == before


async def test_what_was_past_when_published_is_announced_to_nobody(district: District) -> None:
    await district.goes_to("2027-02-17T12:00:00+07:00")
    olga = await district.person("Ольга Синицына", Role.MUNICIPAL_COORDINATOR, DISTRICT)
    maria = await district.person("Мария Лебедева", Role.DIRECTOR)
    await district.publishes(olga)
    await district.passes(minutes=5)
    assert await heads(maria, MEETING) == []


async def test_who_comes_later_is_reminded_too(district: District) -> None:
    await director_with(district, MEETING)
    await district.goes_to("2027-02-16T12:30:00+07:00")
    late = await district.person("Поздний Гость", Role.DIRECTOR)
    await district.goes_to("2027-02-16T13:00:00+07:00")
    assert await heads(late, MEETING) == ["🔔 Напоминаю: через 1 час"]


async def test_a_pause_is_silence(district: District) -> None:
    maria = await director_with(district, MEETING)
    await maria.sends("/settings")
    await maria.taps("Пауза")
    await maria.sees("на паузе")
    since = await maria.newest()
    await district.goes_to("2027-02-16T13:00:00+07:00")
    assert await maria.said(since) == []
    await maria.taps("Включить")
    await district.goes_to("2027-02-16T16:00:00+07:00")
    assert await heads(maria, MEETING) == ["❓ Участвовали?"]


async def test_whoever_left_is_not_reminded(district: District, maria: Neighbour) -> None:
    await maria.sends("/settings")
    await maria.taps("Выйти")
    await maria.taps("Выйти")
    since = await maria.newest()
    await district.goes_to("2027-02-16T13:00:00+07:00")
    assert await maria.said(since) == []


async def test_whoever_blocked_the_bot_and_came_back(district: District, maria: Neighbour) -> None:
    district.expected_statuses.add(403)
    await maria.does("block")
    await district.goes_to("2027-02-15T14:00:00+07:00")
    assert 403 in district.statuses("sendMessage")
    tried = len(district.world.outbox("sendMessage"))
    await district.goes_to("2027-02-16T13:00:00+07:00")
    to_maria = [c for c in district.world.outbox("sendMessage")[tried:] if c["chat"] == maria.id]
    assert to_maria == [], "nobody knocks at a closed door again"
    await maria.starts()
    await maria.sees("Меню")
    await district.goes_to("2027-02-16T16:00:00+07:00")
    assert await heads(maria, MEETING) == ["❓ Участвовали?"]


async def test_a_storm_at_the_due_time_loses_nothing(district: District) -> None:
    maria = await director_with(district, MEETING)
    await district.goes_to(MORNING)
    district.expected_statuses |= {429, 502}
    district.world.plan_fault(
        {"kind": "error", "method": "sendMessage", "code": 429, "retry_after": 1, "times": 2}
    )
    await district.goes_to("2027-02-15T14:00:00+07:00")
    for _ in range(4):
        await district.passes(seconds=10)
    assert await heads(maria, MEETING) == ["🔔 Напоминаю: завтра"]


async def test_a_reminder_opens_the_whole_day(district: District) -> None:
    maria = await director_with(district, MEETING)
    await district.goes_to(MORNING)
    await district.goes_to("2027-02-15T14:00:00+07:00")
    card = await maria.sees("Напоминаю: завтра")
    await maria.taps("Подробнее")
    await maria.sees("№ 1 ·")
    assert card["id"] == (await maria.last())["id"], "in place"


async def test_a_weekly_event_is_reminded_of_every_week(district: District) -> None:
    maria = await director_with(district, WEEKLY)
    for day in range(16, 28):
        await district.goes_to(f"2027-02-{day}T09:00:00+07:00")
    assert await maria.count("Напоминаю: завтра") == 2, "of both Thursdays"


async def test_the_link_comes_when_the_event_begins(district: District) -> None:
    maria = await director_with(district, MEETING)
    vera = await district.person("Вера Новая", Role.MUNICIPAL_COORDINATOR, DISTRICT)
    await vera.sends("/plan")
    await vera.taps("Все строки")
    await vera.taps("1")
    await vera.taps("Изменить")
    await vera.taps("Ссылка")
    await vera.sends("https://vks.example.org/500")
    await district.goes_to("2027-02-15T14:00:00+07:00")
    await maria.taps("Будем")
    await district.goes_to("2027-02-16T14:00:00+07:00")
    came = await maria.sees("Начинаем: https://vks.example.org/500")
    first = came["buttons"][0][0]
    assert first["url"] == "https://vks.example.org/500"


async def test_a_coordinator_chooses_the_reminders_of_an_event(district: District) -> None:
    maria = await director_with(district, SEMINAR)
    vera = await district.person("Вера Новая", Role.MUNICIPAL_COORDINATOR, DISTRICT)
    await district.goes_to("2027-03-01T08:30:00+07:00")
    await vera.sends("/plan")
    await vera.taps("Все строки")
    await vera.taps("1")
    await vera.taps("Ещё…")
    await vera.taps("🔔 Напоминания")
    await vera.taps("▫️ за 3 дня")
    await vera.taps("✅ накануне")
    await vera.sees("Изменения действуют сразу")
    for day in ("02", "04"):
        await district.goes_to(f"2027-03-{day}T09:00:00+07:00")
    assert (await heads(maria, SEMINAR))[-1] == "🔔 Напоминаю: через 3 дня"
    await vera.taps("Вернуть обычные")
    await vera.taps("Назад")
    await vera.sees("Семинар для директоров")
