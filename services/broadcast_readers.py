"""Who has read an announcement, who did not get it and why, and a reminder to the silent only."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.database import Database
from db.enums import OutboxKind, OutboxStatus, PlaceKind
from db.models import Broadcast, BroadcastAnswer, OutboxMessage, Person, Place
from db.repositories.people import SeatRow
from db.store import Store
from services.access import REPRESENTATIVES, Action, Actor, needs
from services.audiences import LeftOutReason, audience_of, choose
from services.broadcast_amending import amend
from services.broadcast_content import content_of
from services.broadcast_progress import own_broadcast
from services.clock import Clock
from services.errors import NotFoundError
from services.times import local_day

_PAGE = 15
_LANE = 1
# A request to say that one has read something is of use for a day after it could be read.
_USEFUL = timedelta(days=1)
_MISSED = (OutboxStatus.FAILED, OutboxStatus.UNKNOWN, OutboxStatus.SKIPPED, OutboxStatus.HELD)
_ALL = tuple(OutboxStatus)


@dataclass(frozen=True, slots=True)
class Missed:
    """Somebody who did not get an announcement, surely or perhaps."""

    name: str
    place_name: str
    # What became of the message: `unknown`, or the word that the outbox keeps.
    reason: str


@dataclass(frozen=True, slots=True)
class MissedList:
    """A page of those who did not get it, and how many there are for each reason."""

    broadcast_id: int
    lines: tuple[Missed, ...]
    reasons: Mapping[str, int]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Unread:
    """A school, or somebody who speaks for none, that has not said that it has read it."""

    name: str
    # The message is in the chat of somebody there.
    is_reached: bool
    nudged_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class UnreadList:
    """A page of the silent: schools first, then people who speak for none."""

    broadcast_id: int
    lines: tuple[Unread, ...]
    # How many schools have read it, of how many; the same of other people.
    schools: tuple[int, int]
    people: tuple[int, int]
    page: int
    pages: int
    # How many people a reminder would reach now, and how many one has just been sent to.
    can_nudge: int
    timezone: str
    nudged: int = 0
    # Schools it is for that nobody represents: there is nobody to remind.
    without: int = 0


@dataclass(frozen=True, slots=True)
class _Reader:
    """Somebody it was sent to."""

    person: Person
    is_reached: bool
    answer: BroadcastAnswer | None
    schools: tuple[Place, ...]

    @property
    def has_read(self) -> bool:
        return self.answer is not None and self.answer.acknowledged_at is not None


class Readers:
    """Knows what readers did with announcements."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where answers are kept and who tells the time."""
        self._database = database
        self._clock = clock

    @needs(Action.FILL_IN)
    async def acknowledge(
        self, actor: Actor, broadcast_id: int, message_id: int | None = None
    ) -> datetime:
        """The actor has read an announcement that was sent to him; return when he said so first.

        Of other words he says so anew.

        Who has read it has got it, whatever was known of the message; by the number of the
        tapped one it can be changed and taken back there like all others.
        """
        now = self._clock.now()
        async with self._database.effect() as store:
            message = await store.broadcasts.message_to(broadcast_id, actor.id)
            if message is None:
                raise NotFoundError
            answer = await store.broadcasts.answer(broadcast_id, actor.id)
            broadcast = await store.broadcasts.get(broadcast_id)
            edition = broadcast.edition if broadcast is not None else 0
            if answer.acknowledged_at is None or answer.read_edition < edition:
                answer.acknowledged_at, answer.read_edition = now, edition
            if message.status == OutboxStatus.UNKNOWN:
                message.status, message.settled_at, message.error = OutboxStatus.SENT, now, None
                if message.message_id is None and message_id is not None:
                    await _found(store, message, message_id, now)
            return answer.acknowledged_at

    @needs(Action.FILL_IN)
    async def vote(self, actor: Actor, poll_id: str, choices: Sequence[int]) -> None:
        """The actor's vote in the poll he was sent; the last one counts, none takes it back."""
        async with self._database.effect() as store:
            message = await store.broadcasts.message_with(poll_id, actor.id)
            if message is None or message.broadcast_id is None:
                raise NotFoundError
            answer = await store.broadcasts.answer(message.broadcast_id, actor.id)
            answer.choices = sorted(set(choices)) or None

    @needs(Action.BROADCAST)
    async def missed(self, actor: Actor, broadcast_id: int, page: int = 0) -> MissedList:
        """Who did not get an announcement of the actor, and why."""
        async with self._database.read() as store:
            broadcast = await own_broadcast(store, actor, broadcast_id)
            rows = await store.broadcasts.fates(broadcast.id, _MISSED)
            reasons = {row.person_id: _reason(row.status, row.error) for row in rows}
            page, pages = _page_of(page, len(rows))
            shown = [row.person_id for row in rows[page * _PAGE : (page + 1) * _PAGE]]
            people = await store.people.many(shown)
            seats = await store.people.seats_of(shown)
        return MissedList(
            broadcast.id,
            tuple(
                Missed(people[one].name, _place_of(seats[one]), reasons[one])
                for one in shown
                if one in people
            ),
            Counter(reasons.values()),
            page,
            pages,
        )

    @needs(Action.BROADCAST)
    async def unread(self, actor: Actor, broadcast_id: int, page: int = 0) -> UnreadList:
        """Which schools, and who else, have not said that they have read it."""
        async with self._database.read() as store:
            broadcast = await own_broadcast(store, actor, broadcast_id)
            readers = await _readers(store, broadcast)
            without = await self._without(store, actor, broadcast)
        return self._listed(actor, broadcast, readers, page, without=without)

    @needs(Action.BROADCAST)
    async def nudge_silent(self, actor: Actor, broadcast_id: int) -> UnreadList:
        """Remind those who have not said that they have read it, once a day, nobody else."""
        now = self._clock.now()
        async with self._database.effect() as store:
            broadcast = await own_broadcast(store, actor, broadcast_id)
            readers = await _readers(store, broadcast)
            told = [] if broadcast.recalled_at else self._silent_people(actor, readers)
            day = local_day(now, actor.timezone).isoformat()
            for reader in told:
                answer = await store.broadcasts.answer(broadcast.id, reader.person.id)
                answer.nudged_at = now
            await store.outbox.enqueue(
                [
                    {
                        "person_id": reader.person.id,
                        "telegram_id": reader.person.telegram_id,
                        "kind": OutboxKind.BROADCAST_NUDGE,
                        "lane": _LANE,
                        "payload": {"broadcast_id": broadcast.id},
                        "dedupe_key": f"read:{broadcast.id}:{reader.person.id}:{day}",
                        "due_at": now,
                        "not_after": now + _USEFUL,
                        "status": OutboxStatus.QUEUED,
                    }
                    for reader in told
                ]
            )
            if told:
                store.intake.audit(
                    now,
                    actor.id,
                    "broadcast:nudged",
                    object_kind="broadcast",
                    object_id=broadcast.id,
                    place_id=broadcast.place_id,
                    detail={"people": len(told)},
                )
            await store.flush()
            readers = await _readers(store, broadcast)
            without = await self._without(store, actor, broadcast)
        return self._listed(actor, broadcast, readers, 0, nudged=len(told), without=without)

    async def _without(self, store: Store, actor: Actor, broadcast: Broadcast) -> int:
        """How many schools of the audience nobody represents now."""
        if broadcast.audience is None:
            return 0
        audience, now = audience_of(broadcast.audience), self._clock.now()
        left_out = (await choose(store, actor, audience, now)).left_out
        return sum(one.reason is LeftOutReason.NOBODY for one in left_out)

    def _listed(
        self,
        actor: Actor,
        broadcast: Broadcast,
        readers: list[_Reader],
        page: int,
        *,
        nudged: int = 0,
        without: int = 0,
    ) -> UnreadList:
        by_school, others = _by_school(readers)
        read = [id_ for id_, some in by_school.items() if any(one.has_read for one in some[1])]
        silent = sorted(
            (_unread(name, some) for id_, (name, some) in by_school.items() if id_ not in read),
            key=lambda one: one.name,
        )
        strangers = [_unread(one.person.name, [one]) for one in others if not one.has_read]
        lines = [*silent, *sorted(strangers, key=lambda one: one.name)]
        page, pages = _page_of(page, len(lines))
        return UnreadList(
            broadcast.id,
            tuple(lines[page * _PAGE : (page + 1) * _PAGE]),
            (len(read), len(by_school)),
            (len(others) - len(strangers), len(others)),
            page,
            pages,
            0 if broadcast.recalled_at else len(self._silent_people(actor, readers)),
            actor.timezone,
            nudged,
            without,
        )

    def _silent_people(self, actor: Actor, readers: list[_Reader]) -> list[_Reader]:
        """Whom a reminder reaches: they have the message, their school is silent, not yet today."""
        by_school, others = _by_school(readers)
        silent = {one.person.id: one for one in others if not one.has_read}
        for _, some in by_school.values():
            if not any(one.has_read for one in some):
                silent.update((one.person.id, one) for one in some)
        today = local_day(self._clock.now(), actor.timezone)
        return [
            one
            for one in silent.values()
            if one.is_reached
            and one.person.telegram_id > 0
            and one.person.unreachable_since is None
            and (
                one.answer is None
                or one.answer.nudged_at is None
                or local_day(one.answer.nudged_at, actor.timezone) < today
            )
        ]


