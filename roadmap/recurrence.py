"""Repetitions: how often, on which day, inside which bounds.

The frequency words are taken out of the token stream; what remains are the bounds, read by the
ordinary date grammar.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from roadmap import spans
from roadmap.dates import DOUBT, Dated, date_items
from roadmap.lexer import Token
from roadmap.model import Question
from roadmap.moments import Item, parse_moments
from roadmap.spans import DefaultYear
from roadmap.stretches import TermError

__all__ = ["Frequency", "read_recurring", "split_frequency"]

_UNITS = {"DAYW": "day", "WEEKW": "week", "MONTHW": "month", "QUARTER": "quarter", "HALF": "half"}
_EVERY_MONTHS = {"month": 1, "quarter": 3, "half": 6}


@dataclass(slots=True)
class Frequency:
    """A repetition as printed; ``months_off`` are the excepted months."""

    unit: str = ""
    interval: int = 1
    weekdays: list[str] = field(default_factory=list)
    nth: list[int] = field(default_factory=list)
    month_days: list[int] = field(default_factory=list)
    deadline: bool = False
    following_month: bool = False
    months_off: list[int] = field(default_factory=list)
    at_least: int = 0
    times: int = 1
    working_only: bool = False


def split_frequency(tokens: Sequence[Token]) -> tuple[Frequency | None, list[Token]]:
    """The repetition of ``tokens`` and the tokens that are left for the bounds."""
    splitter = _Splitter(tokens)
    splitter.run()
    found = splitter.found
    if not found.unit:
        if found.month_days and splitter.monthly_context:
            found.unit = "month"
        elif found.weekdays and (splitter.plural_weekday or found.nth):
            found.unit = "month" if found.nth else "week"
    if not found.unit:
        return None, list(tokens)
    return found, splitter.rest


class _Splitter:
    """One pass over the tokens; each step consumes at least one of them."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self.found = Frequency()
        self.rest: list[Token] = []
        self.plural_weekday = False
        self.monthly_context = False

    def _kind(self, ahead: int = 0) -> str:
        at = self._at + ahead
        return self._tokens[at].kind if at < len(self._tokens) else ""

    def run(self) -> None:
        steps = (
            self._word,
            self._times,
            self._month_day,
            self._every,
            self._nth_weekday,
            self._weekday,
            self._except,
            self._at_least,
        )
        while self._at < len(self._tokens):
            if not any(step() for step in steps):
                self.rest.append(self._tokens[self._at])
                self._at += 1

    def _value(self, ahead: int = 0) -> int:
        value = self._tokens[self._at + ahead].value
        return value if isinstance(value, int) else 0

    def _word(self) -> bool:
        if self._kind() != "FREQ":
            return False
        self.found.unit = str(self._tokens[self._at].value)
        self._at += 1
        return True

    def _times(self) -> bool:
        """«N times in [M] weeks|months|quarters»."""
        counted = self._kind() == "NUM" and self._kind(1) == "TIMES"
        if not counted and self._kind() != "TIMES":
            return False
        ahead = 2 if counted else 1
        if self._kind(ahead) != "IN":
            return False
        ahead += 1
        interval = 1
        if self._kind(ahead) == "NUM":
            interval = self._value(ahead)
            ahead += 1
        elif self._kind(ahead) == "EVERY":
            ahead += 1
        unit = _UNITS.get(self._kind(ahead), "")
        if self._kind(ahead) == "YEARW":
            unit, interval = "half", 0
        if not unit:
            return False
        self.found.unit, self.found.interval = unit, interval
        self.found.times = self._value() if counted else 1
        self._at += ahead + 1
        return True

    def _every(self) -> bool:
        if self._kind() != "EVERY":
            return False
        ahead = 1
        interval = 1
        if self._kind(ahead) in {"ORD", "NUM"} and _UNITS.get(self._kind(ahead + 1)):
            interval = self._value(ahead)
            ahead += 1
        working = self._kind(ahead) == "WORKING"
        unit = _UNITS.get(self._kind(ahead + int(working)), "")
        if unit:
            self.found.unit = self.found.unit or unit
            self.found.interval = max(interval, 1)
            self.found.working_only = working
            self.monthly_context = self.monthly_context or unit == "month"
            self._at += ahead + 1 + int(working)
            return True
        self.plural_weekday = True
        self._at += 1
        return True

    def _nth_weekday(self) -> bool:
        ahead = 0
        numbers = []
        while self._kind(ahead) in {"ORD", "NUM"}:
            numbers.append(self._value(ahead))
            ahead += 1
            if self._kind(ahead) in {"AND", "COMMA"} and self._kind(ahead + 1) in {"ORD", "NUM"}:
                ahead += 1
        if not numbers or self._kind(ahead) != "WEEKDAY":
            return False
        tail = self._kind(ahead + 1)
        monthly = tail in {"MONTHW", "EVERY"} or self.found.unit == "month" or not tail
        if not monthly or any(number not in {-1, 1, 2, 3, 4} for number in numbers):
            return False
        self.found.nth = numbers
        self.found.weekdays.append(str(self._tokens[self._at + ahead].value))
        self._at += ahead + 1
        self._skip_month_word()
        return True

    def _skip_month_word(self) -> None:
        while self._kind() in {"EVERY", "MONTHW"}:
            self._at += 1

    def _weekday(self) -> bool:
        if self._kind() != "WEEKDAY":
            return False
        before = self.rest[-1].kind if self.rest else ""
        if before == "TO":
            self.plural_weekday = True
        if before in {"TO", "IN"} or (before == "AND" and self.found.weekdays):
            self.rest.pop()
        self.found.weekdays.append(str(self._tokens[self._at].value))
        self._at += 1
        return True

    def _month_day(self) -> bool:
        """«(until) the 5th and 20th (of each month | of the month after the reported)»."""
        ahead = int(self._kind() in {"UNTIL", "TO", "EVERY"})
        numbers = []
        while self._kind(ahead) == "NUM":
            numbers.append(self._value(ahead))
            ahead += 1
            if self._kind(ahead) in {"AND", "COMMA"} and self._kind(ahead + 1) == "NUM":
                ahead += 1
        if not numbers or self._kind(ahead) != "NUMBERW":
            return False
        if any(not 0 < number < 32 for number in numbers):
            raise TermError("invalid_date")
        self.found.deadline = self._kind() == "UNTIL"
        self.monthly_context = self.monthly_context or self._kind() == "EVERY"
        self.found.month_days = numbers
        self._at += ahead + 1
        self._following()
        return True

    def _following(self) -> None:
        while self._kind() in {"EVERY", "MONTHW", "COMMA", "NEXT", "REPORTED"}:
            if self._kind() == "COMMA" and self._kind(1) not in {"NEXT", "REPORTED"}:
                return
            self.monthly_context = True
            if self._kind() == "REPORTED":
                self.found.following_month = True
            self._at += 1

    def _except(self) -> bool:
        if self._kind() != "EXCEPT":
            return False
        ahead = 1
        months: list[int] = []
        while self._kind(ahead) in {"MONTH", "AND", "COMMA", "MONTHW", "NOISE"}:
            if self._kind(ahead) == "MONTH":
                months.append(self._value(ahead))
            ahead += 1
        if not months:
            return False
        self.found.months_off = months
        self._at += ahead
        return True

    def _at_least(self) -> bool:
        if self._kind() != "ATLEAST":
            return False
        self.found.at_least = max(self._value(1), 1) if self._kind(1) == "NUM" else 1
        self._at += 1
        return True


