"""The district of the demo under test: the real bot, a real SQLite file, the sandbox in process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from bot.app import App, build
from bot.config import Settings
from bot.logs import configure
from sandbox.conversation import InProcessBackend, Visitor
from sandbox.engine import DEFAULT_TOKEN, World
from sandbox.session import InProcessSession
from services.clock import TrialClock
from services.tables import read_table
from services.terms import Role

SAMPLE = Path(__file__).parents[2] / "sandbox" / "sample"
DISTRICT = "Луговской район"
SCHOOL = "МБОУ «Берёзовская СОШ»"
MONDAY = "2027-02-15T08:30:00+07:00"


class StillClock(TrialClock):
    """A clock that moves only when told."""

    def __init__(self, start: datetime) -> None:
        super().__init__(start, speed=0)


class District:
    """A bot with the demo's places, and the people who talk to it."""

    def __init__(self, app: App, world: World, clock: StillClock) -> None:
        self.app, self.world, self.clock = app, world, clock
        self.backend = InProcessBackend(world, self.pump)
        self._next_id = 5000

    async def pump(self) -> int:
        """Let the bot handle what people did and send what it owes, until all is quiet."""
        handled = 0
        while True:
            raw = self.world.take_updates()
            for update in raw:
                await self.app.intake.receive(update)
            sent = await self.app.sender.send_batch()
            if not raw and not sent:
                return handled
            handled += len(raw) + sent

    async def passes(self, **step: float) -> None:
        """Let time pass, and what becomes due with it happen."""
        self.clock.advance(timedelta(**step))
        await self.app.jobs.tick()
        await self.pump()
        await self.app.jobs.tick()

    async def goes_to(self, moment: str) -> None:
        """Let time pass until a moment."""
        step = datetime.fromisoformat(moment) - self.clock.now()
        await self.passes(seconds=step.total_seconds())

    async def person(
        self, name: str, role: Role | None = None, place: str = SCHOOL, **details: str
    ) -> Visitor:
        """Somebody with a role, already registered; without a role somebody unknown."""
        self._next_id += 1
        first, _, last = name.partition(" ")
        visitor = await Visitor.meet(
            self.backend, self._next_id, first, last_name=last, patience=1.0, **details
        )
        if role is not None:
            await visitor.starts(await self.app.container.registration.invite(role, place))
            await visitor.taps("Согласен")
        return visitor

    async def publishes(self, olga: Visitor, document: str = "roadmap.txt") -> None:
        """The coordinator sends the sample road map and publishes it."""
        await olga.uploads(SAMPLE / document)
        await olga.taps("Опубликовать")
        await olga.sees("Опубликовано")


@asynccontextmanager
async def open_district(database: str, start: str = MONDAY) -> AsyncIterator[District]:
    """Open the district on a database URL; migrates and closes by itself."""
    configure("console", "WARNING")
    clock = StillClock(datetime.fromisoformat(start))
    world = World(clock, username="marshrut_test_bot", first_name="Маршрут")
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        bot_token=DEFAULT_TOKEN,
        database_url=database,
        default_timezone="Europe/Moscow",
    )
    async with build(settings, clock, InProcessSession(world)) as app:
        await app.container.places.load(
            read_table((SAMPLE / "places.csv").read_bytes(), ("school",))
        )
        yield District(app, world, clock)
