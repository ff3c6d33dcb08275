"""kill -9 while many are told, in both policies; the long form is `make chaos`."""

import random
import signal
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bot.pace import Rates
from db.enums import OutboxKind
from tests.chaos.arena import AllSettled, fill, open_arena
from tests.chaos.checker import Verdict, judge


@dataclass(frozen=True)
class Outcome:
    """What came of a run."""

    verdict: Verdict
    kills: int
    # Most messages that were on their way at one kill.
    most_in_flight: int
    in_flight: int
    statuses: dict[str, int]


async def told_under_fire(
    folder: Path,
    *,
    people: int,
    kills: int,
    seed: int,
    kind: OutboxKind,
    rate: float = 300.0,
    latency: float = 0.05,
) -> Outcome:
    """Tell many people while the bot is killed again and again; then let it finish."""
    dice = random.Random(seed)  # noqa: S311 - repeatable on purpose
    most = total = 0
    async with open_arena(folder, rates=Rates(overall=rate), latency=latency) as arena:
        recipients = await fill(arena, people, kind)
        # A life tells about half as many as there are people for each kill: some are left.
        longest = people / rate / max(kills, 1) + latency
        for _ in range(kills):
            before = arena.in_doubt.total()
            await arena.lives_for(dice.uniform(0, longest), signal.SIGKILL)
            flying = arena.in_doubt.total() - before
            most, total = max(most, flying), total + flying
        await arena.lives_until(AllSettled())
        verdict = judge(
            recipients,
            arena.deliveries(),
            arena.fates(),
            arena.in_doubt,
            ask=kind is OutboxKind.BROADCAST,
        )
        statuses = Counter(fate.status for fate in arena.fates().values())
        return Outcome(verdict, kills, most, total, dict(statuses))
