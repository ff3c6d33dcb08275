"""Moments into schedules: years filled in by the rules of the document, then shapes chosen.

Rule of the house: what the rules do not settle is returned with a question and a low confidence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from roadmap import spans
from roadmap.model import Question
from roadmap.moments import Item, Moment
from roadmap.spans import DefaultYear, Schedule
from roadmap.stretches import TermError, as_date, label_of, stretch

__all__ = ["DOUBT", "Dated", "date_items"]

DOUBT = 0.45


@dataclass(slots=True)
class Dated:
    """A schedule with what is doubtful about it."""

    schedule: Schedule
    confidence: float = 1.0
    questions: list[Question] = field(default_factory=list)

    def doubt(self, code: str, confidence: float = DOUBT) -> None:
        """Lower the confidence and ask ``code``."""
        self.confidence = min(self.confidence, confidence)
        self.questions.append(Question(code))


@dataclass(slots=True)
class _Years:
    """Where the year of an item came from."""

    source: str
    ambiguous: bool = False


def date_items(items: Sequence[Item], default: DefaultYear) -> Dated:
    """One schedule for all ``items`` of a cell.

    Raises ``TermError`` for impossible dates and ``spans.NoYearError`` if a year is missing.
    """
    items, default, named = _within_school_year(items, default)
    _spread_years(items)
    years = [_settle(item, default) for item in items]
    if named:
        years = [_Years("cell", year.ambiguous) for year in years]
    together = _same_shape(items, years)
    if together is not None:
        return together
    parts = [_single(item, year, default) for item, year in zip(items, years, strict=True)]
    if len(parts) == 1:
        return parts[0]
    whole = Dated(spans.multi([part.schedule for part in parts]))
    whole.confidence = min(part.confidence for part in parts)
    whole.questions = [question for part in parts for question in part.questions]
    if {item.role for item in items} > {"until"}:
        whole.doubt("term_mixed")
    return whole


def _within_school_year(
    items: Sequence[Item], default: DefaultYear
) -> tuple[Sequence[Item], DefaultYear, bool]:
    """A school year printed beside other dates says which year they belong to."""
    school = [item for item in items if item.first.unit == "syear" and item.first.printed_year]
    others = [item for item in items if item.first.unit != "syear"]
    if len(school) != 1 or not others or school[0].role != "at":
        return items, default, False
    return others, DefaultYear(school[0].first.year, academic=True), True


def _spread_years(items: Sequence[Item]) -> None:
    """A printed year serves the parts left of it, then the parts right of it."""
    flat = [moment for item in items for moment in item.moments()]
    for sequence in (flat[::-1], flat):
        known: int | None = None
        for moment in sequence:
            if moment.year is not None:
                known = moment.year if moment.unit != "syear" else known
            elif known is not None and moment.unit != "syear":
                moment.year = known


def _settle(item: Item, default: DefaultYear) -> _Years:
    """Fill the years nobody printed and wrap a span that crosses New Year."""
    moments = item.moments()
    printed = any(moment.year is not None for moment in moments)
    for moment in moments:
        if moment.year is None:
            moment.year = _default_year(moment, default)
    years = _Years("cell" if printed else "document")
    if item.last is not None:
        _wrap(item.first, item.last, years)
    return years


def _default_year(moment: Moment, default: DefaultYear) -> int:
    if moment.month:
        return default.for_month(moment.month)
    if moment.unit == "quarter":
        return default.for_quarter(moment.number)
    if moment.unit == "half":
        return default.for_month(9 if moment.number == 1 else 1)
    if moment.unit == "season":
        return default.for_month({"winter": 1, "spring": 3, "summer": 6, "autumn": 9}[moment.name])
    return default.bounds()[0].year


def _wrap(first: Moment, last: Moment, years: _Years) -> None:
    if first.unit != last.unit or first.order() <= last.order():
        return
    if first.printed_year and last.printed_year:
        raise TermError("reversed_range")
    if first.year != last.year or (first.month or first.number) <= (last.month or last.number):
        raise TermError("reversed_range")
    if last.printed_year:
        first.year = (first.year or 0) - 1
        years.source = "partial"
    else:
        last.year = (last.year or 0) + 1
        years.source = "partial" if first.printed_year else "document"
        years.ambiguous = not first.printed_year


def _same_shape(items: Sequence[Item], years: Sequence[_Years]) -> Dated | None:
    """Lists of one kind: days, months, quarters of one year."""
    units = {item.first.unit for item in items}
    if len(items) < 2 or len(units) > 1 or any(item.role != "at" for item in items):
        return None
    moments = [item.first for item in items]
    unit = units.pop()
    if unit == "day":
        dated = Dated(spans.days([as_date(moment) for moment in moments]))
    elif unit == "month":
        dated = Dated(spans.months([(moment.year or 0, moment.month) for moment in moments]))
    elif unit == "quarter" and len({moment.year for moment in moments}) == 1:
        numbers = [moment.number for moment in moments]
        dated = Dated(spans.quarters(moments[0].year or 0, numbers))
    else:
        return None
    dated.schedule["year_source"] = "cell" if "cell" in {y.source for y in years} else "document"
    orders = [moment.order() for moment in moments]
    if orders != sorted(orders):
        dated.doubt("dates_out_of_order")
    elif len(set(orders)) < len(orders):
        dated.doubt("dates_repeated")
    return dated


def _single(item: Item, years: _Years, default: DefaultYear) -> Dated:
    dated = _BY_ROLE[item.role](item, default)
    if years.ambiguous:
        dated.schedule["ambiguous"] = True
        dated.confidence = min(dated.confidence, 0.7)
        dated.questions.append(Question("year_rolls_over"))
    if dated.schedule["type"] != "multi":
        dated.schedule["year_source"] = years.source
    return dated


def _at(item: Item, default: DefaultYear) -> Dated:
    moment = item.first
    year = moment.year or 0
    plain: dict[str, Callable[[], Schedule]] = {
        "day": lambda: spans.day(as_date(moment)),
        "lastday": lambda: spans.day(stretch(moment, default)[1]),
        "month": lambda: spans.month(year, moment.month),
        "quarter": lambda: spans.quarter(year, moment.number),
        "year": lambda: spans.year_of(year),
    }
    if moment.unit in plain:
        return Dated(plain[moment.unit]())
    start, end = stretch(moment, default)
    if moment.unit == "half":
        dated = Dated(spans.plain("half", start, end, "half", year=year, half=moment.number))
        if default.academic:
            dated.doubt("half_of_school_year")
        return dated
    exact = moment.unit in {"decade", "part"}
    dated = Dated(spans.period(start, end, label_of(moment), approx=not exact))
    if moment.unit in {"term", "weekw", "begin", "mid", "end"} or moment.name == "winter":
        dated.doubt("period_approximate")
    return dated


def _until(item: Item, default: DefaultYear) -> Dated:
    moment = item.first
    if moment.unit == "day":
        return Dated(spans.deadline(as_date(moment)))
    dated = Dated(spans.deadline(stretch(moment, default)[1]))
    if moment.unit not in {"end", "lastday"}:
        dated.doubt("deadline_without_day")
    return dated


def _from(item: Item, default: DefaultYear) -> Dated:
    start = stretch(item.first, default)[0]
    dated = Dated(spans.open_from(start, default.closing(start)))
    if item.first.unit not in {"day", "month", "quarter", "year", "half"}:
        dated.doubt("period_approximate")
    return dated


def _span(item: Item, default: DefaultYear) -> Dated:
    first, last = item.first, item.last
    if last is None:
        raise TermError("unreadable")
    if first.unit == last.unit == "day":
        start, end = as_date(first), as_date(last)
        if start > end:
            raise TermError("reversed_range")
        return Dated(spans.range_of(start, end))
    if first.unit == last.unit == "month":
        return Dated(
            spans.month_range((first.year or 0, first.month), (last.year or 0, last.month))
        )
    if first.unit == last.unit == "quarter":
        return _quarter_span(first, last)
    start, end = stretch(first, default)[0], stretch(last, default)[1]
    if start > end:
        raise TermError("reversed_range")
    dated = Dated(spans.range_of(start, end))
    dated.doubt("period_approximate")
    return dated


def _quarter_span(first: Moment, last: Moment) -> Dated:
    year, final = first.year or 0, last.year or 0
    if year == final:
        return Dated(spans.quarters(year, range(first.number, last.number + 1)))
    pairs = [(year, first.number)]
    while pairs[-1] != (final, last.number) and len(pairs) < 12:
        before, number = pairs[-1]
        pairs.append((before, number + 1) if number < 4 else (before + 1, 1))
    parts = [{**spans.quarter(*pair), "year_source": "cell"} for pair in pairs]
    return Dated(spans.multi(parts))


_BY_ROLE: dict[str, Callable[[Item, DefaultYear], Dated]] = {
    "at": _at,
    "until": _until,
    "from": _from,
    "span": _span,
}
