"""A date cell in Russian into a schedule of the normal form.

The reading is rule-based on purpose: a term it does not cover completely comes back with a low
confidence and a question. A confident wrong date is the one thing this module must not produce.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from roadmap import spans
from roadmap import vocabulary as v
from roadmap.dates import DOUBT, Dated, date_items
from roadmap.hints import with_hint
from roadmap.lexer import MAX_CHARS, Token, fold, tidy, tokenize
from roadmap.model import Question
from roadmap.moments import Item, Reading, parse_moments
from roadmap.recurrence import read_recurring, split_frequency
from roadmap.relative import Plan, as_needed, by_plan, read_relative, split_plan
from roadmap.spans import DefaultYear, NoYearError, Schedule
from roadmap.stretches import TermError, stretch

__all__ = ["Term", "read_term"]

_UNREAD = 0.4
_UNKNOWN = 0.2
_BENIGN = frozenset({"YEARLY", "ANYDAY", "YEARW", "CALENDAR", "ROUGH"})
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_REASON_QUESTIONS = {
    "empty": "date_missing",
    "tba": "date_to_set",
    "year_missing": "year_missing",
    "reversed_range": "reversed_range",
    "invalid_date": "invalid_date",
    "document_reference": "document_reference",
}
_DATE_ENDS = frozenset({"DATE", "DM", "MONTH", "YEAR", "COMMA"})
_WHOLE_YEAR = frozenset({"year", "syear"})
_ASKED_DAY = frozenset(
    {"month", "months", "month_range", "quarter", "quarters", "half", "year", "period", "by_plan"}
)


@dataclass(frozen=True, slots=True)
class Term:
    """A read date cell: schedule in the normal form, confidence 0..1, what to ask."""

    schedule: Schedule
    confidence: float
    questions: tuple[Question, ...] = ()


def read_term(
    text: str, *, default_year: int | str | None, hint: str = "", indicator: str = ""
) -> Term:
    """Read one date cell. Never raises.

    ``default_year``: 2022, "2021/2022" or None; ``hint``: the title of the row, ``indicator``: its
    indicator, both only for frequencies the cell does not name. Text longer than
    ``lexer.MAX_CHARS`` is refused unread.
    """
    default = DefaultYear.of(default_year)
    try:
        dated = _read(text, default)
    except NoYearError:
        dated = _refused("year_missing")
    except TermError as error:
        dated = _refused(error.reason)
    except (ValueError, OverflowError, KeyError):
        dated = _refused("unreadable")
    schedule = with_hint(dated.schedule, hint, indicator)
    asked = list(dated.questions)
    if not asked and schedule["type"] in _ASKED_DAY:
        asked.append(Question("date_to_set"))
    if schedule.get("hint", {}).get("freq") == "WEEKLY":
        asked.append(Question("weekday_missing"))
    return Term(schedule, round(dated.confidence, 2), tuple(asked))


def _refused(reason: str) -> Dated:
    dated = Dated(spans.unknown(reason))
    dated.doubt(_REASON_QUESTIONS.get(reason, "date_unreadable"), _UNKNOWN)
    return dated


def _read(text: str, default: DefaultYear) -> Dated:
    if len(text) > MAX_CHARS:
        return _refused("unreadable")
    folded = fold(text)
    special = _special(folded, text, default)
    if special is not None:
        return special
    plan, rest = split_plan(tidy(text))
    folded, announced = _without_announcement(fold(rest))
    if plan is not None and v.EMPTY.fullmatch(folded.strip("() ")):
        return by_plan(plan, text, default)
    dated = _dates(folded, rest.strip(" ,;"), default)
    if plan is not None:
        dated.schedule.update(plan.flags())
        _ask_plan(dated, plan)
    if announced:
        dated.schedule["tba"] = True
    return dated


def _ask_plan(dated: Dated, plan: Plan) -> None:
    dated.questions.append(Question("date_to_set"))
    if plan.cut:
        dated.confidence = min(dated.confidence, 0.8)


def _special(folded: str, text: str, default: DefaultYear) -> Dated | None:
    """Cells that name no date of their own."""
    if v.EMPTY.fullmatch(folded):
        return _refused("empty")
    if v.TO_BE_ANNOUNCED.fullmatch(folded):
        return _refused("tba")
    if v.DOCUMENT_REFERENCE.match(folded):
        return _refused("document_reference")
    if v.AS_NEEDED.fullmatch(folded):
        return Dated(as_needed(tidy(text), default))
    if v.VACATION.fullmatch(folded):
        return by_plan(Plan(tidy(text), tidy(text)), text, default)
    return read_relative(folded, text, default)


def _without_announcement(folded: str) -> tuple[str, bool]:
    match = v.TO_BE_ANNOUNCED.search(folded)
    if match is None:
        return folded, False
    return f"{folded[: match.start()]} {folded[match.end() :]}".strip(), True


@dataclass(slots=True)
class _Clock:
    start: str = ""
    end: str = ""
    zone: str = ""


def _dates(folded: str, text: str, default: DefaultYear) -> Dated:
    folded, zone = _zone(folded)
    tokens, clock = _clock(tokenize(folded))
    clock.zone = zone
    if any(token.kind == "BADDATE" for token in tokens):
        raise TermError("invalid_date")
    dated = _recurring(tokens, default) or _plain(tokens, tidy(text), default)
    _mark(dated, tokens)
    _put_clock(dated, clock)
    _check_year(dated, default)
    return dated


def _mark(dated: Dated, tokens: Sequence[Token]) -> None:
    """Flags and doubts single words add to whatever was read."""
    kinds = {token.kind for token in tokens}
    for kind, flag in (("YEARLY", "yearly"), ("ANYDAY", "any_day")):
        if kind in kinds:
            dated.schedule[flag] = True
    if any(token.ocr for token in tokens):
        dated.schedule["ocr_fixed"] = True
    if "ROUGH" in kinds:
        dated.doubt("period_approximate")
    if _clock_or_day(tokens):
        dated.doubt("dates_alternative")
    if "OR" in kinds:
        dated.doubt("dates_alternative")


def _zone(folded: str) -> tuple[str, str]:
    match = v.ZONE.search(folded)
    if match is None:
        return folded, ""
    name = "UTC" if match.group(2) else "MSK"
    shift = f"{match.group(3)}{int(match.group(4))}" if match.group(4) else ""
    return f"{folded[: match.start()]} {folded[match.end() :]}", name + shift


def _clock(tokens: Sequence[Token]) -> tuple[list[Token], _Clock]:
    """Take the hours out of ``tokens``; «until 12.00 25 March» keeps its «until»."""
    clock = _Clock()
    kept: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if not _is_clock(tokens, at) or clock.start:
            kept.append(token)
            at += 1
            continue
        if kept and kept[-1].kind in {"FROM", "IN"}:
            kept.pop()
        clock.start = _hour(token)
        at += 1
        linked = at + 1 < len(tokens) and tokens[at].kind in {"DASH", "UNTIL", "TO"}
        if linked and tokens[at + 1].kind == "TIME":
            clock.end = _hour(tokens[at + 1])
            at += 2
    return kept, clock


def _is_clock(tokens: Sequence[Token], at: int) -> bool:
    """Told from a day: «10.10» is a clock beside another clock, or after «at» and a day."""
    token = tokens[at]
    if token.kind == "TIME":
        return True
    if token.kind != "DM" or token.numbers[0] > 23:
        return False
    others = {other.kind for place, other in enumerate(tokens) if place != at}
    if not others & {"DATE", "MONTH", "DM"}:
        return False
    linked = at + 2 < len(tokens) and tokens[at + 1].kind in {"DASH", "UNTIL", "TO"}
    if linked and tokens[at + 2].kind == "TIME":
        return True
    return at > 1 and tokens[at - 1].kind == "IN" and tokens[at - 2].kind in _DATE_ENDS


def _clock_or_day(tokens: Sequence[Token]) -> bool:
    """«24.02.2022, 10.10»: the second may be an hour as well as a day."""
    full = [at for at, token in enumerate(tokens) if token.kind == "DATE"]
    bare = [at for at, token in enumerate(tokens) if token.kind == "DM" and token.numbers[0] < 24]
    return bool(full and bare) and max(bare) > max(full)


def _hour(token: Token) -> str:
    return f"{token.numbers[0]:02d}:{token.numbers[1]:02d}"


def _put_clock(dated: Dated, clock: _Clock) -> None:
    if clock.start:
        dated.schedule["time"] = clock.start
    if clock.end:
        dated.schedule["time_end"] = clock.end
        if clock.end <= clock.start:
            dated.doubt("time_reversed")
    if clock.zone and clock.start:
        dated.schedule["tz"] = clock.zone


def _check_year(dated: Dated, default: DefaultYear) -> None:
    """A printed year far from the document's own is more often a slip than a plan."""
    if default.first is None:
        return
    bounds = dated.schedule["window"]
    for value in (bounds["start"], bounds["end"]):
        if value and abs(int(value[:4]) - default.first) > 2:
            dated.doubt("year_far_from_document")
            return


