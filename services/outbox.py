"""Outgoing messages that matter: the intent is committed before the request, the fate after it.

A message is sent by whoever claims it. One that a dead process was sending may have arrived or
not: reminders and cards are sent again, marked as such; announcements are reported as unknown.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from db.database import Database
from db.enums import BroadcastStatus, OutboxKind, OutboxStatus
from db.store import Store
from services.access import Actor, internal
from services.broadcast_amending import amend
from services.broadcast_progress import CALLED_OFF
from services.clock import Clock
from services.envelope import ASLEEP, Envelope, envelope_of
from services.errors import NotFoundError
from services.habits import rhythm_of
from services.messages import Messages, Notice
from services.night import leaves_at
from services.registration import Registration
from services.unreachable import tell_of_unreachable

_GIVEN_UP = timedelta(days=1)
# A message that ends the process each time it is sent must not do so for ever.
_MOST_INTERRUPTIONS = 10
_INTERRUPTED = "interrupted"
_LONGEST_WAIT = timedelta(minutes=1)
# How long the messenger gets to show that it took a message after all.
_DOUBT = timedelta(seconds=5)
# Answers to what somebody asked himself, news of his own rights, edits, which make no sound, and
# what an owner must hear for the sake of all others.
_EVEN_IN_SILENCE = frozenset(
    {
        OutboxKind.ROLE_DECISION,
        OutboxKind.ROLE_CHANGED,
        OutboxKind.REDRAW,
        OutboxKind.BROADCAST_EDIT,
        OutboxKind.BROADCAST_RECALL,
        OutboxKind.STUCK,
    }
)
# Somebody who wants to hear of nothing for some days still waits for what became of his report
# or question.
_EVEN_WHEN_MUTED = _EVEN_IN_SILENCE | {OutboxKind.REPORT_DECISION, OutboxKind.QUESTION_ANSWER}


# The messages that an announcement consists of, part by part.
Parts = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Asleep:
    """Nobody is woken by a message: it leaves when its reader's quiet hours end."""

    until: datetime


