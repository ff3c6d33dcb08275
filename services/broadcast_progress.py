"""How far an announcement has got: the fates of its messages, counted, and how fast they come."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from db.enums import BroadcastStatus, OutboxKind, OutboxStatus
from db.models import Broadcast
from db.store import Store
from services.access import Action, Actor
from services.broadcast_content import content_of
from services.envelope import ASLEEP
from services.errors import NotFoundError

# Why a message was not sent: its announcement was stopped.
CALLED_OFF = "called_off"
_WINDOW = timedelta(seconds=20)
_UNTIL_KNOWN = timedelta(seconds=2)
# When all messages have met their fates, there are totals.
_UNDER_WAY = frozenset(
    {
        BroadcastStatus.SENDING,
        BroadcastStatus.STOPPED,
        BroadcastStatus.ASKING,
        BroadcastStatus.DONE,
    }
)


@dataclass(frozen=True, slots=True)
class Amended:
    """How far a change of what was delivered has got."""

    total: int
    done: int
    # Whoever has deleted the message, blocked the bot, or has it for too long.
    missed: int

    @property
    def waiting(self) -> int:
        """Messages that still say the old words."""
        return self.total - self.done - self.missed


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
    status: BroadcastStatus = BroadcastStatus.SENDING
    # Recipients who do not get it because it was stopped.
    called_off: int = 0
    # When it leaves or was to leave.
    send_at: datetime | None = None
    is_weekly: bool = False
    # Whether the first message could leave, and in which languages it has words.
    is_started: bool = True
    languages: tuple[str, ...] = ()
    wants_ack: bool = False
    acknowledged: int = 0
    # Of these, how many have read the words before they were changed.
    read_before: int = 0
    # What its poll asks, each answer with its votes, and how many have voted.
    question: str = ""
    options: tuple[tuple[str, int], ...] = ()
    voters: int = 0
    # How many answers in words there are.
    replies: int = 0
    # It was changed after it was sent, or taken back.
    amended: Amended | None = None
    is_recalled: bool = False
    # Months later nobody remembers its words, nor which messages said them.
    is_forgotten: bool = False
    # When this was counted; the same counts later are no news.
    at: datetime | None = field(default=None, compare=False)

    @property
    def asks(self) -> bool:
        """Whether the author is to say what becomes of those of whom nobody knows."""
        is_over = self.is_closed or self.is_recalled or self.status == BroadcastStatus.STOPPED
        return self.finished and self.unknown > 0 and not is_over

    @property
    def finished(self) -> bool:
        """Whether every message has met its fate."""
        if self.status == BroadcastStatus.CANCELLED:
            return True
        return self.status in _UNDER_WAY and self.waiting == 0

    @property
    def is_being_amended(self) -> bool:
        """Whether some delivered messages still say what they no longer should."""
        return self.amended is not None and self.amended.waiting > 0

    @property
    def waiting(self) -> int:
        """Recipients whose message is still to be sent."""
        settled = self.sent + self.blocked + self.failed + self.unknown + self.skipped
        return self.total - settled - self.called_off

    @property
    def missed(self) -> int:
        """Recipients who surely or perhaps did not get it."""
        return self.total - self.sent - self.waiting


@dataclass(frozen=True, slots=True)
class Speed:
    """Messages a second, and how long the rest of them takes."""

    a_second: float
    left: timedelta


class Speedometer:
    """The speed of one announcement over the last seconds; time comes from the caller."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._seen: deque[tuple[datetime, int]] = deque()

    def note(self, progress: Progress) -> Speed | None:
        """Take how far it is now; None until it can be told how fast."""
        if progress.at is None or progress.status is not BroadcastStatus.SENDING:
            self._seen.clear()
            return None
        done = progress.total - progress.waiting
        self._seen.append((progress.at, done))
        while progress.at - self._seen[0][0] > _WINDOW:
            self._seen.popleft()
        since, before = self._seen[0]
        passed = progress.at - since
        to_go = progress.waiting - progress.asleep
        if passed < _UNTIL_KNOWN or done <= before or to_go <= 0:
            return None
        a_second = (done - before) / passed.total_seconds()
        return Speed(a_second, timedelta(seconds=to_go / a_second))


