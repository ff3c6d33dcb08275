"""Web pages, Word's own among them: row and column spans laid out, layout tables looked through."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from roadmap.model import Cell, Document, Paragraph, Position, RoadMapError, Table

__all__ = ["read_html"]

_MAX_SPAN = 64
_MAX_TAGS = 120_000
_MAX_TABLES = 400
_MAX_CELLS = 200_000
_DROPPED = ("script", "style", "head", "template", "noscript")
_BLOCKS = ("p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "center", "caption")


def read_html(data: bytes) -> Document:
    """Read a page; the encoding is the one it declares. Raises RoadMapError broken_file."""
    from bs4 import BeautifulSoup, Comment  # noqa: PLC0415  heavy

    if data.count(b"<") > _MAX_TAGS or data.lower().count(b"<table") > _MAX_TABLES:
        raise RoadMapError("too_large", tags=data.count(b"<"))
    try:
        soup = BeautifulSoup(data, "lxml")
        for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
            comment.extract()
        for node in soup.find_all(_DROPPED):
            node.decompose()
        blocks = tuple(_blocks(soup))
    except RoadMapError:
        raise
    except (ValueError, RecursionError, AssertionError) as error:
        raise RoadMapError("broken_file") from error
    return Document("html", blocks)


def _blocks(soup: Any) -> Iterator[Paragraph | Table]:
    """Tables without tables inside, and the innermost blocks of text outside tables."""
    for node in soup.find_all(["table", *_BLOCKS]):
        if node.name == "table":
            if node.find("table") is None:
                yield Table(tuple(_rows(node)))
        elif _in_flow(node) and node.find(["table", *_BLOCKS]) is None:
            text = _plain(node)
            if text:
                yield Paragraph(text)


def _in_flow(node: Any) -> bool:
    """Outside tables, or in a table that only lays the page out."""
    table = node.find_parent("table")
    return table is None or table.find("table") is not None


def _plain(node: Any) -> str:
    return " ".join(node.get_text().split())


def _rows(table: Any) -> Iterator[tuple[Cell, ...]]:
    pending: dict[int, int] = {}
    total = 0
    for number, row in enumerate(table.find_all("tr"), 1):
        cells = _layout(row, number, pending)
        total += len(cells)
        if total > _MAX_CELLS:
            raise RoadMapError("too_large", cells=total)
        yield tuple(cells)


def _layout(row: Any, number: int, pending: dict[int, int]) -> list[Cell]:
    """One grid row; ``pending``: column -> rows a cell above still covers."""
    cells: list[Cell] = []
    sources = iter(row.find_all(["td", "th"]))
    source = next(sources, None)
    while source is not None or any(column >= len(cells) for column in pending):
        column = len(cells)
        position = Position(row=number, column=column + 1)
        if column in pending:
            pending[column] -= 1
            if not pending[column]:
                del pending[column]
            cells.append(Cell("", position, merged_up=True))
            continue
        if source is None:
            cells.append(Cell("", position))
            continue
        wide, deep = _span(source, "colspan"), _span(source, "rowspan")
        for offset in range(wide):
            text = _text(source) if offset == 0 else ""
            cells.append(Cell(text, Position(row=number, column=column + offset + 1)))
            if deep > 1:
                pending[column + offset] = deep - 1
        source = next(sources, None)
    return cells


def _span(cell: Any, name: str) -> int:
    value = str(cell.get(name, "1")).strip()
    return max(1, min(int(value), _MAX_SPAN)) if value.isdigit() else 1


def _text(cell: Any) -> str:
    for line in cell.find_all("br"):
        line.replace_with("\u2028")
    parts = [node for node in cell.find_all(_BLOCKS) if node.find(_BLOCKS) is None] or [cell]
    lines = [" ".join(line.split()) for part in parts for line in part.get_text().split("\u2028")]
    return "\n".join(line for line in lines if line)
