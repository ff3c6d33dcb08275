"""The queue of reports that wait for a word, one card at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db.store import Store
from services.access import Actor
from services.decisions import queue
from services.errors import NotFoundError
from services.report_cards import ReportCard, card_of, readable


@dataclass(frozen=True, slots=True)
class QueuedCard:
    """One report of the queue: «1 of 7»."""

    card: ReportCard
    number: int
    of: int


@dataclass(frozen=True, slots=True)
class Returned:
    """A report of the queue went back; the next one, where there is one."""

    card: ReportCard
    following: QueuedCard | None


async def as_it_stands(
    store: Store, actor: Actor, subject: Mapping[str, Any], _answers: Mapping[str, Any]
) -> ReportCard | None:
    """The report that was to be returned, when its return is dropped."""
    try:
        return await card_of(store, *await readable(store, actor, int(subject["report_id"])), actor)
    except NotFoundError:
        # Somebody who has left meanwhile drops it all the same.
        return None


async def next_in_queue(store: Store, actor: Actor, after_id: int = 0) -> QueuedCard | None:
    """The report that comes after one, from the last to the first again."""
    actor = actor.alone
    waiting = [one.report_id for one in await queue(store, actor)]
    if not waiting:
        return None
    number = next((n for n, id_ in enumerate(waiting) if id_ > after_id), 0)
    card = await card_of(store, *await readable(store, actor, waiting[number]), actor)
    return QueuedCard(card, number + 1, len(waiting))
