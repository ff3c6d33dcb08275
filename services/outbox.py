"""Outgoing messages that matter: the intent is committed before the request, the fate after it.

A message is sent by whoever claims it. One that a dead process was sending may have arrived or
not: reminders and cards are sent again, marked as such; announcements are reported as unknown.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from db.database import Database
from db.enums import OutboxKind, OutboxStatus
from services.absence import Absence
from services.access import Actor, internal
from services.alerts import StuckNotice
from services.calendar import Calendar
from services.cards import EventCard
from services.clock import Clock
from services.errors import NotFoundError
from services.open_dates import OpenDate, OpenDates
from services.registration import Registration
from services.reminder_messages import ReminderMessages, ReminderNotice
from services.reports import ReportCard, Reports
from services.role_news import RoleMessages, RoleNews
from services.scheduling import Was
from services.silence_news import SilenceMessages, SilenceNews
from services.unreachable import tell_of_unreachable
from services.weekly_news import WEEKLY, WeekCardNotice, WeeklyMessages, WeeklyNews

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
    {OutboxKind.ROLE_DECISION, OutboxKind.ROLE_CHANGED, OutboxKind.REDRAW, OutboxKind.STUCK}
)
# Somebody who wants to hear of nothing for some days still waits for what became of his report.
_EVEN_WHEN_MUTED = _EVEN_IN_SILENCE | {OutboxKind.REPORT_DECISION}


@dataclass(frozen=True, slots=True)
class Envelope:
    """A claimed message: to whom, about what."""

    id: int
    person_id: int
    telegram_id: int
    kind: OutboxKind
    payload: dict[str, Any]
    broadcast_id: int | None
    attempts: int
    created_at: datetime
    repeated: bool
    not_after: datetime | None


@dataclass(frozen=True, slots=True)
class ReportNotice:
    """A report waits for a decision."""

    card: ReportCard


@dataclass(frozen=True, slots=True)
class DecisionNotice:
    """A report was accepted or returned."""

    card: ReportCard


@dataclass(frozen=True, slots=True)
class MovedNotice:
    """An event was moved or cancelled, or its day was set; `was` is None when it had none."""

    card: EventCard
    was: Was | None
    # How many further days of the same row have changed with it.
    more: int


@dataclass(frozen=True, slots=True)
class OpenDatesNotice:
    """Events of a month whose day is still to be set."""

    month: date
    dates: tuple[OpenDate, ...]


@dataclass(frozen=True, slots=True)
class AnnouncementNotice:
    """A coordinator's announcement in the name of a place."""

    place_name: str
    html: str
    file_kind: str | None
    file_id: str | None


@dataclass(frozen=True, slots=True)
class EditNotice:
    """A message sent before, to be changed into what it says now.

    After an `absence` its reader learns that nobody heard his taps.
    """

    now: "Notice"
    message_id: int
    absence: Absence | None


Notice = (
    ReminderNotice
    | ReportNotice
    | DecisionNotice
    | MovedNotice
    | OpenDatesNotice
    | AnnouncementNotice
    | EditNotice
    | RoleNews
    | StuckNotice
    | SilenceNews
    | WeeklyNews
)


