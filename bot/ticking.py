"""Who knows by himself what is due: asked by every tick, and by the simulator of a year."""

from typing import Protocol

import structlog

from bot.container import Container

log = structlog.get_logger()


class Periodic(Protocol):
    """A service whose messages come by the calendar; a batch at a time."""

    async def enqueue_due(self) -> int:
        """Queue what is due; return how many messages."""
        ...


def weekly_of(container: Container) -> tuple[Periodic, ...]:
    """Cards of the week, digests, questions for days."""
    return (
        container.week_cards,
        container.digests,
        # Before the monthly question, which is not asked twice.
        container.coordinator_digests,
        container.open_dates,
    )


async def enqueue_weekly(container: Container) -> int:
    """Queue a batch of each weekly message; one failing part does not stop the others."""
    return sum([await _queued_by(part) for part in weekly_of(container)])


async def enqueue_due(container: Container, *, with_calendar: bool = True) -> None:
    """Queue everything that is due now, to the last of it; or the reminders alone."""
    while (await container.reminders.enqueue_due()).is_any:
        pass
    if not with_calendar:
        return
    await container.escalation.plan_due()
    for part in (*weekly_of(container), container.escalation):
        while await _queued_by(part):
            pass


async def _queued_by(part: Periodic) -> int:
    try:
        return await part.enqueue_due()
    except Exception:
        log.exception("enqueueing_failed", part=type(part).__name__)
        return 0
