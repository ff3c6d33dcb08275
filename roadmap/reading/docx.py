"""Word documents: paragraphs and tables in order, merged cells marked.

Automatic numbering prints nothing into the cell: a numbered cell without text gets its number from
a plain count, which is how Word itself numbers a column.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from roadmap.model import Cell, Document, Paragraph, Position, RoadMapError, Table

__all__ = ["read_docx", "rows_of", "tables_of"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BREAKS = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": " ", f"{_W}noBreakHyphen": "-"}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MAX_SPAN = 64


def read_docx(data: bytes) -> Document:
    """Read a .docx. Raises RoadMapError broken_file."""
    from docx import Document as open_docx  # noqa: PLC0415  heavy

    try:
        body = open_docx(io.BytesIO(data)).element.body
        blocks = tuple(_blocks(body, {}))
    except Exception as error:
        raise RoadMapError("broken_file") from error
    return Document("docx", blocks)


def _blocks(parent: Any, counts: dict[str, int]) -> Iterator[Paragraph | Table]:
    for element in parent.iterchildren():
        if element.tag == f"{_W}p":
            text = _text(element)
            if text.strip():
                yield Paragraph(text.strip())
        elif element.tag == f"{_W}tbl":
            yield Table(tuple(_rows(element, counts)))
        elif element.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins"}:
            yield from _blocks(element, counts)


def _rows(table: Any, counts: dict[str, int]) -> Iterator[tuple[Cell, ...]]:
    for number, row in enumerate(_children(table, "tr"), 1):
        yield tuple(_cells(row, number, counts))


def tables_of(parent: Any) -> Iterator[Any]:
    """The elements of the tables that `read_docx` reads, in its order."""
    for element in parent.iterchildren():
        if element.tag == f"{_W}tbl":
            yield element
        elif element.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins"}:
            yield from tables_of(element)


def rows_of(table: Any) -> Iterator[Any]:
    """The elements of a table's rows, in its order."""
    yield from _children(table, "tr")


def _children(parent: Any, name: str) -> Iterator[Any]:
    """Children called ``name``, also inside content controls and tracked insertions."""
    for element in parent.iterchildren():
        if element.tag == f"{_W}{name}":
            yield element
        elif element.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"}:
            yield from _children(element, name)


def _cells(row: Any, number: int, counts: dict[str, int]) -> Iterator[Cell]:
    """A merged area keeps its text in its first cell; the rest is empty."""
    column = 1
    for _ in range(_grid(row, "gridBefore")):
        yield Cell("", Position(row=number, column=column))
        column += 1
    for cell in _children(row, "tc"):
        properties = cell.find(f"{_W}tcPr")
        merged = _continues(properties)
        text = "" if merged else _cell_text(cell) or _automatic_number(cell, counts)
        yield Cell(text, Position(row=number, column=column), merged_up=merged)
        for _ in range(_span(properties) - 1):
            column += 1
            yield Cell("", Position(row=number, column=column))
        column += 1


def _grid(row: Any, name: str) -> int:
    properties = row.find(f"{_W}trPr")
    found = None if properties is None else properties.find(f"{_W}{name}")
    return 0 if found is None else min(int(found.get(f"{_W}val", "0")), _MAX_SPAN)


def _span(properties: Any) -> int:
    found = None if properties is None else properties.find(f"{_W}gridSpan")
    return 1 if found is None else max(1, min(int(found.get(f"{_W}val", "1")), _MAX_SPAN))


def _continues(properties: Any) -> bool:
    found = None if properties is None else properties.find(f"{_W}vMerge")
    return found is not None and found.get(f"{_W}val", "continue") != "restart"


def _cell_text(cell: Any) -> str:
    lines = [_text(paragraph) for paragraph in cell.iter(f"{_W}p")]
    return "\n".join(line for line in lines if line.strip()).strip()


def _automatic_number(cell: Any, counts: dict[str, int]) -> str:
    """The number Word shows in an empty cell whose paragraph belongs to a numbered list."""
    for properties in cell.iter(f"{_W}numPr"):
        level, number_id = properties.find(f"{_W}ilvl"), properties.find(f"{_W}numId")
        if number_id is None or (level is not None and level.get(f"{_W}val") != "0"):
            continue
        key = number_id.get(f"{_W}val", "0")
        if key != "0":
            counts[key] = counts.get(key, 0) + 1
            return f"{counts[key]}."
    return ""


def _text(paragraph: Any) -> str:
    """Visible text of a paragraph: deleted text and field codes are not text nodes."""
    pieces = []
    for node in paragraph.iter():
        if node.tag == _FALLBACK:
            node.clear()
        elif node.tag == f"{_W}t":
            pieces.append(node.text or "")
        elif node.tag in _BREAKS:
            pieces.append(_BREAKS[node.tag])
    return "".join(pieces)
