"""Outside of the private chat on the demo page: an event shared, a group of a municipality."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import MARIA, OLGA, Stage
from tests.browser.test_demo_page import enter, publish

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


async def test_an_event_is_shared_into_the_group_of_a_municipality(laptop: Stage) -> None:
    olga, maria = laptop.seat(OLGA), laptop.seat(MARIA)
    await enter(olga, maria)
    await publish(olga)
    await olga.says("/people")
    await olga.taps("Чаты муниципалитетов")
    await olga.taps("➕ Луговской район")
    group = laptop.seat(-1001)
    await group.sees("Теперь это чат муниципалитета")
    field = group.chat.locator("[data-input]")
    await field.fill("@marshrut_demo_bot установочное")
    await group.chat.locator("[data-offer]").first.click()
    await group.sees("Ответ засчитывается школе")
    await group.chat.locator("[data-speaker]").select_option(str(MARIA))
    await group.taps("✅ Будем")
    await expect(group.chat.locator(".toasts")).to_contain_text("Это видите только вы")
    await laptop.shot("group")
