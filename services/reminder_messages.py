"""What a message with reminders says, read when it is sent and again when it is asked about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.database import Database
from db.enums import MuteKind, OutboxKind, ReminderStatus
from db.models import Reminder
from db.repositories.plans import Happening
from db.store import Store
from services.access import Action, Actor, Seat, internal, needs
from services.answers import said_about
from services.audience import concerns
from services.calendar import visible_plans
from services.cards import EventCard, card_of
from services.clock import Clock
from services.decency import week_began
from services.errors import NotFoundError
from services.filings import filings_about
from services.habits import budget_of
from services.row_demands import demand
from services.times import zone


@dataclass(frozen=True, slots=True)
class ReminderEntry:
    """An event of which it is time to think, and at which stage that is."""

    card: EventCard
    stage: str
    # Its number in the message; others may have dropped out before it was sent.
    number: int


@dataclass(frozen=True, slots=True)
class ReminderNotice:
    """It is time to think of one event or of several."""

    message_id: int
    entries: tuple[ReminderEntry, ...]

    @property
    def card(self) -> EventCard:
        """The event, of several the first."""
        return self.entries[0].card

    @property
    def stage(self) -> str:
        """The stage of that event."""
        return self.entries[0].stage


@dataclass(frozen=True, slots=True)
class Why:
    """Why somebody got a reminder, and what he can do about it."""

    message_id: int
    # Which of the events of the message, of how many.
    number: int
    of: int
    entry: ReminderEntry
    # In which role; None when he has given it up since.
    seat: Seat | None
    # Messages with reminders this week, and how many he wants; 0 is no bound.
    spent: int
    budget: int
    mutes_event: bool
    mutes_series: bool
    # Whether the event is one of several of its row.
    is_series: bool


@dataclass(frozen=True, slots=True)
class _Item:
    number: int
    occurrence_id: int
    stage: str
    not_after: datetime | None
    # Of the day it is about; None in messages of earlier releases.
    version: int | None

    def is_about(self, found: Happening) -> bool:
        """Whether the event still has the day and the hour that it had then."""
        return self.version is None or self.version == found.occurrence.version


class ReminderMessages:
    """Reads what reminders say."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where plans are kept and who tells the time."""
        self._database = database
        self._clock = clock

    @internal
    async def notice(
        self, actor: Actor, message_id: int, payload: Mapping[str, Any]
    ) -> ReminderNotice:
        """What to send now; raises NotFoundError when nothing of it is of use any more.

        What was answered, cancelled or muted since it was queued drops out and gets that fate.
        """
        now = self._clock.now()
        async with self._database.read() as store:
            items = _items(payload)
            happenings = await _visible(store, actor, items)
            dropped = await _dropped(store, actor, items, happenings, now)
            entries = tuple(
                [
                    await _entry(store, actor, item, happenings, now)
                    for item in items
                    if item not in dropped
                ]
            )
        if dropped:
            await self._note(message_id, dropped, now)
        if not entries:
            raise NotFoundError
        return ReminderNotice(message_id, entries)

    @needs(Action.KEEP_SETTINGS)
    async def reopen(self, actor: Actor, message_id: int) -> ReminderNotice:
        """A message that somebody has got, with its events as they are now."""
        now = self._clock.now()
        async with self._database.read() as store:
            items = await _items_of(store, actor, message_id)
            happenings = await _visible(store, actor, items)
            entries = [
                await _entry(store, actor, item, happenings, now)
                for item in items
                if item.occurrence_id in happenings
            ]
        if not entries:
            raise NotFoundError
        return ReminderNotice(message_id, tuple(entries))

    @internal
    async def still_asked(self, actor: Actor, message_id: int) -> ReminderNotice:
        """A message that was sent, with its events as they are now.

        Raises NotFoundError when nothing in it waits for an answer any more. Nothing is settled:
        its reminders have met their fates.
        """
        now = self._clock.now()
        async with self._database.read() as store:
            items = await _items_of(store, actor, message_id)
            happenings = await _visible(store, actor, items)
            dropped = await _dropped(store, actor, items, happenings, now)
            if not any(_asks(item, happenings) for item in items if item not in dropped):
                raise NotFoundError
            entries = [
                await _entry(store, actor, item, happenings, now)
                for item in items
                if item.occurrence_id in happenings
            ]
        return ReminderNotice(message_id, tuple(entries))

    @needs(Action.KEEP_SETTINGS)
    async def why(self, actor: Actor, message_id: int, number: int) -> Why:
        """Why an event of a message was sent; raises NotFoundError for others' messages."""
        now = self._clock.now()
        async with self._database.read() as store:
            items = await _items_of(store, actor, message_id)
            item = next((one for one in items if one.number == number), None)
            if item is None:
                raise NotFoundError
            happenings = await _visible(store, actor, items)
            found = happenings.get(item.occurrence_id)
            person = await store.people.get(actor.id)
            if found is None or person is None:
                raise NotFoundError
            since = week_began(now, zone(actor.timezone))
            muted = {(m.kind, m.target_id) for m in await store.mutes.of_people([actor.id])}
            return Why(
                message_id=message_id,
                number=number,
                of=len(items),
                entry=await _entry(store, actor, item, happenings, now),
                seat=_seat_for(found, actor),
                spent=len(await store.reminders.messages_since([actor.id], since)),
                budget=budget_of(person),
                mutes_event=(MuteKind.OCCURRENCE, found.occurrence.id) in muted,
                mutes_series=(MuteKind.ROW, found.row.id) in muted,
                is_series=len(await store.plans.occurrences(found.row.id)) > 1,
            )

    async def _note(
        self, message_id: int, dropped: Mapping[_Item, ReminderStatus], now: datetime
    ) -> None:
        """Write down what became of reminders that were left out of their message."""
        fates = {(item.occurrence_id, item.stage): fate for item, fate in dropped.items()}
        async with self._database.write() as store:
            for reminder in await store.reminders.of_message(message_id):
                fate = fates.get((reminder.occurrence_id, reminder.stage))
                if fate is not None:
                    _let_go(reminder, fate, now)


