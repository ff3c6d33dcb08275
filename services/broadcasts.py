"""Announcements: an audience, a message, a frozen list of recipients, and totals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from db.database import Database
from db.enums import BroadcastStatus, OutboxStatus, PlaceKind, Role
from db.models import Broadcast, Person
from db.store import Store
from services.access import REPRESENTATIVES, Action, Actor, internal, needs
from services.broadcast_content import Content, Media
from services.broadcast_launch import freeze
from services.calendar import visible_plans
from services.clock import Clock
from services.dialogs import Turn, open_dialog
from services.envelope import ASLEEP
from services.errors import DomainError, NotFoundError
from services.forms.catalogue import BROADCAST
from services.forms.form import PREVIEW
from services.place_search import Named, PlaceIndex
from services.statistics import open_ledger

# One announcement is written at a time.
_KEY = "new"
_SILENT_SINCE = timedelta(days=30)
_SILENT_UNTIL = timedelta(days=7)
_FOUND = 10


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an announcement has got."""

    broadcast_id: int
    total: int
    sent: int
    blocked: int
    failed: int
    unknown: int
    author_id: int
    message_id: int | None
    # Recipients who wanted no messages any more when their turn came.
    skipped: int = 0
    # Of those still to be sent, whom the message would wake.
    asleep: int = 0
    # How often it was sent once more to those of whom nobody knew.
    rounds: int = 0
    # The author has seen the totals and there is nothing left to decide.
    is_closed: bool = False

    @property
    def asks(self) -> bool:
        """Whether the author is to say what becomes of those of whom nobody knows."""
        return self.finished and self.unknown > 0 and not self.is_closed

    @property
    def finished(self) -> bool:
        """Whether every message has met its fate."""
        return self.waiting == 0

    @property
    def waiting(self) -> int:
        """Recipients whose message is still to be sent."""
        settled = self.sent + self.blocked + self.failed + self.unknown + self.skipped
        return self.total - settled


