"""G6 and G7: what the database costs, beside SQLite alone with the same settings on the same file.

The anchor is written by hand for the one thing it does, with the library that comes with Python:
one statement, the same durability (WAL, FULL), no checks and no objects.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import func, select, update

from bench.district import District, district
from bench.figures import Goal, Sample, Scope, compare, timed
from bench.hot_paths import CALLERS, by_hand, hot_paths
from bench.process import Stalls
from db.enums import ReminderStatus
from db.models import Reminder
from services.clock import TrialClock

_DAYTIME = datetime(2027, 2, 17, 8, tzinfo=UTC)
_DUE = 1_000
_CLAIM = (
    "UPDATE outbox SET status = 'sending', attempts = attempts + 1 WHERE id IN"
    " (SELECT id FROM outbox WHERE status = 'queued' AND due_at <= ?"
    " ORDER BY lane, due_at, id LIMIT ?) RETURNING *"
)


async def measure(scope: Scope) -> list[Goal]:
    """Hot paths, then the great table, then many reminders at once."""
    with TemporaryDirectory(prefix="marshrut-bench-") as folder:
        async with district(Path(folder), TrialClock(_DAYTIME), CALLERS) as found:
            goals = await hot_paths(found, scope) + await _great_table(found, scope)
    with TemporaryDirectory(prefix="marshrut-bench-") as folder:
        people = scope.pick(500, 2_500)
        async with district(Path(folder), TrialClock(_DAYTIME), people) as found:
            return goals + await _all_due(found)


async def _great_table(found: District, scope: Scope) -> list[Goal]:
    rows = scope.pick(100_000, 300_000, 1_000_000)
    hand = by_hand(found)
    await asyncio.to_thread(_fill, str(found.database.url.database), rows)
    now = str(found.clock.now().replace(tzinfo=None))

    async def claim() -> None:
        claimed = await found.services.outbox.claim(_DUE)
        if len(claimed) != _DUE:
            raise RuntimeError(f"{len(claimed)} messages were due")

    async def claim_by_hand() -> None:
        hand.execute("BEGIN IMMEDIATE")
        if len(hand.execute(_CLAIM, (now, _DUE)).fetchall()) != _DUE:
            raise RuntimeError("not all were due")
        hand.execute("COMMIT")

    def anew(work: Callable[[], object]) -> Callable[[], object]:
        hand.execute("UPDATE outbox SET status = 'queued' WHERE status = 'sending'")
        return work

    async def once(work: Callable[[], object], operations: int) -> Sample:
        return await timed(anew(work), operations)  # type: ignore[arg-type]

    empty = scope.pick(50, 200)

    async def tick() -> None:
        for _ in range(empty):
            await found.services.reminders.enqueue_due()

    series = await compare(
        {
            "claim: services.outbox": lambda: once(claim, _DUE),
            "claim: sqlite3 by hand": lambda: once(claim_by_hand, _DUE),
            "empty tick": lambda: timed(tick, empty),
        },
        scope.rounds,
    )
    hand.close()
    print(series.table())
    wall = series.ratio("claim: services.outbox", "claim: sqlite3 by hand", lambda one: one.wall)
    cpu = series.ratio("claim: services.outbox", "claim: sqlite3 by hand", lambda one: one.cpu)
    return [
        Goal("G6", f"claim {_DUE} of {rows} messages / by hand", wall, 1.2, note=f"CPU {cpu:.2f}"),
        Goal(
            "G6", "an empty tick, ms of the processor", series.cpu("empty tick") * 1000, 0.1,
            note=f"by the clock {series.wall('empty tick') * 1000:.2f} ms",
        ),
    ]  # fmt: skip


def _fill(path: str, rows: int) -> None:
    """A table with a long past, some future, and a thousand messages that are due."""
    soon, late = str(_DAYTIME - timedelta(hours=1)), str(_DAYTIME + timedelta(days=3))
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        person = connection.execute("SELECT min(id) FROM person").fetchone()[0]
        connection.executemany(
            "INSERT INTO outbox (person_id, telegram_id, kind, lane, payload, dedupe_key,"
            " created_at, due_at, status, attempts, repeated)"
            " VALUES (?, ?, 'reminder', 1, '{}', ?, ?, ?, ?, 0, 0)",
            (
                (
                    person,
                    7_000_000_000 + number,
                    f"bench:{number}",
                    soon[:19],
                    (late if number % 100 == 1 else soon)[:19] + ".000000",
                    "queued" if number % 100 == 1 or number < _DUE * 2 else "sent",
                )
                for number in range(rows)
            ),
        )
        # Of the first ones only so many are due as are claimed at once.
        connection.execute(
            "UPDATE outbox SET status = 'sent' WHERE status = 'queued' AND due_at < ? AND id NOT IN"
            " (SELECT id FROM outbox WHERE status = 'queued' AND due_at < ? LIMIT ?)",
            (late[:10], late[:10], _DUE),
        )
        connection.execute("ANALYZE")


async def _all_due(found: District) -> list[Goal]:
    planned = select(func.count(Reminder.id)).where(Reminder.status == ReminderStatus.PLANNED)
    async with found.database.write() as store:
        session = store.people.session
        await session.execute(
            update(Reminder)
            .where(Reminder.status == ReminderStatus.PLANNED)
            .values(due_at=found.clock.now())
        )
        total = await session.scalar(planned) or 0
    stalls = Stalls()
    await stalls.told()
    for _ in range(total):
        if not any(_numbers(await found.services.reminders.enqueue_due())):
            break
    longest = await stalls.told()
    async with found.database.read() as store:
        left = await store.people.session.scalar(planned) or 0
    return [
        Goal("G6", f"{total} reminders due at once: missed", float(left), 0),
        Goal(
            "G6", f"{total} reminders due at once: longest step of the loop, ms CPU",
            longest["cpu"] * 1000, 20, note=f"{longest['longest'] * 1000:.0f} ms by the clock",
        ),
    ]  # fmt: skip


def _numbers(counts: object) -> list[int]:
    """The numbers of a frozen dataclass with slots."""
    return [getattr(counts, name) for name in counts.__slots__]  # type: ignore[attr-defined]
