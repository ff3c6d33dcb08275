"""Whether everything moves: signs of life of the loops, and rows that nobody takes.

A loop that waits on purpose (Telegram said «retry after») says for how long. What has not moved
for `LIMIT` seconds is stuck; looked at every few seconds, it is seen within a minute.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog

from services.clock import Clock
from services.queues import Oldest, Queues, Waiting

log = structlog.get_logger()

LIMIT = 50.0
LOOK_SECONDS = 5.0
_DATABASE_SECONDS = 5.0
# Later a copy of a file is late: its place is full, or refuses.
_COPY_WITHIN = timedelta(hours=1)
_WAIT_FOR_TELEGRAM = frozenset({"handling", "outbox"})
Seconds = Callable[[], float]


class Pulse:
    """The signs of life of one loop; a loop that has not begun is not waited for."""

    def __init__(self, seconds: Seconds = time.monotonic) -> None:
        """Take what counts seconds, whatever happens to the clock."""
        self._seconds = seconds
        self._last: float | None = None
        self._rest = 0.0

    def beat(self, rest: float = 0.0) -> None:
        """The loop goes round; it may rest on purpose before it does again."""
        self._last, self._rest = self._seconds(), rest

    @property
    def age(self) -> float | None:
        """Seconds since the last sign of life."""
        return None if self._last is None else self._seconds() - self._last

    @property
    def is_late(self) -> bool:
        """Whether the next sign of life is overdue."""
        return self.age is not None and self.age >= LIMIT + self._rest


@dataclass(frozen=True, slots=True)
class Report:
    """How things stand; `stuck` names the parts that do not move.

    `warnings` names what a new start would not mend.
    """

    stuck: tuple[str, ...]
    figures: Mapping[str, Any]
    warnings: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """What /healthz answers."""
        return {
            "ok": not self.stuck,
            "stuck": list(self.stuck),
            "warnings": list(self.warnings),
            **self.figures,
        }


class Health:
    """Looks at the loops and the queues, and touches the heartbeat while all is well."""

    def __init__(
        self,
        queues: Queues,
        clock: Clock,
        *,
        newest_backup: Callable[[], datetime | None],
        heartbeat: Path | None = None,
        seconds: Seconds = time.monotonic,
        on_look: Callable[[Waiting], None] = lambda _waiting: None,
        backup_within: timedelta | None = None,
    ) -> None:
        """Take what counts what waits, and who wants to know each time.

        The newest backup should not be older than `backup_within`.
        """
        self._queues = queues
        self._clock = clock
        self._newest_backup = newest_backup
        self._heartbeat = heartbeat
        self._seconds = seconds
        self._on_look = on_look
        self._on_report: Callable[[Report], None] = lambda _report: None
        self._backup_within = backup_within
        self._began = clock.now()
        self._pulses: dict[str, Pulse] = {}
        # Part → which row is its oldest, and since when it has been.
        self._standing: dict[str, tuple[int, float]] = {}
        self._paused_until = float("-inf")
        self._known: tuple[str, ...] = ()

    def pulse(self, part: str) -> Pulse:
        """The pulse of a loop."""
        # All count the same seconds, whoever exchanges them later.
        return self._pulses.setdefault(part, Pulse(lambda: self._seconds()))  # noqa: PLW0108

    def tells(self, on_report: Callable[[Report], None]) -> None:
        """Somebody wants to hear how things stand at each look."""
        self._on_report = on_report

    def pause(self, seconds: float) -> None:
        """Telegram said «retry after»: answers wait for it and are not stuck."""
        self._paused_until = max(self._paused_until, self._seconds() + seconds)

    async def look(self) -> Report:
        """How things stand now."""
        warnings: list[str] = []
        stuck = [part for part, pulse in self._pulses.items() if pulse.is_late]
        figures: dict[str, Any] = {
            f"{part}_age": _round(pulse.age) for part, pulse in self._pulses.items()
        }
        try:
            async with asyncio.timeout(_DATABASE_SECONDS):
                waiting = await self._queues.look()
        except Exception as error:
            log.warning("database_unreadable", reason=type(error).__name__)
            stuck.append("database")
        else:
            self._on_look(waiting)
            stuck += self._unmoved(waiting)
            figures |= figures_of(waiting)
            if waiting.file_since is not None and waiting.file_since > _COPY_WITHIN:
                warnings.append("files")
        made_at, now = self._newest_backup(), self._clock.now()
        figures["backup_age"] = _round((now - made_at).total_seconds() if made_at else None)
        # A bot that was off for long makes one first.
        since = max(made_at or self._began, self._began)
        is_old = self._backup_within is not None and now - since > self._backup_within
        if is_old:
            warnings.append("backup")
        return Report(tuple(stuck), figures, tuple(warnings))

    async def watch(self) -> None:
        """Look again and again; say once when something is stuck and when it moves on."""
        while True:
            await self.look_and_tell()
            await asyncio.sleep(LOOK_SECONDS)

    async def look_and_tell(self) -> Report:
        """Look; log what is new; touch the heartbeat if nothing is stuck."""
        report = await self.look()
        self._on_report(report)
        if report.stuck != self._known:
            if report.stuck:
                log.error("stuck", parts=list(report.stuck))
            else:
                log.info("moving_again", parts=list(self._known))
            self._known = report.stuck
        if self._heartbeat is not None and not report.stuck:
            try:
                await asyncio.to_thread(self._heartbeat.touch)
            except OSError as error:
                log.warning("heartbeat_failed", reason=error.strerror)
        return report

    def _unmoved(self, waiting: Waiting) -> list[str]:
        """Queues whose oldest row has stayed the same for too long."""
        now = self._seconds()
        if now < self._paused_until:
            for part in _WAIT_FOR_TELEGRAM:
                self._standing.pop(part, None)
        return [
            part
            for part, oldest in (
                ("handling", waiting.update),
                ("reminders", waiting.reminder),
                ("outbox", waiting.message),
            )
            if self._has_stood(part, oldest, now)
        ]

    def _has_stood(self, part: str, oldest: Oldest | None, now: float) -> bool:
        if oldest is None:
            self._standing.pop(part, None)
            return False
        row, since = self._standing.get(part, (None, now))
        if row != oldest.row:
            since = now
        self._standing[part] = (oldest.row, since)
        is_paused = part in _WAIT_FOR_TELEGRAM and now < self._paused_until
        return now - since >= LIMIT and not is_paused


def figures_of(waiting: Waiting) -> dict[str, Any]:
    """The queues in figures."""
    return {
        "oldest_update": _age(waiting.update),
        "oldest_reminder": _age(waiting.reminder),
        "oldest_message": _age(waiting.message),
        "files_waiting": waiting.files,
        "outbox": {str(lane): count for lane, count in sorted(waiting.outbox.items())},
    }


def _age(oldest: Oldest | None) -> float | None:
    return _round(oldest.age / timedelta(seconds=1)) if oldest else None


def _round(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)
