"""Columns of a table without a header, guessed from what its cells hold.

A guess is announced to the coordinator as one; a table whose cells do not speak clearly is left.
"""

from __future__ import annotations

from collections.abc import Sequence

from roadmap.columns import Columns
from roadmap.lexer import tidy
from roadmap.model import Table
from roadmap.people import roles_in
from roadmap.terms import read_term

__all__ = ["guess_columns"]

_ANY_YEAR = 2000
_SAMPLE = 30
_ENOUGH = 0.6
_SHORT_TERM = 80


def guess_columns(table: Table) -> Columns | None:
    """Places of number, title, dates and responsible, or None if dates are not evident."""
    rows = [row for row in table.rows if sum(bool(tidy(cell.text)) for cell in row) > 1][:_SAMPLE]
    if len(rows) < 2:
        return None
    width = max(len(row) for row in rows)
    texts = [[tidy(row[at].text) if at < len(row) else "" for row in rows] for at in range(width)]
    dates = _best([_share(column, _is_term) for column in texts])
    if dates is None:
        return None
    rest = [at for at in range(width) if at != dates]
    if not rest:
        return None
    title = max(rest, key=lambda at: sum(map(len, texts[at])))
    places = {"dates": dates, "title": title}
    people = _best(
        [_share(texts[at], _is_people) if at not in {dates, title} else 0.0 for at in range(width)]
    )
    if people is not None:
        places["responsible"] = people
    if 0 not in places.values() and _share(texts[0], _is_number) >= _ENOUGH:
        places["number"] = 0
    return Columns(tuple("" for _ in range(width)), places)


def _share(column: Sequence[str], test: object) -> float:
    filled = [text for text in column if text]
    if not filled or not callable(test):
        return 0.0
    return sum(bool(test(text)) for text in filled) / len(filled)


def _best(shares: Sequence[float]) -> int | None:
    best = max(range(len(shares)), key=lambda at: shares[at], default=None)
    return best if best is not None and shares[best] >= _ENOUGH else None


def _is_term(text: str) -> bool:
    if len(text) > _SHORT_TERM:
        return False
    term = read_term(text, default_year=_ANY_YEAR)
    return (
        term.schedule["type"] not in {"unknown", "as_needed", "relative"} and term.confidence > 0.5
    )


def _is_people(text: str) -> bool:
    return len(text) < 2 * _SHORT_TERM and bool(roles_in(text))


def _is_number(text: str) -> bool:
    return text.rstrip(".)").replace(".", "").isdigit()