def read_recurring(frequency: Frequency, rest: Sequence[Token], default: DefaultYear) -> Dated:
    """The schedule of a repetition with its bounds; leftovers lower the confidence."""
    reading = parse_moments([token for token in rest if token.kind not in {"YEARLY", "THEN"}])
    periods, flags = _periods(reading.items, default)
    if frequency.following_month and "bounds_inferred" in flags:
        periods = [_one_month_later(first, last) for first, last in periods]
    rule, granularity = _rule(frequency, periods[0][0])
    if frequency.deadline:
        flags["occurrence"] = "deadline"
    if frequency.at_least or frequency.times > 1:
        flags["at_least"] = max(frequency.at_least, frequency.times)
    dated = Dated(spans.recurring(rule, granularity, periods, **flags))
    _judge(frequency, granularity, dated, unread=bool(reading.leftovers))
    return dated


def _judge(frequency: Frequency, granularity: str, dated: Dated, *, unread: bool) -> None:
    if unread:
        dated.doubt("date_unreadable", 0.4)
    if dated.schedule["count"] == 0:
        raise TermError("reversed_range")
    if granularity == "week":
        dated.doubt("weekday_missing")
    aligned = int(dated.schedule["first5"][0][5:7]) % 3 == 1
    if granularity in {"quarter", "half"} and not aligned:
        dated.doubt("period_approximate")
    if frequency.times > 1 or frequency.at_least or frequency.interval == 0:
        dated.doubt("frequency_unclear")
    if frequency.month_days and max(frequency.month_days) > 28:
        dated.doubt("day_missing_in_short_months")
    if frequency.unit in {"quarter", "half"} and (frequency.month_days or frequency.weekdays):
        dated.doubt("frequency_unclear")
    if "end_inferred" in dated.schedule and dated.confidence > DOUBT:
        dated.confidence = min(dated.confidence, 0.9)
        dated.questions.append(Question("end_inferred"))


