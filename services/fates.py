"""The fate of one reminder, derived from the rows that exist: nothing else is kept or guessed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from db.enums import OutboxStatus, ReminderStatus, Role
from db.repositories.ledger import Holder, Trace
from db.repositories.plans import Happening
from roadmap.reminders import Stage
from services.audience import audience

_DAY_SOUGHT = frozenset({"event", "recurring"})


class Fate(StrEnum):
    """What became of a reminder, or will; or why a school gets none at all."""

    # Still to come.
    AHEAD = "ahead"
    IN_QUEUE = "in_queue"
    RETRYING = "retrying"
    NOT_NEEDED = "not_needed"
    # As it should be.
    SENT = "sent"
    ANSWERED = "answered"
    SUPERSEDED = "superseded"
    # It did not arrive, or nobody knows.
    BLOCKED = "blocked"
    GONE = "gone"
    REFUSED = "refused"
    GIVEN_UP = "given_up"
    UNSURE = "unsure"
    PAUSED = "paused"
    MUTED = "muted"
    OVER_BUDGET = "over_budget"
    OF_NO_USE = "of_no_use"
    WITHDRAWN = "withdrawn"
    LEFT = "left"
    LATE = "late"
    HELD = "held"
    DISCARDED = "discarded"
    # It was never promised to this person.
    STANDS_IN = "stands_in"
    JOINED_LATER = "joined_later"
    PUBLISHED_LATER = "published_later"
    CAME_LATER = "came_later"
    NOT_PLANNED = "not_planned"
    # Of a whole school.
    EVENT_CANCELLED = "event_cancelled"
    NOBODY = "nobody"
    NO_DAY = "no_day"
    NEVER = "never"
    NOT_FOR_SCHOOLS = "not_for_schools"
    OTHER_SCHOOLS = "other_schools"
    NOT_TAKING_PART = "not_taking_part"


TO_COME = frozenset({Fate.AHEAD, Fate.IN_QUEUE, Fate.RETRYING, Fate.NOT_NEEDED})
REACHED = frozenset({Fate.SENT, Fate.ANSWERED, Fate.NOT_NEEDED})
# Nothing is wrong with these: the reader has nothing to mend.
IN_ORDER = REACHED | TO_COME | {Fate.SUPERSEDED}
# Reminders that became no message, and why.
_SETTLED = {
    ReminderStatus.ANSWERED: Fate.ANSWERED,
    ReminderStatus.SUPERSEDED: Fate.SUPERSEDED,
    ReminderStatus.LATE: Fate.LATE,
    ReminderStatus.MUTED: Fate.MUTED,
    ReminderStatus.OVER_BUDGET: Fate.OVER_BUDGET,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger; the name is empty for who took his consent back.

    `at` is the moment that the fate speaks of: of delivery, of blocking, of the end of absence.
    """

    person_id: int
    membership_id: int
    name: str
    role: Role
    place_id: int
    place_name: str
    occurrence_id: int
    version: int
    stage: str
    due_at: datetime
    fate: Fate
    at: datetime | None
    deputy_name: str
    is_seated: bool


def is_seated(holder: Holder, now: datetime) -> bool:
    """Whether somebody still holds the role."""
    until = holder.held.until
    return holder.held.revoked_at is None and (until is None or until > now)


def of_school(
    found: Happening, school_id: int, *, has_stages: bool, is_represented: bool
) -> Fate | None:
    """Why a school gets no reminder of an event at all; None when it should get some."""
    row, fate = found.row, None
    if found.occurrence.cancelled_at is not None:
        fate = Fate.EVENT_CANCELLED
    elif "school" not in audience(row):
        fate = Fate.NOT_FOR_SCHOOLS
    elif row.taking_part is not None and school_id not in row.taking_part:
        fate = Fate.NOT_TAKING_PART
    elif row.school_ids and school_id not in row.school_ids:
        fate = Fate.OTHER_SCHOOLS
    elif not has_stages:
        fate = Fate.NO_DAY if row.temporal_role in _DAY_SOUGHT else Fate.NEVER
    elif not is_represented:
        fate = Fate.NOBODY
    return fate


def fate_of(
    trace: Trace,
    holder: Holder,
    now: datetime,
    *,
    is_answered: bool,
    is_cancelled: bool,
    is_muted: bool = False,
) -> tuple[Fate, datetime | None]:
    """The fate of a promised reminder, and the moment it speaks of."""
    if trace.status is ReminderStatus.PLANNED:
        hindered = _hindrance(holder, now)
        if hindered is None and (is_muted or _is_muted(holder, trace)):
            hindered = Fate.MUTED, None
        return hindered or _to_come(trace, now, is_answered=is_answered)
    if trace.status is ReminderStatus.QUEUED:
        return _of_message(trace, holder, now)
    if trace.status in _SETTLED:
        return _SETTLED[trace.status], trace.settled_at
    if trace.status is ReminderStatus.HELD:
        return Fate.HELD, None
    if is_cancelled:
        return Fate.EVENT_CANCELLED, trace.settled_at
    return _hindrance(holder, now) or (Fate.OF_NO_USE, trace.settled_at)


