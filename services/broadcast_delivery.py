"""Announcements after «send»: held, on their way, paused, stopped, repeated, counted."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from db.database import Database
from db.enums import BroadcastStatus
from db.models import Broadcast, Place
from db.store import Store
from services.access import Action, Actor, internal, needs
from services.broadcast_checks import ask_checkers
from services.broadcast_content import Content, content_of
from services.broadcast_launch import Addressee, freeze
from services.broadcast_limits import Limits, checkers
from services.broadcast_progress import CALLED_OFF, Progress, own_broadcast, progress_of
from services.clock import Clock
from services.errors import NotFoundError
from services.halts import Halts
from services.isolation import on_its_own
from services.registration import Registration
from services.times import local_day, moment, zone

# Who is spoken to by an audience that was kept as data.
Listeners = Callable[[Store, Actor, Mapping[str, Any]], Awaitable[Sequence[Addressee]]]

# What was to leave at a time and could not: so late its author decides, or it waits for next week.
_TOO_LATE = timedelta(hours=6)
_WEEK = timedelta(days=7)
_PAGE = 8
_TO_COME = frozenset({BroadcastStatus.WAITING, BroadcastStatus.SCHEDULED})
_HALTED = frozenset({BroadcastStatus.PAUSED, BroadcastStatus.STOPPED, BroadcastStatus.CANCELLED})
_STOPPABLE = _TO_COME | {BroadcastStatus.HELD, BroadcastStatus.SENDING, BroadcastStatus.PAUSED}


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list of announcements."""

    broadcast_id: int
    content: Content
    status: BroadcastStatus
    total: int
    # When it went out or is to go out.
    at: datetime
    is_recalled: bool


@dataclass(frozen=True, slots=True)
class AnnouncementList:
    """A page of an author's announcements, the newest first."""

    lines: tuple[Listed, ...]
    page: int
    is_last: bool
    timezone: str


