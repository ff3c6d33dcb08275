"""The judge of a storm: what has arrived and when, against what was promised. No I/O but a file."""

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from handlers.views.notice import repeated_screen
from keyboards.screen import Screen
from locales import translator
from tests.chaos.weather import Delivery, Spell, Trouble

_GRACE = timedelta(seconds=60)
_ON_ITS_WAY = timedelta(seconds=1)
_LINK = timedelta(minutes=15)
_UNTRUE = timedelta(minutes=5)
_ONCE_MORE = repeated_screen(translator("ru"), Screen("")).text.strip()
_HOURS = re.compile(r"через (?:(\d+)\s*)?ч(?:ас\w*|\b)(?:\s*(\d+)\s*мин)?")
_MINUTES = re.compile(r"через (\d+)\s*мин")
# Stages that may still be told while the event begins.
_LAST_CALLS = frozenset({"h1", "link", "d0", "begin"})


@dataclass(frozen=True)
class Promise:
    """A reminder as the database has it in the end, and the message it went into."""

    id: int
    stage: str
    due_at: datetime
    status: str
    begins_at: datetime
    outbox_id: int | None
    fate: str | None
    error: str | None
    settled_at: datetime | None
    is_repeated: bool


@dataclass(frozen=True)
class Verdict:
    """Figures, and the promises that were not kept."""

    promised: int
    sent: int
    lost: int
    doubled: int
    flagged: int
    # Seconds late, of those no trouble has met, and of all others beyond what the trouble took.
    calm: tuple[float, ...]
    troubled: tuple[float, ...]
    statuses: dict[str, int]
    faults: tuple[str, ...]

    @staticmethod
    def share(values: Sequence[float], of: float) -> float:
        """The value that so many are not above."""
        return sorted(values)[min(int(len(values) * of), len(values) - 1)] if values else 0.0


def judge(
    path: Path,
    until: datetime,
    arrived: Iterable[Delivery],
    spells: Sequence[Spell],
    start: datetime,
) -> Verdict:
    """Compare what the database promised until a moment with what has arrived."""
    promises = [p for p in promises_in(path) if p.due_at <= until - timedelta(hours=2)]
    return weigh(promises, arrived, list(_troubles(spells, start)))


def weigh(
    promises: Sequence[Promise],
    arrived: Iterable[Delivery],
    troubles: Sequence[tuple[datetime, datetime]],
) -> Verdict:
    """The same of what is in hand; `troubles` are times by the bot's clock."""
    came: defaultdict[int, list[Delivery]] = defaultdict(list)
    for delivery in arrived:
        if delivery.outbox_id is not None:
            came[delivery.outbox_id].append(delivery)
    by_message: defaultdict[int, list[Promise]] = defaultdict(list)
    for promise in promises:
        if promise.outbox_id is not None:
            by_message[promise.outbox_id].append(promise)
    lost = [p for p in promises if _is_lost(p, came)]
    faults = [f"lost: {p}" for p in lost]
    doubled = 0
    for outbox_id, about in by_message.items():
        doubled += max(len(came[outbox_id]) - 1, 0)
        faults += _wrong(came[outbox_id], about)
    calm, troubled = _lateness(promises, troubles)
    if Verdict.share(calm, 0.99) > _GRACE.total_seconds():
        faults.append(f"late without a reason: {sorted(calm)[-5:]} s")
    if Verdict.share(troubled, 0.99) > _GRACE.total_seconds():
        faults.append(f"late after the trouble: {sorted(troubled)[-5:]} s")
    return Verdict(
        promised=len(promises),
        sent=sum(p.fate == "sent" for p in promises),
        lost=len(lost),
        doubled=doubled,
        flagged=sum(p.is_repeated or p.fate == "unknown" for p in promises),
        calm=tuple(calm),
        troubled=tuple(troubled),
        statuses=dict(Counter(f"{p.status}/{p.fate}" for p in promises)),
        faults=tuple(faults),
    )


def _is_lost(promise: Promise, came: Mapping[int, list[Delivery]]) -> bool:
    """Whether somebody was not told, and nothing true explains it."""
    if promise.status == "superseded":
        # A nearer one of the same event was due at the same time: that one counts.
        return False
    if promise.status != "queued":
        return promise.status in {"planned", "late"}
    if promise.outbox_id is None or promise.fate not in {"sent", "unknown"}:
        return True
    return not came.get(promise.outbox_id)


