"""How long a coordinator waits for «publish», beside the bare insertion of the same rows.

A district of 300 schools with a director each and 60 curators gets the fourth of the given road
maps (or one of 50 rows of our own, where they do not lie beside us). The anchor writes the same
promises and days with `executemany` of the standard library into the same tables with the same
indexes, as durably. Rounds are interleaved; a figure is a median.

    python -m bench.publish_bench --rounds 3
"""

import argparse
import asyncio
import sqlite3
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from sqlalchemy import select

from bench.import_bench import cases
from bot.container import Container, assemble
from db import schema
from db.database import Database
from db.enums import Role
from db.models import Membership, Person, Place
from services.access import SYSTEM
from services.clock import TrialClock
from services.registration import CONSENT_VERSION

GOAL_RATIO = 10.0
GOAL_SECONDS = 20.0
SCHOOLS = 300
CURATORS = 60
_GIVEN = Path(__file__).resolve().parent.parent.parent / "shared" / "roadmaps"
_START = datetime(2022, 1, 10, 6, tzinfo=UTC)
_DISTRICT = "District"
_WRITTEN = ("occurrence", "reminder")


@dataclass
class Figures:
    """What was measured, in seconds."""

    publish: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """Publishing as a multiple of what nobody can do without."""
        return median(self.publish) / median(self.bare)


def document() -> tuple[bytes, str]:
    """The road map to publish, and its name."""
    given = next(iter(sorted(_GIVEN.glob("004_*.txt"))), None)
    if given is not None:
        return given.read_bytes(), given.name
    own = next(case for case in cases() if case.format == "txt")
    return own.data, own.name


async def one_round(folder: Path, figures: Figures) -> None:
    """A fresh district; publish; insert the same rows into an emptied copy of its tables."""
    path = folder / "bench.db"
    database = Database(f"sqlite+aiosqlite:///{path}")
    try:
        await schema.migrate(database)
        services = assemble(database, TrialClock(_START, speed=0), "Europe/Moscow")
        await _settle(database, services)
        place_id = await services.roadmap_import.place_named(_DISTRICT)
        data, name = document()
        preview = await services.roadmap_import.read(
            SYSTEM, data, name, place_id=place_id, year="2022"
        )
        begun, cpu = time.perf_counter(), time.process_time()
        await services.roadmap_import.publish(SYSTEM, preview.plan_id)
        figures.publish.append(time.perf_counter() - begun)
        figures.cpu.append(time.process_time() - cpu)
    finally:
        await database.close()
    figures.bare.append(await asyncio.to_thread(_bare, path, figures))


def _bare(path: Path, figures: Figures) -> float:
    """Seconds of the standard library for the same rows."""
    with sqlite3.connect(path) as connection:
        written = {
            table: connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - a constant
            for table in _WRITTEN
        }
        for table in reversed(_WRITTEN):
            connection.execute(f"DELETE FROM {table}")  # noqa: S608 - a constant
    figures.rows = {table: len(rows) for table, rows in written.items()}
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        begun = time.perf_counter()
        with connection:
            for table, rows in written.items():
                if rows:
                    marks = ", ".join("?" * len(rows[0]))
                    connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608
        return time.perf_counter() - begun
    finally:
        connection.close()


async def _settle(database: Database, services: Container) -> None:
    """300 schools, their directors, and curators with five schools each."""
    await services.places.load(
        [
            {"region": "Region", "municipality": _DISTRICT, "school": f"School {number}"}
            for number in range(1, SCHOOLS + 1)
        ]
    )
    async with database.write() as store:
        query = select(Place.id).where(Place.kind == "school").order_by(Place.id)
        schools = list(await store.places.session.scalars(query))
        people = [
            Person(
                telegram_id=5_000_000_000 + number,
                name=f"Person {number}",
                locale="ru",
                consent_version=CONSENT_VERSION,
                consented_at=_START,
                created_at=_START,
            )
            for number in range(SCHOOLS + CURATORS)
        ]
        for person in people:
            store.people.add(person)
        await store.flush()
        for number, school_id in enumerate(schools):
            curator = people[SCHOOLS + number % CURATORS]
            for person, role in ((people[number], Role.DIRECTOR), (curator, Role.CURATOR)):
                store.people.add(
                    Membership(
                        person_id=person.id, place_id=school_id, role=role, granted_at=_START
                    )
                )


async def measure(rounds: int) -> Figures:
    """All rounds; the first fills the caches and is thrown away."""
    figures = Figures()
    for number in range(rounds + 1):
        with tempfile.TemporaryDirectory(prefix="marshrut-bench-") as folder:
            await one_round(Path(folder), figures)
        if number == 0:
            figures.publish.clear()
            figures.cpu.clear()
            figures.bare.clear()
    return figures


def main() -> int:
    """Measure and print; the exit code tells whether the goals were met."""
    parser = argparse.ArgumentParser(description="Benchmark of publishing a road map.")
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    figures = asyncio.run(measure(rounds))
    publish, ratio = median(figures.publish), figures.ratio
    is_met = ratio <= GOAL_RATIO and publish <= GOAL_SECONDS
    written = ", ".join(f"{count} {table}s" for table, count in figures.rows.items())
    print(f"{SCHOOLS} schools, {SCHOOLS + CURATORS} people, {document()[1]}: {written}.")
    print(f"Medians of {rounds} interleaved rounds.")
    print(f"publish     {publish:7.2f} s  (CPU {median(figures.cpu):.2f} s)")
    print(f"executemany {median(figures.bare):7.2f} s")
    print(f"ratio       {ratio:7.1f}    goal: {GOAL_RATIO:.0f} and {GOAL_SECONDS:.0f} s", end="")
    print("" if is_met else ": over the goal")
    return int(not is_met)


if __name__ == "__main__":
    sys.exit(main())
