"""Outside of the private chat on the demo page: an event shared, a group of a municipality."""

import asyncio

import pytest
from playwright.async_api import Route, expect

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
    # Whoever taps at once taps as the one chosen, however long it takes to say who that is.
    await laptop.page.route("**/speaks", _slowly)
    await group.chat.locator("[data-speaker]").select_option(str(MARIA))
    await group.taps("✅ Будем")
    toasts = group.chat.locator(".toasts")
    await expect(toasts).to_contain_text("Это видите только вы", timeout=15_000)
    await laptop.shot("group")


async def _slowly(route: Route) -> None:
    await asyncio.sleep(0.5)
    await route.continue_()
