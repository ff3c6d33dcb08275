"""Blank cells filled from above (merged down), and one merged cell torn over several rows.

Dates and responsible people are inherited within a section; results and levels are not. A dash is
an explicit nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from roadmap import vocabulary_table as v
from roadmap.assemble import Draft
from roadmap.lexer import tidy
from roadmap.people import persons, public_text, roles_in
from roadmap.terms import read_term

__all__ = ["Filled", "inherit"]

_ANY_YEAR = 2000
_SECTION_TERMS = frozenset({"month", "months", "month_range", "quarter", "quarters", "half"})


@dataclass(slots=True)
class Filled:
    """What a row's date and responsible cells amount to, and from which row they came."""

    dates: str
    dates_from: str = ""
    responsible: str = ""
    responsible_from: str = ""
    torn: bool = False
    dates_by_section: bool = False
    dates_inherited: bool = False


def inherit(drafts: Sequence[Draft], *, torn: bool) -> list[Filled]:
    """One ``Filled`` per draft; ``torn``: the source may have cut merged cells apart."""
    filled = [Filled(_dates(draft), responsible=_text(draft, "responsible")) for draft in drafts]
    for draft, filling in zip(drafts, filled, strict=True):
        _date_by_section(draft, filling)
    if torn:
        _mend(filled)
    for at, draft in enumerate(drafts):
        above = at - 1
        if above < 0 or drafts[above].section != draft.section:
            continue
        source, target = filled[above], filled[at]
        name = drafts[above].number.rstrip(".")
        if not target.dates and not target.dates_by_section:
            target.dates, target.dates_from = source.dates, source.dates_from or name
            target.dates_inherited = bool(source.dates)
        if not target.responsible:
            target.responsible = source.responsible
            target.responsible_from = source.responsible_from or name
    return filled


def _text(draft: Draft, role: str) -> str:
    return tidy(draft.texts.get(role, ""))


def _dates(draft: Draft) -> str:
    """The date cell, or the two cells of a beginning and an end."""
    start, end = _text(draft, "dates_start"), _text(draft, "dates_end")
    if start and end and start != end:
        return f"{start} - {end}"
    return _text(draft, "dates") or start or end


def _date_by_section(draft: Draft, filling: Filled) -> None:
    """Plans laid out by months: the section is the date of the rows that print none."""
    if filling.dates or not draft.section:
        return
    term = read_term(draft.section, default_year=_ANY_YEAR)
    if term.schedule["type"] in _SECTION_TERMS and term.confidence > 0.5:
        filling.dates = draft.section
        filling.dates_by_section = True


def _mend(filled: Sequence[Filled]) -> None:
    """Give every row of a torn merged cell the text of the whole."""
    start = 0
    while start < len(filled):
        end = start + 1
        while end < len(filled) and _goes_on(filled[end - 1].responsible, filled[end].responsible):
            end += 1
        if end - start > 1:
            whole = " ".join(part.responsible for part in filled[start:end])
            for part in filled[start:end]:
                part.responsible, part.torn = whole, True
        start = end


def _goes_on(before: str, here: str) -> bool:
    """Whether ``here`` looks like the next piece of ``before`` rather than a cell of its own."""
    if not before or not here or v.QUESTION_BLANK.match(here):
        return False
    if not v.TORN_START.match(here):
        return _only_names(here) and bool(persons(before))
    if here[0] == "(":
        return True
    if here[0] == "\u00ab":
        return bool(v.TORN_FORM.search(before))
    first = " ".join(here.split()[:2])
    return here[0].islower() and not roles_in(first) and before[:1].isupper()


def _only_names(text: str) -> bool:
    return bool(persons(text)) and not any(letter.isalpha() for letter in public_text(text))
