"""When somebody reads his weekly message, and which week it shows.

The day and the hour are the reader's own. A day that is off waits for the next working morning, an
hour in his quiet time for its end. One who reads several weekly messages gets them a few minutes
apart.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from db.enums import Role
from db.repositories.paths import ids_of
from db.repositories.weekly import Chair
from db.store import Store
from roadmap.occurrences import is_day_off
from services.access import COORDINATORS, REPRESENTATIVES
from services.decency import QUIET_FROM, QUIET_UNTIL, Rhythm
from services.times import is_zone, local_day, moment, zone

WEEK = timedelta(days=7)
# One that could not go out on its morning is still of use in the evening of the next day.
USEFUL = timedelta(hours=36)
LANE = 2
MONDAY, MORNING_HOUR = 0, 9
_SATURDAY = 5
_FRIDAY = 4
# The longest holidays, and a week besides.
_LOOK_BACK = 21
_APART = timedelta(minutes=5)
# In what order somebody gets his weekly messages.
_KINDS: tuple[tuple[Role, ...], ...] = (REPRESENTATIVES, (Role.CURATOR,), COORDINATORS)


@dataclass(frozen=True, slots=True)
class Slot:
    """When a weekly message is due, and the first day of the week it shows."""

    due_at: datetime
    since: date

    @property
    def not_after(self) -> datetime:
        """Until when it is of use."""
        return self.due_at + USEFUL


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody who can be written to, by which clock he lives, and all that he is."""

    chair: Chair
    timezone: str
    roles: frozenset[Role]

    @property
    def person_id(self) -> int:
        """Who it is."""
        return self.chair.person_id

    @property
    def telegram_id(self) -> int:
        """His account."""
        return self.chair.telegram_id


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody whose weekly message is due now."""

    person_id: int
    telegram_id: int
    timezone: str
    slot: Slot
    key: str


async def due_readers(
    store: Store,
    roles: Sequence[Role],
    prefix: str,
    *,
    now: datetime,
    default_timezone: str,
    limit: int,
) -> list[Reader]:
    """Whose message of a kind is due and was not considered yet, in a few statements for all."""
    readers = []
    for one in await readers_of(store, roles, now, default_timezone):
        slot = slot_of(one.chair, one.timezone, now, _delay(roles, one.roles))
        if slot is not None:
            key = f"{prefix}:{slot.since.isoformat()}:{one.person_id}"
            readers.append(Reader(one.person_id, one.telegram_id, one.timezone, slot, key))
    done: set[str] = set()
    for since in {reader.slot.since for reader in readers}:
        done |= await store.weekly.marked(f"{prefix}:{since.isoformat()}:")
    due = [reader for reader in readers if reader.key not in done]
    return sorted(due, key=lambda reader: (reader.slot.due_at, reader.person_id))[:limit]


async def readers_of(
    store: Store, roles: Sequence[Role], now: datetime, default_timezone: str
) -> list[Reached]:
    """Those who hold one of the roles and can be written to, in two statements for all."""
    chairs: defaultdict[int, list[Chair]] = defaultdict(list)
    for chair in await store.weekly.chairs(roles, now):
        chairs[chair.person_id].append(chair)
    if not chairs:
        return []
    zones, order = await store.weekly.zones(), list(Role)
    found = []
    for own in chairs.values():
        first = min(own, key=lambda chair: (order.index(chair.role), chair.place_name))
        chosen = (first.timezone, _inherited(first.path, zones))
        # One that cannot be read any more must not keep everybody from his message.
        readable = (name for name in chosen if name is not None and is_zone(name))
        timezone = next(readable, default_timezone)
        found.append(Reached(first, timezone, frozenset(chair.role for chair in own)))
    return found


async def until_queued(batch: Callable[[], Awaitable[int | None]]) -> int:
    """Go on, batch by batch, until something was queued; 0 when nobody is left to consider.

    A batch says how many messages it queued, or None when it found nobody.
    """
    queued: int | None = 0
    while queued == 0:
        queued = await batch()
    return queued or 0


def slot_of(chair: Chair, timezone: str, now: datetime, delay: timedelta) -> Slot | None:
    """The message that is due now by somebody's habits, or None."""
    rhythm = _rhythm(chair, timezone)
    if rhythm.is_quiet(now):
        return None
    today = local_day(now, timezone)
    weekday = MONDAY if chair.digest_weekday is None else chair.digest_weekday
    chosen = today - timedelta(days=(today.weekday() - weekday) % 7)
    while today - chosen <= timedelta(days=_LOOK_BACK):
        day = _morning_of(chosen, chair)
        due_at = rhythm.awake(moment(day, time(_hour_of(chair)), timezone)) + delay
        if due_at <= now:
            return Slot(due_at, first_day(day)) if now < due_at + USEFUL else None
        chosen -= WEEK
    return None


def first_day(day: date) -> date:
    """Of the week that a message of this day shows: towards its end, of the seven days to come."""
    return day if day.weekday() >= _FRIDAY else day - timedelta(days=day.weekday())


def _rhythm(chair: Chair, timezone: str) -> Rhythm:
    begin, end = chair.quiet_from, chair.quiet_until
    return Rhythm(
        zone(timezone),
        QUIET_FROM if begin is None else begin,
        QUIET_UNTIL if end is None else end,
        chair.workdays_only,
    )


def _delay(roles: Sequence[Role], held: frozenset[Role]) -> timedelta:
    """A few minutes after each other kind that somebody gets before."""
    earlier = _KINDS[: next(n for n, kind in enumerate(_KINDS) if set(kind) & set(roles))]
    return sum((_APART for kind in earlier if held & set(kind)), timedelta())


def _inherited(path: str, zones: Mapping[int, str]) -> str | None:
    return next((zones[id_] for id_ in reversed(ids_of(path)) if id_ in zones), None)


def _morning_of(chosen: date, chair: Chair) -> date:
    """The chosen day, or the next working one when it is off.

    Who has chosen a Saturday or a Sunday wants it then.
    """
    if not chair.workdays_only or (chair.digest_weekday or MONDAY) >= _SATURDAY:
        return chosen
    while is_day_off(chosen):
        chosen += timedelta(days=1)
    return chosen


def _hour_of(chair: Chair) -> int:
    return MORNING_HOUR if chair.digest_hour is None else chair.digest_hour
