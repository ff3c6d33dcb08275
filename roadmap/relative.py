"""Terms that hang on another event («10 days before it begins») or on another document's plan."""

from __future__ import annotations

import re
from dataclasses import dataclass

from roadmap import spans
from roadmap import vocabulary as v
from roadmap.dates import Dated, date_items
from roadmap.lexer import fold, tidy, tokenize
from roadmap.moments import parse_moments
from roadmap.spans import DefaultYear, NoYearError, Schedule
from roadmap.stretches import TermError, stretch

__all__ = ["Plan", "as_needed", "by_plan", "read_relative", "split_plan"]


@dataclass(frozen=True, slots=True)
class Plan:
    """A reference to a separate plan: its name, the printed text, what was repaired."""

    name: str
    raw: str
    ocr: bool = False
    cut: bool = False

    def flags(self) -> Schedule:
        """The fields the reference adds to a schedule of another type."""
        flags: Schedule = {"by_plan": True, "plan": self.name, "plan_raw": self.raw}
        if self.ocr:
            flags["ocr_fixed"] = True
        if self.cut:
            flags["truncated"] = True
        return flags


def split_plan(text: str) -> tuple[Plan | None, str]:
    """The plan named by tidy ``text`` and the text without it."""
    match = v.PLAN.search(text)
    if match is None:
        cut = v.PLAN_CUT.search(text)
        if cut is None:
            return None, text
        return Plan(v.PLAN_DEFAULT, cut.group(), cut=True), text[: cut.start()]
    raw = match.group().strip()
    name, ocr = _plan_name(raw)
    return Plan(name, raw, ocr), f"{text[: match.start()]} {text[match.end() :]}".strip()


def _plan_name(raw: str) -> tuple[str, bool]:
    name = raw.replace("*", "").strip()
    if name.startswith("("):
        name = name.strip("() ")
    printed = v.PLAN_SEPARATE.search(name.lower())
    if printed and printed.group() not in v.PLAN_SEPARATE_FORMS:
        whole = name[: printed.start()] + v.PLAN_SEPARATE_RIGHT + name[printed.end() :]
        return whole, True
    return name, False


def by_plan(plan: Plan, whole: str, default: DefaultYear) -> Dated:
    """A cell that says nothing but whose plan to look into."""
    schedule = _whole_year("by_plan", default)
    raw = tidy(whole)
    name = plan.name
    if name != raw:
        owner = v.PLAN_HEAD.match(name)
        if owner:
            name = f"{v.PLAN_NOUN[owner.group(1).lower()]} {name[owner.end() :]}"
        else:
            name = name[:1].lower() + name[1:]
        schedule["plan_raw"] = raw
    schedule["plan"] = name
    if plan.ocr:
        schedule["ocr_fixed"] = True
    if plan.cut:
        schedule["truncated"] = True
    schedule["year_source"] = "document"
    return Dated(schedule)


def _whole_year(kind: str, default: DefaultYear) -> Schedule:
    try:
        start, end = default.bounds()
    except NoYearError:
        return spans.plain(kind, None, None, "none")
    return spans.plain(kind, start, end, "none")


def as_needed(phrase: str, default: DefaultYear) -> Schedule:
    """Work done when asked for."""
    return {**_whole_year("as_needed", default), "phrase": phrase}


def read_relative(text: str, raw: str, default: DefaultYear) -> Dated | None:
    """A schedule anchored to another event, or None if ``text`` (folded) is not one."""
    for pattern, direction in ((v.BEFORE, "before"), (v.AFTER, "after")):
        match = pattern.fullmatch(text)
        if match:
            count, working, unit, anchor = match.groups()
            offset = _count(count) if count else 1
            return Dated(_relative(_anchor(anchor, raw), offset, _unit(unit, working), direction))
    for pattern, direction in ((v.PRECEDING, "before"), (v.FOLLOWING, "after")):
        match = pattern.fullmatch(text)
        if match:
            return _around(match.group(1), raw, direction, default)
    return None


def _relative(anchor: str, offset: int | None, unit: str, direction: str) -> Schedule:
    return spans.plain(
        "relative",
        None,
        None,
        "none",
        anchor=anchor,
        offset=offset,
        unit=unit,
        direction=direction,
    )


def _around(anchor: str, raw: str, direction: str, default: DefaultYear) -> Dated | None:
    reading = parse_moments(tokenize(anchor))
    if not reading.items:
        dated = Dated(_relative(_anchor(anchor, raw), None, "calendar_day", direction))
        dated.doubt("date_to_set")
        return dated
    if direction == "before" or reading.leftovers or len(reading.items) > 1:
        return None
    try:
        date_items(reading.items, default)
        end = stretch(reading.items[0].first, default)[1]
    except TermError:
        return None
    name = _printed(anchor, raw)
    name = v.ANCHOR_TAIL.sub("", name)
    schedule = _relative(f"{v.PERIOD_END_LABEL} {name}", None, "calendar_day", direction)
    if str(end.year) not in name:
        schedule["anchor"] = f"{schedule['anchor']} {end.year}"
    schedule["anchor_date"] = end.isoformat()
    dated = Dated(schedule)
    if reading.items[0].first.unit == "day":
        dated.doubt("anchor_is_a_date")
    return dated


def _printed(anchor: str, raw: str) -> str:
    """The anchor with its printed capitals."""
    at = fold(raw).rfind(anchor)
    plain = tidy(raw)
    return plain[at:] if at >= 0 and len(fold(raw)) == len(plain) else anchor


def _count(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    return next((number for number, words in v.COUNT_VALUES if words.fullmatch(text)), None)


def _unit(word: str, working: str | None) -> str:
    if working and v.WORKING_WORD.match(working):
        return "working_day"
    return next((name for name, stem in v.RELATIVE_UNITS if word.startswith(stem)), "calendar_day")


def _anchor(text: str, raw: str) -> str:
    """The anchor in the nominative, as far as a short word list allows."""
    text = v.ANCHOR_DROPPED.sub("", text, count=1)
    printed = _printed(text, raw)
    head, _, tail = printed.partition(" ")
    known = v.ANCHOR_WORDS.get(head.lower())
    if known is None and re.fullmatch(v.ANCHOR_NOUN, head.lower()):
        known = head[:-1] + v.ANCHOR_NOUN_ENDING
    return f"{known or head} {tail}".strip()
