"""A fault at every call: the n-th statement or request of an effect fails, for every n.

Afterwards the tables are as they were between two transactions of an undisturbed run, the person
has an answer or the update is still ours, and trying again brings the effect exactly once.
"""

import asyncio
import copy
import random
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from pathlib import Path as File
from typing import Any

from aiogram.exceptions import TelegramNetworkError
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

import bot.delivery
from bot.middlewares.commands import OfferCommands
from bot.middlewares.requests import SkipUnchanged
from db.database import Database
from sandbox.engine import FaultKind
from sandbox.state import Callback
from tests.chaos.complaints import complaints
from tests.chaos.fault_paths import Path, people_of
from tests.conversations.district import District, open_district

Dump = dict[str, list[tuple[Any, ...]]]
# What comes in and what is done about it is judged apart from what it causes.
_BESIDE = frozenset({"inbox", "alembic_version", "sqlite_sequence"})
# Columns of messages that tell how often something was tried.
_TRIES = frozenset({"attempts", "repeated", "due_at", "message_id", "error", "settled_at"})


class At(Enum):
    """Where a call fails."""

    STATEMENT = "statement"
    COMMIT = "commit"
    # Kept by the database, which did not live to say so.
    COMMITTED = "committed"
    REFUSED = "request"
    SERVER = "request, 500"
    DROPPED = "request, no answer"


_OF_DATABASE = (At.STATEMENT, At.COMMIT, At.COMMITTED)


@dataclass
class Tally:
    """What came of one or many paths."""

    points: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Take in another."""
        self.points += other.points
        self.faults += other.faults


class Saboteur:
    """Lets one call fail, the n-th of its kind, and counts them."""

    def __init__(self, district: District) -> None:
        self._district = district
        self._at: At | None = None
        self._left = 0
        self.seen: Counter[str] = Counter()
        self.has_struck = False
        self._request: Callable[..., Awaitable[Any]]
        # Hears of every call before it is made.
        self.on_call: Callable[[], None] = lambda: None

    def arm(self, at: At | None, nth: int) -> None:
        """Strike at the n-th call from now on; None only counts."""
        self._at, self._left, self.has_struck = at, nth, False
        self.seen.clear()

    def disarm(self) -> None:
        """No more."""
        self._at = None

    def _strikes(self, *kinds: At) -> bool:
        self.on_call()
        self.seen[kinds[0].value] += 1
        if self._at not in kinds or self.has_struck:
            return False
        self._left -= 1
        self.has_struck = self._left == 0
        return self.has_struck

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Stand between the bot and both the database and Telegram."""
        database: Database = self._district.app.container.reminders._database
        engines = [database._writer.sync_engine, database._reader.sync_engine]
        session: Any = self._district.app.bot.session
        self._request, session.make_request = session.make_request, self._requested
        for engine in engines:
            event.listen(engine, "before_cursor_execute", self._stated)
            event.listen(engine, "commit", self._committed)
        try:
            yield
        finally:
            session.make_request = self._request
            for engine in engines:
                event.remove(engine, "before_cursor_execute", self._stated)
                event.remove(engine, "commit", self._committed)

    def _stated(self, *_: Any) -> None:
        if self._strikes(At.STATEMENT):
            raise _broken()

    def _committed(self, connection: Any) -> None:
        if self._strikes(At.COMMIT):
            raise _broken()
        if self._strikes(At.COMMITTED):
            connection.connection.commit()
            raise _broken()

    async def _requested(self, bot: Any, method: Any, *rest: Any, **more: Any) -> Any:
        if self._strikes(At.REFUSED, At.SERVER, At.DROPPED):
            if self._at is At.REFUSED:
                raise TelegramNetworkError(method, "ServerDisconnectedError")
            kind = "error" if self._at is At.SERVER else FaultKind.DROP_AFTER.value
            self._district.world.plan_fault({"kind": kind})
        return await self._request(bot, method, *rest, **more)


def _broken() -> OperationalError:
    return OperationalError("-", {}, sqlite3.OperationalError("disk I/O error"))


