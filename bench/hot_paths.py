"""G7: what the paths of every tap cost: who is acting, and one answer in its transaction."""

import asyncio
import sqlite3
from datetime import UTC, datetime

from bench.district import District
from bench.figures import Goal, Scope, Series, compare, timed
from db.enums import Intention, PartyKind
from services.access import Actor
from services.audience import Party

CALLERS = 50
_NOON = datetime(2027, 2, 17, 8, tzinfo=UTC)
_PERSON = (
    "SELECT person.*, membership.role, membership.until, place.id, place.name, place.path"
    " FROM person JOIN membership ON membership.person_id = person.id"
    " JOIN place ON place.id = membership.place_id"
    " WHERE telegram_id = ? AND membership.revoked_at IS NULL"
)
_UPSERT = (
    "INSERT INTO attendance (occurrence_id, party_kind, party_id, intention, answered_by,"
    " answered_at) VALUES (?, 'school', ?, ?, 1, ?)"
    " ON CONFLICT (occurrence_id, party_kind, party_id)"
    " DO UPDATE SET intention = excluded.intention, answered_at = excluded.answered_at"
)


def by_hand(found: District) -> sqlite3.Connection:
    """SQLite alone, set up as the product sets it up."""
    connection = sqlite3.connect(str(found.database.url.database), isolation_level=None)
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


class _Paths:
    """What is measured, with as many callers as a district has schools."""

    def __init__(self, found: District, actors: list[Actor], count: int) -> None:
        self.hand = by_hand(found)
        self._found = found
        self._actors = actors
        self._count = count

    async def read(self) -> None:
        for _ in range(self._count):
            await self._found.services.registration.actor(self._found.accounts[0], "ru")

    async def read_by_hand(self) -> None:
        for _ in range(self._count):
            self.hand.execute(_PERSON, (self._found.accounts[0],)).fetchall()

    async def _answers(self, number: int) -> None:
        party = Party(PartyKind.SCHOOL, self._found.schools[number])
        for intention in (Intention.GOING, Intention.DEPUTY):
            await self._found.services.attendance.intend(
                self._actors[number], self._found.occurrence_id, party, intention
            )

    async def answers(self) -> None:
        await asyncio.gather(*(self._answers(number) for number in range(CALLERS)))

    async def _marks(self, number: int) -> None:
        for _ in range(2):
            async with self._found.database.write() as store:
                await store.intake.touch(f"bench-{number}", _NOON)

    async def marks(self) -> None:
        await asyncio.gather(*(self._marks(number) for number in range(CALLERS)))

    async def answers_by_hand(self) -> None:
        about, at = self._found.occurrence_id, str(_NOON)
        for intention in ("going", "deputy"):
            for school in self._found.schools:
                self.hand.execute("BEGIN IMMEDIATE")
                self.hand.execute(_UPSERT, (about, school, intention, at))
                self.hand.execute("COMMIT")


async def hot_paths(found: District, scope: Scope) -> list[Goal]:
    """Rounds of reads and writes, by the services and by hand."""
    count = scope.pick(100, 300)
    actors = [await found.services.registration.actor(one, "ru") for one in found.accounts]
    paths = _Paths(found, actors, count)
    series = await compare(
        {
            "read": lambda: timed(paths.read, count),
            "read by hand": lambda: timed(paths.read_by_hand, count),
            "answers of 50": lambda: timed(paths.answers, 2 * CALLERS),
            "bare writes of 50": lambda: timed(paths.marks, 2 * CALLERS),
            "upsert by hand": lambda: timed(paths.answers_by_hand, 2 * CALLERS),
        },
        scope.rounds,
    )
    print(series.table())
    paths.hand.close()
    return [
        _goal(series, "read", "read by hand", "who is acting / one SELECT by hand", 2),
        _goal(series, "answers of 50", "upsert by hand", "answers of 50 / upserts by hand", 1),
        _goal(series, "bare writes of 50", "upsert by hand", "bare upserts of 50 / by hand", 1),
    ]


def _goal(series: Series, name: str, anchor: str, what: str, limit: float) -> Goal:
    wall = series.ratio(name, anchor, lambda sample: sample.wall)
    cpu = series.ratio(name, anchor, lambda sample: sample.cpu)
    note = f"CPU {cpu:.1f}; {len(series.samples[name])} rounds"
    return Goal("G7", what, wall, limit, first_step=30, note=note)
