"""The plan leaves the chat: into the calendar of a phone, onto the wall."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from icalendar import Calendar as Ics

from services.terms import Role
from tests.conversations.district import District, Neighbour, _settings

BASE = "http://127.0.0.1/calendar"
OK, UNCHANGED, MISSING = 200, 304, 404


@pytest.fixture
async def district(district: District, scratch: Path) -> District:
    """The district of an operator who lets calendars in."""
    district.settings = _settings(scratch / "district.db", http_port="0", calendar_url=BASE)
    await district.reopens()
    return district


@asynccontextmanager
async def served(district: District) -> AsyncIterator[Any]:
    """What the calendar of a phone does within the block: ask an address."""
    watch = district.app.watch
    async with watch.serving(), aiohttp.ClientSession() as session:

        async def ask(address: str, **headers: str) -> tuple[int, bytes, Any]:
            url = address.replace("http://127.0.0.1/", f"http://127.0.0.1:{watch.port}/")
            async with session.get(url, headers=headers) as answer:
                return answer.status, await answer.read(), answer.headers

        yield ask


def address_in(text: str) -> str:
    """The address that somebody copies out of a message."""
    return next(word for word in text.split() if word.startswith(BASE))


def events_of(content: bytes) -> dict[str, Any]:
    return {str(one["uid"]): one for one in Ics.from_ical(content).walk("VEVENT")}


async def test_maria_takes_the_file_and_a_moved_webinar_moves(
    district: District, olga: Neighbour, maria: Neighbour
):
    await maria.sends("/plan")
    await maria.taps("📆 В календарь")
    await maria.sees("План в вашем календаре")
    await maria.taps("Файл для календаря")
    await maria.sees("Ваши мероприятия для календаря")
    before = events_of(await maria.file("marshrut.ics"))
    await olga.sends("/plan")
    await olga.taps("2")
    await olga.taps("Изменить")
    await olga.taps("📅 Дата")
    await olga.sends("26.02 14:00")
    await olga.taps("Перенести и сообщить")
    await maria.sends("/calendar")
    await maria.taps("Файл для календаря")
    after = events_of(await maria.file("marshrut.ics"))
    assert before.keys() == after.keys()
    (moved,) = [uid for uid in after if after[uid]["dtstart"] != before[uid]["dtstart"]]
    assert after[moved]["sequence"] > before[moved]["sequence"]
    assert after[moved]["dtstart"].dt.strftime("%d.%m %H:%M") == "26.02 14:00"


async def test_an_address_is_shown_once_replaced_and_ended(
    district: District, olga: Neighbour, maria: Neighbour
):
    await maria.sends("/calendar")
    await maria.taps("Получить адрес подписки")
    address = address_in((await maria.sees("Ваш адрес"))["text"])
    async with served(district) as ask:
        status, body, headers = await ask(address)
        assert (status, headers["Content-Type"]) == (OK, "text/calendar; charset=utf-8")
        assert "Мария" not in body.decode().replace("\r\n ", "")
        assert len(events_of(body)) > 3
        assert (await ask(address, **{"If-None-Match": headers["ETag"]}))[0] == UNCHANGED
        await maria.taps("Назад")
        await maria.sees("У вас есть адрес подписки")
        assert all(address not in text for text in await maria.said())
        await maria.taps("Другой адрес")
        await maria.sees("Старый сразу перестанет работать")
        assert (await ask(address))[0] == OK
        await maria.taps("Другой адрес")
        other = address_in((await maria.sees("Ваш адрес"))["text"])
        assert ((await ask(address))[0], (await ask(other))[0]) == (MISSING, OK)
        await maria.taps("Отключить адрес")
        await maria.has("обновляется сам")
        assert (await ask(other))[0] == MISSING
        # Wrong ones are answered alike, whatever they look like.
        for wrong in ("x.ics", "%D0%AF.ics", ".ics", "x", "a" * 200 + ".ics"):
            assert (await ask(f"{BASE}/{wrong}"))[0] == MISSING


async def test_a_week_on_paper_is_one_page(district: District, olga: Neighbour, maria: Neighbour):
    await maria.sends("/plan")
    await maria.taps("🖨 На бумагу")
    await maria.sees("одна страница")
    printed = await maria.file("week-2027-02-15.pdf")
    assert printed.startswith(b"%PDF")
    assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") == 1
    await maria.taps("Неделя ▶️")
    await maria.taps("🖨 На бумагу")
    assert (await maria.file("week-2027-02-22.pdf")) != printed


async def test_an_english_reader_gets_english(district: District, olga: Neighbour):
    mary = await district.person("Mary Swan", Role.DIRECTOR, language_code="en")
    await mary.sends("/calendar")
    await mary.sees("The plan in your calendar")
    await mary.taps("File for the calendar")
    assert b"Open in the bot" in (await mary.file("marshrut.ics")).replace(b"\r\n ", b"")
    await mary.taps("This week on paper")
    await mary.sees("one page to print")


async def test_without_leave_of_the_operator_there_is_the_file_only(
    district: District, olga: Neighbour, maria: Neighbour, scratch: Path
):
    district.settings = _settings(scratch / "district.db")
    await district.reopens()
    await maria.sends("/calendar")
    assert "🔗 Получить адрес подписки" not in await maria.buttons()
    assert "⬇️ Файл для календаря" in await maria.buttons()
