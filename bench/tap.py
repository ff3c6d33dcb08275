"""G1: what an attendance tap through all layers costs, beside a bare aiogram echo of a tap.

Both poll the same stub, answer the tap and edit its message. The product also commits the update,
looks the person up, checks what he may do, writes his answer and closes the update.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.district import District, district
from bench.figures import Goal, Sample, Scope, compare
from bench.process import ECHO_TOKEN, TOKEN, Child, child
from keyboards.callbacks import Intend
from services.clock import Clock, SystemClock
from services.terms import Intention, PartyKind

# The tapped message is as long as a card of an event.
_CARD = "Event " * 60
_AT_ONCE = 8


@dataclass
class Stand:
    """A district, a stub and a bot that works on both."""

    found: District
    stub: Child
    bot: Child


@asynccontextmanager
async def stand(
    schools: int, rates: str, clock: datetime | None = None, given: Clock | None = None
) -> AsyncIterator[Stand]:
    """The product at work; it stays as long as the block."""
    with TemporaryDirectory(prefix="marshrut-bench-") as folder:
        async with (
            district(Path(folder), given or SystemClock(), schools) as found,
            child("bench.stub") as stub,
        ):
            options = {
                "api": await stub.ask("url"),
                "database": found.url,
                "rates": rates,
                "clock": clock.isoformat() if clock else None,
            }
            async with child("bench.product", json.dumps(options)) as bot:
                await stub.ask("load", {"token": TOKEN, "updates": taps(found)})
                yield Stand(found, stub, bot)


def taps(found: District) -> list[str]:
    """Each director changes his mind once."""
    return [
        _tap(account, Intend(found.occurrence_id, PartyKind.SCHOOL, school, intention).pack())
        for intention in (Intention.GOING, Intention.DEPUTY)
        for account, school in zip(found.accounts, found.schools, strict=True)
    ]


def _tap(account: int, data: str) -> str:
    """An update as Telegram sends it, with %ID% for its number."""
    person = {"id": account, "is_bot": False, "first_name": "Maria", "language_code": "ru"}
    message = {
        "message_id": 7,
        "date": 1_700_000_000,
        # The stub looks for this name: whose answer it is.
        "chat_id": account,
        "chat": {"id": account, "type": "private", "first_name": "Maria"},
        "from": {"id": 1, "is_bot": True, "first_name": "Bench", "username": "bench_bot"},
        "text": _CARD,
        "reply_markup": {"inline_keyboard": [[{"text": "Yes", "callback_data": data}]]},
    }
    query = {"id": "%ID%", "from": person, "message": message, "chat_instance": "7", "data": data}
    return json.dumps({"update_id": 0, "callback_query": query}).replace(
        '"update_id": 0', '"update_id": %ID%'
    )


async def measure(scope: Scope) -> list[Goal]:
    """Rounds of taps for both bots."""
    count = scope.pick(100, 300)
    async with stand(50, "unlimited") as at_work:
        options = json.dumps({"api": await at_work.stub.ask("url")})
        async with child("bench.echo", options) as echo:
            await at_work.stub.ask("load", {"token": ECHO_TOKEN, "updates": taps(at_work.found)})

            async def round_of(bot: Child, token: str) -> Sample:
                before = await bot.ask("cpu")
                order = {"token": token, "count": count, "at_once": _AT_ONCE}
                fed = await at_work.stub.ask("feed", order)
                # What is done after the answer belongs to the tap as well.
                return Sample(fed["wall"] / count, (await bot.ask("cpu") - before) / count)

            series = await compare(
                {
                    "product": lambda: round_of(at_work.bot, TOKEN),
                    "aiogram echo": lambda: round_of(echo, ECHO_TOKEN),
                },
                scope.rounds,
            )
    print(series.table())
    by_clock = series.ratio("product", "aiogram echo", lambda sample: sample.wall)
    return [
        Goal(
            "G1",
            "attendance tap / bare aiogram echo, CPU per update",
            series.ratio("product", "aiogram echo", lambda sample: sample.cpu),
            limit=1.25,
            first_step=2.5,
            note=f"by the clock {by_clock:.2f}; {scope.rounds} rounds of {count}",
        )
    ]
