"""What every tick asks: the services that know by themselves what is due."""

from bot.container import Container


async def enqueue_due(container: Container) -> None:
    """Queue everything that is due now, to the last of it."""
    while True:
        counts = await container.reminders.enqueue_due()
        if not (counts.queued or counts.answered or counts.late or counts.superseded):
            break
