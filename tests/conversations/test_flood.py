"""Too much at once, too late, twice in one batch: what people notice of it."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest

from bot import chains
from bot.intake import Intake
from services.inbox import MAX_ATTEMPTS, Inbox
from services.terms import Role
from tests.conversations.district import STEPPE, District, Neighbour
from tests.conversations.test_durability import inbox

TURTLE = "Не успеваю за вами"
AWAY = "Некоторое время бот не работал"


async def accepts(district: District, raw: list[dict[str, Any]]) -> None:
    """A batch as polling brings it, handled to its end."""
    await district.app.intake.accept(raw)
    await district.app.intake._chains.quiet()


async def test_two_hundred_messages_in_a_moment(district: District, maria: Neighbour) -> None:
    boris = await district.person("Борис Другой")
    for number in range(200):
        district.world.text(maria.id, f"слово {number}")
    district.world.text(boris.id, "/start")
    before = len(inbox(district))
    await accepts(district, district.world.take_updates())
    await asyncio.sleep(0.05)
    await boris.sees("согласие")
    assert len(inbox(district)) == before + chains.MOST_OF_ONE + 1, "the rest is nowhere"
    assert await maria.count(TURTLE) == 1
    buttons = [b["text"] for row in (await maria.with_button("Меню"))["buttons"] for b in row]
    assert "☰ Меню" in buttons

    for number in range(60):
        district.world.text(maria.id, f"ещё {number}")
    await accepts(district, district.world.take_updates())
    assert await maria.count(TURTLE) == 1, "once a minute"
    await district.passes(minutes=1)
    for number in range(60):
        district.world.text(maria.id, f"снова {number}")
    await accepts(district, district.world.take_updates())
    await asyncio.sleep(0.05)
    assert await maria.count(TURTLE) == 2
    await maria.sends("/menu")
    await maria.sees("Вы:")


async def test_a_block_is_noted_however_fast_somebody_is(
    district: District, maria: Neighbour
) -> None:
    for number in range(80):
        district.world.text(maria.id, f"слово {number}")
    district.world.block(maria.id)
    district.expected_statuses.add(403)
    raw = district.world.take_updates()
    assert "my_chat_member" in raw[-1]
    await accepts(district, raw)
    assert inbox(district)[-1][1] == raw[-1]["update_id"]


async def test_the_same_number_twice_in_one_batch(district: District, maria: Neighbour) -> None:
    district.world.text(maria.id, "/menu")
    [raw] = district.world.take_updates()
    await accepts(district, [raw, raw])
    await accepts(district, [raw])
    assert await maria.count("Вы:") == 1


async def test_after_a_night_the_last_word_counts(district: District, maria: Neighbour) -> None:
    """Telegram has kept everything; the bot comes back in the morning."""
    timur = await district.person("Тимур Поздний")
    payload = await district.app.container.registration.invite(Role.DEPUTY, STEPPE)
    for words in ("/plan", "алло", "/menu", "/help", "алло", "вы тут?", "/plan"):
        district.world.text(maria.id, words)
    district.world.start(timur.id, payload)
    district.world.text(timur.id, "/start")
    district.clock.advance(timedelta(hours=9))
    since = await maria.newest()
    await accepts(district, district.world.take_updates())
    await asyncio.sleep(0.05)
    said = await maria.said(since)
    assert sum(AWAY in text for text in said) == 1
    assert sum(text.startswith("Меню") for text in said) == 0, "another command came later"
    assert len(said) == 4, "away, one for each word, and the last command"
    assert any("согласие" in text for text in await timur.said()), "an invitation is no repetition"
    assert {row[4] for row in inbox(district)} == {"done"}

    await maria.sends("/menu")
    await maria.sees("Вы:")
    assert await maria.count(AWAY) == 1


async def test_what_ends_the_process_each_time_is_put_aside_and_said(
    district: District, maria: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In hand at a crash and at three starts after it; the next one goes on."""
    district.expected_errors.add("update_quarantined")
    district.world.text(maria.id, "/stats")
    district.world.text(maria.id, "/help")
    raw = district.world.take_updates()
    fed: list[int] = []

    async def dies(_self: Intake, update: Any, **_more: Any) -> None:
        fed.append(update.update_id)
        raise asyncio.CancelledError

    with monkeypatch.context() as dying:
        dying.setattr(Intake, "_feed", dies)
        rows = [(u["update_id"], maria.id, json.dumps(u, ensure_ascii=False)) for u in raw]
        await district.app.container.inbox.receive(rows)
        for _ in range(MAX_ATTEMPTS):
            await district.reopens()
            await district.app.intake.resume()
            await district.app.intake._chains.quiet()
    assert fed == [raw[0]["update_id"]] * MAX_ATTEMPTS, "the second was never reached"

    await district.reopens()
    await district.app.intake.resume()
    await district.app.intake._chains.quiet()
    await asyncio.sleep(0.05)
    said = await maria.said()
    assert any("что-то сломалось" in text for text in said)
    assert "Что я умею" in said[-1] or "Что я умею" in said[-2]
    states = {row[1]: row[4] for row in inbox(district)}
    assert [states[u["update_id"]] for u in raw] == ["quarantined", "done"]


async def test_a_database_that_cannot_write_for_a_moment(
    district: District, maria: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The end of an update could not be noted: it is tried again, not at the next start only."""
    district.expected_errors.add("update_failed")
    monkeypatch.setattr(chains, "_PAUSES", (0.0, 0.0, 0.0))
    real, failures = Inbox.done, []

    async def full(self: Any, update_id: int) -> None:
        if len(failures) < 2:
            failures.append(update_id)
            raise OSError("disk is full")
        await real(self, update_id)

    monkeypatch.setattr(Inbox, "done", full)
    await maria.sends("/menu")
    assert len(failures) == 2
    assert {row[4] for row in inbox(district)} == {"done"}
