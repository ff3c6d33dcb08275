"""Figures for Prometheus, when the extra `metrics` is installed; nothing at all when it is not."""

from collections.abc import Mapping
from typing import Any

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

from bot.health import Health

_LATENESS = (1, 5, 10, 20, 30, 60, 120, 300, 900, 3600, 4 * 3600)
_DURATIONS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20)


class Meter:
    """Counts nothing."""

    def fate(self, kind: str, outcome: str, late_seconds: float) -> None:
        """A message of the outbox has met a fate."""

    def handled(self, kind: str, seconds: float) -> None:
        """An update has been handled."""

    def flooded(self, method: str) -> None:
        """Telegram answered 429."""

    def queued(self, outbox: Mapping[int, int]) -> None:
        """How many messages wait in each lane."""

    def page(self) -> tuple[bytes, str] | None:
        """What /metrics answers and its type; None when there is nothing to answer."""
        return None


class PrometheusMeter(Meter):
    """Counts for Prometheus."""

    def __init__(self, prometheus: Any) -> None:
        """Take the module `prometheus_client`; the figures are this bot's own."""
        self._prometheus = prometheus
        self._registry = prometheus.CollectorRegistry()
        own = {"namespace": "marshrut", "registry": self._registry}
        self._fates = prometheus.Counter(
            "messages", "Messages of the outbox by kind and outcome", ["kind", "outcome"], **own
        )
        self._lateness = prometheus.Histogram(
            "lateness_seconds",
            "From when a message was due until it was sent",
            ["kind"],
            buckets=_LATENESS,
            **own,
        )
        self._handling = prometheus.Histogram(
            "handling_seconds",
            "How long an update was handled",
            ["kind"],
            buckets=_DURATIONS,
            **own,
        )
        self._floods = prometheus.Counter("floods", "Answers 429 by method", ["method"], **own)
        self._depth = prometheus.Gauge("outbox_depth", "Messages queued by lane", ["lane"], **own)
        self._lanes: set[int] = set()

    def fate(self, kind: str, outcome: str, late_seconds: float) -> None:
        """A message of the outbox has met a fate."""
        self._fates.labels(kind, outcome).inc()
        if outcome == "sent":
            self._lateness.labels(kind).observe(max(late_seconds, 0.0))

    def handled(self, kind: str, seconds: float) -> None:
        """An update has been handled."""
        self._handling.labels(kind).observe(seconds)

    def flooded(self, method: str) -> None:
        """Telegram answered 429."""
        self._floods.labels(method).inc()

    def queued(self, outbox: Mapping[int, int]) -> None:
        """How many messages wait in each lane."""
        self._lanes |= set(outbox)
        for lane in self._lanes:
            self._depth.labels(str(lane)).set(outbox.get(lane, 0))

    def page(self) -> tuple[bytes, str] | None:
        """What /metrics answers and its type."""
        return (
            self._prometheus.generate_latest(self._registry),
            self._prometheus.CONTENT_TYPE_LATEST,
        )


def make_meter() -> Meter:
    """A meter that counts if it can."""
    try:
        import prometheus_client  # noqa: PLC0415 - an extra
    except ImportError:
        return Meter()
    return PrometheusMeter(prometheus_client)


class NoteFloods(BaseRequestMiddleware):
    """Counts each 429, and tells the health that what waits for it is not stuck."""

    def __init__(self, meter: Meter, health: Health) -> None:
        """Take who wants to know."""
        self._meter = meter
        self._health = health

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Pass everything on."""
        try:
            return await make_request(bot, method)
        except TelegramRetryAfter as error:
            self._meter.flooded(method.__api_method__)
            self._health.pause(error.retry_after)
            raise
