"""Everybody is answered before anything is drawn; a card is drawn before its chat's next update."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiogram.methods import AnswerCallbackQuery, EditMessageText, SendMessage

from bot import lanes as module
from bot.chains import Chains
from bot.lanes import turn_in_hand
from bot.middlewares.requests import AnswerFirst
from handlers.drawing import Drawing, drawn
from keyboards.screen import Screen
from locales import Html
from services.inbox import Received

Handled = Callable[["Telegram", int, int], Awaitable[None]]


class Telegram:
    """Hears what is requested, in order: («answer» or «draw», who, which update)."""

    def __init__(self, handled: Handled, at_once: int = 4) -> None:
        self.heard: list[tuple[str, int, int]] = []
        self.shut: set[int] = set()
        self.opened = asyncio.Event()
        self._handled = handled
        self._middleware = AnswerFirst()
        self.chains = Chains(self._handle, at_once=at_once)

    async def _handle(self, received: Received, _is_again: bool) -> None:
        await self._handled(self, received.sender_id or 0, received.update_id)

    async def say(self, who: int, update: int, method: Any) -> None:
        async def request(_bot: Any, _method: Any) -> Any:
            if not isinstance(method, AnswerCallbackQuery) and who in self.shut:
                await self.opened.wait()
            await asyncio.sleep(0)
            is_answer = isinstance(method, AnswerCallbackQuery)
            self.heard.append(("answer" if is_answer else "draw", who, update))
            return True

        await self._middleware(request, None, method)  # type: ignore[arg-type]

    async def answer(self, who: int, update: int) -> None:
        await self.say(who, update, AnswerCallbackQuery(callback_query_id=str(update)))

    async def draw(self, who: int, update: int) -> None:
        await self.say(who, update, EditMessageText(chat_id=who, message_id=7, text="."))

    async def hears(self, count: int) -> None:
        async with asyncio.timeout(5):
            while len(self.heard) < count:  # noqa: ASYNC110
                await asyncio.sleep(0.001)


async def tapped(telegram: Telegram, who: int, update: int) -> None:
    """What a handler of a tap does."""
    await asyncio.sleep(0)
    await telegram.answer(who, update)
    await telegram.draw(who, update)


def tap(update: int, who: int, *, attempts: int = 0) -> Received:
    return Received(update, who, "{}", attempts, is_left=attempts > 0)


async def test_all_are_answered_before_anything_is_drawn():
    telegram = Telegram(tapped)
    telegram.chains.add([tap(n, n) for n in range(1, 41)])
    await telegram.chains.quiet()

    said = [what for what, _, _ in telegram.heard]
    assert said == ["answer"] * 40 + ["draw"] * 40
    assert sorted(who for _, who, _ in telegram.heard[40:]) == list(range(1, 41))


async def test_a_card_is_drawn_before_the_next_update_of_its_chat():
    telegram = Telegram(tapped)
    telegram.chains.add([tap(n, n) for n in range(1, 21)])
    telegram.chains.add([tap(100, 1), tap(101, 1)])
    await telegram.chains.quiet()

    of_first = [(what, update) for what, who, update in telegram.heard if who == 1]
    assert of_first == [
        (what, update) for update in (1, 100, 101) for what in ("answer", "draw")
    ]  # fmt: skip
    # Who has tapped again waits for nobody: his card comes while others are still answered.
    assert telegram.heard.index(("draw", 1, 1)) < telegram.heard.index(("answer", 20, 20))


async def test_a_second_tap_ends_the_rest_of_the_first():
    asked = asyncio.Event()

    async def handled(telegram: Telegram, who: int, update: int) -> None:
        if who == 2:
            await asked.wait()
        await tapped(telegram, who, update)

    telegram = Telegram(handled)
    telegram.chains.add([tap(1, 1), tap(2, 2)])
    await telegram.hears(1)
    await asyncio.sleep(0.02)
    assert telegram.heard == [("answer", 1, 1)]
    telegram.chains.add([tap(3, 1)])
    await telegram.hears(3)
    asked.set()
    await telegram.chains.quiet()
    assert telegram.heard[:3] == [("answer", 1, 1), ("draw", 1, 1), ("answer", 1, 3)]


async def test_who_waits_at_the_gate_keeps_nobody_from_being_answered():
    telegram = Telegram(tapped, at_once=2)
    telegram.shut = set(range(1, 11))
    telegram.chains.add([tap(n, n) for n in range(1, 11)])
    await telegram.hears(10)
    telegram.chains.add([tap(n, n) for n in range(11, 14)])
    await telegram.hears(13)
    assert {what for what, _, _ in telegram.heard} == {"answer"}
    telegram.opened.set()
    await telegram.chains.quiet()
    assert len(telegram.heard) == 26


async def test_long_work_of_one_holds_nobodys_card_for_long(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "_BRIEF_REST", 0.01)
    done = asyncio.Event()

    async def handled(telegram: Telegram, who: int, update: int) -> None:
        if who == 1:
            await done.wait()
        await tapped(telegram, who, update)

    telegram = Telegram(handled)
    telegram.chains.add([tap(1, 1), tap(2, 2)])
    await telegram.hears(2)
    assert telegram.heard == [("answer", 2, 2), ("draw", 2, 2)]
    done.set()
    await telegram.chains.quiet()


async def test_a_crowd_without_end_holds_a_card_only_so_long(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "_LONGEST_REST", 0.02)
    done = asyncio.Event()

    async def handled(telegram: Telegram, who: int, update: int) -> None:
        if who > 1:
            await done.wait()
        await tapped(telegram, who, update)

    telegram = Telegram(handled, at_once=2)
    telegram.chains.add([tap(n, n) for n in range(1, 9)])
    await telegram.hears(2)
    assert telegram.heard == [("answer", 1, 1), ("draw", 1, 1)]
    done.set()
    await telegram.chains.quiet()


async def test_what_is_written_is_answered_without_a_rest():
    async def handled(telegram: Telegram, who: int, update: int) -> None:
        if who == 1:
            await telegram.say(who, update, SendMessage(chat_id=who, text="."))
        else:
            await tapped(telegram, who, update)

    telegram = Telegram(handled, at_once=2)
    telegram.chains.add([tap(n, n) for n in range(1, 9)])
    await telegram.chains.quiet()
    assert telegram.heard.index(("draw", 1, 1)) < telegram.heard.index(("answer", 8, 8))


async def test_every_place_is_given_back_however_it_ends():
    async def handled(telegram: Telegram, who: int, update: int) -> None:
        turn = turn_in_hand.get()
        assert turn is not None
        beside = asyncio.create_task(telegram.draw(who, update))
        await telegram.answer(who, update)
        if who % 3 == 0:
            beside.cancel()
        await telegram.draw(who, update)
        await asyncio.wait([beside])

    telegram = Telegram(handled, at_once=3)
    telegram.chains.add([tap(n, n) for n in range(1, 31)])
    async with asyncio.timeout(5):
        await telegram.chains.quiet()
    lanes = telegram.chains._lanes
    assert (lanes._answering._value, lanes.drawing._value) == (3, 3)
    assert (lanes._waiting, lanes._asked, lanes._resting) == (0, set(), {})
    assert telegram.chains._turns == {}


async def test_who_is_cut_off_while_he_rests_leaves_nothing_behind():
    done = asyncio.Event()

    async def handled(telegram: Telegram, who: int, update: int) -> None:
        if who == 2:
            await done.wait()
        await tapped(telegram, who, update)

    telegram = Telegram(handled)
    telegram.chains.add([tap(1, 1), tap(2, 2)])
    await telegram.hears(1)
    await telegram.chains.finish(0)
    lanes = telegram.chains._lanes
    assert (lanes._answering._value, lanes.drawing._value) == (4, 4)
    assert (lanes._asked, lanes._resting) == (set(), {})


async def test_a_card_is_made_when_its_turn_has_come():
    async def handled(telegram: Telegram, who: int, update: int) -> None:
        def make() -> Screen:
            telegram.heard.append(("make", who, update))
            return Screen(Html("."))

        await telegram.answer(who, update)
        await drawn(Drawing("", make))
        await telegram.draw(who, update)

    telegram = Telegram(handled)
    telegram.chains.add([tap(n, n) for n in range(1, 41)])
    await telegram.chains.quiet()
    said = [what for what, _, _ in telegram.heard]
    assert said[:40] == ["answer"] * 40
    assert sorted(said[40:]) == ["draw"] * 40 + ["make"] * 40
