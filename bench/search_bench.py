"""How fast a school is found by a name as people type it, beside an exact look-up by an index.

A tree of 84 regions, 2 500 municipalities and 42 000 schools is loaded into SQLite. Each way of
typing a name is timed next to «the same school by its exact key in one indexed query, with what is
above it», through the same transaction and the same shape of answer. Rounds are interleaved, so
that a busy machine is equally unfair to both; a figure is a median. The goal is at most 2.0.

    python -m bench.search_bench --rounds 400
"""

import argparse
import asyncio
import json
import random
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median

from sqlalchemy import select

from bot.container import Container, assemble
from db import schema
from db.database import Database
from db.models import Place
from services.access import SYSTEM
from services.clock import SystemClock
from services.names import search_key
from services.places import PlaceItem, item_of

GOAL = 2.0
_REGIONS, _MUNICIPALITIES, _SCHOOLS = 84, 2_500, 42_000
_WORDS = json.loads((Path(__file__).parent / "places.json").read_text(encoding="utf-8"))
_LINE = "{:<34} {:>9} {:>9} {:>6}"
_SLIPS = 3


def rows(chance: random.Random) -> list[dict[str, str]]:
    """A table as large as the whole country."""
    municipalities = [
        (
            f"{_WORDS['region']} {number % _REGIONS + 1}",
            f"{_name(chance)}{_WORDS['municipality']} {number}",
        )
        for number in range(_MUNICIPALITIES)
    ]
    return [
        {
            "region": municipalities[number % _MUNICIPALITIES][0],
            "municipality": municipalities[number % _MUNICIPALITIES][1],
            "school": _WORDS["school"].format(number=number // 100 + 1, village=_name(chance)),
        }
        for number in range(_SCHOOLS)
    ]


def _name(chance: random.Random) -> str:
    syllables = chance.choices(_WORDS["syllables"], k=chance.randint(3, 4))
    return "".join(syllables).capitalize()


def ways(name: str, chance: random.Random) -> dict[str, str]:
    """A school's name as it is stored, and as people type it."""
    number, village = name.split()[3].strip(_WORDS["quotes"]), name.rsplit(maxsplit=1)[-1]
    at = chance.randrange(1, len(village) - 1)
    slip = [
        village[:at] + village[at + 1 :],
        village[:at] + _WORDS["syllables"][0][0] + village[at:],
        village[: at - 1] + village[at] + village[at - 1] + village[at + 1 :],
    ][chance.randrange(_SLIPS)]
    return {
        "as it is stored": name,
        "lower case, no quotes": search_key(name),
        "short": f"{_WORDS['short']} {number} {village.lower()}",
        "long form of its kind": f"{_WORDS['long']} {number} {village}",
        "a slip in a word": f"{_WORDS['short']} {number} {slip}",
        "the beginning of a word": f"{number} {village[:-1]}",
    }


async def exact(database: Database, name: str) -> list[PlaceItem]:
    """What a search may be compared with: one query by an index, one for what is above."""
    async with database.read() as store:
        query = select(Place).where(Place.search_key == search_key(name))
        found = (await store.places.session.scalars(query)).all()
        return [item_of(place, await store.places.ancestors(place.path)) for place in found]


async def measure(database: Database, services: Container, rounds: int) -> dict[str, list[float]]:
    """Seconds of each way of typing, and of the exact look-up, round by round."""
    chance = random.Random(7)  # noqa: S311 - figures that can be repeated
    names = [row["school"] for row in rows(random.Random(1))]  # noqa: S311
    times: dict[str, list[float]] = {"exact": []}
    await services.places.search(SYSTEM, names[0])
    for number in range(rounds + 1):
        name = chance.choice(names)
        asked: dict[str, Callable[[], Awaitable[list[PlaceItem]]]] = {
            way: lambda text=text: services.places.search(SYSTEM, text)  # type: ignore[misc]
            for way, text in ways(name, chance).items()
        }
        asked["exact"] = lambda name=name: exact(database, name)  # type: ignore[misc]
        for way, ask in chance.sample(list(asked.items()), len(asked)):
            begun = time.perf_counter()
            found = await ask()
            took = time.perf_counter() - begun
            if not found and way in {"exact", "as it is stored"}:
                raise AssertionError(f"{name} is not found")
            if number:
                times.setdefault(way, []).append(took)
    return times


async def _run(rounds: int) -> dict[str, list[float]]:
    with tempfile.TemporaryDirectory(prefix="marshrut-bench-") as folder:
        database = Database(f"sqlite+aiosqlite:///{folder}/bench.db")
        try:
            await schema.migrate(database)
            services = assemble(database, SystemClock(), "Europe/Moscow")
            begun = time.perf_counter()
            await services.places.load(rows(random.Random(1)))  # noqa: S311
            print(f"{_SCHOOLS} schools loaded in {time.perf_counter() - begun:.1f} s.")
            return await measure(database, services, rounds)
        finally:
            await database.close()


def main() -> int:
    """Measure and print; the exit code tells whether the goal was met everywhere."""
    parser = argparse.ArgumentParser(description="Benchmark of the search for places.")
    parser.add_argument("--rounds", type=int, default=300)
    rounds = parser.parse_args().rounds
    times = asyncio.run(_run(rounds))
    base = median(times.pop("exact"))
    print(f"Medians of {rounds} interleaved rounds; times in ms. Goal: ratio at most {GOAL}.")
    print(_LINE.format("typed", "search", "exact", "ratio"))
    worst = 0.0
    for way, series in sorted(times.items()):
        ratio = median(series) / base
        worst = max(worst, ratio)
        print(
            _LINE.format(way, f"{median(series) * 1000:.2f}", f"{base * 1000:.2f}", f"{ratio:.2f}"),
            "" if ratio <= GOAL else "over the goal",
        )
    return int(worst > GOAL)


if __name__ == "__main__":
    raise SystemExit(main())
