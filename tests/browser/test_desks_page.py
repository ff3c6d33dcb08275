"""The desks on a phone: what waits for a school, for its curator, for its coordinator."""

import asyncio

import pytest
from playwright.async_api import Route

from tests.browser.conftest import MARIA, OLGA, PAVEL, Stage
from tests.browser.test_demo_page import enter, publish

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


async def test_desks(phone: Stage) -> None:
    olga, maria, pavel = (phone.seat(id_) for id_ in (OLGA, MARIA, PAVEL))
    # However long the log of calls takes, nothing is missed that happens in the chats meanwhile.
    await phone.page.route("**/sim/calls*", _slowly)
    await enter(olga, maria, pavel)
    await publish(olga)

    await maria.says("/todo")
    await maria.sees("Дела вашей школы")
    await phone.shot("todo")
    await maria.taps("Будем")
    await maria.taps("Вопрос куратору")
    await maria.sees("Какой у вас вопрос?")
    await maria.says("Нужна ли подпись директора на отчёте?")
    await maria.sees("Ждёт ответа")
    await phone.shot("question")

    await pavel.sees("Вопрос куратору")
    await phone.shot("asked")
    await pavel.says("/desk")
    await pavel.sees("Ваш стол")
    await phone.shot("desk")
    await pavel.taps("Школы")
    await pavel.sees("Ваши школы")
    await phone.shot("schools")
    await pavel.taps(" 1")
    await pavel.sees("Ждём от школы")
    await phone.shot("school")
    await pavel.says("/desk")
    await pavel.taps("Визиты")
    await pavel.sees("Визиты в школы")
    await phone.shot("visits")

    await maria.says("/report")
    await maria.taps("Заполнение")
    await maria.taps("заполнена")
    await maria.taps("Сегодня")
    await maria.sees("Пришлите ссылку")
    await maria.says("https://example.org/report")
    await maria.taps("Отправить")
    await maria.sees("ждёт куратора")
    # Its card comes by itself, too; the queue stands below it.
    await pavel.sees("Заполнение самодиагностики")
    await pavel.says("/desk")
    await pavel.sees("Отчёты на проверку: 1")
    await pavel.taps("Отчёты на проверку")
    await pavel.sees("1 из 1")
    await phone.shot("queue")
    await pavel.taps("Принять")
    await pavel.sees("Отчётов на проверку нет")
    await phone.shot("done")
    await maria.says("/todo")
    await maria.taps("Год")
    await maria.sees("Сделано")
    await phone.shot("year")

    await olga.says("/desk")
    await olga.sees("Ваш стол")
    await phone.shot("coordinator")
    await olga.taps("🚦 Школы")
    await olga.sees("Ваши школы")
    await phone.shot("coordinator-schools")


async def _slowly(route: Route) -> None:
    await asyncio.sleep(1)
    await route.continue_()
