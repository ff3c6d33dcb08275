"""Which days a printed moment covers, and how the normal form names it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from roadmap import spans
from roadmap import vocabulary as v
from roadmap.moments import Moment
from roadmap.spans import DefaultYear

__all__ = ["TermError", "as_date", "label_of", "stretch"]


class TermError(Exception):
    """The printed date cannot exist: ``reason`` is invalid_date or reversed_range."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def as_date(moment: Moment) -> date:
    """The day a moment names. Raises ``TermError`` where there is no such day."""
    try:
        return date(moment.year or 0, moment.month, moment.day)
    except ValueError:
        raise TermError("invalid_date") from None


def stretch(moment: Moment, default: DefaultYear) -> tuple[date, date]:
    """First and last day a moment covers."""
    reader = _STRETCHES.get(moment.unit)
    if reader is None:
        raise TermError("unreadable")
    return reader(moment, default)


def _of_day(moment: Moment, _: DefaultYear) -> tuple[date, date]:
    return as_date(moment), as_date(moment)


def _of_month(moment: Moment, _: DefaultYear) -> tuple[date, date]:
    year = moment.year or 0
    return date(year, moment.month, 1), spans.month_end(year, moment.month)


def _last_of_month(moment: Moment, _: DefaultYear) -> tuple[date, date]:
    end = spans.month_end(moment.year or 0, moment.month)
    return end, end


def _of_quarter(moment: Moment, _: DefaultYear) -> tuple[date, date]:
    return spans.quarter_bounds(moment.year or 0, moment.number)


def _of_half(moment: Moment, default: DefaultYear) -> tuple[date, date]:
    year = moment.year or 0
    if default.academic and not moment.printed_year:
        if moment.number == 1:
            return date(year, 9, 1), date(year, 12, 31)
        return date(year, 1, 1), date(year, 5, 31)
    if moment.number == 1:
        return date(year, 1, 1), date(year, 6, 30)
    return date(year, 7, 1), date(year, 12, 31)


def _of_year(moment: Moment, default: DefaultYear) -> tuple[date, date]:
    if not moment.printed_year and default.academic:
        return default.bounds()
    return date(moment.year or 0, 1, 1), date(moment.year or 0, 12, 31)


def _of_school_year(moment: Moment, default: DefaultYear) -> tuple[date, date]:
    year = moment.year
    if year is None:
        year = default.bounds()[0].year
    return date(year, 9, 1), date(year + 1, 5, 31)


def _of_season(moment: Moment, _: DefaultYear) -> tuple[date, date]:
    year = moment.year or 0
    if moment.name == "winter":
        return date(year - 1, 12, 1), spans.month_end(year, 2)
    first = {"spring": 3, "summer": 6, "autumn": 9}[moment.name]
    return date(year, first, 1), spans.month_end(year, first + 2)


def _of_decade(moment: Moment, _: DefaultYear) -> tuple[date, date]:
    number = 3 if moment.number == -1 else moment.number
    if not 0 < number < 4:
        raise TermError("unreadable")
    return _inside_month(moment, 10 * number - 9, 10 * number if number < 3 else 31)


def _of_part(moment: Moment, _: DefaultYear) -> tuple[date, date]:
    if moment.number not in {1, 2}:
        raise TermError("unreadable")
    return _inside_month(moment, 1, 15) if moment.number == 1 else _inside_month(moment, 16, 31)


def _of_week(moment: Moment, _: DefaultYear) -> tuple[date, date]:
    end = spans.month_end(moment.year or 0, moment.month)
    if moment.number == -1:
        return end - timedelta(days=6), end
    if not 0 < moment.number < 5:
        raise TermError("unreadable")
    return _inside_month(moment, 7 * moment.number - 6, 7 * moment.number)


def _inside_month(moment: Moment, first: int, last: int) -> tuple[date, date]:
    end = spans.month_end(moment.year or 0, moment.month)
    return end.replace(day=first), end.replace(day=min(last, end.day))


def _of_term(moment: Moment, default: DefaultYear) -> tuple[date, date]:
    first = default.bounds()[0].year if default.academic else (moment.year or 0)
    start, end = _TERMS[moment.number - 1]
    return date(first + int(start[0] < 9), *start), date(first + int(end[0] < 9), *end)


_TERMS = (((9, 1), (10, 31)), ((11, 1), (12, 31)), ((1, 1), (3, 31)), ((4, 1), (5, 31)))


def _of_edge(moment: Moment, default: DefaultYear) -> tuple[date, date]:
    if moment.month:
        days = {"begin": (1, 10), "mid": (11, 20), "end": (21, 31)}[moment.unit]
        return _inside_month(moment, *days)
    inner = Moment(moment.name, moment.number, year=moment.year, printed_year=moment.printed_year)
    start, end = stretch(inner, default)
    third = (end - start) / 3
    if moment.unit == "begin":
        return start, start + third
    return (start + third, end - third) if moment.unit == "mid" else (end - third, end)


_STRETCHES: dict[str, Callable[[Moment, DefaultYear], tuple[date, date]]] = {
    "day": _of_day,
    "month": _of_month,
    "lastday": _last_of_month,
    "quarter": _of_quarter,
    "half": _of_half,
    "year": _of_year,
    "syear": _of_school_year,
    "season": _of_season,
    "decade": _of_decade,
    "part": _of_part,
    "weekw": _of_week,
    "term": _of_term,
    "begin": _of_edge,
    "mid": _of_edge,
    "end": _of_edge,
}


def label_of(moment: Moment) -> str:
    """The name of a period in the normal form."""
    month = v.MONTH_GENITIVE[moment.month - 1] if moment.month else ""
    if moment.unit == "syear":
        return f"{v.SCHOOL_YEAR_LABEL} {moment.year}/{(moment.year or 0) + 1}"
    if moment.unit == "season":
        return v.SEASON_NAMES[moment.name]
    if moment.unit in {"begin", "mid", "end"}:
        return f"{v.PART_LABELS[moment.unit.upper()]} {month}".strip()
    if moment.unit == "weekw" and moment.number == -1:
        return f"{v.LAST_WEEK_LABEL} {month}"
    noun = {
        "decade": v.DECADE_LABEL,
        "part": v.HALF_LABEL,
        "weekw": v.WEEK_LABEL,
        "term": v.TERM_LABEL,
    }[moment.unit]
    number = 3 if moment.number == -1 and moment.unit == "decade" else moment.number
    return f"{number} {noun} {month}".strip()
