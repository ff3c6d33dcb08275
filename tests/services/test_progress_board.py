"""The message that shows how an announcement goes is edited at most once a second."""

import asyncio
from itertools import count, pairwise
from typing import Any, cast

import pytest

from bot import board
from bot.board import ProgressBoard
from services.access import Actor
from services.broadcast_progress import Progress
from tests.chaos.virtual import run_virtually


class _Deliveries:
    """One that moves with every look."""

    def __init__(self) -> None:
        self._sent = count(1)

    async def running(self) -> list[Progress]:
        return [Progress(1, 100_000, next(self._sent), 0, 0, 0, author_id=7, message_id=3)]


class _Registration:
    async def actor(self, telegram_id: int, locale: str) -> Actor:
        return Actor(telegram_id, 1, "Olga", locale, "Europe/Moscow", "2", ())


@pytest.mark.parametrize("takes", [0.0, 0.4, 1.0, 2.5])
def test_two_edits_are_a_second_apart_at_least(takes: float, monkeypatch: pytest.MonkeyPatch):
    edits: list[float] = []

    async def edit(*_: object) -> None:
        edits.append(asyncio.get_running_loop().time())
        await asyncio.sleep(takes)

    monkeypatch.setattr(board, "edit", edit)

    async def watch() -> None:
        shown = ProgressBoard(
            cast("Any", None), cast("Any", _Deliveries()), cast("Any", _Registration())
        )
        task = asyncio.create_task(shown.run())
        await asyncio.sleep(10)
        task.cancel()

    run_virtually(watch())
    gaps = [later - earlier for earlier, later in pairwise(edits)]
    assert min(gaps) >= 1.0, "the messenger counts from one edit to the next"
    assert max(gaps) <= takes + 1.01, "and nobody waits longer than that"
