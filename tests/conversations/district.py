"""The district of the demo under test: the real bot, a real SQLite file, the sandbox in process.

    olga = await district.person("Ольга Синицына", Role.MUNICIPAL_COORDINATOR, DISTRICT)
    await district.publishes(olga)
    await district.goes_to("2027-02-16T13:00:00+07:00")

`district.live()` lets the bot poll, tick and send by itself, as in production; `open_district(…,
http=True)` puts a real HTTP server between the two. The people speak the same vocabulary in all.
"""

import asyncio
import copy
import logging
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app import App, build
from bot.config import Settings
from bot.logs import configure
from bot.pace import UNLIMITED
from sandbox.backends import Backend, HttpBackend, View
from sandbox.conversation import InProcessBackend, Visitor
from sandbox.engine import DEFAULT_TOKEN, World
from sandbox.session import InProcessSession
from sandbox.state import Callback
from sandbox.web import base_url, make_app, serve
from services.access import SYSTEM
from services.clock import Clock, TrialClock
from services.tables import read_table
from services.terms import Role

SAMPLE = Path(__file__).parents[2] / "sandbox" / "sample"
REGION = "Заречный край"
DISTRICT = "Луговской район"
SCHOOL = "МБОУ «Берёзовская СОШ»"
BRANCH = "Филиал МБОУ «Берёзовская СОШ» – «Родниковская ООШ»"
STEPPE = "МБОУ «Степновская СОШ»"
SPRINGS = "МБОУ «Ключевская СОШ № 2»"
LAKES = "Приозёрный округ"
REEDS = "МБОУ «Камышинская СОШ»"
MONDAY = "2027-02-15T08:30:00+07:00"
BAD_REQUEST = 400


class StillClock(TrialClock):
    """A clock that moves only when told."""

    def __init__(self, start: datetime) -> None:
        super().__init__(start, speed=0)


class Errors(logging.Handler):
    """Everything that was logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())


class Neighbour(Visitor):
    """A visitor who counts what it costs him and can do what no real client offers."""

    taps_made = 0
    language: str | None = None

    async def taps(self, label: str) -> None:
        """Press a button, and count it."""
        self.taps_made += 1
        await super().taps(label)

    async def presses(self, message: View, label: str) -> None:
        """Press a button of a certain message, as it stood when it was looked at."""
        data = self.data_of(message, label)
        await self.does("click", message_id=message["id"], data=data)

    @staticmethod
    def data_of(message: View, label: str) -> str:
        """What a button of a message carries."""
        found = [b for row in message["buttons"] for b in row if label in b["text"]]
        assert found, f"no button {label!r} in {message['text']!r}"
        return str(found[0]["data"])

    async def with_button(self, label: str) -> View:
        """The newest message that has such a button."""
        for message in reversed(await self.messages()):
            if any(label in b["text"] for row in message["buttons"] or [] for b in row):
                return message
        raise AssertionError(f"no button {label!r}\n{await self.transcript()}")

    async def said(self, since: int = 0) -> list[str]:
        """Texts of the bot's messages, oldest first, from a message id on."""
        return [
            m["text"]
            for m in await self.messages()
            if m["from"] == "bot" and not m["deleted"] and m["id"] > since
        ]

    async def newest(self) -> int:
        """The id of the newest message of the chat."""
        listed = await self.messages()
        return int(listed[-1]["id"]) if listed else 0

    async def has(self, fragment: str) -> None:
        """The newest message of the bot says so, even if it has said so for a while."""
        text = (await self.last())["text"]
        assert fragment in text, await self.transcript()

    async def count(self, fragment: str) -> int:
        """How many of the bot's messages contain a fragment."""
        return sum(fragment in text for text in await self.said())