class Stage:
    """A district where one effect can be tried again and again from the same moment."""

    def __init__(self, district: District, path: Path, file: File) -> None:
        self.district, self.path, self._file = district, path, file
        self.saboteur = Saboteur(district)
        self._update: dict[str, Any] = {}
        self._person = 0
        self._number = 950_000_000

    async def prepare(self) -> None:
        """Go up to the effect and keep everything as it is then."""
        people = await people_of(self.district)
        ready = await self.path.prepare(self.district, people)
        world = self.district.world
        if ready is not None:
            who, label = ready
            message = await who.with_button(label)
            world.click(who.id, message["id"], who.data_of(message, label))
            self._update, self._person = world.take_updates()[-1], who.id
        self._chats = copy.deepcopy(world.chats)
        self._rows = sqlite3.connect(":memory:")
        with closing(sqlite3.connect(self._file)) as source:
            source.backup(self._rows)
        self._moment = self.district.clock.now()

    def reset(self) -> None:
        """Back to the moment before the effect."""
        world = self.district.world
        with closing(sqlite3.connect(self._file)) as target:
            self._rows.backup(target)
        world.chats = copy.deepcopy(self._chats)
        world.updates.clear()
        world.faults.clear()
        for middleware in self.district.app.bot.session.middleware:
            if isinstance(middleware, SkipUnchanged):
                middleware._standing.clear()
        # What each chat was offered is told once a process: here each time.
        for offered in self.district.app.intake._dispatcher.message.middleware:
            if isinstance(offered, OfferCommands):
                offered._told.clear()

    def dump(self) -> Dump:
        """Every table, but for what came in and how often something was tried."""
        with closing(sqlite3.connect(self._file)) as connection:
            names = [
                name
                for (name,) in connection.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'table'"
                )
                if name not in _BESIDE
            ]
            return {name: _rows(connection, name) for name in sorted(names)}

    async def act(self) -> None:
        """Let the effect happen, as a loop of the bot would: errors end in its log."""
        if self.path.kind == "tick":
            await self.district.app.container.reminders.enqueue_due()
        elif self.path.kind == "sender":
            await self.district.app.sender.send_batch()
        else:
            await self.district.app.intake.receive(self._update)

    async def tap_anew(self) -> None:
        """The person presses the button once more."""
        world = self.district.world
        self._number += 1
        query_id = str(8_000_000_000_000_000 + world.serial())
        world.callbacks[query_id] = Callback(self._person, world.monotonic())
        query = {**self._update["callback_query"], "id": query_id}
        await self.district.app.intake.receive({"update_id": self._number, "callback_query": query})

    async def go_on(self) -> None:
        """What happens after a failure: delivered again, resumed, tried again."""
        if self.path.kind == "sender":
            await self.district.app.container.outbox.recover()
            self.district.clock.advance(timedelta(minutes=2))
            while await self.district.app.sender.send_batch():
                pass
            return
        if self.path.kind == "tick":
            await self.act()
            return
        with closing(sqlite3.connect(self._file)) as connection:
            query = "SELECT status FROM inbox WHERE update_id = ?"
            found = connection.execute(query, (self._update["update_id"],)).fetchone()
        if found is None:
            await self.act()
        elif found[0] == "new":
            await self.district.app.intake.resume()
            while waiting := set(self.district.app.intake._tasks):
                await asyncio.wait(waiting)
        else:
            await self.tap_anew()

    def is_left(self) -> bool:
        """Whether something is still to be done: an update, a message, a reminder."""
        if self.path.kind != "tap":
            return True
        with closing(sqlite3.connect(self._file)) as connection:
            query = "SELECT count(*) FROM inbox WHERE status = 'new'"
            return bool(connection.execute(query).fetchone()[0])

    def answers(self, since: int) -> int:
        """How many messages, edits and words on a button the person has got since."""
        return sum(
            1
            for entry in self.district.world.history.entries[since:]
            if entry.source == "bot"
            and (entry.status == 200 or "not modified" in str(entry.result))
            and entry.name in {"sendMessage", "editMessageText", "sendDocument"}
        )

    def settle_clock(self) -> None:
        """Back to the moment of the effect."""
        self.district.clock.advance(self._moment - self.district.clock.now())


def _rows(connection: sqlite3.Connection, name: str) -> list[tuple[Any, ...]]:
    cursor = connection.execute(f"SELECT * FROM {name}")
    left_out = _TRIES if name == "outbox" else frozenset()
    kept = [i for i, column in enumerate(cursor.description) if column[0] not in left_out]
    rows = [tuple(row[i] for i in kept) for row in cursor]
    # Who taps again what he may do no longer is refused, and that is in the log: no effect.
    return sorted((row for row in rows if name != "audit" or "refused" not in row), key=repr)


