"""Pacing, against the sandbox's own limiter: whatever happens, it never has to refuse."""

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from bot.pace import UNLIMITED, Gate, Pacer, Rates
from sandbox.limits import Limiter
from sandbox.refusals import Refused
from sandbox.settings import Rates as Limits

# Seconds between two wishes to send, and to whom.
wishes = st.lists(st.tuples(st.floats(0, 3), st.integers(1, 4)), max_size=120)


@given(wishes, st.integers(5, 30))
def test_no_order_of_wishes_meets_a_refusal(wished: list[tuple[float, int]], burst: int):
    now = 1000.0
    limiter = Limiter(Limits(overall_burst=burst), lambda: now)
    pacer = Pacer(Rates())
    for pause, chat_id in wished:
        now += pause
        now = max(now, pacer.opens_at(now), pacer.chat_opens_at(chat_id))
        pacer.take(now)
        pacer.use_chat(chat_id, now)
        limiter.admit(chat_id)


@given(st.integers(300, 3000), st.sampled_from([0.0, 0.004, 0.02]))
def test_many_people_are_told_at_nearly_the_limit(people: int, late: float):
    """Timers that fire late cost next to nothing."""
    now = 0.0
    limiter = Limiter(Limits(overall_burst=5), lambda: now)
    pacer = Pacer(Rates())
    for chat_id in range(people):
        if pacer.opens_at(now) > now:
            now = pacer.opens_at(now) + late
        pacer.take(now)
        limiter.admit(chat_id)
    assert people / now >= 0.98 * 30


@given(st.lists(st.tuples(st.floats(0, 100), st.integers(1, 60)), min_size=1, max_size=8))
def test_nothing_leaves_while_told_to_wait_and_the_rate_comes_back(
    told: list[tuple[float, int]],
):
    now, closed_until = 0.0, 0.0
    pacer = Pacer(Rates())
    for pause, seconds in told:
        now += pause
        pacer.close(now, seconds)
        closed_until = max(closed_until, now + seconds)
        assert pacer.opens_at(now) >= closed_until
    now = closed_until + 240
    for _ in range(60):
        now = max(now, pacer.opens_at(now))
        pacer.take(now)
    assert now <= closed_until + 240 + 2.1


def test_after_a_pause_the_rate_is_halved():
    pacer = Pacer(Rates(overall=20))
    pacer.close(0.0, 5)
    now = 5.0
    for _ in range(12):
        now = max(now, pacer.opens_at(now))
        pacer.take(now)
    # Ten intervals of 1/10 s, less what may be made up for; at the full rate half of it.
    assert 0.8 < now - 5.0 < 1.1


def test_a_limiter_refuses_those_who_do_not_pace():
    """The judge of the tests above can refuse."""
    limiter = Limiter(Limits(overall_burst=5), lambda: 0.0)
    refused = 0
    for chat_id in range(10):
        try:
            limiter.admit(chat_id)
        except Refused:
            refused += 1
    assert refused == 5


async def test_replies_overtake_announcements():
    gate = Gate(Rates(overall=200))
    order: list[str] = []

    async def goes(name: str, lane: int) -> None:
        await gate.enter(lane)
        order.append(name)

    async with asyncio.TaskGroup() as group:
        for number in range(6):
            group.create_task(goes(f"announcement {number}", 3))
        await asyncio.sleep(0)
        group.create_task(goes("reply", 0))
    assert order.index("reply") <= 3
    assert len(order) == 7


async def test_a_tired_chat_holds_nobody_else_up():
    gate = Gate(Rates(overall=1000, per_chat=20, chat_burst=1))
    loop = asyncio.get_running_loop()
    began = loop.time()
    waited: dict[str, float] = {}

    async def goes(name: str, chat_id: int) -> None:
        await gate.enter(0, chat_id)
        waited[name] = loop.time() - began

    async with asyncio.TaskGroup() as group:
        for name, chat_id in (("first", 1), ("second", 1), ("other", 2)):
            group.create_task(goes(name, chat_id))
    assert list(waited) == ["first", "other", "second"]
    assert waited["second"] >= 0.05


async def test_somebody_who_gives_up_takes_no_slot():
    gate = Gate(Rates(overall=20))
    gate.close(0.1)
    waiting = asyncio.create_task(gate.enter(0))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    async with asyncio.timeout(1):
        await gate.enter(3)


async def test_a_few_are_made_ready_ahead_and_no_more():
    assert await Gate(UNLIMITED).places(8) == 8
    gate = Gate(Rates(overall=30))
    assert await gate.places(8) <= 3
    more = asyncio.create_task(gate.places(8))
    await asyncio.sleep(0.05)
    assert not more.done()
    gate.give_back(1)
    async with asyncio.timeout(1):
        assert await more == 1
    assert gate.resting() == []


async def test_what_was_made_ready_waits_when_the_gate_has_closed_meanwhile():
    gate = Gate(Rates(overall=1000))
    loop = asyncio.get_running_loop()
    assert await gate.places(1) == 1
    gate.close(0.2)
    began = loop.time()
    await gate.leaves(1, chat_id=5)
    assert loop.time() - began >= 0.2


async def test_nothing_is_made_ready_behind_a_closed_gate():
    gate = Gate(Rates(overall=1000))
    gate.close(0.2)
    began = asyncio.get_running_loop().time()
    async with asyncio.timeout(1):
        assert await gate.places(2) == 2
    assert asyncio.get_running_loop().time() - began >= 0.2


async def test_messages_made_ready_together_leave_one_by_one():
    """A slow look into the database holds three of them up: they must not come in a bunch."""
    gate, loop = Gate(Rates(overall=50)), asyncio.get_running_loop()
    left: list[float] = []

    async def goes(chat_id: int) -> None:
        await gate.leaves(1, chat_id)
        left.append(loop.time())

    assert await gate.places(3) == 3
    await gate.enter(0)
    await asyncio.sleep(0.3)
    await asyncio.gather(*(goes(chat_id) for chat_id in range(3)))
    assert left[2] - left[0] >= 0.9 / 50


async def test_a_slot_that_comes_too_late_for_somebody_is_given_back():
    gate = Gate(Rates(overall=10))
    for _ in range(3):
        await gate.enter(0)
    waiting = asyncio.create_task(gate.enter(0))
    await asyncio.sleep(0)
    loop = asyncio.get_running_loop()
    # Both in one turn of the loop: the slot opens and the waiter is cancelled.
    loop.call_later(0.11, waiting.cancel)
    await asyncio.gather(waiting, return_exceptions=True)
    async with asyncio.timeout(0.5):
        await gate.enter(0)
