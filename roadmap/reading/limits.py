"""The last gate behind every reader: a document no road map has ever been as big as."""

from __future__ import annotations

from roadmap.model import Document, RoadMapError

__all__ = ["within_limits"]

_MAX_ROWS = 5_000
_MAX_CELLS = 100_000
_MAX_CELL_CHARS = 20_000
_MAX_PARAGRAPHS = 20_000
_MAX_CHARS = 5_000_000


def within_limits(document: Document) -> Document:
    """``document`` itself, or RoadMapError too_large."""
    rows = [row for table in document.tables for row in table.rows]
    cells = [cell.text for row in rows for cell in row]
    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    if len(rows) > _MAX_ROWS or len(cells) > _MAX_CELLS or len(paragraphs) > _MAX_PARAGRAPHS:
        raise RoadMapError("too_large", rows=len(rows), cells=len(cells))
    longest = max(map(len, cells), default=0)
    if longest > _MAX_CELL_CHARS or sum(map(len, cells + paragraphs)) > _MAX_CHARS:
        raise RoadMapError("too_large", characters=longest)
    return document
