"""Announcements being written: words, files, a poll, whom they are for and when they go out.

A draft is a dialog: one for each author, kept with every change until it is sent or dropped. What
happens after «send» is told in services.broadcast_delivery.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from db.database import Database
from db.enums import BroadcastStatus
from db.models import Broadcast, Dialog, Place
from db.repositories.people import SeatRow
from db.store import Store
from services.access import Action, Actor, internal, needs
from services.audience_words import Described, described
from services.audiences import Recipient, Selection, audience_of, choose
from services.broadcast_checks import ask_checkers
from services.broadcast_content import Content, Poll
from services.broadcast_draft import (
    CONTENT,
    KEY,
    OTHER,
    POLL,
    WHEN,
    bring_up,
    draft_row,
    keep,
    other_locale,
    own_locale,
    said,
    translated,
    written,
)
from services.broadcast_launch import hold
from services.broadcast_limits import Limits, checkers
from services.broadcast_moments import (
    in_time,
    monday_morning,
    read_moment,
    read_poll,
    tomorrow_morning,
)
from services.broadcast_progress import Progress, progress_of
from services.clock import Clock
from services.dialogs import Turn, open_dialog, turn_of
from services.errors import DomainError, NotFoundError
from services.forms.catalogue import BROADCAST
from services.forms.form import PREVIEW, Input, Problem

_SAMPLE = 5
_WEEKLY = "weekly"
_MOMENTS = {"tomorrow": tomorrow_morning, "monday": monday_morning}


@dataclass(frozen=True, slots=True)
class Letter:
    """An announcement as it is being written, and everything its preview tells."""

    turn: Turn
    content: Content
    audience: Described
    # Who gets it, some of them, and who does not.
    selection: Selection
    sample: tuple[Recipient, ...]
    # The place in whose name it speaks.
    speaker: str
    # The languages in which the author writes, and does not.
    locale: str
    other_locale: str
    timezone: str
    send_at: datetime | None
    repeats: str | None
    # Names of those of whom one must agree; empty where the author sends it alone.
    checkers: tuple[str, ...]
    # How many more the author may make today.
    left_today: int

    @property
    def total(self) -> int:
        """How many people get it."""
        return len(self.selection.people)

    @property
    def can_be_sent(self) -> bool:
        """Whether there is somebody to send it to, and the author may."""
        return bool(self.total and self.left_today)


class Broadcasts:
    """Writes announcements."""

    def __init__(self, database: Database, clock: Clock, limits: Limits | None = None) -> None:
        """Take where announcements are kept, who tells the time, and what is too much."""
        self._database = database
        self._clock = clock
        self._limits = limits or Limits()

    @needs(Action.BROADCAST)
    async def begin(self, actor: Actor) -> Turn:
        """Begin an announcement to all directors, or go on with the one left."""
        async with self._database.effect() as store:
            left = await store.dialogs.about(actor.id, BROADCAST.name, KEY)
            if left is not None:
                bring_up(left, own_locale(actor))
            if left is not None and left.step not in {CONTENT, PREVIEW}:
                # A question about a part of it does not wait for days.
                left.step = PREVIEW if CONTENT in left.answers else CONTENT
            seat = actor.seats_for(Action.BROADCAST)[0]
            return await open_dialog(
                store,
                actor,
                BROADCAST,
                {"speaker": seat.place_name, "place_id": seat.place_id},
                key=KEY,
                now=self._clock.now(),
            )

    @needs(Action.BROADCAST)
    async def letter(self, actor: Actor, turn: Turn) -> Letter:
        """A draft as it would go out now."""
        draft, now = written(turn.draft.answers), self._clock.now()
        async with self._database.read() as store:
            found = await choose(store, actor, draft.audience, now)
            place = await store.places.get(int(turn.subject.get("place_id") or 0))
            return Letter(
                turn,
                draft.content,
                await described(store, actor, draft.audience),
                found,
                found.sample(_SAMPLE),
                str(turn.subject.get("speaker", "")),
                own_locale(actor),
                other_locale(actor),
                actor.timezone,
                draft.send_at,
                draft.repeats,
                tuple(
                    seat.person.name
                    for seat in await self._asked(store, actor, place, len(found.people))
                ),
                await self._limits.left(store, actor, now),
            )

    @needs(Action.BROADCAST)
    async def take(
        self, actor: Actor, given: Input, *, album: str = "", poll: Poll | None = None
    ) -> Turn:
        """Take what the author writes or sends, for the question that is open."""

        def taken(row: Dialog) -> Problem | None:
            draft = written(row.answers)
            if poll is not None:
                return keep(row, replace(draft, content=replace(draft.content, poll=poll)))
            if row.step == OTHER:
                return keep(row, translated(draft, given, other_locale(actor)))
            if row.step == POLL:
                read = read_poll(given.text)
                if isinstance(read, Problem):
                    return read
                return keep(row, replace(draft, content=replace(draft.content, poll=read)))
            if row.step == WHEN:
                at = read_moment(given.text, self._clock.now(), actor.timezone)
                return at if isinstance(at, Problem) else keep(row, replace(draft, send_at=at))
            return keep(row, said(row, draft, given, own_locale(actor), album))

        return await self._changed(actor, None, taken)

    @needs(Action.BROADCAST)
    async def ask(self, actor: Actor, dialog_id: int, step: str) -> Turn:
        """Open one question, or go back to the whole."""

        def asked(row: Dialog) -> None:
            if step in {CONTENT, OTHER, POLL, WHEN}:
                row.step = step
            else:
                row.step = PREVIEW if CONTENT in row.answers else CONTENT

        return await self._changed(actor, dialog_id, asked)

    @needs(Action.BROADCAST)
    async def drop(self, actor: Actor, dialog_id: int, part: str) -> Turn:
        """Take a part out: the files, the poll, the other language, the moment."""

        def dropped(row: Dialog) -> Problem | None:
            draft = written(row.answers)
            content = draft.content
            match part:
                case "files":
                    content = replace(content, media=())
                case "poll":
                    content = replace(content, poll=None)
                case "other":
                    content = content.saying(other_locale(actor), "")
                case "when":
                    draft = replace(draft, send_at=None, repeats=None)
            return keep(row, replace(draft, content=content))

        return await self._changed(actor, dialog_id, dropped)

    @needs(Action.BROADCAST)
    async def switch(self, actor: Actor, dialog_id: int, part: str) -> Turn:
        """Turn on or off: «I have read it» below the words, or repeating every week."""

        def switched(row: Dialog) -> Problem | None:
            draft = written(row.answers)
            if part == "ack":
                wants = not draft.content.wants_ack
                return keep(row, replace(draft, content=replace(draft.content, wants_ack=wants)))
            if draft.send_at is None:
                return Problem("moment_first")
            repeats = None if draft.repeats else _WEEKLY
            return keep(row, replace(draft, repeats=repeats), stay=True)

        return await self._changed(actor, dialog_id, switched)

    @needs(Action.BROADCAST)
    async def put_off(self, actor: Actor, dialog_id: int, until: str) -> Turn:
        """Choose one of the usual moments: tomorrow morning, Monday morning."""

        def chosen(row: Dialog) -> Problem | None:
            usual, now = _MOMENTS.get(until), self._clock.now()
            if usual is None:
                return Problem("press_a_button")
            at = in_time(usual(now, actor.timezone), now)
            if isinstance(at, Problem):
                return at
            return keep(row, replace(written(row.answers), send_at=at))

        return await self._changed(actor, dialog_id, chosen)

    @internal
    async def complete(
        self, store: Store, actor: Actor, subject: Mapping[str, Any], answers: Mapping[str, Any]
    ) -> Progress:
        """Hold it back for a minute, put it by until its moment, or ask a second pair of eyes.

        Everything is within the dialog's transaction.
        """
        actor.require(Action.BROADCAST)
        now, draft = self._clock.now(), written(answers)
        if draft.send_at is not None and draft.send_at <= now:
            raise DomainError("moment_past")
        place = await self._speaking_for(store, actor, subject)
        await self._limits.require(store, actor, now)
        found = await choose(store, actor, draft.audience, now)
        if not found.people:
            raise DomainError("audience_empty")
        broadcast = Broadcast(
            author_id=actor.id,
            place_id=place.id,
            draft_key=str(subject["dialog_id"]),
            content=draft.content.as_json(),
            audience=draft.audience.as_json(),
            status=BroadcastStatus.SCHEDULED,
            total=len(found.people),
            send_at=draft.send_at,
            repeats=draft.repeats,
            created_at=now,
        )
        store.outbox.add(broadcast)
        await store.flush()
        if asked := await self._asked(store, actor, place, len(found.people)):
            broadcast.status = BroadcastStatus.WAITING
            await ask_checkers(store, broadcast, asked, now)
        elif broadcast.send_at is None:
            await hold(store, broadcast, found.people, now)
        store.intake.audit(
            now,
            actor.id,
            "broadcast",
            object_kind="broadcast",
            object_id=broadcast.id,
            place_id=broadcast.place_id,
            detail={"people": broadcast.total},
        )
        return await progress_of(store, broadcast, now)

    @internal
    async def listeners(
        self, store: Store, actor: Actor, audience: Mapping[str, Any]
    ) -> Sequence[Recipient]:
        """Who is spoken to by an audience that was kept, as things stand now."""
        return (await choose(store, actor, audience_of(audience), self._clock.now())).people

    async def _changed(
        self, actor: Actor, dialog_id: int | None, change: Callable[[Dialog], Problem | None]
    ) -> Turn:
        async with self._database.effect() as store:
            row = await draft_row(store, actor, dialog_id)
            problem = change(row)
            row.updated_at = self._clock.now()
            return replace(turn_of(row), problem=problem)

    async def _speaking_for(self, store: Store, actor: Actor, subject: Mapping[str, Any]) -> Place:
        """The place in whose name it was begun, or another of his when that is his no more."""
        place = await store.places.get(int(subject.get("place_id") or 0))
        if place is None or not actor.may(Action.BROADCAST, place.path):
            place = await store.places.get(actor.seats_for(Action.BROADCAST)[0].place_id)
        if place is None:
            raise NotFoundError
        return place

    async def _asked(
        self, store: Store, actor: Actor, place: Place | None, people: int
    ) -> list[SeatRow]:
        """Of whom one must agree; nobody where there is no other coordinator at all."""
        if people <= self._limits.alone_up_to or place is None:
            return []
        return await checkers(store, actor.id, place)
