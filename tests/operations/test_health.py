"""A loop that freezes is seen within a minute, and named; one that rests on purpose is not."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiogram import Dispatcher

from bot import health as health_module
from bot import metrics
from bot.health import Health, Pulse
from bot.intake import Intake
from bot.metrics import Meter
from sandbox.conversation import Visitor
from services.outbox import Outbox
from services.queues import Oldest, Queues, Waiting
from services.reminders import Counts, Reminders
from services.terms import Role
from tests.conversations.district import District, _settings, make_template, open_district
from tests.operations.test_backup import NOON
from tests.support.clock import ManualClock

QUIET = Waiting(None, None, {})
MINUTE = 60
# Of the first meeting of the published map.
HOUR_BEFORE = datetime.fromisoformat("2027-02-16T09:00:00+03:00")


class Stopwatch:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class StillQueues:
    """Queues that are as the test says."""

    waiting: Waiting = QUIET

    async def look(self) -> Waiting:
        return self.waiting


@pytest.fixture
def seconds() -> Stopwatch:
    return Stopwatch()


@pytest.fixture
def queues() -> StillQueues:
    return StillQueues()


@pytest.fixture
def health(seconds: Stopwatch, queues: StillQueues, tmp_path: Path) -> Health:
    return Health(
        queues,
        ManualClock(NOON),
        newest_backup=lambda: NOON - timedelta(hours=2),
        heartbeat=tmp_path / "heartbeat",
        seconds=seconds,
    )


async def test_a_loop_that_has_not_begun_is_not_waited_for(health: Health, seconds: Stopwatch):
    pulse = health.pulse("polling")
    seconds.now += 1000
    assert (await health.look()).as_json() == {
        "ok": True,
        "stuck": [],
        "warnings": [],
        "polling_age": None,
        "oldest_update": None,
        "oldest_reminder": None,
        "oldest_message": None,
        "files_waiting": 0,
        "outbox": {},
        "backup_age": 7200.0,
    }
    pulse.beat()
    seconds.now += MINUTE
    assert (await health.look()).stuck == ("polling",)


def test_a_rest_on_purpose_is_no_standstill(seconds: Stopwatch):
    pulse = Pulse(seconds)
    pulse.beat(300)
    seconds.now += 300
    assert not pulse.is_late
    seconds.now += MINUTE
    assert pulse.is_late


@pytest.mark.parametrize("part", ["handling", "reminders", "outbox"])
async def test_a_row_that_nobody_takes(
    health: Health, seconds: Stopwatch, queues: StillQueues, part: str
):
    def first(row: int) -> Waiting:
        oldest = Oldest(row, timedelta(hours=9))
        by_part = {part: oldest}
        return Waiting(
            by_part.get("handling"), by_part.get("reminders"), {1: 3}, by_part.get("outbox")
        )

    for row in range(30):
        queues.waiting = first(row)
        assert (await health.look()).stuck == (), "a long queue that moves is not stuck"
        seconds.now += 10
    queues.waiting = first(99)
    await health.look()
    seconds.now += MINUTE - 5
    assert (await health.look()).stuck == (part,)
    queues.waiting = QUIET
    assert (await health.look()).stuck == ()


async def test_what_waits_for_telegram_is_not_stuck(
    health: Health, seconds: Stopwatch, queues: StillQueues
):
    queues.waiting = Waiting(Oldest(1, timedelta(0)), None, {})
    await health.look()
    health.pause(120)
    for _ in range(15):
        seconds.now += 10
        assert (await health.look()).stuck == ()
    seconds.now += 20
    assert (await health.look()).stuck == ("handling",)


async def test_the_heartbeat_stops_with_the_loops_and_it_is_said_once(
    health: Health, seconds: Stopwatch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    told: list[Any] = []
    monkeypatch.setattr(health_module.log, "error", lambda event, **more: told.append(event))
    pulse = health.pulse("sending")
    pulse.beat()
    await health.look_and_tell()
    heartbeat = tmp_path / "heartbeat"
    assert heartbeat.exists()
    heartbeat.unlink()
    seconds.now += MINUTE
    await health.look_and_tell()
    await health.look_and_tell()
    assert not heartbeat.exists()
    assert told == ["stuck"]
    pulse.beat()
    await health.look_and_tell()
    assert heartbeat.exists()


# --- the whole bot


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return asyncio.run(
        make_template(tmp_path_factory.mktemp("health") / "template.db", published=True)
    )


@pytest.fixture
async def district(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[District]:
    """A bot with a server of its own, working by itself; it waits for nobody when it ends."""
    monkeypatch.setattr("bot.intake._DRAIN_SECONDS", 0.1)
    monkeypatch.setattr("bot.app._LAST_SENDS_SECONDS", 0.1)
    monkeypatch.setattr("bot.app._LAST_TICK_SECONDS", 0.1)
    async with open_district(published, tmp_path / "district.db") as opened:
        opened.settings = _settings(tmp_path / "district.db", http_port=0)
        await opened.reopens()
        async with opened.live():
            yield opened


async def asks(district: District, path: str = "/healthz") -> tuple[int, str, Any]:
    """What the server answers: status, text and JSON if it is JSON."""
    url = f"http://127.0.0.1:{district.app.watch.port}{path}"
    async with aiohttp.ClientSession() as client, client.get(url) as response:
        text = await response.text()
        return response.status, text, await response.json() if text.startswith("{") else None


async def hang(*_args: Any, **_more: Any) -> Any:
    await asyncio.Event().wait()


async def nothing(*_args: Any, **_more: Any) -> Counts:
    return Counts()


async def no_disk(*_args: Any, **_more: Any) -> Waiting:
    raise OSError("no disk")


@pytest.mark.parametrize(
    ("part", "owner", "method", "instead"),
    [
        ("polling", Intake, "_poll", hang),
        ("sending", Outbox, "claim", hang),
        ("ticking", Reminders, "enqueue_due", hang),
        ("reminders", Reminders, "enqueue_due", nothing),
        ("handling", Dispatcher, "feed_update", hang),
        ("database", Queues, "look", no_disk),
    ],
)
async def test_each_part_frozen_in_turn(  # noqa: PLR0917
    district: District,
    monkeypatch: pytest.MonkeyPatch,
    part: str,
    owner: type,
    method: str,
    instead: Callable[..., Awaitable[Any]],
):
    maria = await district.person("Мария Лебедева", Role.DIRECTOR)
    seconds = Stopwatch()
    health = district.app.watch.health
    monkeypatch.setattr(health, "_seconds", seconds)
    await turn(district, maria)
    assert (await asks(district))[0] == 200

    with monkeypatch.context() as frozen:
        frozen.setattr(owner, method, instead)
        if part == "reminders":
            # An hour before an event: what the card of the week names is settled by the card.
            district.clock.advance(HOUR_BEFORE - district.clock.now() + timedelta(seconds=1))
        await turn(district, maria, frozen=part)
        await health.look()
        seconds.now += 40
        status, _, answer = await asks(district)
        if part != "database":
            assert (status, answer["stuck"]) == (200, []), "too early to say"
        seconds.now += 15
        await turn(district, maria, frozen=part)
        status, _, answer = await asks(district)
        assert (status, answer["stuck"], answer["ok"]) == (503, [part], False)


async def turn(district: District, maria: Visitor, *, frozen: str = "") -> None:
    """Let each loop go round: a word ends the long poll, the others do so every second."""
    district.world.text(maria.id, "/help")
    await asyncio.sleep(1.2)
    health = district.app.watch.health
    moving = [pulse for part, pulse in health._pulses.items() if part != frozen]
    async with asyncio.timeout(15):
        # On a busy machine a round takes longer.
        while any(pulse.age for pulse in moving):  # noqa: ASYNC110 - loops of the bot beat
            await asyncio.sleep(0.05)


async def test_figures_for_prometheus(district: District):
    maria = await district.person("Мария Лебедева", Role.DIRECTOR)
    await maria.sends("/plan")
    district.clock.advance(HOUR_BEFORE - timedelta(hours=20) - district.clock.now())
    await maria.sees("Неделя школы")
    district.expected_statuses.add(429)
    fault = {"kind": "error", "code": 429, "retry_after": 1, "method": "sendMessage"}
    district.world.plan_fault(fault)
    district.clock.advance(HOUR_BEFORE - district.clock.now() + timedelta(seconds=3))
    await maria.sees("через 1 час")
    await district.app.watch.health.look()

    # A window's opening, over which the clock was moved, and the hour before the meeting.
    sent = 'marshrut_messages_total{kind="reminder",outcome="sent"} 2.0'
    async with asyncio.timeout(10):
        while sent not in (await asks(district, "/metrics"))[1]:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    status, text, _ = await asks(district, "/metrics")
    assert status == 200
    assert sent in text
    assert 'marshrut_floods_total{method="sendMessage"} 1.0' in text
    assert 'marshrut_lateness_seconds_bucket{kind="reminder",le="5.0"} 1.0' in text
    assert 'marshrut_handling_seconds_count{kind="message"}' in text
    assert "Лебедева" not in text


async def test_without_the_extra_there_are_no_metrics_and_no_error(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(__import__("sys").modules, "prometheus_client", None)
    assert type(metrics.make_meter()) is Meter
    async with open_district(published, tmp_path / "district.db") as district:
        district.settings = _settings(tmp_path / "district.db", http_port=0)
        await district.reopens()
        async with district.live():
            assert (await asks(district, "/metrics"))[0] == 404
            status, _, answer = await asks(district)
            assert status == 200
            assert set(answer) == {
                "ok",
                "stuck",
                "polling_age",
                "ticking_age",
                "sending_age",
                "oldest_update",
                "oldest_reminder",
                "oldest_message",
                "warnings",
                "files_waiting",
                "outbox",
                "backup_age",
            }
