"""The dates of a term: tokens into moments, moments into ranges, lists and deadlines.

A recursive descent over typed tokens. Each token is looked at a bounded number of times, so the
cost is linear; whatever the grammar does not understand is reported as a leftover and lowers the
confidence, instead of being guessed at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from roadmap.lexer import Token

__all__ = ["Item", "Moment", "Reading", "parse_moments"]

_SKIPPED = frozenset({"COMMA", "AND", "OR", "PAREN", "NOISE", "IN", "DURING", "THEN", "DASH"})
_NUMBERED = frozenset({"QUARTER", "HALF", "DECADE", "PART", "TERM", "WEEKW"})


@dataclass(slots=True)
class Moment:
    """A point or stretch as printed; what was not printed is None until filled in.

    ``unit``: day, month, quarter, half, decade, part, term, weekw, begin, mid, end, season,
    syear, year, number (a bare number whose unit stands further right).
    """

    unit: str
    number: int = 0
    day: int = 0
    month: int = 0
    year: int | None = None
    name: str = ""
    printed_year: bool = False

    def order(self) -> tuple[int, int, int]:
        """Sort key inside one unit."""
        return (self.year or 0, self.month or self.number, self.day)


@dataclass(slots=True)
class Item:
    """``role``: at, until, from or span (then ``last`` is given)."""

    role: str
    first: Moment
    last: Moment | None = None

    def moments(self) -> list[Moment]:
        """Its moments from left to right."""
        return [self.first] if self.last is None else [self.first, self.last]


@dataclass(slots=True)
class Reading:
    """What was understood and what was not."""

    items: list[Item] = field(default_factory=list)
    leftovers: list[Token] = field(default_factory=list)
    open_end: bool = False


def parse_moments(tokens: Sequence[Token]) -> Reading:
    """Read every date of ``tokens``; moments still lack the years that were not printed."""
    reading = _Parser(tokens).read()
    _resolve_numbers(reading)
    return reading


class _Parser:
    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def _kind(self, ahead: int = 0) -> str:
        at = self._at + ahead
        return self._tokens[at].kind if at < len(self._tokens) else ""

    def _take(self) -> Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _skip(self, kinds: frozenset[str]) -> None:
        while self._kind() in kinds:
            self._at += 1

    def read(self) -> Reading:
        reading = Reading()
        while self._at < len(self._tokens):
            if self._kind() in {"OPEN", "ONGOING"}:
                reading.open_end = True
                self._at += 1
                continue
            start = self._at
            item = self._item()
            if item is not None:
                reading.items.append(item)
                continue
            self._at = start
            token = self._take()
            if token.kind not in _SKIPPED:
                reading.leftovers.append(token)
        return reading

    def _item(self) -> Item | None:
        if self._kind() == "UNTIL":
            self._at += 1
            self._skip(frozenset({"NOISE", "IN"}))
            moment = self._moment()
            return Item("until", moment) if moment else None
        opened = self._kind() == "FROM"
        if opened:
            self._at += 1
            self._skip(frozenset({"NOISE"}))
        elif self._kind() in {"IN", "DURING"}:
            self._at += 1
        moment = self._moment()
        if moment is None:
            return None
        last = self._last(opened=opened)
        if last is not None:
            return Item("span", moment, last)
        return Item("from" if opened else "at", moment)

    def _last(self, *, opened: bool) -> Moment | None:
        """The right end of a span, if one follows."""
        start = self._at
        self._skip(frozenset({"NOISE"}))
        linking = {"DASH", "TO", "UNTIL"} if opened else {"DASH", "TO"}
        if self._kind() in linking:
            self._at += 1
            if self._kind() == "TO":
                self._at += 1
            self._skip(frozenset({"NOISE"}))
            moment = self._moment()
            if moment is not None:
                return moment
        self._at = start
        return None

    def _moment(self) -> Moment | None:
        readers = {
            "DATE": self._full_date,
            "DM": self._day_month,
            "MY": self._month_year,
            "NUM": self._counted,
            "ORD": self._counted,
            "MONTH": self._month,
            "BEGIN": self._edge,
            "MID": self._edge,
            "END": self._edge,
            "SEASON": self._season,
            "SYEAR": self._school_year,
            "SCHOOL": self._school_year,
            "YEAR": self._year,
            "YEARW": self._bare_year,
            "MONTHW": self._bare_year,
        }
        reader = readers.get(self._kind())
        return reader() if reader else None

    def _full_date(self) -> Moment:
        day, month, year = self._take().numbers
        return Moment("day", day=day, month=month, year=year, printed_year=True)

    def _day_month(self) -> Moment:
        day, month = self._take().numbers
        return self._with_year(Moment("day", day=day, month=month))

    def _month_year(self) -> Moment:
        month, year = self._take().numbers
        return Moment("month", month=month, year=year, printed_year=True)

    def _with_year(self, moment: Moment) -> Moment:
        """Take the year that follows, also behind a comma or a preposition."""
        ahead = 1 if self._kind() in {"COMMA", "IN"} else 0
        if self._kind(ahead) == "YEAR":
            self._at += ahead
            moment.year = int(self._take().value)
            moment.printed_year = True
        elif self._kind() == "YEARW":
            self._at += 1
        return moment

    def _month(self) -> Moment:
        month = int(self._take().value)
        if self._kind() == "MONTHW":
            self._at += 1
        return self._with_year(Moment("month", month=month))

    def _counted(self) -> Moment | None:
        """A number or ordinal and the unit it counts."""
        token = self._take()
        number = int(token.value)
        kind = self._kind()
        if kind == "MONTH":
            month = int(self._take().value)
            moment = Moment("day", day=number, month=month)
            return self._with_year(moment) if token.kind == "NUM" else None
        if kind in _NUMBERED:
            return self._numbered(number)
        if kind == "DAYW" and number == -1 and self._kind(1) == "MONTH":
            self._at += 1
            return self._with_year(Moment("lastday", month=int(self._take().value)))
        if kind in {"TIMES", "NUMBERW", "DAYW", "MONTHW", "YEARW", "WORKING"} or number < 1:
            return None
        return Moment("number", number=number)

    def _numbered(self, number: int) -> Moment | None:
        unit = self._take().kind.lower()
        if unit in {"quarter", "half", "term"}:
            limit = 2 if unit == "half" else 4
            if number == -1:
                number = limit
            if not 0 < number <= limit:
                return None
            return self._with_year(Moment(unit, number=number))
        if self._kind() == "MONTH":
            month = int(self._take().value)
            return self._with_year(Moment(unit, number=number, month=month))
        if unit == "part" and number in {1, 2} and self._kind() in {"YEAR", "YEARW"}:
            return self._with_year(Moment("half", number=number))
        return None

    def _edge(self) -> Moment | None:
        """The beginning, middle or end of a month, quarter, half or year."""
        name = self._take().kind.lower()
        if self._kind() == "MONTH":
            month = int(self._take().value)
            return self._with_year(Moment(name, month=month))
        inner = (
            self._moment() if self._kind() in {"NUM", "ORD", "SYEAR", "SCHOOL", "YEAR"} else None
        )
        if inner is None and self._kind() in {"YEARW", "CALENDAR"}:
            self._skip(frozenset({"CALENDAR", "YEARW"}))
            inner = Moment("year")
        if inner is None or inner.unit not in {"quarter", "half", "year", "syear"}:
            return None
        return replace(inner, unit=name, name=inner.unit)

    def _season(self) -> Moment:
        return self._with_year(Moment("season", name=str(self._take().value)))

    def _school_year(self) -> Moment | None:
        token = self._take()
        if token.kind == "SYEAR":
            self._skip(frozenset({"SCHOOL", "YEARW"}))
            return Moment("syear", year=int(token.value), printed_year=True)
        if self._kind() == "YEARW":
            self._at += 1
            return Moment("syear")
        return None

    def _year(self) -> Moment:
        year = int(self._take().value)
        return Moment("year", year=year, printed_year=True)

    def _bare_year(self) -> Moment | None:
        self._at += 1
        return None


def _resolve_numbers(reading: Reading) -> None:
    """Give bare numbers the unit of the nearest moment to their right: «3, 10, 17 March»."""
    source: Moment | None = None
    kept: list[Item] = []
    for item in reversed(reading.items):
        fine = True
        for moment in reversed(item.moments()):
            if moment.unit != "number":
                source = moment
                continue
            fine = fine and _borrow(moment, source)
        if fine:
            kept.append(item)
        else:
            reading.leftovers.append(Token("NUM", str(item.first.number), item.first.number))
    reading.items = kept[::-1]


def _borrow(moment: Moment, source: Moment | None) -> bool:
    if source is None or source.unit not in {"day", "quarter", "half", "decade", "term"}:
        return False
    if source.unit == "day":
        moment.day = moment.number
        moment.number = 0
    moment.unit = source.unit
    moment.month = source.month
    moment.year = source.year
    return True
