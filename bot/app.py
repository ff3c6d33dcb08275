"""The running bot: what is started, in which order it stops."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

import structlog
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.base import BaseSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.types import BotCommand

from bot.alarm import Alarm, directly
from bot.apologies import Apologies
from bot.board import ProgressBoard
from bot.calendar_route import CalendarRoute
from bot.config import Settings, limits_of, operator_of
from bot.container import Container, assemble
from bot.copying import Copier
from bot.delivery import Sender
from bot.dispatcher import make_dispatcher
from bot.failures import FAILURES, Fate, classify
from bot.file_store import copies_of
from bot.group_chats import GroupChats, GroupPoster
from bot.intake import Intake
from bot.jobs import Jobs
from bot.metrics import NoteFloods
from bot.middlewares.requests import AnswerFirst, PaceRequests, RetryUnsent, SkipUnchanged
from bot.pace import Gate, Rates
from bot.paper_making import PaperMaker
from bot.session import LeanSession
from bot.upkeep import backups_of, make_ready
from bot.watch import Watch, make_watch
from db.database import Database
from keyboards.menu import commands
from locales import DEFAULT_LOCALE, LOCALES, translator
from services.clock import Clock

log = structlog.get_logger()

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_LAST_SENDS_SECONDS = 15.0
_LAST_TICK_SECONDS = 5.0
# As long as a locked database keeps a statement waiting.
_LAST_RECEIPT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class App:
    """The parts of a running bot."""

    bot: Bot
    container: Container
    sender: Sender
    intake: Intake
    jobs: Jobs
    board: ProgressBoard
    watch: Watch

    async def run(self) -> None:
        """Work until stopped by a signal or a part that cannot go on."""
        stopped = asyncio.Event()
        loop = asyncio.get_running_loop()

        def stop() -> None:
            stopped.set()
            for number in _SIGNALS:
                # A second one ends the program at once, by the hand of the system.
                loop.remove_signal_handler(number)
                signal.signal(number, signal.SIG_DFL)

        for number in _SIGNALS:
            with contextlib.suppress(NotImplementedError):
                loop.add_signal_handler(number, stop)
        async with self.working() as parts:
            waiting = asyncio.ensure_future(stopped.wait())
            done, _ = await asyncio.wait([waiting, *parts], return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            for part in done - {waiting}:
                part.result()

    @asynccontextmanager
    async def working(self) -> AsyncIterator[list[asyncio.Task[None]]]:
        """Receive, tick and send until the block is left; then finish what is in hand."""
        async with AsyncExitStack() as stack:
            # The server is there before Telegram is told to call it.
            await stack.enter_async_context(self.watch.serving())
            introducing = asyncio.create_task(self._introduce())
            scheduler = self.jobs.schedule()
            receiving = asyncio.create_task(self.watch.receive(self.intake))
            sending = asyncio.create_task(self.sender.run())
            showing = asyncio.create_task(self.board.run())
            scheduler.start()
            try:
                yield [receiving, sending]
            finally:
                scheduler.pause()
                introducing.cancel()
                receiving.cancel()
                # What it shows is shown at the next start, if it was the last of it.
                showing.cancel()
                # What comes now is refused and comes again.
                await stack.aclose()
                # What they were writing down is in hand by then, or nothing of it.
                await asyncio.wait([receiving, showing], timeout=_LAST_RECEIPT_SECONDS)
                # What is claimed already is sent: cut off, nobody would know whether it arrived.
                self.sender.stop()
                await asyncio.gather(
                    self.intake.drain(),
                    asyncio.wait([sending], timeout=_LAST_SENDS_SECONDS),
                    self.jobs.rest(_LAST_TICK_SECONDS),
                )
                scheduler.shutdown(wait=False)
                # Whoever is still writing has had his time: nothing outlasts the patience.
                for part in (receiving, showing, sending):
                    part.cancel()
                await asyncio.gather(
                    introducing, receiving, showing, sending, return_exceptions=True
                )

    async def _introduce(self) -> None:
        """Tell Telegram our commands; wait for it when it cannot be reached yet."""
        while True:
            try:
                for locale in LOCALES:
                    await self.bot.set_my_commands(
                        [
                            BotCommand(command=name, description=description)
                            for name, description in commands(translator(locale), None)
                        ],
                        language_code=None if locale == DEFAULT_LOCALE else locale,
                    )
            except FAILURES as error:
                failure = classify(error)
                if failure.fate is Fate.REFUSED or failure.reason == "unauthorized":
                    # The intake meets the same refusal and ends the program with its reason.
                    return
                log.warning("api_unreachable", reason=failure.reason)
                await asyncio.sleep(2)
            else:
                return


@asynccontextmanager
async def build(
    settings: Settings,
    clock: Clock,
    session: BaseSession | None = None,
    rates: Rates = Rates(),  # noqa: B008 - a constant
    *,
    locked: bool = False,
) -> AsyncIterator[App]:
    """Put a bot together on a migrated database; everything is closed in the end.

    `locked` says that this process holds the database for itself.
    """
    async with AsyncExitStack() as stack:
        database = Database(settings.database_url)
        stack.push_async_callback(database.close)
        backups = backups_of(settings, database)
        await make_ready(database, backups, clock, locked=locked)
        watch = make_watch(settings, database, backups, clock)
        gate = Gate(rates)
        bot = make_bot(
            settings.bot_token.get_secret_value(),
            api=settings.bot_api_url,
            gate=gate,
            proxy=settings.bot_proxy,
            session=session,
        )
        bot.session.middleware(NoteFloods(watch.meter, watch.health))
        stack.push_async_callback(bot.session.close)
        container = assemble(
            database,
            clock,
            settings.default_timezone,
            operator_of(settings),
            copies=copies_of(settings),
            file_megabytes=settings.file_megabytes,
            limits=limits_of(settings),
            calendar_url=settings.calendar_url,
        )
        sender = Sender(
            bot,
            container.outbox,
            gate,
            halts=container.halts,
            on_beat=watch.health.pulse("sending").beat,
            on_fate=watch.note_fate,
        )
        alarm = Alarm(
            container.alerts,
            directly(bot, container.registration),
            chat=settings.operator_chat,
            on_queued=sender.wake,
        )
        intake = Intake(
            bot,
            make_dispatcher(container),
            container.inbox,
            clock=clock,
            apologies=Apologies(bot, container.registration, clock),
            group_chats=GroupChats(bot, container.groups, container.registration),
            on_done=sender.wake,
            on_beat=watch.health.pulse(watch.way_in).beat,
            on_handled=watch.meter.handled,
            on_aside=partial(alarm.note, "put_aside"),
        )
        watch.attach(bot, intake, alarm)
        if settings.calendar_url is not None:
            calendars = CalendarRoute(bot, container.calendar_files)
            watch.serves(calendars.route(settings.calendar_path))
        yield App(
            bot=bot,
            container=container,
            sender=sender,
            intake=intake,
            jobs=Jobs(
                container,
                sender,
                copier=Copier(bot, container.files),
                poster=GroupPoster(bot, container.groups, container.group_posts),
                papers=PaperMaker(bot, container.official, settings.database_url),
                on_beat=watch.health.pulse("ticking").beat,
            ),
            board=ProgressBoard(bot, container.deliveries, container.registration),
            watch=watch,
        )


def make_bot(
    token: str,
    *,
    api: str,
    gate: Gate,
    proxy: str | None = None,
    session: BaseSession | None = None,
) -> Bot:
    """A bot whose requests pass the gate, are repeated when unsent and left out when needless."""
    bot = Bot(
        token,
        session=session or LeanSession(proxy=proxy, api=TelegramAPIServer.from_base(api)),
        default=DefaultBotProperties(parse_mode=ParseMode.HTML),
    )
    bot.session.middleware(SkipUnchanged())
    bot.session.middleware(AnswerFirst())
    bot.session.middleware(RetryUnsent())
    bot.session.middleware(PaceRequests(gate))
    return bot
