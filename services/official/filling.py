"""The document that came in, given back with one more column: what has been done.

Only the table is touched; letterheads, merged cells, fonts and everything else stay as they came.
A document that already has a column for it gets that one filled.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any

from lxml import etree

from roadmap.columns import read_header
from roadmap.compile import compile_map
from roadmap.lexer import fold
from roadmap.model import Cell, Document, Position, RoadMap, Table
from roadmap.reading.docx import read_docx, rows_of, tables_of
from roadmap.vocabulary_table import DONE_MARK
from services.official.facts import RowFacts
from services.official.packing import repacked, safe

_BODY = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# How much of the table the new column takes.
_PART = 0.17


def told_of(rows: Sequence[RowFacts], compiled: RoadMap, texts: Mapping[int, str]) -> list[str]:
    """For each compiled row what is known of it; rows are found by their words, then numbers."""
    by_both: dict[tuple[str, str], str] = {}
    by_title: dict[str, str] = {}
    by_number: dict[str, str] = {}
    for row in rows:
        text = texts[row.row_id]
        number, title = _number(row.number), fold(row.source_title)
        by_both.setdefault((number, title), text)
        by_title.setdefault(title, text)
        by_number.setdefault(number, text)
    return [
        by_both.get((_number(one.number), fold(one.title_public)))
        or by_title.get(fold(one.title_public))
        or (by_number.get(_number(one.number), "") if _number(one.number) else "")
        for one in compiled.rows
    ]


def _number(number: str) -> str:
    return number.strip().rstrip(".")


def done_column(compiled: RoadMap) -> int | None:
    """Where the document itself has room for what has been done, counted from zero."""
    found = read_header([Cell(title) for title in compiled.columns])
    place = found.places.get("done") if found is not None else None
    if place is None or DONE_MARK.search(fold(compiled.columns[place])) is None:
        return None
    return place


# -- Word ---------------------------------------------------------------------------------------


def fill_docx(
    data: bytes, title: str, rows: Sequence[RowFacts], texts: Mapping[int, str], year: str
) -> bytes:
    """A .docx with the column; raises RoadMapError or ValueError where it cannot be found."""
    numbered, elements = _numbered(data)
    compiled = compile_map(numbered, default_year=year or None)
    told = told_of(rows, compiled, texts)
    said = {one.src_lines[0]: text for one, text in zip(compiled.rows, told, strict=True)}
    heads = {one.position.line for one in compiled.accounted if one.fate == "header"}
    place = done_column(compiled)
    root = elements[0].getroottree()
    for table in _tables_with(elements, set(said)):
        lines = [at for at, one in enumerate(elements, 1) if one.getparent() is table]
        if place is not None:
            for at in lines:
                if at in said:
                    _put(elements[at - 1], place, said[at])
            continue
        width = _widen(table)
        is_headed = False
        for at in lines:
            is_head = at in heads and not is_headed
            is_headed = is_headed or is_head
            _append(elements[at - 1], title if is_head else said.get(at, ""), width, bold=is_head)
    body = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return repacked(data, {_BODY: body})


def _numbered(data: bytes) -> tuple[Document, list[Any]]:
    """The document with its rows numbered through all tables, and the elements of these rows."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body = archive.read(_BODY)
    root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
    elements = [row for table in tables_of(root[0]) for row in rows_of(table)]
    read = read_docx(data)
    blocks: list[Any] = []
    at = 0
    for block in read.blocks:
        if not isinstance(block, Table):
            blocks.append(block)
            continue
        lines = []
        for row in block.rows:
            at += 1
            lines.append(tuple(replace(cell, position=Position(line=at)) for cell in row))
        blocks.append(Table(tuple(lines), block.name))
    if at != len(elements) or not elements:
        raise ValueError("rows of the document do not match")
    return replace(read, blocks=tuple(blocks)), elements


def _tables_with(elements: Sequence[Any], lines: set[int]) -> list[Any]:
    """The tables in which activities stand, each once."""
    found: list[Any] = []
    for at in sorted(lines):
        table = elements[at - 1].getparent()
        if all(table is not one for one in found):
            found.append(table)
    return found


