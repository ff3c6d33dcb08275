"""A short form of `make chaos fuzz`: odd updates, and the eyes of their judge."""

import asyncio
import random
from pathlib import Path

import pytest
from aiogram.types import Update
from pydantic import ValidationError

from handlers import menu
from tests.chaos.fuzzing import episode, fuzz
from tests.chaos.odd_updates import KINDS, anything, odd_text, spoilt
from tests.conversations.district import make_template

SEED = 20261122
COUNT = 2_000


@pytest.mark.process
def test_odd_updates_break_nothing():
    found = fuzz(COUNT, SEED, processes=2)
    assert found.faults == [], f"seed {SEED}"
    assert found.updates >= COUNT
    assert found.quarantined > COUNT / 20, "hardly anything was odd enough"
    assert found.calls > COUNT / 2, "hardly anything was answered"


def test_every_kind_of_update_is_made():
    """Most of what is made is what aiogram would read, so that it gets as far as our code."""
    dice = random.Random(SEED)  # noqa: S311 - repeatable on purpose
    user = {"id": 5, "is_bot": False, "first_name": "x"}
    read = dict.fromkeys(KINDS, 0)
    for kind in KINDS:
        for _ in range(60):
            try:
                Update.model_validate({"update_id": 1, kind: anything(dice, kind, user, 10**9)})
            except ValidationError:
                continue
            read[kind] += 1
    assert min(read.values()) > 0, read


def test_the_same_seed_makes_the_same_updates():
    one, two = random.Random(SEED), random.Random(SEED)  # noqa: S311 - repeatable on purpose
    base = {"update_id": 1, "message": {"text": "x", "from": {"id": 1}}}
    assert [spoilt(one, base) for _ in range(50)] == [spoilt(two, base) for _ in range(50)]
    assert [odd_text(one) for _ in range(50)] == [odd_text(two) for _ in range(50)]


def test_the_judge_sees_a_handler_that_breaks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no menu today")

    monkeypatch.setattr(menu, "menu_screen", broken)
    template = asyncio.run(make_template(tmp_path / "t.db", published=True))
    found = asyncio.run(episode(template, tmp_path, SEED, 60))
    assert any("no menu today" in fault for fault in found.faults)
