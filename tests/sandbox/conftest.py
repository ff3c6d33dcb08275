"""A world with a clock and a stopwatch that stand still until a test moves them."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sandbox.engine import Settings, World

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (40).to_bytes(4, "big") + (30).to_bytes(4, "big")
ANNA, BORIS, STRANGER, NOBODY = 7, 8, 9, 999


@dataclass
class Clock:
    """The demo's clock."""

    moment: datetime = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def advance(self, **by: float) -> None:
        self.moment += timedelta(**by)


@dataclass
class Stopwatch:
    """Stands for `time.monotonic`."""

    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Bench:
    """A world with its two clocks and a short way to call it."""

    settings: Settings = field(default_factory=Settings)

    def __post_init__(self) -> None:
        self.clock = Clock()
        self.stopwatch = Stopwatch()
        self.world = World(self.clock, settings=self.settings, monotonic=self.stopwatch)
        self.world.add_person(ANNA, "Anna", "Bell", "anna", "en")
        self.world.add_person(BORIS, "Boris", None, None, "ru")
        self.world.add_person(STRANGER, "Cyril")
        self.world.start(ANNA)
        self.world.start(BORIS)

    def call(self, method: str, files: Any = None, **params: Any) -> Any:
        return self.world.call(self.world.token, method, params, files)

    def done(self, method: str, files: Any = None, **params: Any) -> Any:
        """The result of a call that must succeed."""
        answer = self.call(method, files, **params)
        assert answer.ok, answer.body
        return answer.body["result"]

    def say(self, text: str = "hello", **params: Any) -> int:
        """Send a message to Anna; returns its number."""
        return self.done("sendMessage", chat_id=ANNA, text=text, **params)["message_id"]

    def keyboard(self, data: str = "go", label: str = "Go") -> dict[str, Any]:
        return {"inline_keyboard": [[{"text": label, "callback_data": data}]]}

    def press(self) -> str:
        """Anna presses a fresh button; returns the query."""
        return self.world.click(ANNA, self.say("press", reply_markup=self.keyboard()), label="Go")


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def make_bench() -> Callable[..., Bench]:
    return lambda **settings: Bench(Settings(**settings))


@pytest.fixture
def png() -> bytes:
    return PNG


@pytest.fixture
async def served() -> AsyncIterator[Callable[..., Any]]:
    """Serve worlds on free ports; gives the base address back."""
    from sandbox.web import base_url, make_app, serve

    runners = []

    async def start(world: World, **options: Any) -> str:
        runner = await serve(make_app(world, **options))
        runners.append(runner)
        return base_url(runner)

    yield start
    for runner in runners:
        await runner.cleanup()