class Broadcasts:
    """Writes announcements and counts their fates."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where announcements are kept and who tells the time."""
        self._database = database
        self._clock = clock

    @needs(Action.BROADCAST)
    async def begin(self, actor: Actor) -> Turn:
        """Open the form of an announcement."""
        async with self._database.effect() as store:
            places = {}
            for path in actor.scope(Action.BROADCAST):
                for place in await store.places.subtree(path, PlaceKind.MUNICIPALITY):
                    places[str(place.id)] = place.name
            await self._ask_anew(store, actor)
            return await open_dialog(
                store,
                actor,
                BROADCAST,
                {"places": places, "speaker": actor.seats_for(Action.BROADCAST)[0].place_name},
                key=_KEY,
                now=self._clock.now(),
                options={"place": list(places)},
            )

    @needs(Action.BROADCAST)
    async def municipalities(self, actor: Actor, turn: Turn, text: str) -> list[str]:
        """The choices of the open form that a typed name can mean, the best first."""
        names: Mapping[str, str] = turn.subject["places"]
        index = PlaceIndex(Named(int(key), name) for key, name in names.items())
        return [str(place_id) for place_id in index.find(text, _FOUND)]

    @needs(Action.BROADCAST)
    async def count(self, actor: Actor, answers: Mapping[str, Any]) -> int:
        """How many people an audience has now, the author not counted."""
        async with self._database.read() as store:
            return len(await self._audience(store, actor, answers))

    @internal
    async def complete(
        self, store: Store, actor: Actor, subject: Mapping[str, Any], answers: Mapping[str, Any]
    ) -> Progress:
        """Freeze the audience and queue its messages, in the dialog's transaction."""
        actor.require(Action.BROADCAST)
        now = self._clock.now()
        people = await self._audience(store, actor, answers)
        if not people:
            raise DomainError("audience_empty")
        message = answers["message"]
        file = message["file"] or {}
        broadcast = Broadcast(
            author_id=actor.id,
            place_id=actor.seats_for(Action.BROADCAST)[0].place_id,
            draft_key=str(subject["dialog_id"]),
            content=Content(
                {actor.locale: message["html"]},
                (Media(file["kind"], file["file_id"], file["name"]),) if file else (),
            ).as_json(),
            status=BroadcastStatus.SENDING,
            total=len(people),
            created_at=now,
            started_at=now,
        )
        store.outbox.add(broadcast)
        await store.flush()
        await freeze(store, broadcast, people, now)
        self._audit(store, actor, broadcast, "broadcast", broadcast.total)
        return await _progress(store, broadcast)

    @needs(Action.BROADCAST)
    async def follow(self, actor: Actor, broadcast_id: int, message_id: int) -> None:
        """Remember which of the author's messages shows the progress."""
        async with self._database.write() as store:
            broadcast = await _own(store, actor, broadcast_id)
            broadcast.progress_message_id = message_id

    @needs(Action.BROADCAST)
    async def send_again(self, actor: Actor, broadcast_id: int, rounds: int) -> Progress:
        """Send it once more to those of whom nobody knows whether they got it.

        `rounds` is what the author saw: a second tap finds another number and changes nothing.
        """
        now = self._clock.now()
        async with self._database.effect() as store:
            broadcast = await _own(store, actor, broadcast_id)
            if not await _asks(store, broadcast, rounds):
                return await _progress(store, broadcast)
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
            return await _progress(store, broadcast)

    @needs(Action.BROADCAST)
    async def leave_so(self, actor: Actor, broadcast_id: int, rounds: int) -> Progress:
        """Of some nobody knows whether they got it, and so it stays."""
        async with self._database.effect() as store:
            broadcast = await _own(store, actor, broadcast_id)
            if await _asks(store, broadcast, rounds):
                broadcast.status = BroadcastStatus.DONE
                broadcast.finished_at = self._clock.now()
                unknown = (await _progress(store, broadcast)).unknown
                self._audit(store, actor, broadcast, "broadcast:left", unknown)
            return await _progress(store, broadcast)

    @internal
    async def running(self) -> list[Progress]:
        """Announcements whose totals the author has not seen yet."""
        async with self._database.read() as store:
            return [
                await _progress(store, broadcast)
                for broadcast in await store.outbox.unfinished_broadcasts()
            ]

    @internal
    async def close(self, seen: Progress) -> None:
        """The author has seen the totals: before that a crash must not lose them.

        Nothing is closed when he has had it sent once more meanwhile.
        """
        async with self._database.write() as store:
            broadcast = await store.outbox.broadcast(seen.broadcast_id)
            if broadcast is None:
                raise NotFoundError
            if (broadcast.status, broadcast.rounds) != (BroadcastStatus.SENDING, seen.rounds):
                return
            broadcast.status = BroadcastStatus.ASKING if seen.asks else BroadcastStatus.DONE
            broadcast.finished_at = self._clock.now()

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

    async def _ask_anew(self, store: Store, actor: Actor) -> None:
        """An announcement left before nobody is asked again whom it is for; its text stays."""
        left = await store.dialogs.about(actor.id, BROADCAST.name, _KEY)
        if left is None or left.step != PREVIEW or await self._audience(store, actor, left.answers):
            return
        kept = {name: left.answers[name] for name in left.answers if name == "message"}
        left.step, left.answers = BROADCAST.steps[0].name, kept

    async def _audience(
        self, store: Store, actor: Actor, answers: Mapping[str, Any]
    ) -> list[Person]:
        roles: tuple[Role, ...] = ()
        paths = list(actor.scope(Action.BROADCAST))
        match answers["audience"]:
            case "directors":
                roles = REPRESENTATIVES
            case "curators":
                roles = (Role.CURATOR,)
            case "place":
                place = await store.places.get(int(answers["place"]))
                if place is None:
                    raise NotFoundError
                actor.require(Action.BROADCAST, place.path)
                paths = [place.path]
            case "silent":
                roles, paths = REPRESENTATIVES, await self._silent_schools(store, actor)
        people: dict[int, Person] = {}
        for path in paths:
            for seat in await store.people.seats_below(path, roles):
                people[seat.person.id] = seat.person
        return [p for p in people.values() if p.id != actor.id and not p.paused]

    async def _silent_schools(self, store: Store, actor: Actor) -> list[str]:
        """Paths of the schools that left an event of the last month or the next week unanswered."""
        now = self._clock.now()
        ledger = await open_ledger(
            store,
            await visible_plans(store, actor),
            actor.scope(Action.BROADCAST),
            now - _SILENT_SINCE,
            now + _SILENT_UNTIL,
        )
        return sorted(
            {
                school.path
                for found in ledger.happenings
                if found.occurrence.precision == "day"
                for school in ledger.unanswered(found)
            }
        )


async def _own(store: Store, actor: Actor, broadcast_id: int) -> Broadcast:
    broadcast = await store.outbox.broadcast(broadcast_id)
    if broadcast is None or broadcast.author_id != actor.id:
        raise NotFoundError
    # He may be a coordinator of another place by now.
    place = await store.places.get(broadcast.place_id)
    actor.require(Action.BROADCAST, place.path if place is not None else "")
    return broadcast


async def _asks(store: Store, broadcast: Broadcast, rounds: int) -> bool:
    """Whether the question that the author saw is still open."""
    return broadcast.rounds == rounds and (await _progress(store, broadcast)).asks


async def _progress(store: Store, broadcast: Broadcast) -> Progress:
    tally = await store.outbox.tally(broadcast.id)
    failed = sum(
        n
        for (status, error), n in tally.items()
        if status == OutboxStatus.FAILED and error != "blocked"
    )
    author = await store.people.get(broadcast.author_id)
    return Progress(
        broadcast_id=broadcast.id,
        total=broadcast.total,
        sent=_count(tally, OutboxStatus.SENT),
        blocked=tally.get((OutboxStatus.FAILED, "blocked"), 0),
        failed=failed,
        unknown=_count(tally, OutboxStatus.UNKNOWN),
        author_id=author.telegram_id if author else 0,
        message_id=broadcast.progress_message_id,
        skipped=_count(tally, OutboxStatus.SKIPPED),
        asleep=tally.get((OutboxStatus.QUEUED, ASLEEP), 0),
        rounds=broadcast.rounds,
        is_closed=broadcast.status == BroadcastStatus.DONE,
    )


def _count(tally: Mapping[tuple[OutboxStatus, str | None], int], status: OutboxStatus) -> int:
    return sum(n for (found, _), n in tally.items() if found == status)