async def progress_of(store: Store, broadcast: Broadcast, now: datetime | None = None) -> Progress:
    """Count the fates of an announcement's messages."""
    tally = await store.broadcasts.tally(broadcast.id)
    reasons: dict[str, int] = {}
    for (status, error), n in tally.items():
        if status == OutboxStatus.FAILED:
            key = "blocked" if error == "blocked" else "failed"
        elif status == OutboxStatus.SKIPPED:
            key = CALLED_OFF if error == CALLED_OFF else "skipped"
        else:
            key = status
        reasons[key] = reasons.get(key, 0) + n
    author = await store.people.get(broadcast.author_id)
    content = content_of(broadcast.content)
    votes = await store.broadcasts.votes(broadcast.id) if content.poll is not None else []
    return Progress(
        broadcast_id=broadcast.id,
        total=broadcast.total,
        sent=reasons.get(OutboxStatus.SENT, 0),
        blocked=reasons.get("blocked", 0),
        failed=reasons.get("failed", 0),
        unknown=reasons.get(OutboxStatus.UNKNOWN, 0),
        author_id=author.telegram_id if author else 0,
        message_id=broadcast.progress_message_id,
        skipped=reasons.get("skipped", 0),
        asleep=tally.get((OutboxStatus.QUEUED, ASLEEP), 0),
        rounds=broadcast.rounds,
        is_closed=broadcast.status == BroadcastStatus.DONE,
        status=BroadcastStatus(broadcast.status),
        called_off=reasons.get(CALLED_OFF, 0),
        send_at=broadcast.send_at,
        is_weekly=broadcast.repeats is not None,
        is_started=broadcast.started_at is not None or broadcast.status in _UNDER_WAY,
        languages=content.languages,
        wants_ack=content.wants_ack,
        acknowledged=await store.broadcasts.acknowledged(broadcast.id) if content.wants_ack else 0,
        read_before=await _read_before(store, broadcast) if content.wants_ack else 0,
        question=content.poll.question if content.poll is not None else "",
        options=_counted(content.poll.options, votes) if content.poll is not None else (),
        voters=len(votes),
        replies=await store.questions.count_answering(broadcast.id),
        amended=await _amended(store, broadcast),
        is_recalled=broadcast.recalled_at is not None,
        is_forgotten=broadcast.content is None,
        at=now,
    )


def _counted(options: Sequence[str], votes: Sequence[Sequence[int]]) -> tuple[tuple[str, int], ...]:
    return tuple(
        (option, sum(number in vote for vote in votes)) for number, option in enumerate(options)
    )


async def own_broadcast(store: Store, actor: Actor, broadcast_id: int) -> Broadcast:
    """An announcement of the actor, who may still make some there."""
    broadcast = await store.broadcasts.get(broadcast_id)
    if broadcast is None or broadcast.author_id != actor.id:
        raise NotFoundError
    # He may be a coordinator of another place by now.
    place = await store.places.get(broadcast.place_id)
    actor.require(Action.BROADCAST, place.path if place is not None else "")
    return broadcast


async def _read_before(store: Store, broadcast: Broadcast) -> int:
    if not broadcast.edition:
        return 0
    return await store.broadcasts.read_before(broadcast.id, broadcast.edition)


async def _amended(store: Store, broadcast: Broadcast) -> Amended | None:
    is_recalled = broadcast.recalled_at is not None
    if not (broadcast.edition or is_recalled):
        return None
    kind = OutboxKind.BROADCAST_RECALL if is_recalled else OutboxKind.BROADCAST_EDIT
    tally = await store.broadcasts.amendments(broadcast.id, kind, broadcast.edition)
    waiting = _of(tally, OutboxStatus.QUEUED, OutboxStatus.SENDING, OutboxStatus.HELD)
    done, total = _of(tally, OutboxStatus.SENT), sum(tally.values())
    return Amended(total, done, total - done - waiting)


def _of(tally: Mapping[OutboxStatus, int], *statuses: OutboxStatus) -> int:
    return sum(tally.get(status, 0) for status in statuses)
