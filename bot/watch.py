"""What stands beside the working bot: its health, its figures, its server, its backups."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta

from aiogram import Bot
from aiohttp import web

from bot.alarm import Alarm
from bot.config import Settings
from bot.health import Health
from bot.http import routes_of, serving
from bot.intake import Intake
from bot.metrics import Meter, make_meter
from bot.upkeep import Keeper
from bot.webhook import Webhook
from db.backup import Backups
from db.database import Database
from services.clock import Clock
from services.envelope import Envelope
from services.queues import Queues

# A copy of a large database takes its time.
_BACKUP_PATIENCE = timedelta(minutes=15)


class Watch:
    """Looks on, answers who asks, and takes updates where Telegram brings them."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        *,
        health: Health,
        meter: Meter,
        keeper: Keeper | None,
    ) -> None:
        """Take the parts; which of them work is the settings' choice."""
        self.alarm: Alarm | None = None
        self.health = health
        self.meter = meter
        # The port of the server, while there is one.
        self.port: int | None = None
        self._settings = settings
        self._clock = clock
        self._keeper = keeper
        self._webhook: Webhook | None = None
        self._more: list[web.RouteDef] = []

    @property
    def way_in(self) -> str:
        """How updates come: the name of its pulse."""
        return "polling" if self._settings.webhook_url is None else "webhook"

    def attach(self, bot: Bot, intake: Intake, alarm: Alarm) -> None:
        """Tell where updates go that Telegram brings, and who speaks up when something stands."""
        self.alarm = alarm
        self.health.tells(alarm.hear)
        url, secret = self._settings.webhook_url, self._settings.webhook_secret
        if url is not None and secret is not None:
            self._webhook = Webhook(
                bot,
                intake,
                url=url,
                secret=secret.get_secret_value(),
                on_beat=self.health.pulse(self.way_in).beat,
            )

    def serves(self, route: web.RouteDef) -> None:
        """The server answers something else, too."""
        self._more.append(route)

    def note_fate(self, envelope: Envelope, outcome: str) -> None:
        """A message of the outbox has met a fate."""
        late = (self._clock.now() - envelope.created_at).total_seconds()
        self.meter.fate(str(envelope.kind), outcome, late)

    async def receive(self, intake: Intake) -> None:
        """Ask for updates, or take those that are brought, for ever."""
        if self._webhook is not None:
            await self._webhook.run()
        else:
            await intake.run()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Watch, keep backups and answer requests within the block."""
        tasks = [asyncio.create_task(self.health.watch())]
        if self.alarm is not None:
            tasks.append(asyncio.create_task(self.alarm.run()))
        if self._keeper is not None:
            tasks.append(asyncio.create_task(self._keeper.run()))
        try:
            async with AsyncExitStack() as stack:
                if self._settings.http_port is not None:
                    self.port = await stack.enter_async_context(
                        serving(self._settings.http_host, self._settings.http_port, self._routes())
                    )
                yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _routes(self) -> list[web.RouteDef]:
        routes = [*routes_of(self.health, self.meter), *self._more]
        if self._webhook is not None:
            routes.append(self._webhook.route(self._settings.webhook_path))
        return routes


def make_watch(settings: Settings, database: Database, backups: Backups, clock: Clock) -> Watch:
    """Put together what the settings ask for."""
    meter = make_meter()

    def newest_backup() -> datetime | None:
        return next((backup.made_at for backup in backups.existing()), None)

    health = Health(
        Queues(database, clock),
        clock,
        newest_backup=newest_backup,
        heartbeat=settings.heartbeat_file,
        on_look=lambda waiting: meter.queued(waiting.outbox),
        backup_within=timedelta(hours=2 * settings.backup_every) + _BACKUP_PATIENCE
        if settings.backup_every
        else None,
    )
    keeper = None
    if settings.backup_every:
        keeper = Keeper(
            backups,
            clock,
            every=timedelta(hours=settings.backup_every),
            keep=settings.backup_keep,
        )
    return Watch(settings, clock, health=health, meter=meter, keeper=keeper)
