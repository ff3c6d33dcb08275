"""A workbook that came in, given back with one more column: what has been done.

The cells are written into the sheet's own text; all that the workbook holds besides stays.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from lxml import etree

from roadmap.compile import compile_map
from roadmap.model import RoadMap
from roadmap.reading.sheets import read_sheets
from services.official.facts import RowFacts
from services.official.filling import done_column, told_of
from services.official.packing import repacked, safe

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_PLACE = re.compile("[A-Z]+")
# In letters; and the height of a line, in points.
_WIDE = 34
_LINE = 15.0
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


def fill_xlsx(
    data: bytes, title: str, rows: Sequence[RowFacts], texts: Mapping[int, str], year: str
) -> bytes:
    """A .xlsx with the column; raises RoadMapError, KeyError or ValueError where it cannot be."""
    compiled = compile_map(read_sheets(data), default_year=year or None)
    told = told_of(rows, compiled, texts)
    own = done_column(compiled)
    column = own if own is not None else _broad(compiled)
    paths = _paths(data)
    said: dict[str, dict[int, str]] = {}
    for row, text in zip(compiled.rows, told, strict=True):
        if row.position.sheet is not None and row.position.row is not None:
            said.setdefault(row.position.sheet, {})[row.position.row] = text
    if own is None:
        for one in compiled.accounted:
            at = one.position
            if one.fate == "header" and one.reason == "columns" and at.sheet in said and at.row:
                said[at.sheet][at.row] = title
    changed = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for sheet, lines in said.items():
            changed[paths[sheet]] = _filled(archive.read(paths[sheet]), column, lines, own is None)
    if not changed:
        raise ValueError("no sheet with activities")
    return repacked(data, changed)


def _broad(compiled: RoadMap) -> int:
    """The first column right of all headings, counted from zero."""
    return max((at for at, one in enumerate(compiled.columns) if one.strip()), default=-1) + 1


def _paths(data: bytes) -> dict[str, str]:
    """Where in the archive the sheets stand, by their names."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        book = etree.fromstring(archive.read("xl/workbook.xml"), _PARSER)
        links = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), _PARSER)
    targets = {one.get("Id"): one.get("Target", "") for one in links}
    return {
        sheet.get("name"): _within(targets.get(sheet.get(_R), ""))
        for sheet in book.iter(f"{_S}sheet")
    }


def _within(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _filled(xml: bytes, column: int, lines: Mapping[int, str], is_new: bool) -> bytes:
    root = etree.fromstring(xml, _PARSER)
    letters = letters_of(column)
    for row in root.iter(f"{_S}row"):
        number = int(row.get("r", "0"))
        if number in lines:
            _write(row, f"{letters}{number}", lines[number], column)
            _heighten(row, lines[number])
    if is_new:
        _broaden(root, column + 1)
    dimension = root.find(f"{_S}dimension")
    if dimension is not None:
        root.remove(dimension)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _heighten(row: Any, text: str) -> None:
    """A row whose height is written down grows where the new text needs more of it."""
    row.attrib.pop("spans", None)
    height = row.get("ht")
    if height is None:
        return
    needed = _LINE * sum(max(ceil(len(one) / _WIDE), 1) for one in text.split("\n"))
    if needed > float(height):
        row.set("ht", f"{needed:g}")
        row.set("customHeight", "1")


def letters_of(column: int) -> str:
    """«A» for 0, «AA» for 26."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _index(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _write(row: Any, reference: str, text: str, column: int) -> None:
    style = None
    after = 0
    for at, cell in enumerate(row):
        found = _PLACE.match(cell.get("r", ""))
        place = _index(found[0]) if found else at
        if place == column:
            style = cell.get("s", style)
            row.remove(cell)
            break
        if place > column:
            break
        # As the cells beside it look.
        style, after = cell.get("s", style), at + 1
    made = etree.Element(f"{_S}c")
    made.set("r", reference)
    if style is not None:
        made.set("s", style)
    made.set("t", "inlineStr")
    said = etree.SubElement(etree.SubElement(made, f"{_S}is"), f"{_S}t")
    said.text = safe(text)
    said.set(_SPACE, "preserve")
    row.insert(after, made)


def _broaden(root: Any, number: int) -> None:
    """Give the new column room, unless the sheet says already how broad it is."""
    columns = root.find(f"{_S}cols")
    if columns is None:
        columns = etree.Element(f"{_S}cols")
        root.find(f"{_S}sheetData").addprevious(columns)
    for one in list(columns):
        low, high = int(one.get("min", "0")), int(one.get("max", "0"))
        if low <= number <= high:
            if low < number:
                before = etree.Element(one.tag, dict(one.attrib))
                before.set("max", str(number - 1))
                one.addprevious(before)
            if number < high:
                behind = etree.Element(one.tag, dict(one.attrib))
                behind.set("min", str(number + 1))
                one.addnext(behind)
            columns.remove(one)
    made = etree.Element(f"{_S}col", {"min": str(number), "max": str(number)})
    made.set("width", str(_WIDE))
    made.set("customWidth", "1")
    later = [one for one in columns if int(one.get("min", "0")) > number]
    if later:
        later[0].addprevious(made)
    else:
        columns.append(made)