class District:
    """A bot with the demo's places, and the people who talk to it."""

    def __init__(self, world: World, clock: Any, settings: Settings, errors: Errors) -> None:
        self.world, self.clock, self.settings, self.errors = world, clock, settings, errors
        self.app: App
        self.backend: Backend = InProcessBackend(world, self.pump)
        self.patience = 1.0
        self.expected_statuses: set[int] = set()
        self.expected_errors: set[str] = set()
        self.is_live = False
        self.is_http = False
        self.rates = UNLIMITED
        self.cast: dict[str, Neighbour] = {}
        self._next_id = 5000
        self._running: AsyncExitStack | None = None

    # --- the bot's process

    async def opens(self) -> None:
        """Put the bot together on the database, as a process does when it starts."""
        self._running = AsyncExitStack()
        session = None if self.is_http else InProcessSession(self.world)
        built = build(self.settings, self.clock, session, self.rates)
        self.app = await self._running.enter_async_context(built)

    async def closes(self) -> None:
        """Let the bot end."""
        if self._running is not None:
            await self._running.aclose()
            self._running = None

    async def reopens(self) -> None:
        """A new process on the same database; what the old one had in memory is gone."""
        await self.closes()
        await self.opens()

    @asynccontextmanager
    async def live(self) -> AsyncIterator[None]:
        """Let the bot poll, tick and send by itself within the block."""
        self.is_live, self.patience = True, 8.0
        try:
            async with self.app.working():
                yield
        finally:
            self.is_live, self.patience = False, 1.0

    async def pump(self) -> int:
        """Let the bot handle what people did and send what it owes, until all is quiet."""
        handled = 0
        while not self.is_live:
            raw = self.world.take_updates()
            for update in raw:
                await self.app.intake.receive(update)
            sent = await self.app.sender.send_batch()
            if not raw and not sent:
                break
            handled += len(raw) + sent
        return handled

    async def at_once(self) -> list[dict[str, Any]]:
        """Hand everything that waits to the bot in the same moment; return the updates."""
        raw = self.world.take_updates()
        await asyncio.gather(*(self.app.intake.receive(update) for update in raw))
        await self.pump()
        return raw

    # --- time

    async def passes(self, **step: float) -> None:
        """Let time pass, and what becomes due with it happen."""
        self.clock.advance(timedelta(**step))
        await self.app.jobs.tick()
        await self.app.jobs.weekly()
        await self.app.board.refresh()
        await self.pump()
        await self.app.jobs.tick()
        await self.app.jobs.weekly()
        await self.app.board.refresh()
        await self.app.jobs.post_to_groups()
        await self.app.jobs.clean_up()

    async def goes_to(self, moment: str) -> None:
        """Let time pass until a moment."""
        step = datetime.fromisoformat(moment) - self.clock.now()
        await self.passes(seconds=step.total_seconds())

    # --- people

    async def person(
        self, name: str, role: Role | None = None, place: str = SCHOOL, **details: str
    ) -> Neighbour:
        """Somebody with a role, already registered; without a role somebody unknown."""
        self._next_id += 1
        first, _, last = name.partition(" ")
        visitor = await Neighbour.meet(
            self.backend, self._next_id, first, last_name=last, patience=self.patience, **details
        )
        visitor.language = details.get("language_code")
        if role is not None:
            await self.invites(visitor, role, place)
            await visitor.taps("I agree" if visitor.language == "en" else "Согласен")
            await visitor.sees("You are now" if visitor.language == "en" else "Теперь вы")
            visitor.taps_made = 0
        return visitor

    async def invites(self, visitor: Visitor, role: Role, place: str = SCHOOL) -> None:
        """Somebody opens an invitation."""
        await visitor.starts(await self.app.container.registration.invite(role, place))

    async def group(self, title: str, speaker: Visitor, payload: str = "") -> Neighbour:
        """A group in which somebody speaks, and the bot is; `payload` as its link says it."""
        self._next_id += 1
        group = -self._next_id
        self.world.add_group(group, title, speaker.id)
        self.world.admit(group, payload)
        await self.pump()
        return Neighbour(self.backend, group, title, patience=self.patience)

    async def publishes(self, olga: Visitor, document: str = "roadmap.txt") -> None:
        """The coordinator sends the sample road map and publishes it."""
        await olga.uploads(SAMPLE / document)
        # Its doubtful rows are left as they are: the question about them is answered beforehand.
        publish = olga.data_of(await olga.sees("требуют уточнения"), "Опубликовать")
        await self.forges(olga, publish.replace("pp:", "ppa:"))
        await olga.sees("Опубликовано")

    async def forges(self, visitor: Visitor, data: str) -> str:
        """Tap a button that was never there: what a modified client can send."""
        query_id = str(8_000_000_000_000_000 + self.world.serial())
        self.world.callbacks[query_id] = Callback(visitor.id, self.world.monotonic())
        own = [m for m in self.world.chat(visitor.id).messages.values() if not m.deleted]
        query = {
            "id": query_id,
            "from": self.world.people[visitor.id].as_user(),
            "message": self.world.message_object(own[-1]),
            "chat_instance": "7",
            "data": data,
        }
        await visitor.looks_away()
        self.world.updates.put("callback_query", query)
        await self.pump()
        return query_id

    # --- what happened

    def rows(self, *tables: str) -> list[tuple[Any, ...]]:
        """All rows of tables as they are stored."""
        path = str(self.settings.database_url).partition(":///")[2]
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            return [
                (table, *row)
                for table in tables
                for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1")
            ]

    def effects(self) -> list[tuple[Any, ...]]:
        """Everything that people's actions change."""
        return self.rows(
            "attendance", "broadcast", "membership", "occurrence", "plan", "plan_row", "report"
        )

    def statuses(self, method: str) -> list[int]:
        """How the calls of a method ended."""
        return [call["status"] for call in self.world.outbox(method)]

    def problems(self) -> list[str]:
        """What a test must not leave behind: refused calls and logged errors it did not expect."""
        refused = [
            f"{call['method']} → {call['status']} {call['result']}: {call['params']}"
            for call in self.world.outbox()
            if call["status"] >= BAD_REQUEST and call["status"] not in self.expected_statuses
        ]
        logged = [
            text
            for text in self.errors.texts
            if not any(expected in text for expected in self.expected_errors)
        ]
        return refused + logged