def _widen(table: Any) -> int:
    """Make room within the width the table has; returns the width of the new column."""
    grid = table.find(f"{_W}tblGrid")
    columns = [] if grid is None else list(grid)
    whole = sum(_width(one, "w") for one in columns) or 9000
    width = round(whole * _PART)
    for one in columns:
        one.set(f"{_W}w", str(round(_width(one, "w") * (1 - _PART))))
    if grid is not None:
        etree.SubElement(grid, f"{_W}gridCol").set(f"{_W}w", str(width))
    for cell in table.iter(f"{_W}tcW"):
        if cell.get(f"{_W}type") == "dxa":
            cell.set(f"{_W}w", str(round(_width(cell, "w") * (1 - _PART))))
    return width


def _width(element: Any, name: str) -> int:
    try:
        return int(float(element.get(f"{_W}{name}", "0")))
    except ValueError:
        return 0


def _append(row: Any, text: str, width: int, *, bold: bool) -> None:
    cells = [one for one in row.iter(f"{_W}tc") if _row_of(one) is row]
    last = cells[-1] if cells else None
    if last is not None and len(cells) == 1 and not text:
        # A section: one cell as broad as the table.
        _span_one_more(last, width)
        return
    row.append(_cell(last, text, width, bold=bold))


def _row_of(cell: Any) -> Any:
    parent = cell.getparent()
    while parent is not None and parent.tag != f"{_W}tr":
        parent = parent.getparent()
    return parent


def _span_one_more(cell: Any, width: int) -> None:
    properties = cell.find(f"{_W}tcPr")
    if properties is None:
        properties = etree.Element(f"{_W}tcPr")
        cell.insert(0, properties)
    room = properties.find(f"{_W}tcW")
    if room is not None and room.get(f"{_W}type") == "dxa":
        room.set(f"{_W}w", str(_width(room, "w") + width))
    span = properties.find(f"{_W}gridSpan")
    if span is None:
        span = etree.Element(f"{_W}gridSpan")
        # Right after the width, where the format wants it.
        properties.insert(1 if room is not None else 0, span)
        span.set(f"{_W}val", "1")
    span.set(f"{_W}val", str(_width(span, "val") + 1))


def _cell(like: Any, text: str, width: int, *, bold: bool) -> Any:
    """A cell that looks as the one beside it."""
    cell = etree.Element(f"{_W}tc")
    properties = None if like is None else like.find(f"{_W}tcPr")
    properties = etree.Element(f"{_W}tcPr") if properties is None else deepcopy(properties)
    for name in ("gridSpan", "vMerge", "hMerge"):
        for one in properties.findall(f"{_W}{name}"):
            properties.remove(one)
    room = properties.find(f"{_W}tcW")
    if room is None:
        room = etree.Element(f"{_W}tcW")
        properties.insert(0, room)
    room.set(f"{_W}w", str(width))
    room.set(f"{_W}type", "dxa")
    cell.append(properties)
    for paragraph in _paragraphs(like, text, bold=bold):
        cell.append(paragraph)
    return cell


def _paragraphs(like: Any, text: str, *, bold: bool) -> Iterator[Any]:
    paragraph = None if like is None else like.find(f"{_W}p")
    letters = None if like is None else like.find(f".//{_W}r/{_W}rPr")
    shape = None if paragraph is None else paragraph.find(f"{_W}pPr")
    for line in safe(text).split("\n"):
        made = etree.Element(f"{_W}p")
        if shape is not None:
            made.append(_without_numbers(shape))
        run = etree.SubElement(made, f"{_W}r")
        if letters is not None:
            run.append(deepcopy(letters))
        elif bold:
            etree.SubElement(etree.SubElement(run, f"{_W}rPr"), f"{_W}b")
        said = etree.SubElement(run, f"{_W}t")
        said.text = line
        said.set(_SPACE, "preserve")
        yield made


def _without_numbers(shape: Any) -> Any:
    copy = deepcopy(shape)
    for one in (*copy.findall(f"{_W}numPr"), *copy.findall(f"{_W}sectPr")):
        copy.remove(one)
    return copy


def _put(row: Any, place: int, text: str) -> None:
    """Write into the cell at a place of the grid; a broad cell takes several."""
    at = 0
    for cell in [one for one in row.iter(f"{_W}tc") if _row_of(one) is row]:
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        at += 1 if span is None else max(_width(span, "val"), 1)
        if at <= place:
            continue
        made = list(_paragraphs(cell, text, bold=False))
        for old in cell.findall(f"{_W}p"):
            cell.remove(old)
        for one in made:
            cell.append(one)
        return
