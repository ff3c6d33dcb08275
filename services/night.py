"""The last word about quiet hours: whether a message leaves now or in its reader's morning.

Whoever queues a message chooses its hour, but it may have waited for Telegram since, or been
queued by somebody who works late.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from db.enums import OutboxKind
from services.cards import EventCard
from services.decency import Rhythm, keeps_hour
from services.messages import Notice
from services.plan_news import MovedNotice
from services.reminder_messages import ReminderNotice
from services.times import MORNING, moment

# Edits make no sound; without what an owner must hear nothing else may be heard by anybody; and
# whose rights have changed must not find out by a button that no longer works.
_AT_ONCE = frozenset(
    {
        OutboxKind.REDRAW,
        OutboxKind.BROADCAST_EDIT,
        OutboxKind.BROADCAST_RECALL,
        OutboxKind.STUCK,
        OutboxKind.ROLE_CHANGED,
    }
)
# Who learns in the morning that an event begins so soon after it may be on his way already.
_TOO_SOON = timedelta(hours=3)


def leaves_at(kind: OutboxKind, notice: Notice, rhythm: Rhythm, now: datetime) -> datetime:
    """Now, or the end of the reader's quiet hours."""
    morning = rhythm.awake(now)
    if morning <= now or kind in _AT_ONCE:
        return now
    match notice:
        case ReminderNotice(entries=entries):
            is_urgent = any(keeps_hour(one.stage, _hour_of(one.card), rhythm) for one in entries)
        case MovedNotice():
            is_urgent = any(now <= begin < morning + _TOO_SOON for begin in _begins(notice))
        case _:
            is_urgent = False
    return now if is_urgent else morning


def _hour_of(card: EventCard) -> datetime | None:
    """When an event with an hour begins; None for everything else."""
    when = card.when
    return None if when.begin_time is None or when.is_deadline else when.begins_at


def _begins(notice: MovedNotice) -> Iterator[datetime]:
    """The new and the old begin of an event; a day without an hour begins in the morning."""
    when, was = notice.card.when, notice.was
    if notice.card.has_term or when.precision != "day":
        return
    yield moment(when.first_day, when.begin_time or MORNING, when.timezone)
    if was is not None:
        yield moment(was.first_day, was.begin_time or MORNING, was.timezone or when.timezone)