async def _found(store: Store, message: OutboxMessage, message_id: int, now: datetime) -> None:
    """A message that got lost on its way is there after all: what has changed changes there."""
    broadcast = await store.broadcasts.get(message.broadcast_id or 0)
    if broadcast is None:
        return
    content = content_of(broadcast.content)
    # The button stands below the words: behind an album, before a poll.
    before: list[list[int]] = [[]] if len(content.media) > 1 else []
    behind: list[list[int]] = [[]] if content.poll is not None else []
    message.message_id, message.parts = message_id, [*before, [message_id], *behind]
    if broadcast.recalled_at is not None:
        await amend(store, broadcast, OutboxKind.BROADCAST_RECALL, now, message.id)
    elif broadcast.edition:
        await amend(store, broadcast, OutboxKind.BROADCAST_EDIT, now, message.id)


async def _readers(store: Store, broadcast: Broadcast) -> list[_Reader]:
    """Everybody it was sent to, with what they speak for now and what they said.

    Who has left since speaks for nobody: nobody waits for him, and he is not reminded.
    """
    rows = await store.broadcasts.fates(broadcast.id, _ALL)
    answers = await store.broadcasts.answers(broadcast.id)
    people = await store.people.many(row.person_id for row in rows)
    seats = await store.people.seats_of(people)
    return [
        _Reader(
            people[row.person_id],
            row.status == OutboxStatus.SENT,
            answers.get(row.person_id),
            _spoken_for(seats[row.person_id]),
        )
        for row in rows
        if row.person_id in people and seats[row.person_id]
    ]


