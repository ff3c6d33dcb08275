"""One draft into one row: texts cleaned, the term read, the meaning found, doubts collected."""

from __future__ import annotations

import re

from roadmap import meaning
from roadmap import vocabulary_meaning as mv
from roadmap import vocabulary_table as tv
from roadmap.assemble import Draft
from roadmap.indicators import read_indicator
from roadmap.inherit import Filled
from roadmap.lexer import fold, tidy
from roadmap.model import Question, Row
from roadmap.people import public_text, roles_in, schools_in
from roadmap.spans import Schedule
from roadmap.terms import Term, read_term

__all__ = ["build_row"]

_TORN_CONFIDENCE = 0.6
_SHIFTED_CONFIDENCE = 0.8
_LINE = re.compile(r"</?p>|\n")


def build_row(draft: Draft, filled: Filled, year: int | str | None) -> Row:
    """The activity of ``draft``; ``year`` is the default year that holds for it."""
    title, result = _text(draft, "title"), _text(draft, "result")
    indicator = _text(draft, "indicator")
    term = read_term(filled.dates, default_year=year, hint=title, indicator=indicator)
    schedule = _inherited(term.schedule, filled)
    roles = roles_in(filled.responsible)
    kind, kind_alt = meaning.kind_of(title)
    there = meaning.attendance(kind, title, result, indicator)
    due = meaning.report(kind, title, result, indicator)
    measure = read_indicator(indicator, result)
    printed = _text(draft, "responsible")
    confidence, questions = _doubts(draft, filled, term, title)
    return Row(
        number=draft.number,
        row_id=draft.number.rstrip(".)") or None,
        section=draft.section,
        title=title,
        title_public=public_text(title),
        dates_raw=_printed_dates(draft),
        responsible_raw=printed,
        responsible_effective=filled.responsible if filled.responsible != printed else "",
        responsible_inherited_from=filled.responsible_from,
        result_raw=result,
        indicator_raw=indicator,
        level_raw=_text(draft, "level"),
        levels=_levels(_text(draft, "level")),
        links=_links(draft),
        schedule=schedule,
        temporal_role=meaning.temporal_role(schedule, kind, attended=there.expected),
        kind=kind,
        kind_alt=kind_alt,
        roles=roles,
        participants=meaning.participants(
            kind, title, result or indicator, roles, attended=there.expected
        ),
        attendance_expected=there.expected,
        attendance_basis=there.basis,
        report_expected=due.expected,
        report_kind=due.kind,
        report_basis=due.basis,
        evidence=meaning.evidence(kind, title, f"{result} {indicator}", there, due),
        confirmed_by=_confirmed_by(f"{result} {indicator}"),
        targets=measure.targets,
        indicator_type=measure.type,
        indicator_unit=measure.unit,
        numerator=measure.numerator,
        denominator=measure.denominator,
        subitems=_subitems(draft.texts.get("title", "")),
        schools_named=schools_in(title, result),
        twin=None,
        src_lines=tuple(draft.lines),
        position=draft.position,
        confidence=confidence,
        questions=questions,
    )


def _text(draft: Draft, role: str) -> str:
    return tidy(draft.texts.get(role, ""))


def _printed_dates(draft: Draft) -> str:
    texts = [_text(draft, role) for role in ("dates", "dates_start", "dates_end")]
    return " - ".join(text for text in texts if text)


def _inherited(schedule: Schedule, filled: Filled) -> Schedule:
    if not filled.dates_inherited:
        return schedule
    above = {"inherited_from": filled.dates_from} if filled.dates_from else {}
    return {**schedule, "year_source": "inherited", **above}


def _doubts(
    draft: Draft, filled: Filled, term: Term, title: str
) -> tuple[float, tuple[Question, ...]]:
    confidence = term.confidence
    questions = list(term.questions)
    if filled.torn:
        confidence = min(confidence, _TORN_CONFIDENCE)
        questions.append(Question("responsible_torn"))
    if draft.shifted:
        confidence = min(confidence, _SHIFTED_CONFIDENCE)
        questions.append(Question("cells_shifted"))
    if not title:
        confidence = min(confidence, 0.3)
        questions.append(Question("title_missing"))
    if filled.dates_by_section:
        questions.append(Question("date_from_section"))
    if filled.dates_inherited:
        questions.append(Question("date_inherited", {"row": filled.dates_from}))
    return confidence, tuple(questions)


def _levels(text: str) -> tuple[str, ...]:
    folded = fold(text)
    return tuple(level for level, pattern in tv.LEVELS if pattern.search(folded))


def _links(draft: Draft) -> tuple[str, ...]:
    text = draft.texts.get("link", "")
    found = [match.group().rstrip(".,;)") for match in tv.LINK.finditer(text)]
    return tuple(dict.fromkeys(found))


def _confirmed_by(text: str) -> str:
    return "curator" if mv.CURATOR_CONFIRMS.search(fold(text)) else ""


def _subitems(text: str) -> tuple[str, ...]:
    """A checklist printed inside the title: lines that start with a dash or a letter."""
    lines = [tidy(line) for line in _LINE.split(text)]
    items = [tv.SUBITEM.sub("", line).strip(" ;") for line in lines if tv.SUBITEM.match(line)]
    return tuple(item for item in items if item) if len(items) > 1 else ()