class Outbox:
    """Hands messages to the sender and keeps their fates."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        registration: Registration,
        messages: Messages,
    ) -> None:
        """Take who knows people, and who knows what messages are about."""
        self._database = database
        self._clock = clock
        self._registration = registration
        self._messages = messages

    @internal
    async def recover(self) -> int:
        """After a start: decide about messages that a dead process was sending."""
        now = self._clock.now()
        async with self._database.write() as store:
            interrupted = await store.outbox.interrupted()
            for message in interrupted:
                # In a row: tries that an outage has used up say nothing against the message.
                in_a_row = _interruptions(message.error) + 1
                message.error = _INTERRUPTED
                if message.kind == OutboxKind.BROADCAST or in_a_row >= _MOST_INTERRUPTIONS:
                    message.status, message.settled_at = OutboxStatus.UNKNOWN, now
                else:
                    message.error = f"{_INTERRUPTED} {in_a_row}"
                    message.status, message.repeated = OutboxStatus.QUEUED, True
                    # One that ends each process that takes it in hand lets the others go first;
                    # and one that was only there each time is not taken for it.
                    message.due_at = max(message.due_at, now + _behind(in_a_row))
            return len(interrupted)

    @internal
    async def claim(self, limit: int, resting: Collection[int] = ()) -> list[Envelope]:
        """Take the most urgent messages; their intent is committed when this returns.

        At most one is taken for an account, and none for `resting` ones: a further message to
        them would have to wait.
        """
        now = self._clock.now()
        async with self._database.glance() as store:
            if not await store.outbox.is_any_due(now):
                return []
        async with self._database.write() as store:
            claimed = await store.outbox.claim(now, limit, resting)
            return [envelope_of(message) for message in claimed]

    @internal
    async def open(self, envelope: Envelope) -> tuple[Actor, Notice] | Asleep | None:
        """What to say to whom, as things stand now; None when it is of no use any more."""
        now, not_after = self._clock.now(), envelope.not_after
        if not_after is not None and not_after <= now:
            return None
        try:
            actor = await self._registration.actor_of(envelope.person_id)
            # Both may have changed since it was queued.
            if actor.consent_version is None:
                return None
            if actor.paused and envelope.kind not in _EVEN_IN_SILENCE:
                return None
            if actor.is_muted(now) and envelope.kind not in _EVEN_WHEN_MUTED:
                return None
            notice = await self._messages.notice(actor, envelope)
            leaves = await self._leaves_at(actor, envelope.kind, notice, now)
        except NotFoundError:
            return None
        if leaves <= now:
            return actor, notice
        return Asleep(leaves) if not_after is None or leaves < not_after else None

    @internal
    async def put_off(self, envelope: Envelope, until: datetime) -> None:
        """Its reader is not to be woken: it leaves later, and this was no try."""
        async with self._database.write() as store:
            kept_back = await _kept_back(store, envelope, self._clock.now())
            await store.outbox.settle(
                envelope.id,
                due_at=until,
                attempts=envelope.attempts - 1,
                **({"status": OutboxStatus.QUEUED, "error": ASLEEP} | kept_back),
            )

    @internal
    async def call_off(self, envelope: Envelope) -> None:
        """Its announcement was stopped or paused a moment before it left: this was no try."""
        now = self._clock.now()
        async with self._database.write() as store:
            await store.outbox.settle(
                envelope.id,
                attempts=envelope.attempts - 1,
                **(await _kept_back(store, envelope, now) or {"status": OutboxStatus.QUEUED}),
            )

    @internal
    async def sent(self, envelope: Envelope, message_id: int) -> None:
        """The messenger took it."""
        await self._settle(envelope, status=OutboxStatus.SENT, message_id=message_id, error=None)

    @internal
    async def partly(
        self, envelope: Envelope, parts: Parts, edition: int, poll_id: str | None
    ) -> None:
        """A part of an announcement has arrived: another try goes on behind it."""
        said = _oldest(envelope, edition)
        async with self._database.write() as store:
            await store.outbox.settle(
                envelope.id, parts=_as_json(parts), edition=said, poll_id=poll_id
            )

    @internal
    async def announced(
        self, envelope: Envelope, parts: Parts, edition: int, poll_id: str | None
    ) -> None:
        """The messenger took an announcement; what has changed meanwhile is changed there too."""
        now = self._clock.now()
        # The words may have changed between two of its messages.
        edition = _oldest(envelope, edition)
        async with self._database.write() as store:
            values = {"parts": _as_json(parts), "edition": edition}
            if poll_id is not None:
                values["poll_id"] = poll_id
            await store.outbox.settle(
                envelope.id,
                status=OutboxStatus.SENT,
                message_id=parts[0][0],
                error=None,
                settled_at=now,
                **values,
            )
            broadcast = await store.broadcasts.get(envelope.broadcast_id or 0)
            if broadcast is None:
                return
            if broadcast.recalled_at is not None:
                await amend(store, broadcast, OutboxKind.BROADCAST_RECALL, now, envelope.id)
            elif broadcast.edition > edition:
                await amend(store, broadcast, OutboxKind.BROADCAST_EDIT, now, envelope.id)

    @internal
    async def skip(self, envelope: Envelope, reason: str) -> None:
        """It was of no use any more."""
        await self._settle(envelope, status=OutboxStatus.SKIPPED, error=reason)

    @internal
    async def fail(self, envelope: Envelope, reason: str) -> None:
        """It can never be sent."""
        await self._settle(envelope, status=OutboxStatus.FAILED, error=reason[:200])

    @internal
    async def retry(self, envelope: Envelope, delay: timedelta, reason: str) -> None:
        """It was surely not delivered: once more later, as long as it is of use.

        The longer an outage lasts, the longer the waits, up to a minute. A message without a term
        is given up after a day.
        """
        term = envelope.not_after or envelope.created_at + _GIVEN_UP
        if self._clock.now() >= term:
            await self.fail(envelope, reason)
            return
        await self._requeue(envelope, max(delay, _patience(envelope)), reason)

    @internal
    async def uncertain(self, envelope: Envelope, reason: str) -> None:
        """It may have been delivered: an announcement is left so, the rest is tried once more."""
        if envelope.kind is OutboxKind.BROADCAST or envelope.repeated:
            await self._settle(envelope, status=OutboxStatus.UNKNOWN, error=reason[:200])
        else:
            await self._requeue(envelope, _DOUBT, reason, repeated=True)

    @internal
    async def stumbled(self, envelope: Envelope, reason: str) -> None:
        """Telegram failed, probably before it took the message: an outage lasts many tries.

        One repetition would be lost in it, so the message is tried as long as it is of use, each
        further time under a word that it may be known already. An announcement is left so.
        """
        term = envelope.not_after or envelope.created_at + _GIVEN_UP
        if envelope.kind is OutboxKind.BROADCAST or self._clock.now() >= term:
            await self._settle(envelope, status=OutboxStatus.UNKNOWN, error=reason[:200])
        else:
            wait = max(_DOUBT, _patience(envelope))
            await self._requeue(envelope, wait, reason, repeated=True)

    @internal
    async def unreachable(self, envelope: Envelope, reason: str) -> None:
        """The person blocked the bot or is gone: nothing more is sent until he writes."""
        now = self._clock.now()
        async with self._database.write() as store:
            await store.people.mark_unreachable(envelope.person_id, now)
            await store.outbox.settle(
                envelope.id, status=OutboxStatus.FAILED, error=reason, settled_at=now
            )
            await store.outbox.cancel_for(envelope.person_id, now, reason)
            zone_name = self._registration.default_timezone
            await tell_of_unreachable(store, envelope.person_id, now, zone_name)

    async def _requeue(
        self, envelope: Envelope, delay: timedelta, reason: str, **values: Any
    ) -> None:
        now = self._clock.now()
        async with self._database.write() as store:
            fate = {"status": OutboxStatus.QUEUED, "error": reason[:200]}
            await store.outbox.settle(
                envelope.id,
                due_at=now + delay,
                **(fate | await _kept_back(store, envelope, now)),
                **values,
            )

    async def _settle(self, envelope: Envelope, **values: Any) -> None:
        async with self._database.write() as store:
            await store.outbox.settle(envelope.id, settled_at=self._clock.now(), **values)

    async def _leaves_at(
        self, actor: Actor, kind: OutboxKind, notice: Notice, now: datetime
    ) -> datetime:
        # By the same look at the clock: a moment later would be in the future already.
        async with self._database.read() as store:
            person = await store.people.get(actor.id)
        if person is None:
            raise NotFoundError
        return leaves_at(kind, notice, rhythm_of(person, actor.timezone), now)


async def _kept_back(store: Store, envelope: Envelope, now: datetime) -> dict[str, Any]:
    """What becomes of a message that would be queued again, when its announcement has ended."""
    if envelope.kind is not OutboxKind.BROADCAST:
        return {}
    broadcast = await store.broadcasts.get(envelope.broadcast_id or 0)
    if broadcast is not None and broadcast.recalled_at is not None:
        return {"status": OutboxStatus.SKIPPED, "error": CALLED_OFF, "settled_at": now}
    match broadcast.status if broadcast is not None else None:
        case BroadcastStatus.PAUSED:
            return {"status": OutboxStatus.PAUSED}
        case BroadcastStatus.STOPPED | BroadcastStatus.CANCELLED:
            return {"status": OutboxStatus.SKIPPED, "error": CALLED_OFF, "settled_at": now}
    return {}


def _oldest(envelope: Envelope, edition: int) -> int:
    """Which wording is in the chat when some of it came with an earlier try."""
    return min(envelope.edition, edition) if envelope.parts else edition


def _as_json(parts: Parts) -> list[list[int]]:
    return [list(part) for part in parts]


def _behind(in_a_row: int) -> timedelta:
    """How long a message stands back that so many starts in a row have found half-sent."""
    return timedelta(seconds=min(2**in_a_row, 60)) if in_a_row > 1 else timedelta()


def _interruptions(error: str | None) -> int:
    """How many starts have found the message half-sent since it last met another fate."""
    word, _, count = (error or "").partition(" ")
    return int(count) if word == _INTERRUPTED and count.isdecimal() else 0


def _patience(envelope: Envelope) -> timedelta:
    return min(timedelta(seconds=2 ** min(envelope.attempts, 6)), _LONGEST_WAIT)