def _spoken_for(seats: Iterable[SeatRow]) -> tuple[Place, ...]:
    return tuple(
        {
            seat.place.id: seat.place
            for seat in seats
            if seat.role in REPRESENTATIVES and seat.place.kind == PlaceKind.SCHOOL
        }.values()
    )


def _by_school(
    readers: Iterable[_Reader],
) -> tuple[dict[int, tuple[str, list[_Reader]]], list[_Reader]]:
    """Schools with those who speak for them, and everybody who speaks for none."""
    names: dict[int, str] = {}
    found: defaultdict[int, list[_Reader]] = defaultdict(list)
    others = []
    for reader in readers:
        for school in reader.schools:
            names[school.id] = school.name
            found[school.id].append(reader)
        if not reader.schools:
            others.append(reader)
    return {id_: (names[id_], some) for id_, some in found.items()}, others


def _unread(name: str, readers: list[_Reader]) -> Unread:
    nudges = [one.answer.nudged_at for one in readers if one.answer and one.answer.nudged_at]
    return Unread(name, any(one.is_reached for one in readers), max(nudges, default=None))


def _reason(status: str, error: str | None) -> str:
    if status in {OutboxStatus.UNKNOWN, OutboxStatus.HELD}:
        return str(status)
    return (error or "").partition(":")[0]


def _place_of(seats: list[SeatRow]) -> str:
    return seats[0].place.name if seats else ""


def _page_of(page: int, lines: int) -> tuple[int, int]:
    pages = max((lines + _PAGE - 1) // _PAGE, 1)
    return min(max(page, 0), pages - 1), pages
