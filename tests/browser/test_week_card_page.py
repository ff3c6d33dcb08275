"""The card of a week on the demo page, on a phone."""

import pytest

from tests.browser.conftest import MARIA, OLGA, Stage
from tests.browser.test_demo_page import enter, publish

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


async def test_11_the_week_of_a_school(phone: Stage) -> None:
    olga, maria = phone.seat(OLGA), phone.seat(MARIA)
    await enter(olga, maria)
    await publish(olga)
    await maria.comes_forward()
    await phone.page.locator("[data-clock-next]").click()
    await maria.sees("Неделя школы")
    await phone.shot("card")
    await maria.taps("2 ✅ Будем")
    await maria.sees("2 ждут вашего ответа")
    await phone.shot("answered")