def _recurring(tokens: list[Token], default: DefaultYear) -> Dated | None:
    frequency, rest = split_frequency(tokens)
    if frequency is None:
        return None
    kinds = [token.kind for token in tokens]
    if "THEN" in kinds and 0 < kinds.index("THEN") < len(kinds) - 1:
        return _first_then(tokens, kinds.index("THEN"), default)
    return read_recurring(frequency, [t for t in rest if t.kind != "ONGOING"], default)


def _first_then(tokens: list[Token], at: int, default: DefaultYear) -> Dated | None:
    """«March 2022, then quarterly»: the repetition starts after the first happening."""
    frequency, rest = split_frequency(tokens[at + 1 :])
    reading = parse_moments(tokens[:at])
    if frequency is None or rest or reading.leftovers or not reading.items:
        return None
    first = date_items(reading.items, default)
    start = date.fromisoformat(first.schedule["window"]["end"]) + timedelta(days=1)
    inner = DefaultYear(default.first, default.academic)
    following = read_recurring(frequency, [], inner)
    end = default.closing(start)
    schedule = spans.recurring(
        following.schedule["rrule"],
        following.schedule["granularity"],
        [(start, end)],
        bounds_inferred=True,
        year_source="document",
    )
    whole = Dated(spans.multi([first.schedule, schedule]))
    whole.confidence = min(first.confidence, following.confidence)
    whole.questions = [*first.questions, *following.questions]
    return whole


