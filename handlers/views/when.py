"""Days and clocks as people read them: both clocks when the zones differ."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from locales import Html, Translator
from services.cards import When

MOSCOW = "Europe/Moscow"
QUARTERS = ("I", "II", "III", "IV")
_MINUTES_OF_DAY = 24 * 60


def when_text(t: Translator, when: When, now: datetime) -> Html:
    """The time of an occurrence for its reader, in one line."""
    today = now.astimezone(ZoneInfo(when.reader_timezone)).date()
    if when.is_deadline:
        return t.html(
            "until {day} ({weekday})",
            day=t.day(when.last_day, today),
            weekday=t.weekday(when.last_day),
        )
    if when.precision != "day":
        return Html(_window(t, when, today))
    if when.begin_time is None:
        return Html(_days(t, when.first_day, when.last_day, today))
    return Html(f"{_days(t, when.first_day, when.last_day, today)} · {_clocks(t, when)}")


def when_short(t: Translator, when: When, today: date) -> str:
    """The same for a line of a list: one bare clock, both with labels where zones differ."""
    if when.is_deadline:
        return t("until {day}", day=t.day(when.last_day, today))
    if when.precision != "day":
        return _window(t, when, today)
    days = _days(t, when.first_day, when.last_day, today)
    if when.begin_time is None:
        return days
    if _is_same_clock(t, when, when.reader_timezone):
        return f"{days}, {t.clock(when.begins_at.astimezone(ZoneInfo(when.timezone)))}"
    return f"{days}, {_clocks(t, replace(when, end_time=None))}"


def day_short(t: Translator, when: When, today: date) -> str:
    """Only the day: for a button, on which no clock fits."""
    return when_short(t, replace(when, begin_time=None), today)


def remaining(t: Translator, when: When, now: datetime) -> str:
    """How far away it really is, counted now; empty for what is over."""
    if when.is_deadline:
        return _days_left(t, when.last_day, when, now)
    if when.begins_at <= now < when.ends_at:
        if when.precision == "day" and when.begin_time is None and when.first_day == when.last_day:
            return t("today")
        return t("going on now")
    if when.ends_at <= now:
        return t("is over")
    if when.begin_time is not None and (minutes := _minutes_left(when, now)) < _MINUTES_OF_DAY / 2:
        return _soon(t, minutes)
    return _days_left(t, when.first_day, when, now)


def _minutes_left(when: When, now: datetime) -> int:
    return max(round((when.begins_at - now).total_seconds() / 60), 1)


def _soon(t: Translator, minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if rest in {0, 59, 1} or hours >= 3:
        hours = round(minutes / 60)
        rest = 0
    if hours and not rest:
        return t.many("in {n} hour", "in {n} hours", hours)
    if hours:
        return t("in {hours} h {minutes} min", hours=hours, minutes=rest)
    return t.many("in {n} minute", "in {n} minutes", minutes)


def _days_left(t: Translator, day: date, when: When, now: datetime) -> str:
    days = (day - now.astimezone(ZoneInfo(when.timezone)).date()).days
    if days < 0:
        return t.many("{n} day late", "{n} days late", -days)
    if days == 0:
        return t("today")
    if days == 1:
        return t("tomorrow")
    return t.many("in {n} day", "in {n} days", days)


def _days(t: Translator, first: date, last: date, today: date) -> str:
    if first == last:
        return f"{t.weekday(first)}, {t.day(first, today)}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}\N{EN DASH}{t.day(last, today)}"
    return f"{t.day(first, today)} \N{EN DASH} {t.day(last, today)}"


def _clocks(t: Translator, when: When) -> str:
    """«10:00 MSK · 14:00 yours»; a reader of the event's own zone is told Moscow's clock."""
    there = f"{_span(t, when, when.timezone)} {t.zone(when.timezone, when.begins_at)}"
    if not _is_same_clock(t, when, when.reader_timezone):
        own = _clock_elsewhere(t, when, when.reader_timezone)
        return f"{there} · " + t("{clock} your time", clock=own)
    if _is_same_clock(t, when, MOSCOW):
        return there
    moscow = f"{_clock_elsewhere(t, when, MOSCOW)} {t.zone(MOSCOW, when.begins_at)}"
    return f"{there} · {moscow}"


def _is_same_clock(t: Translator, when: When, zone: str) -> bool:
    at = when.begins_at
    return t.zone(when.timezone, at) == t.zone(zone, at)


def _clock_elsewhere(t: Translator, when: When, zone: str) -> str:
    """The clock in another zone, with the day of the week when it is another day there."""
    there, clock = when.begins_at.astimezone(ZoneInfo(zone)).date(), _span(t, when, zone)
    return clock if there == when.first_day else f"{t.weekday(there)} {clock}"


def _span(t: Translator, when: When, zone: str) -> str:
    begin = t.clock(when.begins_at.astimezone(ZoneInfo(zone)))
    if when.end_time is None:
        return begin
    return f"{begin}\N{EN DASH}{t.clock(when.ends_at.astimezone(ZoneInfo(zone)))}"


def _window(t: Translator, when: When, today: date) -> str:
    if when.precision == "month":
        return t.month(when.first_day)
    if when.precision == "quarter":
        quarter = QUARTERS[(when.first_day.month - 1) // 3]
        return t("quarter {quarter} of {year}", quarter=quarter, year=when.first_day.year)
    if when.precision == "year":
        return str(when.first_day.year)
    return _days(t, when.first_day, when.last_day, today)


def week_text(t: Translator, monday: date, today: date) -> str:
    """«15–21 March»."""
    return _days(t, monday, monday + timedelta(days=6), today)
