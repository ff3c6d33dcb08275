"""The long form of the chaos tests: `make chaos`, or some parts of it.

python -m tests.chaos [--seed N] [--people 2000] [--kills 200] [--updates 100000] [part …]
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from db.enums import OutboxKind
from tests.chaos import (
    backups,
    ending,
    faults,
    fuzzing,
    reaching,
    receiving,
    sending,
    storm,
)
from tests.chaos.fault_paths import PATHS
from tests.chaos.weather import Amount
from tests.conversations.district import make_template
from tests.support.databases import _scratch, sqlite_template


@dataclass
class Result:
    """What came of a part: figures in a line, and promises that were not kept."""

    figures: str
    faults: list[str] = field(default_factory=list)


def _tell(folder: Path, options: argparse.Namespace, kind: OutboxKind) -> Result:
    outcome = asyncio.run(
        sending.told_under_fire(
            folder, people=options.people, kills=options.kills, seed=options.seed, kind=kind
        )
    )
    verdict = outcome.verdict
    statuses = ", ".join(f"{name} {count}" for name, count in sorted(outcome.statuses.items()))
    return Result(
        f"{options.people} people, {outcome.kills} kills: lost {verdict.lost}, "
        f"doubled {verdict.doubled}, marked {verdict.flagged}, in flight at kills "
        f"{outcome.in_flight} (at most {outcome.most_in_flight} at one); {statuses}",
        list(verdict.faults),
    )


def _announcements(folder: Path, options: argparse.Namespace) -> Result:
    return _tell(folder, options, OutboxKind.BROADCAST)


def _stops(folder: Path, options: argparse.Namespace) -> Result:
    people, kills = options.people * 5, max(options.kills // 10, 1)
    ended = asyncio.run(
        ending.stopped_under_fire(folder, people=people, kills=kills, seed=options.seed)
    )
    statuses = ", ".join(f"{name} {count}" for name, count in sorted(ended.statuses.items()))
    return Result(
        f"{people} people, {kills + 1} kills, stopped in the middle: {ended.delivered} have got "
        f"it, {ended.after_the_answer} of them while the author was answered; {statuses}",
        list(ended.faults),
    )


def _changes(folder: Path, options: argparse.Namespace) -> Result:
    people, kills = options.people * 5, max(options.kills // 10, 1)
    reached = asyncio.run(
        reaching.reached_under_fire(folder, people=people, kills=kills, seed=options.seed)
    )
    return Result(
        f"{people} people chosen, {kills} kills: {reached.received} have got it, {reached.twice} "
        f"of them twice and told so ({reached.in_doubt} in the air at a kill); other words, "
        f"{kills} kills: changed for {reached.changed}",
        list(reached.faults),
    )


def _reminders(folder: Path, options: argparse.Namespace) -> Result:
    return _tell(folder, options, OutboxKind.REMINDER)


def _presses(folder: Path, options: argparse.Namespace) -> Result:
    people, half = options.people // 4, options.kills // 2
    outcome = asyncio.run(
        receiving.presses_under_fire(
            folder, people=people, kills=half, terms=half, seed=options.seed
        )
    )
    return Result(
        f"{outcome.people} people, {half} KILL + {half} TERM: answered {outcome.answered}, "
        f"slowest end {outcome.slowest_end:.1f} s",
        list(outcome.faults),
    )


def _faults(folder: Path, options: argparse.Namespace) -> Result:
    async def every_path() -> faults.Tally:
        template = await make_template(folder / "template.db", published=True)
        tally = faults.Tally()
        for path in PATHS:
            async with faults.open_stage(template, folder, path) as stage:
                dice = random.Random(options.seed)  # noqa: S311 - repeatable on purpose
                found = await faults.every_point(stage, 1.0, dice)
                print(f"    {path.name}: {found.points.total()} points", flush=True)
                tally.add(found)
        return tally

    tally = asyncio.run(every_path())
    kinds = ", ".join(f"{kind} {count}" for kind, count in tally.points.items())
    return Result(f"{tally.points.total()} points of {len(PATHS)} effects ({kinds})", tally.faults)


def _storm(folder: Path, options: argparse.Namespace) -> Result:
    outcome = storm.storm(
        folder, sqlite_template(), people=45, days=30, seed=options.seed, amount=Amount()
    )
    verdict = outcome.verdict
    share = verdict.share
    found = list(verdict.faults)
    if outcome.impatient or outcome.refused:
        found.append(f"{outcome.impatient} requests too early, {outcome.refused} refused")
    return Result(
        f"{verdict.promised} reminders of 30 days, {len(outcome.spells)} spells: lost "
        f"{verdict.lost}, doubled {verdict.doubled}, marked {verdict.flagged}, "
        f"{outcome.impatient} of {outcome.requests} requests told to wait; late without trouble "
        f"p50 {share(verdict.calm, 0.5):.1f} s, p99 {share(verdict.calm, 0.99):.1f} s, after the "
        f"end of trouble p99 {share(verdict.troubled, 0.99):.1f} s of {len(verdict.troubled)}",
        found,
    )


def _fuzz(_: Path, options: argparse.Namespace) -> Result:
    found = fuzzing.fuzz(options.updates, options.seed, options.processes)
    refused = ", ".join(f"{count}× {words}" for words, count in found.refused.most_common(4))
    return Result(
        f"{found.updates} updates, {found.quarantined} put aside, {found.calls} calls, "
        f"{found.updates / found.seconds:.0f}/s, p99 {found.p99() * 1000:.0f} ms; "
        f"expected refusals: {refused or 'none'}",
        found.faults,
    )


def _backups(folder: Path, options: argparse.Namespace) -> Result:
    outcome = asyncio.run(backups.under_load(folder, rounds=50, seed=options.seed))
    return Result(
        f"{outcome.made} backups while {outcome.written} transactions were written, "
        f"{outcome.verified} verified and restored; the longest wait of a writer "
        f"{outcome.longest_wait * 1000:.0f} ms",
        list(outcome.faults),
    )


PARTS: dict[str, Callable[[Path, argparse.Namespace], Result]] = {
    "announcements": _announcements,
    "stops": _stops,
    "changes": _changes,
    "reminders": _reminders,
    "presses": _presses,
    "faults": _faults,
    "storm": _storm,
    "backups": _backups,
    "fuzz": _fuzz,
}


def main() -> int:
    """Run the parts; the exit code says whether every promise was kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", default=list(PARTS), help=", ".join(PARTS))
    parser.add_argument("--people", type=int, default=2_000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--updates", type=int, default=100_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=random.randrange(2**31))  # noqa: S311
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    print(f"seed {options.seed}", flush=True)
    sqlite_template()
    summary = []
    for part in options.parts:
        print(f"{part}…", flush=True)
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="marshrut-chaos-", dir=_scratch()) as folder:
            result = PARTS[part](Path(folder), options)
        took = time.monotonic() - began
        for fault in result.faults[:20]:
            print(f"    {fault}")
        summary.append(
            f"{'kept' if not result.faults else f'BROKEN ({len(result.faults)})'}  {part}: "
            f"{result.figures} [{took:.0f} s]"
        )
        print(f"  {summary[-1]}", flush=True)
    print(f"\nseed {options.seed}\n" + "\n".join(summary), flush=True)
    return int(any(line.startswith("BROKEN") for line in summary))


if __name__ == "__main__":
    sys.exit(main())
