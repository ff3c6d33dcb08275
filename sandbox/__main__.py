"""`python -m sandbox`: the demo. A local Bot API, a chat page, and the real bot on them.

Everything is real except Telegram: aiogram, a SQLite file, migrations, the ticking scheduler and
HTTP. The only pretence is the clock, which the page can move.
"""

import argparse
import asyncio
import contextlib
import errno
import signal
import socket
import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.engine import DEFAULT_TOKEN, World
from sandbox.web import Sample, base_url, make_app, serve

if TYPE_CHECKING:
    # Imported late: the bot takes seconds to import, and the demo says so first.
    from bot.app import App
    from services.clock import TrialClock

_SAMPLE = Path(__file__).parent / "sample"
_START = "2027-02-15T08:30:00+07:00"
_PORT = 8090
_JUMPS = 20
_PATIENCE_SECONDS = 0.4
_OPERATOR = "Методический центр Луговского района (вымышленный)"
_DISTRICT, _SCHOOL = "Луговской район", "МБОУ «Берёзовская СОШ»"
# id, first and last name, language, what the page calls him, role of his invitation and its place.
_PEOPLE = (
    (1001, "Мария", "Лебедева", "Директор школы", "director", _SCHOOL),
    (1002, "Павел", "Ершов", "Куратор школ", "curator", _DISTRICT),
    (1003, "Ольга", "Синицына", "Муниципальный координатор", "municipal_coordinator", _DISTRICT),
    (1004, "Тимур", "Незнакомов", "Просто открыл бота", None, ""),
)
_TITLES = {
    "roadmap.docx": "Дорожная карта (Word)",
    "roadmap.txt": "Дорожная карта (текст)",
    "photo.png": "Фотография для отчёта",
}
_THINGS_TO_TRY = """
  {url}

Three things to try:
  1. As the coordinator: open the invitation, agree, send the sample road map, publish it.
  2. As the director: open the invitation, press «к следующему напоминанию», answer with one tap.
  3. As the coordinator: /stats shows who answered; /broadcast tells everybody something.

The command line can join in, with the demo's database and the demo's clock:
  export DATABASE_URL={database} ALLOW_CLOCK_CONTROL=1 CLOCK_START={start}

Stop with Ctrl+C. Nothing leaves this machine.
"""


class LocalClock:
    """The trial's clock on the wall of the district: the page shows the offset it is given."""

    def __init__(self, clock: "TrialClock", zone: tzinfo | None) -> None:
        """Take the clock and the zone of the wall."""
        self._clock, self._zone = clock, zone

    def now(self) -> datetime:
        """The present moment, aware, in the zone of the wall."""
        return self._clock.now().astimezone(self._zone)


