"""Local clocks: zones of places and people, and moments made of wall time."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from db.models import Place

# A date without a clock is announced at the start of the working day.
MORNING = time(9)


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """An IANA zone by name; raises ZoneInfoNotFoundError or ValueError for a wrong one."""
    return ZoneInfo(name)


def is_zone(name: str) -> bool:
    """Whether there is such an IANA zone."""
    try:
        zone(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def moment(day: date, clock: time, zone_name: str) -> datetime:
    """Wall time in a zone as a moment in UTC."""
    return datetime.combine(day, clock, zone(zone_name)).astimezone(UTC)


def local_day(now: datetime, zone_name: str) -> date:
    """Which day it is in a zone."""
    return now.astimezone(zone(zone_name)).date()


def last_day(end: datetime, zone_name: str) -> date:
    """The last day of what ends at a moment: without a clock it ends at the midnight after it."""
    return local_day(end - timedelta(seconds=1), zone_name)


def inherited_zone(way_down: list[Place], default: str) -> str:
    """The zone of the last place of a way (root first), inherited from above."""
    return next((place.timezone for place in reversed(way_down) if place.timezone), default)


def bounds(
    first_day: date,
    last_day: date,
    begin: time | None,
    end: time | None,
    zone_name: str,
) -> tuple[datetime, datetime]:
    """Begin and end of an occurrence in UTC; a day without a clock lasts till midnight.

    An end printed before its begin is a slip of the pen and is passed over.
    """
    begins = moment(first_day, begin or time(), zone_name)
    if end is not None and (ends := moment(last_day, end, zone_name)) > begins:
        return begins, ends
    if begin is not None and first_day == last_day:
        return begins, begins + timedelta(hours=2)
    return begins, moment(last_day + timedelta(days=1), time(), zone_name)


def month_later(day: date, later: int) -> date:
    """The first day of the month so many months after that of a day."""
    years, month = divmod(day.year * 12 + day.month - 1 + later, 12)
    return date(years, month + 1, 1)