def fate_unpromised(
    stage: Stage, holder: Holder, now: datetime, published_at: datetime | None
) -> tuple[Fate, datetime | None]:
    """Why somebody who holds a role has no promise for a stage."""
    if (hindered := _hindrance(holder, now, lasting=True)) is not None:
        return hindered
    if stage.due_at <= holder.held.granted_at:
        return Fate.JOINED_LATER, holder.held.granted_at
    if published_at is not None and stage.due_at <= published_at:
        return Fate.PUBLISHED_LATER, published_at
    return (Fate.CAME_LATER if stage.due_at <= now else Fate.NOT_PLANNED), None


def telling(entries: Iterable[Entry], now: datetime) -> Entry | None:
    """The entry that says most of a school: its latest stage so far, else its next one."""
    listed = list(entries)
    past = [e for e in listed if e.due_at <= now]
    if past:
        return max(past, key=lambda e: (e.due_at, e.is_seated, _merit(e.fate)))
    return min(listed, key=lambda e: (e.due_at, not e.is_seated, -_merit(e.fate)), default=None)


def _merit(fate: Fate) -> int:
    """One who got it is enough for a school."""
    return 3 if fate in REACHED else 2 if fate in TO_COME else 1 if fate in IN_ORDER else 0


def _hindrance(
    holder: Holder, now: datetime, *, lasting: bool = False
) -> tuple[Fate, datetime | None] | None:
    """What keeps reminders from somebody now; with `lasting` what keeps them from being made."""
    person = holder.person
    if person.withdrawn_at is not None:
        return Fate.WITHDRAWN, person.withdrawn_at
    if not is_seated(holder, now):
        return Fate.LEFT, holder.held.revoked_at or holder.held.until
    if holder.away_until is not None:
        return Fate.STANDS_IN, holder.away_until
    if lasting:
        return None
    if person.unreachable_since is not None:
        return Fate.BLOCKED, person.unreachable_since
    return (Fate.PAUSED, None) if person.paused else None


def _is_muted(holder: Holder, trace: Trace) -> bool:
    """Whether a reminder falls into the time for which somebody asked for silence."""
    until = holder.person.muted_until
    return until is not None and trace.due_at < until


def _to_come(trace: Trace, now: datetime, *, is_answered: bool) -> tuple[Fate, datetime | None]:
    if is_answered:
        return Fate.NOT_NEEDED, None
    return (Fate.AHEAD if trace.due_at > now else Fate.IN_QUEUE), trace.due_at


def _of_message(trace: Trace, holder: Holder, now: datetime) -> tuple[Fate, datetime | None]:
    error, at = trace.error or "", trace.ended_at
    match trace.message:
        case None:
            return Fate.UNSURE, trace.settled_at
        case OutboxStatus.QUEUED:
            return (Fate.RETRYING if trace.attempts else Fate.IN_QUEUE), None
        case OutboxStatus.SENDING:
            return Fate.IN_QUEUE, None
        case OutboxStatus.SENT:
            return Fate.SENT, at
        case OutboxStatus.UNKNOWN:
            return Fate.UNSURE, at
        case OutboxStatus.HELD:
            return Fate.HELD, None
        case OutboxStatus.FAILED:
            return _failed(error), at
    return _skipped(error, at, holder, now)


def _failed(error: str) -> Fate:
    if error.startswith("refused") or error == "too_large":
        return Fate.REFUSED
    return {"blocked": Fate.BLOCKED, "chat_not_found": Fate.GONE}.get(error, Fate.GIVEN_UP)


def _skipped(
    error: str, at: datetime | None, holder: Holder, now: datetime
) -> tuple[Fate, datetime | None]:
    blocked = holder.person.unreachable_since
    match error:
        case "silenced" if blocked is not None and at is not None and blocked <= at:
            return Fate.BLOCKED, blocked
        case "silenced":
            return Fate.PAUSED, at
        case "restored":
            return Fate.DISCARDED, at
        case "of_no_use":
            return _hindrance(holder, now) or (Fate.OF_NO_USE, at)
    # What is left are the words of consent: taken back, forgotten.
    return Fate.WITHDRAWN, at
