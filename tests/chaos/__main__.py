"""The long form of the chaos tests: `make chaos`, or one part of it.

python -m tests.chaos [--people 2000] [--kills 200] [--seed N] [announcements reminders presses]
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from pathlib import Path

from db.enums import OutboxKind
from tests.chaos import receiving, sending
from tests.support.databases import sqlite_template

_PARTS = ("announcements", "reminders", "presses")
_KINDS = {"announcements": OutboxKind.BROADCAST, "reminders": OutboxKind.REMINDER}


async def _tell(folder: Path, part: str, options: argparse.Namespace) -> bool:
    outcome = await sending.told_under_fire(
        folder,
        people=options.people,
        kills=options.kills,
        seed=options.seed,
        kind=_KINDS[part],
    )
    verdict = outcome.verdict
    statuses = ", ".join(f"{name} {count}" for name, count in sorted(outcome.statuses.items()))
    print(
        f"{part}: {options.people} people, {outcome.kills} kills: lost {verdict.lost}, "
        f"doubled {verdict.doubled}, marked {verdict.flagged}, in flight at kills "
        f"{outcome.in_flight} (at most {outcome.most_in_flight} at one); {statuses}"
    )
    return _said(verdict.faults)


async def _press(folder: Path, options: argparse.Namespace) -> bool:
    people, half = options.people // 4, options.kills // 2
    outcome = await receiving.presses_under_fire(
        folder, people=people, kills=half, terms=half, seed=options.seed
    )
    print(
        f"presses: {outcome.people} people, {half} KILL + {half} TERM: answered "
        f"{outcome.answered}, slowest end {outcome.slowest_end:.1f} s"
    )
    return _said(outcome.faults)


def _said(faults: tuple[str, ...]) -> bool:
    for fault in faults[:20]:
        print(f"  {fault}")
    return not faults


def main() -> int:
    """Run the parts; the exit code says whether every promise was kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", default=_PARTS, help=", ".join(_PARTS))
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))  # noqa: S311
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    sqlite_template()
    kept = True
    for part in options.parts:
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="marshrut-chaos-") as folder:
            run = _press(Path(folder), options) if part == "presses" else None
            kept &= asyncio.run(run or _tell(Path(folder), part, options))
        print(f"  {time.monotonic() - began:.0f} s", flush=True)
    return int(not kept)


if __name__ == "__main__":
    sys.exit(main())
