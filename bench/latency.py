"""G5 and G10: how long people wait while an announcement runs, and how late reminders are.

By the clock, so a busy machine shows here most; rest and load take turns in each round.
"""

import asyncio
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from bench.district import announce
from bench.figures import Goal, Scope, share
from bench.process import TOKEN
from bench.tap import Stand, stand
from db.models import Reminder
from services.clock import TrialClock

_TAPS_A_SECOND = 6
_LIMIT = 30
_LATENCY = 0.1
_TICK = 1.0
# A working day, at a decent hour.
_DAYTIME = datetime.fromisoformat("2027-02-17T11:00:00+03:00")


async def measure(scope: Scope) -> list[Goal]:
    """Taps at rest and during an announcement; then reminders that are due together."""
    return await _taps(scope) + await _reminders(scope)


async def _taps(scope: Scope) -> list[Goal]:
    seconds = scope.pick(6, 12)
    rest: list[float] = []
    busy: list[float] = []
    people = (seconds + 2) * _LIMIT
    longest: list[dict[str, float]] = []
    async with stand(people, "product") as at_work:
        await at_work.stub.ask("delay", {"token": TOKEN, "seconds": _LATENCY})
        drip = {"token": TOKEN, "rate": _TAPS_A_SECOND, "seconds": seconds}
        await at_work.stub.ask("drip", {**drip, "seconds": 2})
        for number in range(scope.rounds):
            rest += await at_work.stub.ask("drip", drip)
            await at_work.bot.ask("stalls")
            await announce(at_work.found, people, f"bench-{number}")
            await asyncio.sleep(0.5)
            busy += await at_work.stub.ask("drip", drip)
            longest.append(await at_work.bot.ask("stalls"))
            await asyncio.sleep(3)
    p99 = share(busy, 0.99)
    note = f"{p99 * 1000:.0f} ms / {share(rest, 0.99) * 1000:.0f} ms, {len(rest)} taps each"
    half = f"; p50 {share(busy, 0.5) * 1000:.0f} / {share(rest, 0.5) * 1000:.0f} ms"
    stall = max(one["longest"] for one in longest)
    stall_cpu = max(one["cpu"] for one in longest)
    return [
        Goal(
            "G5", "p99 of a tap during an announcement / at rest", p99 / share(rest, 0.99), 1.5,
            note=note + half,
        ),
        Goal(
            "G5", "longest step of the loop meanwhile, ms of the processor", stall_cpu * 1000, 50,
            note=f"{stall * 1000:.0f} ms by the clock",
        ),
    ]  # fmt: skip


async def _reminders(scope: Scope) -> list[Goal]:
    people = scope.pick(120, 300, 900)
    clock = TrialClock(_DAYTIME)
    async with stand(people, "product", clock=_DAYTIME, given=clock) as at_work:
        due_at = await _make_due(at_work)
        await asyncio.sleep(people / _LIMIT + 6)
        sends = await at_work.stub.ask("sends", TOKEN)
    times = sorted(at for at, _ in sends)
    beyond = [at - due_at - place / _LIMIT for place, at in enumerate(times)]
    return [
        Goal(
            "G10", "reminders: p99 of lateness beyond the place in the queue, s",
            share(beyond, 0.99), _TICK, note=f"{len(times)} of {people} sent",
        ),
        Goal("G10", "reminders: not sent", float(people - len(times)), 0),
    ]  # fmt: skip


async def _make_due(at_work: Stand) -> float:
    """Let one reminder of each person be due in three seconds; return when, for the stub."""
    now = datetime.fromisoformat(await at_work.bot.ask("now"))
    begun = await at_work.stub.ask("time")
    moment = now + timedelta(seconds=3)
    async with at_work.found.database.write() as store:
        session = store.people.session
        firsts = (
            select(func.min(Reminder.id))
            .where(Reminder.occurrence_id == at_work.found.occurrence_id)
            .group_by(Reminder.person_id)
        )
        await session.execute(update(Reminder).where(Reminder.id.in_(firsts)).values(due_at=moment))
    return float(begun) + 3.0