def _plain(tokens: list[Token], text: str, default: DefaultYear) -> Dated:
    weekdays = [str(token.value) for token in tokens if token.kind == "WEEKDAY"]
    tokens = _without_weekdays(tokens)
    reading = parse_moments(tokens)
    dated = _ongoing(tokens, reading, text, default)
    if dated is None and not reading.items:
        dated = _yearly(tokens, default)
    if dated is None:
        dated = date_items(reading.items, default)
        _open_end(dated, reading)
        _check_weekdays(dated, weekdays)
    if any(token.kind not in _BENIGN for token in reading.leftovers):
        dated.doubt("date_unreadable", _UNREAD)
    return dated


def _without_weekdays(tokens: Sequence[Token]) -> list[Token]:
    """Weekdays beside a date only decorate it: «on Thursday, 24.02.2022»."""
    kept: list[Token] = []
    for token in tokens:
        if token.kind == "WEEKDAY":
            if kept and kept[-1].kind == "IN":
                kept.pop()
            continue
        kept.append(token)
    return kept


def _yearly(tokens: Sequence[Token], default: DefaultYear) -> Dated:
    kinds = {token.kind for token in tokens}
    if "YEARLY" not in kinds:
        raise TermError("unreadable")
    start, end = default.bounds()
    schedule = spans.plain("year", start, end, "year", year=start.year)
    schedule["year_source"] = "document"
    return Dated(schedule)


def _ongoing(
    tokens: Sequence[Token], reading: Reading, text: str, default: DefaultYear
) -> Dated | None:
    kinds = {token.kind for token in tokens}
    if not kinds & {"DURING", "ONGOING"} or "UNTIL" in kinds or "FROM" in kinds:
        return None
    if any(item.role != "at" or item.first.unit not in _WHOLE_YEAR for item in reading.items):
        return None
    if len(reading.items) > 1:
        return None
    if reading.items:
        return _ongoing_year(reading.items[0], text, default)
    start, end = default.bounds()
    schedule = spans.ongoing(start, end, text)
    schedule.update(bounds_inferred=True, year_source="document")
    dated = Dated(schedule)
    if kinds & {"MONTHW", "WEEKW", "DAYW", "QUARTER", "HALF"}:
        dated.doubt("date_unreadable", _UNREAD)
    return dated


def _ongoing_year(item: Item, text: str, default: DefaultYear) -> Dated:
    if item.first.year is None:
        start, end = stretch(item.first, default)
        schedule = spans.ongoing(start, end, text)
        schedule.update(bounds_inferred=True, year_source="document")
        return Dated(schedule)
    start, end = stretch(item.first, default)
    return Dated({**spans.ongoing(start, end, text), "year_source": "cell"})


def _open_end(dated: Dated, reading: Reading) -> None:
    if not reading.open_end:
        return
    schedule = dated.schedule
    if schedule["type"] != "from":
        dated.doubt("frequency_unclear")
        return
    schedule.pop("end_inferred", None)
    schedule["open_end"] = True
    schedule["window"]["end"] = None


def _check_weekdays(dated: Dated, weekdays: Sequence[str]) -> None:
    if not weekdays:
        return
    schedule = dated.schedule
    printed = schedule.get("dates") or [schedule[key] for key in ("date",) if key in schedule]
    if schedule["type"] == "range":
        printed = [schedule["start"], schedule["end"]][: len(weekdays)]
    actual = {_WEEKDAYS[date.fromisoformat(day).weekday()] for day in printed}
    if not actual or not set(weekdays) <= actual:
        dated.doubt("weekday_mismatch", DOUBT)
