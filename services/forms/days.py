"""A day as people write it, near the present one."""

import re
from calendar import month_abbr
from datetime import date, timedelta

from roadmap.terms import read_term
from roadmap.vocabulary_days import NAMED_DAYS

_NUMBERS = re.compile(r"(\d{1,2})[./-](\d{1,2})(?:[./-](\d{4}|\d{2}))?\.?")
# «16 April 2027», «April 16»: of a month the first three letters say which.
_MONTHS = tuple(name.lower() for name in month_abbr)
_YEAR = r",?(?: (?P<year>\d{4}))?,?"
_ENGLISH_DAY, _ENGLISH_MONTH = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", r"(?P<month>[a-z]{3,9})\.?"
_DAY_FIRST = re.compile(f"{_ENGLISH_DAY} {_ENGLISH_MONTH}{_YEAR}")
_MONTH_FIRST = re.compile(f"{_ENGLISH_MONTH} {_ENGLISH_DAY}{_YEAR}")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_NAMED = re.compile(rf"\b(?:{'|'.join(NAMED_DAYS)})\b", re.IGNORECASE)
_CENTURY = 2000
_SURE = 0.5
_LONGEST = 60


def nearest_day(text: str, today: date | None) -> date | None:
    """«16.03», «16.03.2027», «16 March» in words, «yesterday»; without a year the nearest one."""
    text = text.strip()
    if not text or len(text) > _LONGEST:
        return None
    shift = NAMED_DAYS.get(text.lower().rstrip("."))
    if shift is not None and today is not None:
        return today + timedelta(days=shift)
    if _ISO.fullmatch(text):
        return _date(*(int(part) for part in text.split("-")))
    if found := _NUMBERS.fullmatch(text):
        day, month, year = (int(part) if part else None for part in found.groups())
        if year is not None:
            return _date(year if year >= _CENTURY else year + _CENTURY, month or 0, day or 0)
        return _near(month or 0, day or 0, today)
    said = _in_english(text, today)
    if said is not None or today is None:
        return said
    said = _in_words(text, today)
    if said is None or str(said.year) in text:
        return said
    return _near(said.month, said.day, today)


def with_named_days(text: str, today: date) -> str:
    """«Tomorrow at 15:00» with its day as a date: «06.04.2021 at 15:00»."""

    def dated(said: re.Match[str]) -> str:
        return f"{today + timedelta(days=NAMED_DAYS[said[0].lower()]):%d.%m.%Y}"

    return _NAMED.sub(dated, text)


def _in_english(text: str, today: date | None) -> date | None:
    folded = " ".join(text.lower().split())
    found = _DAY_FIRST.fullmatch(folded) or _MONTH_FIRST.fullmatch(folded)
    if found is None or found["month"][:3] not in _MONTHS:
        return None
    day, month = int(found["day"]), _MONTHS.index(found["month"][:3])
    return _date(int(found["year"]), month, day) if found["year"] else _near(month, day, today)


def _in_words(text: str, today: date) -> date | None:
    term = read_term(text, default_year=today.year)
    window = term.schedule.get("window") or {}
    first, last = window.get("start"), window.get("end")
    # A month or a stretch is no day.
    if not first or (last or first) != first or term.confidence < _SURE:
        return None
    return date.fromisoformat(str(first))


def _near(month: int, day: int, today: date | None) -> date | None:
    if today is None:
        return None
    known = (_date(today.year + shift, month, day) for shift in (0, -1, 1))
    return min((one for one in known if one), key=lambda one: abs(one - today), default=None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