class Outbox:
    """Hands messages to the sender and keeps their fates."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        registration: Registration,
        calendar: Calendar,
        reports: Reports,
        weekly_messages: WeeklyMessages,
        open_dates: OpenDates,
        reminder_messages: ReminderMessages,
        role_messages: RoleMessages,
        silence_messages: SilenceMessages,
    ) -> None:
        """Take the services that know what messages are about."""
        self._database = database
        self._clock = clock
        self._registration = registration
        self._calendar = calendar
        self._reports = reports
        self._weekly_messages = weekly_messages
        self._open_dates = open_dates
        self._reminder_messages = reminder_messages
        self._role_messages = role_messages
        self._silence_messages = silence_messages

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
            return len(interrupted)

    @internal
    async def claim(self, limit: int, resting: Collection[int] = ()) -> list[Envelope]:
        """Take the most urgent messages; their intent is committed when this returns.

        At most one is taken for an account, and none for `resting` ones: a further message to
        them would have to wait.
        """
        now = self._clock.now()
        async with self._database.read() as store:
            if not await store.outbox.is_any_due(now):
                return []
        async with self._database.write() as store:
            claimed = await store.outbox.claim(now, limit, resting)
            return [_envelope(message) for message in claimed]

    @internal
    async def open(self, envelope: Envelope) -> tuple[Actor, Notice] | None:
        """What to say to whom, as things stand now; None when it is of no use any more."""
        if envelope.not_after is not None and envelope.not_after <= self._clock.now():
            return None
        try:
            actor = await self._registration.actor_of(envelope.person_id)
            # Both may have changed since it was queued.
            if actor.consent_version is None:
                return None
            if actor.paused and envelope.kind not in _EVEN_IN_SILENCE:
                return None
            if actor.is_muted(self._clock.now()) and envelope.kind not in _EVEN_WHEN_MUTED:
                return None
            return actor, await self._notice(actor, envelope)
        except NotFoundError:
            return None

    @internal
    async def sent(self, envelope: Envelope, message_id: int) -> None:
        """The messenger took it."""
        await self._settle(envelope, status=OutboxStatus.SENT, message_id=message_id, error=None)

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
        async with self._database.write() as store:
            await store.outbox.settle(
                envelope.id,
                status=OutboxStatus.QUEUED,
                due_at=self._clock.now() + delay,
                error=reason[:200],
                **values,
            )

    async def _settle(self, envelope: Envelope, **values: Any) -> None:
        async with self._database.write() as store:
            await store.outbox.settle(envelope.id, settled_at=self._clock.now(), **values)

    async def _notice(self, actor: Actor, envelope: Envelope) -> Notice:
        payload = envelope.payload
        if envelope.kind in WEEKLY:
            return await self._weekly_messages.notice(actor, envelope.kind, payload)
        match envelope.kind:
            case OutboxKind.REDRAW:
                return await self._edit(actor, payload)
            case OutboxKind.REMINDER:
                return await self._reminder_messages.notice(actor, envelope.id, payload)
            case OutboxKind.ROLE_REQUEST | OutboxKind.ROLE_DECISION | OutboxKind.ROLE_CHANGED:
                return await self._role_messages.notice(actor, envelope.kind, payload)
            case OutboxKind.NUDGE | OutboxKind.ESCALATION | OutboxKind.UNREACHABLE:
                return await self._silence_messages.notice(actor, envelope.kind, payload)
            case OutboxKind.STUCK:
                return StuckNotice.from_json(payload)
            case OutboxKind.BROADCAST:
                return await self._announcement(envelope)
        return await self._about_plan(actor, envelope.kind, payload)

    async def _about_plan(
        self, actor: Actor, kind: OutboxKind, payload: Mapping[str, Any]
    ) -> Notice:
        match kind:
            case OutboxKind.REPORT_CARD:
                return ReportNotice(await self._reports.card(actor, int(payload["report_id"])))
            case OutboxKind.REPORT_DECISION:
                return DecisionNotice(await self._reports.card(actor, int(payload["report_id"])))
            case OutboxKind.MOVED:
                card = await self._calendar.card(actor, int(payload["occurrence_id"]))
                was = Was.from_json(payload["was"]) if payload["was"] else None
                return MovedNotice(card, was, int(payload.get("more", 0)))
            case OutboxKind.OPEN_DATES:
                month = date.fromisoformat(str(payload["month"]))
                found = await self._open_dates.of_month(actor, month)
                if not found:
                    raise NotFoundError
                return OpenDatesNotice(month, tuple(found))
        raise NotFoundError

    async def _edit(self, actor: Actor, payload: Mapping[str, Any]) -> EditNotice:
        absence = Absence.from_json(payload)
        async with self._database.read() as store:
            message = await store.outbox.get(int(payload["card_id"]))
            form = await store.dialogs.active(actor.id)
        if message is None or message.message_id is None or message.person_id != actor.id:
            raise NotFoundError
        notice: Notice
        match OutboxKind(message.kind):
            case OutboxKind.WEEK_CARD:
                notice = await self._weekly_messages.card_again(actor, message.id)
            case OutboxKind.REMINDER:
                notice = await self._reminder_messages.still_asked(actor, message.id)
            case _:
                notice = await self._notice(actor, _envelope(message))
        if absence is not None:
            # The form may have been opened in this very message.
            is_at_work = form is not None and form.updated_at >= message.created_at
            if is_at_work or not _is_open(notice, message.payload):
                raise NotFoundError
        return EditNotice(notice, message.message_id, absence)

    async def _announcement(self, envelope: Envelope) -> AnnouncementNotice:
        async with self._database.read() as store:
            broadcast = await store.outbox.broadcast(envelope.broadcast_id or 0)
            place = await store.places.get(broadcast.place_id) if broadcast is not None else None
        if broadcast is None or place is None:
            raise NotFoundError
        if not broadcast.text and broadcast.file_id is None:
            # Its author was forgotten, and his words with him.
            raise NotFoundError
        return AnnouncementNotice(
            place.name, broadcast.text, broadcast.file_kind, broadcast.file_id
        )


def _interruptions(error: str | None) -> int:
    """How many starts have found the message half-sent since it last met another fate."""
    word, _, count = (error or "").partition(" ")
    return int(count) if word == _INTERRUPTED and count.isdecimal() else 0


def _is_open(notice: Notice, payload: Mapping[str, Any]) -> bool:
    """Whether a message sent before still asks for something."""
    match notice:
        case WeekCardNotice(card):
            return card.waiting > 0
        case ReportNotice(card):
            return card.may_decide and card.version == int(payload["version"])
    return True


def _patience(envelope: Envelope) -> timedelta:
    return min(timedelta(seconds=2 ** min(envelope.attempts, 6)), _LONGEST_WAIT)


def _envelope(message: Any) -> Envelope:
    return Envelope(
        id=message.id,
        person_id=message.person_id,
        telegram_id=message.telegram_id,
        kind=OutboxKind(message.kind),
        payload=dict(message.payload),
        broadcast_id=message.broadcast_id,
        attempts=message.attempts,
        created_at=message.created_at,
        repeated=message.repeated,
        not_after=message.not_after,
    )