def _one_month_later(first: date, last: date) -> tuple[date, date]:
    ahead = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    year, month = last.year + last.month // 12, last.month % 12 + 1
    return ahead, spans.month_end(year, month)


def _periods(
    items: Sequence[Item], default: DefaultYear
) -> tuple[list[tuple[date, date]], dict[str, Any]]:
    if not items:
        return [default.bounds()], {"bounds_inferred": True, "year_source": "document"}
    dated = date_items(items, default)
    parts = dated.schedule.get("items", [dated.schedule])
    spans_found = []
    flags: dict[str, Any] = {}
    for part in parts:
        start, end = part["window"]["start"], part["window"]["end"]
        first = date.fromisoformat(start) if start else default.bounds()[0]
        spans_found.append((first, date.fromisoformat(end)))
        flags["year_source"] = part["year_source"]
        if part.get("end_inferred") or not start:
            flags["end_inferred" if start else "bounds_inferred"] = True
    return spans_found, flags


def _rule(frequency: Frequency, start: date) -> tuple[str, str]:
    """RRULE and granularity."""
    weekdays = ",".join(frequency.weekdays)
    interval = f";INTERVAL={frequency.interval}" if frequency.interval > 1 else ""
    if frequency.unit == "day":
        working = ";BYDAY=MO,TU,WE,TH,FR" if frequency.working_only else ""
        return f"FREQ=DAILY{interval}{working}", "day"
    if frequency.unit == "week":
        day = weekdays or ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[0]
        return f"FREQ=WEEKLY{interval};BYDAY={day}", "day" if weekdays else "week"
    step = _EVERY_MONTHS[frequency.unit] * max(frequency.interval, 1)
    head = "FREQ=MONTHLY" + (f";INTERVAL={step}" if step > 1 else "")
    tail = _months_tail(frequency)
    if frequency.nth and weekdays:
        days = ",".join(f"{nth}{frequency.weekdays[0]}" for nth in frequency.nth)
        return f"{head};BYDAY={days}{tail}", "day"
    if frequency.month_days:
        days = ",".join(map(str, frequency.month_days))
        return f"{head};BYMONTHDAY={days}{tail}", "day"
    return f"{head};BYMONTHDAY=1{tail}", frequency.unit


def _months_tail(frequency: Frequency) -> str:
    if not frequency.months_off:
        return ""
    kept = [str(number) for number in range(1, 13) if number not in frequency.months_off]
    return ";BYMONTH=" + ",".join(kept)
