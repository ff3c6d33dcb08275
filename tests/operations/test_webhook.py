"""Telegram calls instead of being asked: acknowledged when committed, refused when forged."""

import asyncio
import io
import json
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.intake import Intake
from sandbox.webhook import SECRET_HEADER
from services.inbox import Inbox
from services.terms import Role
from tests.conversations.district import District, _settings, make_template, open_district
from tests.conversations.test_durability import inbox

SECRET = "a-secret-of-more-than-thirty-two-letters"
MEBIBYTE = 1 << 20


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return asyncio.run(
        make_template(tmp_path_factory.mktemp("webhook") / "template.db", published=True)
    )


@pytest.fixture
async def district(published: Path, tmp_path: Path) -> AsyncIterator[District]:
    """A district whose bot has a webhook; it does not work yet."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    async with open_district(published, tmp_path / "district.db", http=True) as opened:
        opened.settings = _settings(
            tmp_path / "district.db",
            bot_api_url=opened.settings.bot_api_url,
            http_port=port,
            webhook_url=f"http://127.0.0.1:{port}/hook",
            webhook_secret=SECRET,
        )
        await opened.reopens()
        yield opened
        assert opened.problems() == []


async def posts(district: District, body: bytes, **headers: str) -> int:
    """Somebody calls the webhook; the status of the answer."""
    async with (
        aiohttp.ClientSession() as client,
        client.post(
            district.settings.webhook_url, data=io.BytesIO(body), headers=headers
        ) as response,
    ):
        return response.status


def update(number: int) -> bytes:
    return json.dumps({"update_id": number, "edited_message": {}}).encode()


async def test_a_conversation(district: District) -> None:
    async with district.live():
        maria = await district.person("Мария Лебедева", Role.DIRECTOR)
        await maria.sends("/plan")
        await maria.sees("Установочное совещание")
        await maria.taps("2")
        await maria.sees("Ожидается: участвовать")
        await maria.taps("Будем")
        await maria.sees("✅ Будем")
        assert district.world.webhook is not None
        assert district.world.outbox("getUpdates") == []
    assert {row[4] for row in inbox(district)} == {"done"}
    assert len(district.rows("attendance")) == 1


async def test_back_to_polling(district: District) -> None:
    async with district.live():
        timur = await district.person("Тимур Незнакомов")
        await timur.starts()
        await timur.sees("согласие")
    district.settings = district.settings.model_copy(update={"webhook_url": None})
    await district.reopens()
    district.expected_statuses.add(409)
    async with district.live():
        await timur.sends("/start")
        await timur.sees("согласие")
        assert district.world.webhook is None
        assert district.statuses("getUpdates")[0] == 409


@pytest.mark.parametrize(
    ("body", "secret", "status"),
    [
        (update(1), None, 401),
        (update(1), "wrong", 401),
        (update(1), SECRET[:-1], 401),
        (update(1), SECRET + "x", 401),
        (update(1), "секрет-секрет-секрет-секрет-секрет", 401),
        (b"x" * (MEBIBYTE + 1), "wrong", 401),
        (b" " * (MEBIBYTE + 1), SECRET, 413),
        (b"not json", SECRET, 400),
        (b"\xff\xfe", SECRET, 400),
        (b"[" * 100_000, SECRET, 400),
        (b"[]", SECRET, 400),
        (b'{"update_id": "1"}', SECRET, 400),
        (b'{"update_id": true}', SECRET, 400),
        (b'{"update_id": 99999999999999999999}', SECRET, 400),
        (update(1), SECRET, 200),
    ],
)
async def test_what_is_taken(
    district: District, body: bytes, secret: str | None, status: int
) -> None:
    district.expected_errors.add("update_quarantined")
    async with district.live():
        headers = {} if secret is None else {SECRET_HEADER: secret}
        assert await posts(district, body, **headers) == status
        stored = district.rows("inbox")
    assert len(stored) == (status == 200)


async def test_a_full_disk_is_no_acknowledgement(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was not committed comes again."""
    district.expected_errors.add("intake_failed")
    real, failures = Inbox.receive, []

    async def full(self: Any, updates: Any) -> Any:
        if len(failures) < 2:
            failures.append(updates)
            raise OSError("disk is full")
        return await real(self, updates)

    monkeypatch.setattr(Inbox, "receive", full)
    async with district.live():
        timur = await district.person("Тимур Незнакомов")
        await timur.starts()
        await timur.sees("согласие")
    assert len(failures) == 2
    assert await timur.count("согласие") == 1


async def test_killed_between_the_commit_and_the_answer(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Telegram brings it again, the new process has it already: one effect, one answer."""
    async with district.live():
        maria = await district.person("Мария Лебедева", Role.DIRECTOR)
        await maria.sends("/plan")
        await maria.taps("2")
        await maria.sees("Ожидается: участвовать")
    card = await maria.last()
    committed: list[Any] = []
    buried = asyncio.Event()

    async def dies(self: Intake, raw: list[dict[str, Any]]) -> None:
        rows = [(u["update_id"], maria.id, json.dumps(u)) for u in raw]
        await self._inbox.receive(rows)
        committed.append(raw)
        await buried.wait()

    with monkeypatch.context() as dying:
        dying.setattr(Intake, "accept", dies)
        async with district.live():
            district.world.click(maria.id, card["id"], maria.data_of(card, "Будем"))
            async with asyncio.timeout(5):
                while not committed:  # noqa: ASYNC110 - another task fills it
                    await asyncio.sleep(0.01)
    buried.set()
    assert district.rows("attendance") == []
    assert [row[4] for row in inbox(district)].count("new") == 1

    await district.reopens()
    async with district.live():
        await maria.sees("✅ Будем")
        async with asyncio.timeout(10):
            while district.world.updates.pending():  # noqa: ASYNC110 - the courier empties it
                await asyncio.sleep(0.02)
    assert len(district.rows("attendance")) == 1
    assert {row[4] for row in inbox(district)} == {"done"}
    assert len(district.statuses("answerCallbackQuery")) == 3, "one for each tap"
