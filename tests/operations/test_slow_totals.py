"""Telegram is slow with the totals of an announcement: no reminder and no stop waits for them."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.board import ProgressBoard
from services.broadcast_progress import Progress
from services.terms import Role
from tests.conversations.district import DISTRICT, District, make_template, open_district
from tests.conversations.test_broadcast import write


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("totals")
    return asyncio.run(make_template(folder / "template.db", published=True))


@pytest.fixture
async def district(published: Path, tmp_path: Path) -> AsyncIterator[District]:
    async with open_district(published, tmp_path / "district.db") as opened:
        yield opened


async def test_no_reminder_waits_for_an_edit(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Progress] = []

    async def hangs(_self: ProgressBoard, progress: Progress, _speed: Any) -> Any:
        shown.append(progress)
        await asyncio.Event().wait()

    monkeypatch.setattr(ProgressBoard, "_show", hangs)
    maria = await district.person("Мария Лебедева", Role.DIRECTOR)
    olga = await district.person("Ольга Синицына", Role.MUNICIPAL_COORDINATOR, DISTRICT)
    await write(olga, "Директора")
    loop = asyncio.get_running_loop()
    async with district.live():
        await olga.taps("Отправить")
        async with asyncio.timeout(5):
            while not shown:  # noqa: ASYNC110 - a loop of the bot fills it
                await asyncio.sleep(0.02)
        due = await district.app.container.reminders.next_due()
        assert due is not None
        district.clock.advance(due - district.clock.now() + timedelta(seconds=1))
        async with asyncio.timeout(5):
            while "reminder" not in str(district.rows("outbox")):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
            # The minute in which it could be taken back is over as well.
            while not await maria.count("сбор"):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        began = loop.time()
    assert loop.time() - began < 5
    assert await maria.count("сбор") == 1


async def test_one_author_who_cannot_be_told_keeps_no_other_waiting(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    district.expected_errors.add("progress_failed")
    await district.person("Мария Лебедева", Role.DIRECTOR)
    first = await district.person("Ольга Синицына", Role.MUNICIPAL_COORDINATOR, DISTRICT)
    second = await district.person("Вера Новая", Role.MUNICIPAL_COORDINATOR, DISTRICT)
    real = ProgressBoard._show

    async def breaks(self: ProgressBoard, progress: Progress, speed: Any) -> bool:
        if progress.author_id == first.id:
            raise RuntimeError("broken")
        return await real(self, progress, speed)

    monkeypatch.setattr(ProgressBoard, "_show", breaks)
    for author in (first, second):
        await write(author, "Директора")
        await author.taps("Отправить")
    await district.passes(seconds=61)
    await second.sees("Объявление отправлено")
