"""Workbooks (.xlsx .xlsm .xlsb .xls .ods): true dates, merged areas, several sheets.

The reader is calamine: it survives what takes other libraries minutes. It allocates the whole used
rectangle, so the rectangle is measured before it is asked.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from roadmap.model import Cell, Document, Position, RoadMapError, Table

__all__ = ["read_sheets"]

_MAX_CELLS = 1_000_000
_MAX_ROWS = 20_000
_REFERENCE = re.compile(rb'<c\b[^>]{0,200}?\br="([A-Z]{1,3})(\d{1,7})"')
_Merged = set[tuple[int, int]]


def read_sheets(data: bytes) -> Document:
    """Read every visible sheet. Raises RoadMapError broken_file, encrypted or bomb."""
    import python_calamine as calamine  # noqa: PLC0415  heavy

    _measure(data)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        visible = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible == calamine.SheetVisibleEnum.Visible
            and sheet.typ == calamine.SheetTypeEnum.WorkSheet
        ]
        tables = tuple(_table(book.get_sheet_by_name(name), name) for name in visible)
    except calamine.PasswordError as error:
        raise RoadMapError("encrypted") from error
    except (RoadMapError, KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic of the Rust side is not an Exception
        raise RoadMapError("broken_file") from error
    return Document("sheet", tuple(table for table in tables if table.rows))


def _measure(data: bytes) -> None:
    """Refuse a workbook whose far corner would make a huge rectangle of two cells."""
    if not data.startswith(b"PK"):
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                _measure_sheet(archive.read(name))


def _measure_sheet(xml: bytes) -> None:
    rows = columns = 1
    for match in _REFERENCE.finditer(xml):
        rows = max(rows, int(match.group(2)))
        columns = max(columns, _column(match.group(1)))
    if rows * columns > _MAX_CELLS:
        raise RoadMapError("bomb", rows=rows, columns=columns)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _table(sheet: Any, name: str) -> Table:
    if sheet.total_height * sheet.total_width > _MAX_CELLS or sheet.total_height > _MAX_ROWS:
        raise RoadMapError("too_large", rows=sheet.total_height)
    inside, below = _merged(sheet.merged_cell_ranges or ())
    values = sheet.to_python(skip_empty_area=False)
    rows = (tuple(_cells(row, at, name, inside, below)) for at, row in enumerate(values))
    return Table(tuple(rows), name)


def _merged(ranges: Sequence[Any]) -> tuple[_Merged, _Merged]:
    """Cells hidden by a merged area: those beside its text, and those below it."""
    inside: _Merged = set()
    below: _Merged = set()
    for (top, left), (bottom, right) in ranges:
        if (bottom - top + 1) * (right - left + 1) > _MAX_CELLS // 10:
            raise RoadMapError("bomb")
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left):
                    (below if row > top else inside).add((row, column))
    return inside, below


def _cells(
    row: Sequence[Any], at: int, name: str, inside: _Merged, below: _Merged
) -> Iterator[Cell]:
    for column, value in enumerate(row):
        hidden = (at, column) in inside or (at, column) in below
        position = Position(row=at + 1, column=column + 1, sheet=name)
        yield Cell("" if hidden else _text(value), position, merged_up=(at, column) in below)


def _text(value: Any) -> str:
    """A cell as a person would read it: dates in the Russian order, whole numbers whole."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        clock = f" {value:%H:%M}" if (value.hour or value.minute) else ""
        return f"{value:%d.%m.%Y}{clock}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, timedelta):
        return str(value)
    return str(value)