class Deliveries:
    """Sees announcements through, from «send» to the totals."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        registration: Registration,
        listeners: Listeners,
        halts: Halts,
        *,
        limits: Limits | None = None,
    ) -> None:
        """Take who knows authors and audiences, who turns messages back, and what is too much."""
        self._database = database
        self._clock = clock
        self._registration = registration
        self._listeners = listeners
        self._halts = halts
        self._limits = limits or Limits()

    @needs(Action.BROADCAST)
    async def follow(self, actor: Actor, broadcast_id: int, message_id: int) -> None:
        """Remember which of the author's messages shows the progress."""
        async with self._database.write() as store:
            broadcast = await own_broadcast(store, actor, broadcast_id)
            broadcast.progress_message_id = message_id

    @needs(Action.BROADCAST)
    async def progress(self, actor: Actor, broadcast_id: int) -> Progress:
        """How far an announcement of the actor has got."""
        async with self._database.read() as store:
            broadcast = await own_broadcast(store, actor, broadcast_id)
            return await progress_of(store, broadcast, self._clock.now())

    @needs(Action.BROADCAST)
    async def listed(self, actor: Actor, page: int = 0) -> AnnouncementList:
        """The announcements of the actor, a page of them."""
        page = max(page, 0)
        async with self._database.read() as store:
            found = await store.broadcasts.of_author(actor.id, _PAGE + 1, page * _PAGE)
        return AnnouncementList(
            tuple(
                Listed(
                    one.id,
                    content_of(one.content),
                    BroadcastStatus(one.status),
                    one.total,
                    one.started_at or one.send_at or one.created_at,
                    one.recalled_at is not None,
                )
                for one in found[:_PAGE]
            ),
            page,
            len(found) <= _PAGE,
            actor.timezone,
        )

    @needs(Action.BROADCAST)
    async def stop(self, actor: Actor, broadcast_id: int) -> Progress:
        """Whoever has not got it gets it no more; before the first it is as if never sent.

        What is on its way already is turned back at the door, or counted as it ends.
        """
        async with self._turned_back(actor, broadcast_id) as (store, broadcast):
            before = await progress_of(store, broadcast)
            if broadcast.status in _STOPPABLE and not before.finished:
                now = self._clock.now()
                called_off = await store.broadcasts.call_off(broadcast.id, now, CALLED_OFF)
                fates = await store.broadcasts.tally(broadcast.id)
                is_untouched = sum(fates.values()) == called_off
                broadcast.status = (
                    BroadcastStatus.CANCELLED if is_untouched else BroadcastStatus.STOPPED
                )
                if is_untouched:
                    broadcast.finished_at = now
                self._audit(store, actor, broadcast, "broadcast:stopped", called_off)
            return await progress_of(store, broadcast, self._clock.now())

    @needs(Action.BROADCAST)
    async def pause(self, actor: Actor, broadcast_id: int) -> Progress:
        """Nobody else gets it until it goes on."""
        async with self._turned_back(actor, broadcast_id) as (store, broadcast):
            before = await progress_of(store, broadcast)
            if broadcast.status == BroadcastStatus.SENDING and not before.finished:
                await store.broadcasts.pause(broadcast.id)
                broadcast.status = BroadcastStatus.PAUSED
                self._audit(store, actor, broadcast, "broadcast:paused", before.waiting)
            return await progress_of(store, broadcast, self._clock.now())

    @needs(Action.BROADCAST)
    async def resume(self, actor: Actor, broadcast_id: int) -> Progress:
        """Go on where it was paused; what was too late for its time leaves now."""
        now = self._clock.now()
        async with self._database.effect() as store:
            broadcast = await own_broadcast(store, actor, broadcast_id)
            if broadcast.status == BroadcastStatus.PAUSED:
                if broadcast.started_at is None:
                    place = await store.places.get(broadcast.place_id)
                    await self._launch(store, actor, broadcast, place, now)
                else:
                    await store.broadcasts.resume(broadcast.id, now)
                    broadcast.status = BroadcastStatus.SENDING
                self._audit(store, actor, broadcast, "broadcast:resumed", broadcast.total)
            progress = await progress_of(store, broadcast, now)
        if progress.status == BroadcastStatus.SENDING:
            self._halts.go_on(broadcast_id)
        return progress

    @needs(Action.BROADCAST)
    async def send_again(self, actor: Actor, broadcast_id: int, rounds: int) -> Progress:
        """Send it once more to those of whom nobody knows whether they got it.

        `rounds` is what the author saw: a second tap finds another number and changes nothing.
        """
        now = self._clock.now()
        async with self._database.effect() as store:
            broadcast = await own_broadcast(store, actor, broadcast_id)
            if not await _asks(store, broadcast, rounds):
                return await progress_of(store, broadcast, now)
            broadcast.rounds += 1
            # Who has gone since is none of its audience any more.
            present = {
                seat.person.id
                for path in actor.scope(Action.BROADCAST)
                for seat in await store.people.seats_below(path)
            }
            await store.outbox.leave_out(broadcast.id, present, now)
            if count := await store.outbox.send_again(broadcast.id, now):
                broadcast.status, broadcast.finished_at = BroadcastStatus.SENDING, None
                self._audit(store, actor, broadcast, "broadcast:again", count)
            else:
                # All of them are gone meanwhile: there is nobody to ask about.
                broadcast.status, broadcast.finished_at = BroadcastStatus.DONE, now
            return await progress_of(store, broadcast, now)

    @needs(Action.BROADCAST)
    async def leave_so(self, actor: Actor, broadcast_id: int, rounds: int) -> Progress:
        """Of some nobody knows whether they got it, and so it stays."""
        async with self._database.effect() as store:
            broadcast = await own_broadcast(store, actor, broadcast_id)
            if await _asks(store, broadcast, rounds):
                broadcast.status = BroadcastStatus.DONE
                broadcast.finished_at = self._clock.now()
                unknown = (await progress_of(store, broadcast)).unknown
                self._audit(store, actor, broadcast, "broadcast:left", unknown)
            return await progress_of(store, broadcast, self._clock.now())

    @internal
    async def running(self) -> list[Progress]:
        """Announcements whose totals the author has not seen yet."""
        now = self._clock.now()
        async with self._database.read() as store:
            return [
                await progress_of(store, broadcast, now)
                for broadcast in await store.broadcasts.followed(now)
            ]

    @internal
    async def close(self, seen: Progress) -> None:
        """The author has seen the totals: before that a crash must not lose them.

        Nothing is closed when he has had it sent once more meanwhile.
        """
        async with self._database.write() as store:
            broadcast = await store.broadcasts.get(seen.broadcast_id)
            if broadcast is None:
                raise NotFoundError
            if (broadcast.status, broadcast.rounds) != (seen.status, seen.rounds):
                return
            if (await progress_of(store, broadcast)).is_being_amended:
                return
            if broadcast.status == BroadcastStatus.SENDING:
                broadcast.status = BroadcastStatus.ASKING if seen.asks else BroadcastStatus.DONE
            broadcast.finished_at = broadcast.finished_at or self._clock.now()

    @internal
    async def launch_due(self) -> int:
        """Send off what is due: whose hold is over, whose hour has come. Return how many."""
        now = self._clock.now()
        async with self._database.glance() as store:
            due = await store.broadcasts.due(now)
        count = 0
        for row in due:
            with on_its_own("announcement", row.id):
                await self._send_off(row.id, await self._author(row.author_id), now)
                count += 1
        return count

    async def _author(self, person_id: int) -> Actor | None:
        try:
            return await self._registration.actor_of(person_id)
        except NotFoundError:
            return None

    async def _send_off(self, broadcast_id: int, author: Actor | None, now: datetime) -> None:
        async with self._database.write() as store:
            broadcast = await store.broadcasts.get(broadcast_id)
            if broadcast is None or broadcast.send_at is None or broadcast.send_at > now:
                return
            if broadcast.status not in {BroadcastStatus.HELD, BroadcastStatus.SCHEDULED}:
                return
            is_held = broadcast.status == BroadcastStatus.HELD
            is_late = now - broadcast.send_at > _TOO_LATE and not is_held
            if is_late and broadcast.repeats is None:
                broadcast.status = BroadcastStatus.PAUSED
                return
            place = await store.places.get(broadcast.place_id)
            if author is None or place is None or not author.may(Action.BROADCAST, place.path):
                # Its author speaks for that place no more.
                await store.broadcasts.call_off(broadcast.id, now, CALLED_OFF)
                broadcast.status, broadcast.finished_at = BroadcastStatus.CANCELLED, now
            elif is_held:
                # Its messages are queued for this moment.
                broadcast.status, broadcast.started_at = BroadcastStatus.SENDING, broadcast.send_at
            elif is_late:
                await self._write_next(store, author, broadcast, now)
                broadcast.status, broadcast.finished_at = BroadcastStatus.CANCELLED, now
            else:
                await self._launch(store, author, broadcast, place, now)

    async def _launch(
        self,
        store: Store,
        author: Actor,
        broadcast: Broadcast,
        place: Place | None,
        now: datetime,
    ) -> None:
        people = await self._listeners(store, author, broadcast.audience or {})
        if await self._is_looked_at(store, broadcast, place, len(people), now):
            return
        await self._write_next(store, author, broadcast, now)
        await freeze(store, broadcast, people, now)
        broadcast.total, broadcast.started_at = len(people), now
        broadcast.status = BroadcastStatus.SENDING
        # It was planned some time ago: its progress is a new message, at the end of the chat.
        broadcast.progress_message_id = None
        self._audit(store, author, broadcast, "broadcast", broadcast.total)

    async def _is_looked_at(
        self, store: Store, broadcast: Broadcast, place: Place | None, people: int, now: datetime
    ) -> bool:
        """Whether a second pair of eyes is asked only now: its audience has grown meanwhile."""
        if broadcast.decided_by is not None or people <= self._limits.alone_up_to or place is None:
            return False
        asked = await checkers(store, broadcast.author_id, place)
        if not asked:
            return False
        broadcast.status, broadcast.total = BroadcastStatus.WAITING, people
        broadcast.progress_message_id = None
        await ask_checkers(store, broadcast, asked, now)
        return True

    async def _write_next(
        self, store: Store, author: Actor, broadcast: Broadcast, now: datetime
    ) -> None:
        """What is said every week is written down for the next one that is still to come."""
        if broadcast.repeats is None or broadcast.send_at is None:
            return
        root = broadcast.repeat_of or broadcast.id
        first = await store.broadcasts.get(root)
        # By the clock on the wall, as it showed when it was said first: an hour that one night
        # does not have comes back a week later.
        first_at = (first.send_at if first is not None else None) or broadcast.send_at
        hour = first_at.astimezone(zone(author.timezone)).time()
        day, next_at = local_day(broadcast.send_at, author.timezone), broadcast.send_at
        while next_at <= now:
            day += _WEEK
            next_at = moment(day, hour, author.timezone)
        store.outbox.add(
            Broadcast(
                author_id=broadcast.author_id,
                place_id=broadcast.place_id,
                draft_key=f"week:{root}:{next_at.date().isoformat()}",
                content=broadcast.content,
                audience=broadcast.audience,
                status=BroadcastStatus.SCHEDULED,
                total=broadcast.total,
                send_at=next_at,
                repeats=broadcast.repeats,
                repeat_of=root,
                # Who has let one of them go out has let all of them.
                decided_by=broadcast.decided_by,
                decided_at=broadcast.decided_at,
                created_at=now,
            )
        )

    @asynccontextmanager
    async def _turned_back(
        self, actor: Actor, broadcast_id: int
    ) -> AsyncIterator[tuple[Store, Broadcast]]:
        """Nothing of an announcement leaves while its end is written down, nor after it."""
        async with self._database.read() as store:
            await own_broadcast(store, actor, broadcast_id)
        was_halted, is_halted = broadcast_id in self._halts, False
        self._halts.stop(broadcast_id)
        try:
            async with self._database.effect() as store:
                broadcast = await own_broadcast(store, actor, broadcast_id)
                yield store, broadcast
            is_halted = broadcast.status in _HALTED
        finally:
            if not (was_halted or is_halted):
                self._halts.go_on(broadcast_id)

    def _audit(
        self, store: Store, actor: Actor, broadcast: Broadcast, action: str, people: int
    ) -> None:
        store.intake.audit(
            self._clock.now(),
            actor.id,
            action,
            object_kind="broadcast",
            object_id=broadcast.id,
            place_id=broadcast.place_id,
            detail={"people": people},
        )


async def _asks(store: Store, broadcast: Broadcast, rounds: int) -> bool:
    """Whether the question that the author saw is still open."""
    return broadcast.rounds == rounds and (await progress_of(store, broadcast)).asks