class DemoClock:
    """Moves the bot's clock and lets it do at once what has become due."""

    def __init__(self, clock: "TrialClock", app: "App", world: World) -> None:
        """Take the clock, the bot that lives by it, and where its messages arrive."""
        self._clock = clock
        self._app = app
        self._world = world

    async def advance(self, by: timedelta) -> None:
        """Let time pass."""
        self._clock.advance(by)
        await self._app.jobs.tick()
        await self._app.jobs.weekly()

    async def to_next(self) -> None:
        """Go to the moment when the next reminder or digest is due."""
        sent = self._sent()
        for _ in range(_JUMPS):
            now = self._clock.now()
            due = await self._app.container.reminders.next_due()
            digest = self._app.container.digests.next_morning()
            goal = min(moment for moment in (due, digest) if moment is not None)
            await self.advance(max(goal - now, timedelta()) + timedelta(seconds=1))
            # Those who have answered are not reminded: go on until somebody hears something.
            await asyncio.sleep(_PATIENCE_SECONDS)
            if self._sent() != sent:
                return

    def _sent(self) -> int:
        return len(self._world.outbox("sendMessage"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the demo until it is stopped."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=_PORT)
    parser.add_argument("--start", default=_START, help="the demo clock, with its offset")
    parser.add_argument(
        "--only-api", action="store_true", help="no bot: start it yourself with BOT_API_URL"
    )
    options = parser.parse_args(arguments)
    try:
        asyncio.run(_only_api(options) if options.only_api else _demo(options))
    except KeyboardInterrupt:
        return 0
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        print(f"Port {options.port} is in use. Try: make demo ARGS='--port {options.port + 1}'")
        return 1
    return 0


async def _demo(options: argparse.Namespace) -> None:
    print("Starting… (importing the bot takes a few seconds)", flush=True)
    from bot.app import build
    from bot.config import Settings
    from bot.logs import configure
    from bot.pace import UNLIMITED
    from services.clock import TrialClock
    from services.tables import read_table
    from services.terms import Role

    configure("console", "WARNING")
    start = datetime.fromisoformat(options.start)
    clock = TrialClock(start)
    world = World(
        LocalClock(clock, start.tzinfo), username="marshrut_demo_bot", first_name="Маршрут"
    )
    with tempfile.TemporaryDirectory(prefix="marshrut-demo-") as folder:
        # The port must be known before the bot is told where the API is.
        control = _LateControl()
        runner = await serve(
            make_app(world, clock_control=control, samples=_samples()), port=options.port
        )
        settings = Settings(
            _env_file=None,
            bot_token=DEFAULT_TOKEN,
            bot_api_url=base_url(runner),
            database_url=f"sqlite+aiosqlite:///{folder}/demo.db",
            default_timezone="Europe/Moscow",
            backup_every=0,
            files_dir=Path(folder, "files"),
            operator_name=_OPERATOR,
            operator_contact="data@example.org",
            # Calendars of this machine may ask for events, as those of phones would.
            http_port=(calendar_port := _free_port()),
            calendar_url=f"http://127.0.0.1:{calendar_port}/calendar",
        )
        try:
            # The sandbox counts nothing here: quick taps are answered at once.
            async with build(settings, clock, rates=UNLIMITED) as app:
                places = read_table((_SAMPLE / "places.csv").read_bytes(), ("school",))
                await app.container.places.load(places)
                for person_id, first, last, label, role, place in _PEOPLE:
                    payload = (
                        await app.container.registration.invite(Role(role), place) if role else None
                    )
                    world.add_person(
                        person_id,
                        first,
                        last,
                        language_code="ru",
                        label=label,
                        start_payload=payload,
                    )
                control.inner = DemoClock(clock, app, world)
                async with app.working() as parts:
                    things = _THINGS_TO_TRY.format(
                        url=base_url(runner), database=settings.database_url, start=options.start
                    )
                    print(things, flush=True)
                    await _until_stopped(parts)
        finally:
            await runner.cleanup()


async def _only_api(options: argparse.Namespace) -> None:
    from services.clock import SystemClock

    world = World(SystemClock())
    for person_id, first, last, label, _role, _place in _PEOPLE:
        world.add_person(person_id, first, last, language_code="ru", label=label)
    runner = await serve(make_app(world, samples=_samples()), port=options.port)
    print(f"BOT_API_URL={base_url(runner)} BOT_TOKEN={DEFAULT_TOKEN}", flush=True)
    try:
        await _until_stopped([])
    finally:
        await runner.cleanup()


async def _until_stopped(parts: "Sequence[asyncio.Task[None]]") -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stopped.set)
    waiting = asyncio.create_task(stopped.wait())
    done, _ = await asyncio.wait([waiting, *parts], return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    for part in done - {waiting}:
        part.result()


class _LateControl:
    """The clock's control before the bot is there to be told."""

    inner: DemoClock | None = None

    async def advance(self, by: timedelta) -> None:
        if self.inner is not None:
            await self.inner.advance(by)

    async def to_next(self) -> None:
        if self.inner is not None:
            await self.inner.to_next()


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def _samples() -> list[Sample]:
    return [Sample.from_path(_SAMPLE / name, title) for name, title in _TITLES.items()]


if __name__ == "__main__":
    raise SystemExit(main())
