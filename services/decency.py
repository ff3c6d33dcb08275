"""When a message may come decently: the reader's hours, working days and week; pure arithmetic.

A moment that does not suit is put off to the next that does; where that would be too late, it is
put before. Nothing is lost by it, and nothing comes more than three days early. What cannot wait
keeps its hour in two cases only: stages of the last day also come on days off, and the last call
of an event that itself lies in the quiet hours comes in them.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from roadmap.occurrences import is_day_off

QUIET_FROM, QUIET_UNTIL = 21, 8
WEEKLY_BUDGET = 15
MORNING = time(9)
# What the bot offers to join into one message.
TOGETHER = timedelta(hours=1)

# The last call and the link: true at their hour only.
_TO_THE_HOUR = frozenset({"h1", "link"})
# Too near to the day to step over a day off.
_NEAR = _TO_THE_HOUR | {"d0", "d1"}
# What goes also when the week's budget is spent.
_PRESSING = _TO_THE_HOUR | {"d0"}
_EARLIEST = timedelta(days=3)
_FURTHEST_DAYS = 16
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The hours and days of somebody; the same hour twice means no quiet hours."""

    zone: ZoneInfo
    quiet_from: int = QUIET_FROM
    quiet_until: int = QUIET_UNTIL
    workdays_only: bool = True

    def is_quiet(self, moment: datetime) -> bool:
        """Whether nothing may be sent at a moment."""
        return self._is_quiet(moment.astimezone(self.zone).hour)

    def is_day_off(self, moment: datetime) -> bool:
        """Whether a moment lies on a day off that the reader wants to have free."""
        return self.workdays_only and _is_off(moment.astimezone(self.zone).date())

    def awake(self, moment: datetime) -> datetime:
        """The moment itself, or the end of the quiet hours it lies in."""
        local = moment.astimezone(self.zone)
        if not self._is_quiet(local.hour):
            return moment
        later = local.hour >= self.quiet_until
        return self._at(local.date() + timedelta(days=later), time(self.quiet_until))

    def before(self, moment: datetime) -> datetime:
        """The moment itself, or the last minute before the quiet hours it lies in."""
        local = moment.astimezone(self.zone)
        if not self._is_quiet(local.hour):
            return moment
        earlier = local.hour < self.quiet_from
        begin = self._at(local.date() - timedelta(days=earlier), time(self.quiet_from))
        return begin - _MINUTE

    def working_morning(self, moment: datetime, latest: datetime) -> datetime:
        """The morning of the first working day from a moment's day on, by the clock of `latest`."""
        day = _working_day(moment.astimezone(self.zone).date(), 1)
        clock = min(MORNING, latest.astimezone(self.zone).time())
        return self.awake(self._at(day, clock))

    def working_day_before(self, moment: datetime) -> datetime:
        """The same clock on the last working day up to a moment's day, if it is awake then."""
        local = moment.astimezone(self.zone)
        return self.before(self._at(_working_day(local.date(), -1), local.time()))

    def _is_quiet(self, hour: int) -> bool:
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= hour < self.quiet_until
        return hour >= self.quiet_from or hour < self.quiet_until

    def _at(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Habits:
    """All that somebody has said about when he wants to be written to."""

    rhythm: Rhythm
    # Messages with reminders a week; 0 is no bound.
    weekly_budget: int = WEEKLY_BUDGET
    muted_until: datetime | None = None
    muted_occurrences: frozenset[int] = frozenset()
    muted_rows: frozenset[int] = frozenset()

    def is_muted(self, occurrence_id: int, row_id: int, now: datetime) -> bool:
        """Whether somebody does not want to hear of an event now."""
        return (
            (self.muted_until is not None and now < self.muted_until)
            or occurrence_id in self.muted_occurrences
            or row_id in self.muted_rows
        )

    def has_room(self, spent: int) -> bool:
        """Whether one more message fits in the week."""
        return self.weekly_budget == 0 or spent < self.weekly_budget


def decent_due(
    due_at: datetime,
    not_after: datetime,
    rhythm: Rhythm,
    *,
    stage: str,
    begins_at: datetime | None = None,
) -> datetime:
    """The moment at which a stage may come; before `not_after` whenever `due_at` is.

    `begins_at` is the hour of the event, if it has one.
    """
    if due_at >= not_after or keeps_hour(stage, begins_at, rhythm):
        return due_at
    if stage not in _NEAR and rhythm.workdays_only:
        moved = _on_a_working_day(due_at, not_after, rhythm)
        # Nobody is asked whether he came before the event: that question only waits.
        if moved is not None and (stage != "after" or moved >= due_at):
            return moved
    return _awake(due_at, not_after, rhythm)


def promised_due(
    due_at: datetime,
    not_after: datetime,
    rhythm: Rhythm,
    now: datetime,
    *,
    stage: str,
    begins_at: datetime | None = None,
) -> datetime | None:
    """When to promise a stage now; None when its time has passed.

    What would have come before now by a day off comes at its own time instead.
    """
    due = decent_due(due_at, not_after, rhythm, stage=stage, begins_at=begins_at)
    if due <= now < due_at:
        awake = _awake(due_at, not_after, rhythm)
        due = awake if awake > now else due_at
    return due if due > now else None


def put_off(
    now: datetime,
    not_after: datetime,
    rhythm: Rhythm,
    *,
    stage: str,
    begins_at: datetime | None = None,
) -> datetime | None:
    """When to send what is due now: now, or in the morning; None when that is too late."""
    if keeps_hour(stage, begins_at, rhythm):
        return now
    awake = rhythm.awake(now)
    return awake if awake < not_after else None


def keeps_hour(stage: str, begins_at: datetime | None, rhythm: Rhythm) -> bool:
    """Whether a stage comes in the quiet hours too: the last call of an event that lies in them."""
    return stage in _TO_THE_HOUR and begins_at is not None and rhythm.is_quiet(begins_at)


def is_pressing(stage: str, *, has_term: bool) -> bool:
    """Whether a stage goes although the week's budget is spent.

    The question afterwards can wait: the week's card asks it again.
    """
    return stage in _PRESSING or (stage == "d1" and has_term)


def may_come_early(stage: str, begins_at: datetime | None) -> bool:
    """Whether a stage may join a message that goes a little before its own time."""
    if stage in _TO_THE_HOUR or stage == "after":
        return False
    return stage != "d0" or begins_at is None


def week_began(now: datetime, zone: ZoneInfo) -> datetime:
    """The beginning of the present week in a zone."""
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    return datetime.combine(monday, time(), zone).astimezone(UTC)


def _on_a_working_day(due_at: datetime, not_after: datetime, rhythm: Rhythm) -> datetime | None:
    """The next suitable moment on a working day, else the last one before; None for neither."""
    awake = rhythm.awake(due_at)
    forward = rhythm.working_morning(awake, due_at) if rhythm.is_day_off(awake) else awake
    if forward < not_after:
        return forward
    # From the last hour that is not quiet: the same clock on that day may be. The days are counted
    # from there as well: what has been moved is not moved again.
    last = rhythm.before(due_at)
    back = rhythm.working_day_before(last)
    if last - back <= _EARLIEST and not rhythm.is_day_off(back):
        return back
    return None


def _awake(due_at: datetime, not_after: datetime, rhythm: Rhythm) -> datetime:
    awake = rhythm.awake(due_at)
    return awake if awake < not_after else rhythm.before(due_at)


@lru_cache(maxsize=4096)
def _is_off(day: date) -> bool:
    return is_day_off(day)


def _working_day(day: date, step: int) -> date:
    """The nearest working day, that day included; holidays are never as long as the search."""
    for number in range(_FURTHEST_DAYS):
        candidate = day + timedelta(days=number * step)
        if not _is_off(candidate):
            return candidate
    return day
