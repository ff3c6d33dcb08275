"""Whoever floods delays nobody else, and holds no more than his share."""

import asyncio
from collections import defaultdict

import pytest

from bot import chains as module
from bot.chains import MOST, Chains
from services.inbox import Received

FLOODER = 1
OTHERS = range(2, 102)


def sent(number: int, sender: int, *, attempts: int = 0) -> Received:
    return Received(number, sender, "{}", attempts, is_left=attempts > 0)


class Log:
    """Counts turns: what is handled in which turn, as many side by side as there are places."""

    def __init__(self, at_once: int = 4) -> None:
        self.turns: dict[int, list[int]] = defaultdict(list)
        self.order: dict[int, list[int]] = defaultdict(list)
        self.in_hand: set[int] = set()
        self.turn = 0
        self.chains = Chains(self.handle, at_once=at_once)

    async def handle(self, received: Received, _is_again: bool) -> None:
        sender = received.sender_id or 0
        assert sender not in self.in_hand, "one after another"
        self.in_hand.add(sender)
        await asyncio.sleep(0)
        self.turn += 1
        self.turns[sender].append(self.turn)
        self.order[sender].append(received.update_id)
        self.in_hand.remove(sender)


def p95(log: Log) -> int:
    """When ninety-five in a hundred of the others were answered, in turns."""
    last = sorted(log.turns[sender][-1] for sender in OTHERS)
    return last[len(last) * 95 // 100]


async def test_a_flood_of_one_costs_the_others_next_to_nothing():
    quiet, flooded = Log(), Log()
    quiet.chains.add([sent(n, n) for n in OTHERS])
    await quiet.chains.quiet()
    flooded.chains.add([sent(1000 + n, FLOODER) for n in range(200)])
    flooded.chains.add([sent(n, n) for n in OTHERS])
    await flooded.chains.quiet()

    # He has one place of four and no more: a third more turns at the most.
    assert p95(flooded) <= p95(quiet) * 4 / 3 + 4
    assert flooded.order[FLOODER] == sorted(flooded.order[FLOODER])
    assert len(flooded.order[FLOODER]) == 200


async def test_with_a_single_place_they_take_turns():
    log = Log(at_once=1)
    log.chains.add([sent(1000 + n, FLOODER) for n in range(50)])
    log.chains.add([sent(10 * n + k, n) for n in (2, 3) for k in range(5)])
    await log.chains.quiet()

    assert max(log.turns[2][-1], log.turns[3][-1]) <= 3 * 5 + 1


async def test_nothing_is_left_of_a_chain_that_has_ended():
    log = Log()
    log.chains.add([sent(n, n) for n in range(1, 500)])
    assert log.chains.length(7) == 1
    await log.chains.quiet()
    assert (log.chains._chains, log.chains.tasks, log.chains._waiting) == ({}, set(), 0)


async def test_there_is_no_room_beyond_a_bound():
    log = Log()
    log.chains.add([sent(n, n % 100 + 1) for n in range(MOST - 1)])
    assert not log.chains.is_full
    assert await log.chains.room(0.1)
    log.chains.add([sent(MOST, 5)])
    assert log.chains.is_full
    assert not await log.chains.room(0)
    assert await log.chains.room(5)
    await log.chains.quiet()


async def test_what_failed_is_tried_again_and_then_left(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "_PAUSES", (0.0, 0.0))
    tries: list[tuple[int, bool]] = []

    async def handle(received: Received, is_again: bool) -> None:
        tries.append((received.update_id, is_again))
        if received.update_id == 1 or (received.update_id == 2 and not is_again):
            raise OSError("disk is full")

    chains = Chains(handle)
    chains.add([sent(1, 9), sent(2, 9), sent(3, 9)])
    await chains.quiet()
    assert tries == [
        (1, False), (1, True), (1, True), (2, False), (2, True), (3, False)
    ]  # fmt: skip


async def test_a_stop_does_not_wait_for_another_try():
    async def handle(_received: Received, _is_again: bool) -> None:
        raise OSError("disk is full")

    chains = Chains(handle)
    chains.add([sent(1, 9), sent(2, 9)])
    await asyncio.sleep(0)
    async with asyncio.timeout(1):
        await chains.finish(5)
    assert chains._waiting == 0


async def test_what_was_in_hand_at_two_ends_is_handled_alone():
    in_hand: set[int] = set()
    together: list[set[int]] = []

    async def handle(received: Received, _is_again: bool) -> None:
        in_hand.add(received.update_id)
        await asyncio.sleep(0)
        together.append(set(in_hand))
        in_hand.remove(received.update_id)

    chains = Chains(handle)
    chains.add([sent(n, n, attempts=1) for n in range(1, 9)])
    await chains.quiet()
    assert together == [{n} for n in range(1, 9)]
