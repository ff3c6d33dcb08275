"""Reminders that the week's card of the same morning makes needless: one message, not two."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.enums import ReminderStatus
from db.repositories.plans import Happening
from db.store import Store
from services.decency import is_pressing
from services.digest_days import Reader
from services.promises import promise_next_overdue

# A card is made so much before its hour: whoever settles reminders at that hour finds fewer.
AHEAD = timedelta(minutes=10)
# What is due so near to the card is the same message for the one who reads it.
_SAME_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Shown:
    """A card that goes out, with the happenings that are seen on it at once."""

    reader: Reader
    happenings: Mapping[int, Happening]


async def settle_shown(store: Store, cards: list[Shown], now: datetime) -> None:
    """Settle what cards say already; what is pressing goes all the same."""
    if not cards:
        return
    of = {card.reader.person_id: card for card in cards}
    latest = max(max(card.reader.slot.due_at, now) for card in cards)
    needless, of_terms = [], []
    for reminder in await store.reminders.soon(of, now - _SAME_HOUR, latest + _SAME_HOUR):
        card = of[reminder.person_id]
        goes_at = max(card.reader.slot.due_at, now)
        found = card.happenings.get(reminder.occurrence_id)
        if found is None or abs(reminder.due_at - goes_at) > _SAME_HOUR:
            continue
        has_term = found.occurrence.is_deadline or found.row.temporal_role in {"deadline", "period"}
        if is_pressing(reminder.stage, has_term=has_term):
            continue
        needless.append(reminder)
        if has_term:
            of_terms.append(reminder)
    await store.reminders.settle([r.id for r in needless], ReminderStatus.SUPERSEDED, now)
    # A missed deadline is recalled again in a week.
    await promise_next_overdue(store, of_terms, now)
