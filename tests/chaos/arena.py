"""Where the bot is killed: a sandbox over HTTP, a database file, and a bot that starts at once."""

import asyncio
import random
import shutil
import signal
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path

from bot.pace import Rates
from db.database import Database
from db.enums import OutboxKind, OutboxStatus, Role
from db.models import Broadcast, Membership, Person
from sandbox.engine import World as Telegram
from sandbox.settings import Settings as TelegramSettings
from sandbox.web import base_url, make_app, serve
from services.clock import SystemClock
from tests.chaos.bot_process import end, run_bot
from tests.chaos.checker import Fate
from tests.support.databases import sqlite_template
from tests.support.forked import warm_context
from tests.support.plans import WEBINAR
from tests.support.world import World, build_world

FIRST_ACCOUNT = 5_000_000_000
TEXT = "Проверка связи"


def is_recipient(account: int) -> bool:
    """Whether an account is one of those that `fill` has made."""
    return FIRST_ACCOUNT <= account < FIRST_ACCOUNT + 1_000_000


@dataclass
class Arena:
    """One database, one Telegram, one bot at a time."""

    folder: Path
    telegram: Telegram
    url: str
    rates: Rates
    in_doubt: Counter[int] = field(default_factory=Counter)
    lives: int = 0

    @property
    def path(self) -> Path:
        """The database file."""
        return self.folder / "marshrut.db"

    @property
    def database_url(self) -> str:
        """Its URL."""
        return f"sqlite+aiosqlite:///{self.path}"

    @asynccontextmanager
    async def services(self) -> AsyncIterator[World]:
        """The services over the database, while no bot runs."""
        database = Database(self.database_url)
        try:
            yield build_world(database, SystemClock().now())
        finally:
            await database.close()

    async def lives_for(self, seconds: float, number: int) -> float:
        """Start the bot, let it live from its first call on, end it by a signal.

        Returns how long the end took. One life in ten ends before the first call.
        """
        process = warm_context().Process(
            target=run_bot,
            args=(self.database_url, self.url, self.folder / "bot.log", self.rates),
        )
        calls = self._calls()
        await asyncio.to_thread(process.start)
        async with asyncio.timeout(30):
            while self.lives % 10 and self._calls() == calls:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
        await asyncio.sleep(seconds)
        took = await asyncio.to_thread(end, process, number)
        self.lives += 1
        if number == signal.SIGKILL:
            self.in_doubt.update(self.on_their_way())
        return took

    async def lives_until(
        self,
        done: "Condition",
        patience: float = 120.0,
        *,
        number: int = signal.SIGTERM,
        linger: float = 0.0,
    ) -> None:
        """Start the bot and let it work until something is so; then end it by a signal."""
        process = warm_context().Process(
            target=run_bot,
            args=(self.database_url, self.url, self.folder / "bot.log", self.rates),
        )
        await asyncio.to_thread(process.start)
        try:
            async with asyncio.timeout(patience):
                while not done(self):
                    assert process.is_alive(), self.log()
                    await asyncio.sleep(0.05)
            await asyncio.sleep(linger)
        finally:
            await asyncio.to_thread(end, process, number)

    def _calls(self) -> int:
        return len(self.telegram.history.entries)

    def query(self, sql: str) -> list[tuple[object, ...]]:
        """What the database says, read from beside it."""
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as connection:
            return connection.execute(sql).fetchall()

    def on_their_way(self) -> list[int]:
        """Accounts whose message was claimed when the bot died."""
        rows = self.query("SELECT telegram_id FROM outbox WHERE status = 'sending'")
        return [int(str(row[0])) for row in rows if is_recipient(int(str(row[0])))]

    def fates(self) -> dict[int, Fate]:
        """The fate of each account's message."""
        rows = self.query("SELECT telegram_id, status, repeated FROM outbox")
        return {
            int(str(who)): Fate(str(status), bool(again))
            for who, status, again in rows
            if is_recipient(int(str(who)))
        }

    def deliveries(self) -> Counter[int]:
        """How many messages each account has got."""
        return Counter(
            entry.chat
            for entry in self.telegram.history.calls()
            if entry.name == "sendMessage"
            and entry.status == 200
            and entry.chat is not None
            and is_recipient(entry.chat)
        )

    def log(self) -> str:
        """What the bots have printed."""
        path = self.folder / "bot.log"
        return path.read_text(encoding="utf-8") if path.exists() else ""