@asynccontextmanager
async def open_stage(template: File, folder: File, path: Path) -> AsyncIterator[Stage]:
    """A district of one's own, prepared up to the effect."""
    file = folder / f"faults-{path.name.replace(' ', '-')}.db"
    async with open_district(template, file) as district:
        stage = Stage(district, path, file)
        await stage.prepare()
        pauses, bot.delivery._PAUSES = bot.delivery._PAUSES, (0.0, 0.0, 0.0)
        try:
            yield stage
        finally:
            bot.delivery._PAUSES = pauses


async def every_point(stage: Stage, share: float, dice: random.Random) -> Tally:
    """Let each call of the effect fail in turn, or a share of them."""
    tally = Tally()
    with stage.saboteur.at_work(), complaints():
        wanted = await _undisturbed(stage)
        steps = len(wanted.states) - 1
        if steps > stage.path.steps:
            tally.faults.append(f"{stage.path.name}: half done in {steps} transactions")
        calls = dict(stage.saboteur.seen)
        for at in At:
            counted = calls.get((At.REFUSED if at not in _OF_DATABASE else at).value, 0)
            for nth in range(1, counted + 1):
                if dice.random() >= share:
                    continue
                tally.points[at.value] += 1
                for fault in await _one(stage, at, nth, wanted):
                    tally.faults.append(f"{stage.path.name}, {at.value} {nth}: {fault}")
    return tally


@dataclass(frozen=True)
class Wanted:
    """A run without a fault: the tables between its transactions, how many messages were told."""

    states: tuple[Dump, ...]
    told: int

    @property
    def after(self) -> Dump:
        """The tables in the end."""
        return self.states[-1]


async def _undisturbed(stage: Stage) -> Wanted:
    stage.reset()
    states = [stage.dump()]

    def note() -> None:
        """What is committed by now: another connection sees nothing else."""
        now = stage.dump()
        if now != states[-1]:
            states.append(now)

    stage.saboteur.arm(None, 0)
    stage.saboteur.on_call = note
    since = len(stage.district.world.history.entries)
    await stage.act()
    stage.saboteur.on_call = lambda: None
    note()
    assert len(states) > 1, f"{stage.path.name} has no effect"
    return Wanted(tuple(states), stage.answers(since))


async def _one(stage: Stage, at: At, nth: int, wanted: Wanted) -> list[str]:
    """What is wrong after one call has failed, and after it was tried again."""
    stage.reset()
    stage.settle_clock()
    stage.saboteur.arm(at, nth)
    since = len(stage.district.world.history.entries)
    is_refused = False
    try:
        await stage.act()
    except Exception:
        # The loops of the bot log it and come again; Telegram was told nothing.
        is_refused = True
    struck = stage.saboteur.has_struck
    stage.saboteur.disarm()
    found = []
    between = stage.dump()
    if stage.path.kind == "tap" and between not in wanted.states:
        found.append(f"half done: {difference(wanted.after, between)}")
    if not struck:
        return [*found, "the call was not made"]
    is_left = is_refused or stage.is_left()
    if at in _OF_DATABASE and not stage.answers(since) and not is_left:
        found.append("no answer, and nothing left to be answered")
    await stage.go_on()
    ended = stage.dump()
    if ended != wanted.after:
        found.append(f"another end: {difference(wanted.after, ended)}")
    told = stage.answers(since)
    if stage.path.kind == "tap" and not told:
        found.append("never answered")
    in_doubt = at in {At.DROPPED, At.COMMITTED, At.SERVER}
    if stage.path.kind == "sender" and not wanted.told <= told <= wanted.told + in_doubt:
        found.append(f"{told} messages instead of {wanted.told}")
    return found


def difference(wanted: Dump, found: Dump) -> str:
    """Which rows are missing and which are too many."""
    told = []
    for name in wanted:
        missing = [row for row in wanted[name] if row not in found.get(name, [])]
        more = [row for row in found.get(name, []) if row not in wanted[name]]
        if missing or more:
            told.append(f"{name}: -{missing[:2]} +{more[:2]}")
    return "; ".join(told)[:700]
