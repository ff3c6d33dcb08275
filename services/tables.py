"""Tables that an operator sends (csv, xlsx, ods) as rows of named cells."""

import csv
import io
from collections.abc import Iterable

from services.errors import DomainError

_CSV_DELIMITERS = ";,\t"


def read_table(data: bytes, columns: Iterable[str]) -> list[dict[str, str]]:
    """Read a table with a heading row; type by content.

    Returns a dict per non-empty row, keyed by the heading in lower case. Raises DomainError
    `table_unreadable`, or `table_columns_missing` with the names of the missing columns.
    """
    rows = _sheet(data) if data[:2] in {b"PK", b"\xd0\xcf"} else _csv(data)
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if not filled:
        raise DomainError("table_unreadable")
    heading = [cell.strip().lower() for cell in filled[0]]
    missing = [name for name in columns if name not in heading]
    if missing:
        raise DomainError("table_columns_missing", columns=", ".join(missing))
    return [dict(zip(heading, row, strict=False)) for row in filled[1:]]


def _csv(data: bytes) -> list[list[str]]:
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        first = text.split("\n", 1)[0]
        delimiter = max(_CSV_DELIMITERS, key=first.count)
        try:
            return [list(row) for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
        except csv.Error as error:
            raise DomainError("table_unreadable") from error
    raise DomainError("table_unreadable")


def _sheet(data: bytes) -> list[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - only here needed

    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        return [[_text(cell) for cell in row] for row in sheet.to_python()]
    except (CalamineError, ValueError, OSError) as error:
        raise DomainError("table_unreadable") from error


def _text(cell: object) -> str:
    """A cell as it is shown: workbooks keep a whole number as a fraction."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