def _let_go(reminder: Reminder, fate: ReminderStatus, now: datetime) -> None:
    reminder.status, reminder.settled_at, reminder.outbox_id = fate, now, None


def _items(payload: Mapping[str, Any]) -> list[_Item]:
    """The events of a message; those of earlier releases had one each."""
    listed: Sequence[Mapping[str, Any]] = payload.get("reminders") or (
        [payload] if "occurrence_id" in payload else []
    )
    return [
        _Item(
            number,
            int(one["occurrence_id"]),
            str(one["stage"]),
            datetime.fromisoformat(one["not_after"]) if "not_after" in one else None,
            int(one["version"]) if "version" in one else None,
        )
        for number, one in enumerate(listed)
    ]


async def _items_of(store: Store, actor: Actor, message_id: int) -> list[_Item]:
    """The events of one of the actor's own messages, without those that dropped out of it."""
    message = await store.outbox.get(message_id)
    if message is None or message.person_id != actor.id or message.kind != OutboxKind.REMINDER:
        raise NotFoundError
    items = _items(message.payload)
    if len(items) > 1:
        went = {(r.occurrence_id, r.stage) for r in await store.reminders.of_message(message_id)}
        items = [item for item in items if (item.occurrence_id, item.stage) in went]
    if not items:
        raise NotFoundError
    return items


async def _visible(store: Store, actor: Actor, items: Sequence[_Item]) -> dict[int, Happening]:
    """The events that the actor may still see."""
    plans = set(await visible_plans(store, actor))
    found = await store.plans.happenings({item.occurrence_id for item in items})
    return {id_: one for id_, one in found.items() if one.plan.id in plans}


async def _dropped(
    store: Store,
    actor: Actor,
    items: Sequence[_Item],
    happenings: Mapping[int, Happening],
    now: datetime,
) -> dict[_Item, ReminderStatus]:
    """What is of no use any more, and why."""
    said = await said_about(store, happenings)
    filings = await filings_about(store, happenings.values())
    muted = {(m.kind, m.target_id) for m in await store.mutes.of_people([actor.id])}
    dropped = {}
    for item in items:
        found = happenings.get(item.occurrence_id)
        if found is None or found.occurrence.cancelled_at is not None or not item.is_about(found):
            dropped[item] = ReminderStatus.CANCELLED
        elif item.not_after is not None and item.not_after <= now:
            dropped[item] = ReminderStatus.LATE
        elif said.is_answered(
            found,
            item.stage,
            actor.seats,
            actor.id,
            has_filed=filings.has_all(found, actor.seats, actor.id),
        ):
            dropped[item] = ReminderStatus.ANSWERED
        elif {(MuteKind.OCCURRENCE, found.occurrence.id), (MuteKind.ROW, found.row.id)} & muted:
            dropped[item] = ReminderStatus.MUTED
    return dropped


def _asks(item: _Item, happenings: Mapping[int, Happening]) -> bool:
    """Whether there is something to answer; the link only shows the way in."""
    row = happenings[item.occurrence_id].row
    return item.stage != "link" and not demand(row).is_nothing


async def _entry(
    store: Store,
    actor: Actor,
    item: _Item,
    happenings: Mapping[int, Happening],
    now: datetime,
) -> ReminderEntry:
    card = await card_of(store, happenings[item.occurrence_id], actor, now)
    return ReminderEntry(card, item.stage, item.number)


def _seat_for(found: Happening, actor: Actor) -> Seat | None:
    return next((seat for seat in actor.seats if concerns(found.row, found.place.path, seat)), None)
