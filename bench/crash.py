"""G3 and G4: what is lost or done twice when the bot is killed.

The judge and the killing are those of the tests: this runs the short or the long form of
`make chaos` and repeats what it says.
"""

import asyncio
import math
import re
import sys
from asyncio.subprocess import PIPE

from bench.figures import Goal, Scope
from bench.process import ROOT

# What the chaos tests send at, and how long their Telegram takes.
_RATE, _LATENCY = 300.0, 0.05
# Those parts that kill; the others are no question of figures.
_PARTS = ("announcements", "reminders", "presses")
_TOLD = re.compile(
    r"(\w+): \d+ people, (\d+) kills: lost (\d+), doubled (\d+).*\(at most (\d+) at one\)"
)
_PRESSED = re.compile(r"presses: (\d+) people.*answered (\d+)")


async def measure(scope: Scope) -> list[Goal]:
    """Kill and count."""
    people, kills = scope.pick(60, 600, 2_000), scope.pick(6, 60, 200)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.chaos", *_PARTS,
        "--people", str(people), "--kills", str(kills), stdout=PIPE, cwd=ROOT,
    )  # fmt: skip
    told = (await process.communicate())[0].decode()
    print("".join(f"     {line}\n" for line in told.splitlines()), end="")
    goals = [goal for line in _summary(told) for goal in _goals_of(line)]
    broken = float(process.returncode != 0)
    return [*goals, Goal("G4", "promises broken, says the judge of the chaos tests", broken, 0)]


def _summary(told: str) -> list[str]:
    """The last lines, which repeat what was said of each part."""
    return told[told.rfind("\nseed ") :].splitlines()


def _goals_of(line: str) -> list[Goal]:
    if found := _TOLD.search(line):
        part, kills, lost, doubled, most = found.group(1), *map(int, found.groups()[1:])
        allowed = math.ceil(_RATE * _LATENCY) + 1
        return [
            Goal("G3", f"{part}: lost", float(lost), 0, note=f"{kills} kills"),
            Goal(
                "G3",
                f"{part}: doubled in all (at most {allowed} a kill)",
                float(doubled),
                float(allowed * kills),
                note=f"most in the air at one kill {most}",
            ),
        ]
    if found := _PRESSED.search(line):
        people, answered = map(int, found.groups())
        return [Goal("G4", "taps left unanswered", float(people - answered), 0)]
    return []
