"""Rows whose cells slid one column to the right: content is trusted over position."""

from __future__ import annotations

from collections.abc import Sequence

from roadmap import vocabulary_table as v
from roadmap.columns import Columns
from roadmap.lexer import fold
from roadmap.model import Cell

__all__ = ["straighten"]


def straighten(cells: Sequence[Cell], columns: Columns) -> tuple[list[Cell], bool]:
    """The row with cells under their columns, and whether anything had to move."""
    row = list(cells)
    width = columns.width
    while len(row) > width and not row[-1].text.strip():
        row.pop()
    if len(row) <= width:
        return row, False
    moved = False
    while len(row) > width:
        blank = _spare_blank(row, columns)
        if blank is None:
            break
        row.pop(blank)
        moved = True
    return row, moved


def _spare_blank(row: Sequence[Cell], columns: Columns) -> int | None:
    """The blank cell whose removal puts the contents under the right columns."""
    blanks = [at for at, cell in enumerate(row) if not cell.text.strip() and not cell.merged_up]
    blanks = [at for at in blanks if at != columns.places.get("number")]
    if not blanks:
        return None
    return max(blanks, key=lambda at: (_fitness([*row[:at], *row[at + 1 :]], columns), at))


def _fitness(row: Sequence[Cell], columns: Columns) -> int:
    score = 0
    for role, place in columns.places.items():
        text = fold(row[place].text) if place < len(row) else ""
        if role == "level" and any(pattern.search(text) for _, pattern in v.LEVELS):
            score += 3 - int(len(text) > 60) * 2
        if role == "dates" and any(character.isdigit() for character in text) and len(text) < 60:
            score += 1
        if role == "title" and text:
            score += 1
        if role == "responsible" and text:
            score += 1
    return score
