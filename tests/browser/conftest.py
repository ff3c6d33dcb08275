"""The demo as `make demo` starts it, seen in headless Chromium."""

import argparse
import asyncio
import contextlib
import os
import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from sandbox import __main__ as demo

ARTEFACTS = Path(__file__).parents[1] / "artefacts"
PHOTO = Path(__file__).parents[2] / "sandbox" / "sample" / "photo.png"
MARIA, PAVEL, OLGA, TIMUR = 1001, 1002, 1003, 1004
PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1440, "height": 900}
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_PATIENCE = 15_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a browser these tests are skipped, and say so."""
    if CHROMIUM is None:
        missing = pytest.mark.skip(reason="no chromium on this machine: apt-get install chromium")
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(missing)


@dataclass
class Seat:
    """One person's chat on the page, and what can be done in it."""

    page: Page
    id: int
    is_phone: bool

    @property
    def chat(self) -> Locator:
        """The column of this person."""
        return self.page.locator(f'[data-chat="{self.id}"]')

    async def comes_forward(self) -> None:
        """On a phone only one chat is shown."""
        if self.is_phone:
            await self.page.locator(f'[data-tab="{self.id}"]').click()

    async def starts(self) -> None:
        """Press Start, with the invitation if there is one."""
        await self.comes_forward()
        await self.chat.locator("[data-start]").click()

    async def taps(self, label: str) -> None:
        """Press the newest button with this label, as a finger would."""
        await self.comes_forward()
        await self.chat.locator(".key", has_text=label).last.click()

    async def says(self, text: str) -> None:
        """Type and send."""
        await self.comes_forward()
        await self.chat.locator("[data-input]").fill(text)
        await self.chat.locator("[data-send]").click()

    async def sends_sample(self, name: str) -> None:
        """Take one of the sample files that the page offers."""
        await self.comes_forward()
        await self.chat.locator("[data-samples]").click()
        await self.page.locator(f'[data-sample="{name}"]').last.click()

    async def attaches_sample(self, name: str) -> None:
        """Take a sample file from the menu of the paper clip."""
        await self.comes_forward()
        await self.chat.locator("[data-attach]").click()
        await self.page.locator(f'[data-sample="{name}"]').last.click()

    async def attaches(self, path: Path) -> None:
        """Choose a file of one's own and send it."""
        await self.comes_forward()
        await self.chat.locator("[data-upload]").set_input_files(str(path))
        await self.chat.locator("[data-send]").click()

    async def sees(self, text: str | re.Pattern[str]) -> None:
        """Wait until the chat shows a text."""
        await self.comes_forward()
        newest = self.chat.locator(".message", has_text=text).last
        await expect(newest).to_be_visible(timeout=_PATIENCE)


@dataclass
class Stage:
    """The page with its people; complaints are what no visitor should meet."""

    page: Page
    name: str
    is_phone: bool
    complaints: list[str] = field(default_factory=list)
    shots: int = 0

    def seat(self, id: int) -> Seat:
        """One of the people."""
        return Seat(self.page, id, self.is_phone)

    async def shot(self, what: str) -> None:
        """Keep a picture; nothing may stick out of the window."""
        await self.page.wait_for_timeout(350)
        wide = await self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, f"{wide} pixels of horizontal overflow at {what}"
        outside = await self.page.evaluate(_STICKING_OUT)
        assert outside == [], f"sticking out at {what}"
        self.shots += 1
        ARTEFACTS.mkdir(exist_ok=True)
        width = "390" if self.is_phone else "1440"
        path = ARTEFACTS / f"{self.name}-{self.shots}-{what}-{width}.png"
        await self.page.screenshot(path=str(path))


# Bubbles and buttons of the shown chats that are wider than their chat.
_STICKING_OUT = """() => [...document.querySelectorAll('.chat')]
  .filter((chat) => chat.offsetParent !== null)
  .flatMap((chat) => [...chat.querySelectorAll('.bubble, .key, .composer')]
    .filter((node) => node.getBoundingClientRect().right > chat.getBoundingClientRect().right + 1)
    .map((node) => node.textContent.slice(0, 40)))"""


@pytest.fixture
async def address(capsys: pytest.CaptureFixture[str]) -> AsyncIterator[str]:
    """Where the demo is; it is stopped in the end as Ctrl+C does."""
    options = argparse.Namespace(port=0, start=demo._START, only_api=False)
    running = asyncio.create_task(demo._demo(options))
    printed = ""
    try:
        async with asyncio.timeout(60):
            while not (found := re.search(r"http://127\.0\.0\.1:\d+", printed)):
                assert not running.done(), running.exception()
                await asyncio.sleep(0.05)
                printed += capsys.readouterr().out
        yield found[0]
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Headless Chromium of the machine."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=_ARGUMENTS)
        yield browser
        await browser.close()


async def _open(browser: Browser, address: str, name: str, size: dict[str, int]) -> Stage:
    context = await browser.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        locale="ru-RU",
        reduced_motion="reduce",
    )
    page = await context.new_page()
    page.set_default_timeout(_PATIENCE)
    stage = Stage(page, name, is_phone=size["width"] < 700)
    page.on("pageerror", lambda error: stage.complaints.append(str(error)))
    page.on(
        "console",
        lambda message: stage.complaints.append(message.text) if message.type == "error" else None,
    )
    await page.goto(address)
    await expect(page.locator(f'[data-chat="{MARIA}"]')).to_be_attached(timeout=_PATIENCE)
    return stage


@pytest.fixture
async def phone(
    browser: Browser, address: str, request: pytest.FixtureRequest
) -> AsyncIterator[Stage]:
    """The page on a phone."""
    stage = await _open(browser, address, request.node.name.removeprefix("test_"), PHONE)
    yield stage
    assert stage.complaints == []


@pytest.fixture
async def laptop(
    browser: Browser, address: str, request: pytest.FixtureRequest
) -> AsyncIterator[Stage]:
    """The page on a laptop."""
    stage = await _open(browser, address, request.node.name.removeprefix("test_"), LAPTOP)
    yield stage
    assert stage.complaints == []