async def make_template(path: Path, *, published: bool = False) -> Path:
    """A migrated database with the demo's places, perhaps with its road map, to be copied."""
    clock = StillClock(datetime.fromisoformat(MONDAY))
    async with build(_settings(path), clock, InProcessSession(World(clock)), UNLIMITED) as app:
        services = app.container
        await services.places.load(read_table((SAMPLE / "places.csv").read_bytes(), ("school",)))
        if published:
            document = await asyncio.to_thread((SAMPLE / "roadmap.txt").read_bytes)
            place_id = await services.roadmap_import.place_named(DISTRICT)
            draft = await services.roadmap_import.read(
                SYSTEM, document, "roadmap.txt", place_id=place_id
            )
            await services.roadmap_import.publish(SYSTEM, draft.plan_id)
    return path


@dataclass(frozen=True)
class Scene:
    """A moment of a district to begin from: its database, its Telegram, the people in it."""

    database: Path
    world: World
    people: dict[str, dict[str, Any]]
    next_id: int

    def enters(self, district: District) -> None:
        """Put the people back, as they were, into a district that was opened on this scene."""
        district._next_id = self.next_id
        for name, kept in self.people.items():
            person = Neighbour(district.backend, kept["id"], kept["name"])
            vars(person).update(kept, _backend=district.backend)
            district.cast[name] = person

    def world_at(self, clock: Clock) -> World:
        """Its Telegram, for one test to change, by the clock of that test."""
        return copy.deepcopy(self.world, {id(self.world.clock): clock})


@asynccontextmanager
async def open_district(
    template: Path,
    path: Path,
    start: str = MONDAY,
    *,
    http: bool = False,
    clock: Clock | None = None,
    scene: Scene | None = None,
) -> AsyncIterator[District]:
    """Open the district on a copy of the template; closes by itself."""
    await asyncio.to_thread(shutil.copyfile, template if scene is None else scene.database, path)
    configure("console", "WARNING")
    errors = Errors()
    logging.getLogger().addHandler(errors)
    clock = clock or StillClock(datetime.fromisoformat(start))
    world = (
        World(clock, username="marshrut_test_bot", first_name="Маршрут")
        if scene is None
        else scene.world_at(clock)
    )
    district = District(world, clock, _settings(path), errors)
    if scene is not None:
        scene.enters(district)
    async with AsyncExitStack() as stack:
        stack.callback(logging.getLogger().removeHandler, errors)
        stack.push_async_callback(district.closes)
        if http:
            runner = await serve(make_app(world))
            stack.push_async_callback(runner.cleanup)
            district.is_http = True
            district.settings = _settings(path, bot_api_url=base_url(runner))
            district.backend = await stack.enter_async_context(HttpBackend(base_url(runner)))
        await district.opens()
        yield district
        await district.closes()


def _settings(path: Path, **more: str) -> Settings:
    return Settings(
        _env_file=None,  # type: ignore[call-arg]
        bot_token=DEFAULT_TOKEN,
        database_url=f"sqlite+aiosqlite:///{path}",
        default_timezone="Europe/Moscow",
        backup_every=0,
        **more,
    )
