"""The goals of performance, each beside its anchor in the same run.

    make bench          all of them in short, and the three benchmarks beside them
    python -m bench.goals [--only G1,G6] [--rounds N] [--quick | --full]

Figures are ratios: seconds of one machine mean nothing on another. What they mean, what was
measured last and where a goal falls short is in docs/performance.md.
"""

import argparse
import asyncio
import importlib
import subprocess
import sys
import traceback
from time import perf_counter

from bench.figures import Goal, Scope, heading

# Which goals a module measures, in the order they are measured.
_SUBJECTS = {
    "bench.tap": ("G1",),
    "bench.burst": ("A1",),
    "bench.papers": ("A2",),
    "bench.sending": ("G2", "G8"),
    "bench.crash": ("G3", "G4"),
    "bench.latency": ("G5", "G10"),
    "bench.tables": ("G6", "G7"),
    "bench.start": ("G9",),
}

# Goals of other parts, with how many rounds in short; each tells by its exit code.
_BESIDE = {
    "bench.import_bench": ("reading documents", 2),
    "bench.publish_bench": ("publishing a road map", 1),
    "bench.search_bench": ("finding schools", 50),
}


def main() -> int:
    """Measure and print; the exit code tells whether every goal or its first step was met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="for example G1,G6")
    parser.add_argument("--rounds", type=int, default=0, help="5 by default, 3 with --quick")
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="smaller tables, fewer people")
    size.add_argument("--full", action="store_true", help="10 000 recipients, 1 000 000 rows")
    options = parser.parse_args()
    wanted = {name.strip().upper() for name in options.only.split(",") if name.strip()}
    scope = Scope(options.rounds or (3 if options.quick else 5), options.quick, options.full)
    goals: list[Goal] = []
    for module, names in _SUBJECTS.items():
        if wanted and not wanted & set(names):
            continue
        began = perf_counter()
        print(f"-- {', '.join(names)}", flush=True)
        found = _measured(module, names, scope)
        goals += [goal for goal in found if not wanted or goal.name in wanted]
        print(f"     {perf_counter() - began:.0f} s", flush=True)
    if not wanted:
        goals += [_beside(module, scope) for module in _BESIDE]
    print()
    print(heading())
    for goal in goals:
        print(goal)
    return int(any(goal.verdict == "SHORT" for goal in goals))


def _measured(module: str, names: tuple[str, ...], scope: Scope) -> list[Goal]:
    """The goals of a module; one that breaks is short of them and stops no other."""
    try:
        found: list[Goal] = asyncio.run(importlib.import_module(module).measure(scope))
    except Exception as error:
        traceback.print_exc()
        note = type(error).__name__
        return [Goal(name, "the measurement broke", 1.0, 0, note=note) for name in names]
    return found


def _beside(module: str, scope: Scope) -> Goal:
    what, rounds = _BESIDE[module]
    print(f"-- {module}", flush=True)
    command = [sys.executable, "-m", module]
    if scope.quick:
        command += ["--rounds", str(rounds)]
    failed = subprocess.run(command, check=False).returncode != 0
    return Goal("", f"{what}: over its goal ({module})", float(failed), 0)


if __name__ == "__main__":
    sys.exit(main())
