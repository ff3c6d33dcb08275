"""The heading of the map: its title, its year and whose map it is.

The year is that of the last heading before the table. Dates of orders, years in the names of
programmes and years of cohorts are not the year of the map.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from roadmap import vocabulary_table as v
from roadmap.lexer import fold, tidy

__all__ = ["Heading", "find_heading", "find_level"]

_LONGEST_TITLE = 6


@dataclass(frozen=True, slots=True)
class Heading:
    """``year``: 2022, "2021/2022" or None; ``evidence``: the source text that names it."""

    title: str
    text: str
    year: int | str | None
    evidence: str


def find_heading(paragraphs: Sequence[str], first_dates: Sequence[str]) -> Heading:
    """Title and year from the text before the table; ``first_dates`` are the first date cells."""
    texts = [tidy(text) for text in paragraphs if tidy(text)]
    start = _start(texts)
    title_lines = _title(texts, start)
    title = " ".join(title_lines)
    year, evidence = _year_in([title])
    if year is None:
        year, evidence = _year_in(texts[::-1])
    if isinstance(year, int) and _is_school_plan(year, texts, first_dates):
        year = f"{year - 1}/{year}"
    return Heading(title[:500], " ".join(texts[start:])[:2000], year, evidence)


def _start(texts: Sequence[str]) -> int:
    for at in range(len(texts) - 1, -1, -1):
        if v.HEADING_START.match(fold(texts[at])) and len(texts[at]) < 600:
            return at
    return max(0, len(texts) - 3)


def _title(texts: Sequence[str], start: int) -> list[str]:
    lines: list[str] = []
    for text in texts[start : start + _LONGEST_TITLE]:
        if lines and v.HEADING_END.match(fold(text)):
            break
        lines.append(text)
    return lines


def _year_in(texts: Sequence[str]) -> tuple[int | str | None, str]:
    for read in (_school_year, _preferred_year, _any_year, _exam_year):
        for text in texts:
            year = read(text)
            if year is not None:
                return year, text[:300]
    return None, ""


def _school_year(text: str) -> str | None:
    folded = fold(text)
    match = v.YEAR_SLASH.search(folded) or v.YEAR_SCHOOL.search(folded)
    if match is None:
        return None
    first, second = int(match.group(1)), int(match.group(2)) % 100
    if second != (first + 1) % 100:
        return None
    return f"{first}/{first + 1}"


def _preferred_year(text: str) -> int | None:
    return _last_year(v.YEAR_PREFERRED, text)


def _any_year(text: str) -> int | None:
    return _last_year(v.YEAR_ANY, text)


def _exam_year(text: str) -> int | None:
    """The year of an exam campaign, where nothing better names a year."""
    return _last_year(v.YEAR_EXAM, text)


def _last_year(pattern: re.Pattern[str], text: str) -> int | None:
    plain = v.YEAR_NOISE.sub(" ", fold(v.QUOTED.sub(" ", text)))
    found = pattern.findall(plain)
    return int(found[-1]) if found else None


def _is_school_plan(year: int, texts: Sequence[str], first_dates: Sequence[str]) -> bool:
    """An exam year N approved in the autumn of N-1 and opening with bare autumn months."""
    opening = [fold(text) for text in first_dates if tidy(text)][:3]
    if not opening or not v.AUTUMN.match(opening[0]):
        return False
    for text in texts:
        folded = fold(text)
        for _, month, approved in v.APPROVED_DATE.findall(folded):
            if int(approved) == year - 1 and _month_number(month) >= 8:
                return True
    return False


def _month_number(text: str) -> int:
    if text.isdigit():
        return int(text)
    from roadmap.lexer import tokenize  # noqa: PLC0415

    tokens = tokenize(text)
    return int(tokens[0].value) if tokens and tokens[0].kind == "MONTH" else 0


def find_level(heading: Heading, before: Sequence[str], roles: Sequence[str]) -> str:
    """municipal, regional, school or "": by the heading, then by who answers for the rows."""
    for text in (heading.title, " ".join(before[:4])):
        folded = fold(text)
        for level, pattern in v.LEVEL_OF_MAP:
            if pattern.search(folded):
                return level
    owners = {
        "municipal": {"municipal_coordinator", "methodist", "other"},
        "regional": {"ministry", "institute", "regional_coordinator"},
        "school": {"school"},
    }
    counts = {level: sum(role in named for role in roles) for level, named in owners.items()}
    best = max(counts, key=lambda level: counts[level])
    return best if counts[best] else ""