class Condition:
    """Something to wait for."""

    def __call__(self, arena: Arena) -> bool:
        """Whether it is so by now."""
        raise NotImplementedError


class AllSettled(Condition):
    """Nothing is queued or on its way any more."""

    def __call__(self, arena: Arena) -> bool:
        """Ask the database."""
        sql = "SELECT count(*) FROM outbox WHERE status IN ('queued', 'sending')"
        return arena.query(sql)[0][0] == 0


@asynccontextmanager
async def open_arena(
    folder: Path, *, rates: Rates, latency: float, settings: TelegramSettings | None = None
) -> AsyncIterator[Arena]:
    """A fresh arena; `latency` is how long Telegram takes to answer after it has delivered."""
    await asyncio.to_thread(shutil.copy, sqlite_template(), folder / "marshrut.db")
    telegram = Telegram(
        SystemClock(), settings=settings or TelegramSettings(), username="marshrut_test_bot"
    )
    if latency:
        telegram.plan_fault(
            {"kind": "delay", "method": "sendMessage", "times": None, "seconds": latency}
        )
    runner = await serve(make_app(telegram))
    try:
        yield Arena(folder, telegram, base_url(runner), rates)
    finally:
        await runner.cleanup()


async def fill(arena: Arena, people: int, kind: OutboxKind, *, goes_out: bool = False) -> list[int]:
    """Queue one message to each of many people; return their accounts.

    An announcement that `goes_out` is followed by its author, and can be stopped.
    """
    accounts = [FIRST_ACCOUNT + number for number in range(people)]
    for account in accounts:
        arena.telegram.add_person(account, f"Гость {account}")
        arena.telegram.start(account)
    arena.telegram.take_updates()
    async with arena.services() as world:
        olga = await world.joins("Ольга")
        await world.publish(olga, [WEBINAR])
        payload = {"occurrence_id": await world.occurrence(WEBINAR), "stage": "d1"}
        now = SystemClock().now()
        async with world.database.write() as store:
            rows = [
                Person(
                    telegram_id=account,
                    name=f"Гость {account}",
                    locale="ru",
                    consent_version="2",
                    consented_at=now,
                    created_at=now,
                    # Measured at any hour of the day.
                    quiet_from=0,
                    quiet_until=0,
                )
                for account in accounts
            ]
            for row in rows:
                store.people.add(row)
            await store.flush()
            place_id = olga.seats[0].place_id
            for row in rows:
                store.people.add(
                    Membership(
                        person_id=row.id, place_id=place_id, role=Role.SUBSCRIBER, granted_at=now
                    )
                )
            broadcast = Broadcast(
                author_id=olga.id,
                place_id=place_id,
                draft_key="chaos",
                content={"text": {"ru": TEXT}},
                status="sending" if goes_out else "done",
                total=people,
                created_at=now,
                started_at=now,
                finished_at=None if goes_out else now,
            )
            store.outbox.add(broadcast)
            await store.flush()
            await store.outbox.enqueue(
                [
                    {
                        "person_id": row.id,
                        "telegram_id": row.telegram_id,
                        "kind": kind,
                        "lane": 3,
                        "payload": payload if kind is OutboxKind.REMINDER else {},
                        "broadcast_id": broadcast.id if kind is OutboxKind.BROADCAST else None,
                        "dedupe_key": f"chaos:{row.id}",
                        "due_at": now,
                        "status": OutboxStatus.QUEUED,
                    }
                    for row in rows
                ]
            )
    return accounts


def lengths(dice: random.Random, count: int, longest: float) -> Iterable[float]:
    """How long each life lasts, in seconds: from nothing to the longest."""
    return (dice.uniform(0.0, longest) for _ in range(count))
