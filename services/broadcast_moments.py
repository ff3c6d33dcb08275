"""When an announcement goes out, and its poll, as people write them."""

import re
from datetime import datetime, time, timedelta

from services.broadcast_content import Poll
from services.forms.days import nearest_day
from services.forms.steps import Problem
from services.times import local_day, moment

# «16.02 10:00», «16 February at 10:00», «10:00».
_MOMENT = re.compile(r"(?P<day>.*?)\s*(?P<hour>[0-2]?\d)[:.](?P<minute>[0-5]\d)\s*")
# «At» of any language, before the hour.
_AT = re.compile(r"(^|\s+)[^\W\d]{1,2}$")
_MORNING = time(9)
_LAST_HOUR = 23
_LONGEST = 60
_FURTHEST = timedelta(days=366)
_SOONEST = timedelta(minutes=2)
# What Telegram takes.
_QUESTION, _OPTION, _LEAST, _MOST = 300, 100, 2, 10


def read_moment(text: str, now: datetime, timezone: str) -> datetime | Problem:
    """A moment of the author's clock; an hour alone is the next one there is."""
    found = _MOMENT.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if found is None or int(found["hour"]) > _LAST_HOUR:
        return Problem("moment_expected")
    clock, today = time(int(found["hour"]), int(found["minute"])), local_day(now, timezone)
    words = _AT.sub("", found["day"].strip(" ,\N{NO-BREAK SPACE}"))
    if not words:
        at = moment(today, clock, timezone)
        return at if at > now + _SOONEST else moment(today + timedelta(days=1), clock, timezone)
    day = nearest_day(words, today)
    if day is None:
        return Problem("moment_expected")
    return in_time(moment(day, clock, timezone), now)


def in_time(at: datetime, now: datetime) -> datetime | Problem:
    """A moment, if it is neither over nor too far away."""
    if at <= now + _SOONEST:
        return Problem("moment_past")
    return Problem("moment_far") if at > now + _FURTHEST else at


def tomorrow_morning(now: datetime, timezone: str) -> datetime:
    """Nine o'clock of the next day."""
    return moment(local_day(now, timezone) + timedelta(days=1), _MORNING, timezone)


def monday_morning(now: datetime, timezone: str) -> datetime:
    """Nine o'clock of the next Monday."""
    today = local_day(now, timezone)
    return moment(today + timedelta(days=7 - today.weekday()), _MORNING, timezone)


def read_poll(text: str) -> Poll | Problem:
    """A question on the first line, an answer on each of the others."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    question, options = "".join(lines[:1]), list(dict.fromkeys(lines[1:]))
    if not question or len(options) < _LEAST:
        return Problem("poll_expected")
    if len(options) > _MOST:
        return Problem("poll_options", {"limit": _MOST})
    if len(question) > _QUESTION or any(len(one) > _OPTION for one in options):
        return Problem("poll_long", {"question": _QUESTION, "option": _OPTION})
    return Poll(question, tuple(options))