def _wrong(deliveries: Sequence[Delivery], about: Sequence[Promise]) -> Iterable[str]:
    """What is wrong with the deliveries of one message about one or several events."""
    unmarked = [d for d in deliveries if _ONCE_MORE not in d.text]
    if len(unmarked) > 1 or (len(deliveries) > 1 and not about[0].is_repeated):
        yield f"came {len(deliveries)} times, {len(unmarked)} unmarked: {about[0]}"
    for delivery in deliveries:
        if all(_is_untrue(delivery, promise) for promise in about):
            yield f"untrue at {delivery.at}: {delivery.text[:60]!r} {about[0]}"
        yield from (f"begun by {delivery.at}: {p}" for p in about if _is_over(delivery, p))


def _is_untrue(delivery: Delivery, promise: Promise) -> bool:
    """Whether the first line tells a time that is not so."""
    head = delivery.text.partition("\n")[0]
    if hours := _HOURS.search(head):
        told = timedelta(hours=int(hours[1] or 1), minutes=int(hours[2] or 0))
    elif minutes := _MINUTES.search(head):
        told = timedelta(minutes=int(minutes[1]))
    else:
        return False
    # From three hours on it is told in whole hours.
    allowed = _UNTRUE if told < timedelta(hours=3) else timedelta(minutes=31)
    return abs(promise.begins_at - delivery.at - told) > allowed


def _is_over(delivery: Delivery, promise: Promise) -> bool:
    if promise.stage == "after":
        return False
    allowed = promise.begins_at + (_LINK if promise.stage in _LAST_CALLS else timedelta())
    # It may have been on its way when the event began.
    return delivery.at > allowed + _ON_ITS_WAY


def _lateness(
    promises: Iterable[Promise], troubles: Sequence[tuple[datetime, datetime]]
) -> tuple[list[float], list[float]]:
    """Seconds late without trouble; seconds beyond the end of the trouble with it."""
    calm, troubled = [], []
    for promise in promises:
        if promise.settled_at is None or promise.fate != "sent":
            continue
        expected, met = promise.due_at, False
        for begins, ends in troubles:
            if begins <= expected + _GRACE and ends > expected:
                expected, met = max(expected, ends), True
        late = (promise.settled_at - expected).total_seconds()
        (troubled if met else calm).append(late)
    return calm, troubled


def _troubles(spells: Iterable[Spell], start: datetime) -> Iterable[tuple[datetime, datetime]]:
    """When the clock showed trouble; a clock set forward or back is trouble for as long."""
    shift = 0.0
    for spell in sorted(spells, key=lambda s: s.begins):
        begins = start + timedelta(seconds=spell.begins + shift)
        ends = start + timedelta(seconds=spell.ends + shift)
        if spell.trouble is Trouble.JUMP:
            shift += spell.shift
            # Set back, what was told to wait waits for the same hour to come again.
            ends += timedelta(seconds=abs(spell.shift))
            begins -= timedelta(seconds=max(-spell.shift, 0))
        if spell.trouble in {Trouble.ERRORS, Trouble.PAGES, Trouble.DROPS, Trouble.FLOOD}:
            # A doubtful one is looked at once more, a refused one waits at half the rate.
            ends += _GRACE
        yield begins, ends


def promises_in(path: Path) -> list[Promise]:
    """Every reminder of a database, with the message it went into."""
    query = """
        SELECT r.id, r.stage, r.due_at, r.status, o.begins_at, m.id, m.status, m.error,
               m.settled_at, m.repeated
        FROM reminder r JOIN occurrence o ON o.id = r.occurrence_id
        LEFT JOIN outbox m ON m.id = r.outbox_id OR (r.outbox_id IS NULL AND m.dedupe_key =
            'reminder:' || r.person_id || ':' || r.occurrence_id || ':' || r.version
            || ':' || r.stage)
    """
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return [
            Promise(
                id=row[0],
                stage=row[1],
                due_at=_moment(row[2]),
                status=row[3],
                begins_at=_moment(row[4]),
                outbox_id=row[5],
                fate=row[6],
                error=row[7],
                settled_at=_moment(row[8]) if row[8] else None,
                is_repeated=bool(row[9]),
            )
            for row in connection.execute(query)
        ]


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
