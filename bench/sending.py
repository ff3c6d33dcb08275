"""G2 and G8: how much of Telegram's limit an announcement uses, and what one message costs.

G2: the sandbox enforces 30 messages a second in all and one to a chat, and answers after 100 ms;
meanwhile people tap, and their answers pass the same gate. G8: no limit, a Telegram that costs
nothing; the bot's own way of sending beside the same requests made with aiohttp alone.
"""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from bench.district import announce, district, told
from bench.figures import Goal, Sample, Scope, compare, share
from bench.process import Child, child
from bench.tap import stand
from keyboards.callbacks import Intend
from services.clock import SystemClock
from services.terms import Intention, PartyKind

_LIMIT = 30
_LATENCY = 0.1
_TAPS_A_SECOND = 1.0
_WAYS = ("raw aiohttp", "aiogram as it comes", "this bot")
# So many messages in the beginning are the burst that every bucket forgives.
_ALL_BURSTS = (30, 5)


async def measure(scope: Scope) -> list[Goal]:
    """Announcements under both bursts, then the ways of sending."""
    goals = []
    for burst in _ALL_BURSTS:
        goals += await _announcement(scope, burst)
    return goals + await _ways_of_sending(scope)


async def _announcement(scope: Scope, burst: int) -> list[Goal]:
    people = scope.pick(450, 900, 10_000)
    with TemporaryDirectory(prefix="marshrut-bench-") as folder:
        async with district(Path(folder), SystemClock(), people) as found:
            options = {"rate": _LIMIT, "burst": burst, "delay": _LATENCY, "people": people}
            async with child("bench.telegram", json.dumps(options)) as telegram:
                product = {
                    "api": await telegram.ask("url"),
                    "database": found.url,
                    "rates": "product",
                }
                async with child("bench.product", json.dumps(product)) as bot:
                    taps = [
                        (
                            account,
                            Intend(found.occurrence_id, PartyKind.SCHOOL, school, intention).pack(),
                        )
                        for intention in (Intention.GOING, Intention.DEPUTY)
                        # Those whose message comes last.
                        for account, school in list(
                            zip(found.accounts, found.schools, strict=True)
                        )[-60:]
                    ]
                    before = await bot.ask("cpu")
                    await telegram.ask("tap", {"rate": _TAPS_A_SECOND, "taps": taps})
                    broadcast = await announce(found, people, f"bench-{burst}")
                    await told(found, broadcast, people)
                    seen = await telegram.ask("seen")
                    spent = (await bot.ask("cpu") - before) / people
    return _verdicts(seen, burst, people, spent)


def _verdicts(seen: dict[str, Any], burst: int, people: int, spent: float) -> list[Goal]:
    sends: list[float] = seen["sends"]
    # From the second on: the first ones pay for the start, the last for what is left over.
    inner = sends[_LIMIT : -_LIMIT // 3]
    used = (len(inner) - 1) / (inner[-1] - inner[0]) / _LIMIT
    peak = max(sum(1 for other in sends if at <= other < at + 1) for at in sends)
    told_ = f"burst {burst}, {people} people"
    return [
        Goal(
            "G2",
            f"announcement, share of the limit ({told_})",
            used,
            limit=0.98,
            at_least=True,
            note=f"CPU {spent * 1000:.1f} ms a message",
        ),
        Goal("G2", f"announcement, refusals 429 ({told_})", float(seen["refused"]), limit=0),
        Goal("G2", f"announcement, most in any second ({told_})", float(peak), limit=31),
        Goal(
            "G2",
            f"answers to taps meanwhile, p95 in seconds ({told_})",
            share(seen["latencies"], 0.95),
            limit=1.0,
            note=f"{len(seen['latencies'])} taps",
        ),
    ]


async def _ways_of_sending(scope: Scope) -> list[Goal]:
    count = scope.pick(300, 1_000)
    people = scope.pick(100, 300)
    async with stand(people, "unlimited") as at_work, child("bench.senders") as senders:
        api = await at_work.stub.ask("url")

        def way(name: str) -> Callable[[], Awaitable[Sample]]:
            async def once() -> Sample:
                order = {"way": name, "api": api, "count": count}
                done = await senders.ask("send", order)
                return Sample(done["wall"] / count, done["cpu"] / count)

            return once

        number = 0

        async def outbox() -> Sample:
            nonlocal number
            number += 1
            return await _through_the_outbox(at_work.found, at_work.bot, people, number)

        series = await compare(
            {**{name: way(name) for name in _WAYS}, "whole outbox": outbox}, scope.rounds
        )
    print(series.table())

    def speed(name: str) -> float:
        return 1 / series.ratio(name, "raw aiohttp", lambda sample: sample.wall)

    def cost(name: str) -> str:
        ratio = series.ratio(name, "raw aiohttp", lambda sample: sample.cpu)
        return f"CPU {ratio:.2f} of raw aiohttp"

    note = f"{cost('this bot')}; aiogram as it comes {speed('aiogram as it comes'):.2f}"
    return [
        Goal(
            "G8",
            "messages a second / raw aiohttp, limit lifted",
            speed("this bot"),
            limit=0.85,
            at_least=True,
            note=f"{note}; {scope.rounds} rounds of {count}",
        ),
        Goal(
            "G8",
            "the same from row to fate, through the outbox (no goal)",
            speed("whole outbox"),
            note=cost("whole outbox"),
        ),
    ]


async def _through_the_outbox(found: Any, bot: Child, people: int, number: int) -> Sample:
    before = await bot.ask("cpu")
    began = perf_counter()
    broadcast = await announce(found, people, f"bench-outbox-{number}")
    await told(found, broadcast, people)
    wall = perf_counter() - began
    return Sample(wall / people, (await bot.ask("cpu") - before) / people)
