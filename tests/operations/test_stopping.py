"""A stop is short in every state, and loses nothing."""

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from services import compiling
from services.terms import Role
from tests.conversations.district import (
    DISTRICT,
    SAMPLE,
    District,
    make_template,
    open_district,
)
from tests.conversations.test_durability import inbox
from tests.support.children import children


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return asyncio.run(make_template(tmp_path_factory.mktemp("stop") / "template.db"))


@pytest.fixture
async def district(places: Path, tmp_path: Path) -> AsyncIterator[District]:
    """A bot that polls; nobody waits long for it."""
    async with open_district(places, tmp_path / "district.db") as opened:
        yield opened


async def test_while_a_document_is_being_read(
    district: District, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The child does not outlive the bot; the document is read after the next start."""
    olga = await district.person("Ольга Синицына", Role.MUNICIPAL_COORDINATOR, DISTRICT)
    before = children()
    loop = asyncio.get_running_loop()
    with monkeypatch.context() as slow:
        slow.setattr("bot.intake._DRAIN_SECONDS", 0.3)
        slow.setattr(compiling, "_PYTHON", (sys.executable, "-c", "import time; time.sleep(60)"))
        async with district.live():
            document = (SAMPLE / "roadmap.txt").read_bytes()
            district.world.document(olga.id, "roadmap.txt", document)
            async with asyncio.timeout(10):
                while children() == before:  # noqa: ASYNC110 - another process is born
                    await asyncio.sleep(0.02)
            began = loop.time()
        assert loop.time() - began < 5
        assert children() == before
    assert [row[4] for row in inbox(district)].count("new") == 1
    await district.reopens()
    async with district.live():
        olga.patience = 15
        await olga.sees("27 строк")


async def test_a_send_in_hand_is_finished(district: District) -> None:
    """The API is slow: what is on its way arrives and is noted."""
    maria = await district.person("Мария Лебедева", Role.DIRECTOR)
    olga = await district.person("Ольга Синицына", Role.MUNICIPAL_COORDINATOR, DISTRICT)
    await olga.sends("/broadcast")
    await olga.sends("Сбор")
    preview = await olga.last()
    loop = asyncio.get_running_loop()
    async with district.live():
        fault = {"kind": "delay", "method": "sendMessage", "chat": maria.id, "seconds": 4}
        district.world.plan_fault(fault)
        district.world.click(olga.id, preview["id"], olga.data_of(preview, "Отправить"))
        await olga.sees("Уйдёт")
        district.clock.advance(timedelta(seconds=61))
        async with asyncio.timeout(5):
            while "sending" not in str(district.rows("outbox")):  # noqa: ASYNC110 - a loop writes it
                await asyncio.sleep(0.02)
        began = loop.time()
    assert loop.time() - began < 8
    assert await maria.count("Сбор") == 1
    assert "sending" not in str(district.rows("outbox"))
    assert "sent" in str(district.rows("outbox"))
