"""The child that reads a stranger's workbook: `python -m roadmap.sheet`.

In on stdin: the bytes of the file. Out on stdout: the shown text of the cells of its first sheet as
JSON, a list of rows in each line; nothing when it is no workbook. A cell far away in an otherwise
small sheet makes a reader ask for all the memory there is: the limits end this process then, and
nobody else.
"""

from __future__ import annotations

import io
import json
import sys
from typing import Final

from roadmap.confine import confine, forbid_the_world

_MIB: Final = 1024 * 1024
_LIMITS: Final = {"AS": 1024 * _MIB, "CPU": 20, "FSIZE": 0, "NOFILE": 32, "CORE": 0}
_MAX_FILE: Final = 20 * _MIB
# Rows in a line of the answer.
_LINE: Final = 1_000
# More is no table of people or places. A small file may hold one long text a million times.
MOST_ROWS: Final = 60_000
_MOST_COLUMNS: Final = 200
_MOST_LETTERS: Final = 16_000_000


def main() -> int:
    """Answer one request."""
    confine(_LIMITS)
    forbid_the_world()
    try:
        rows = bounded(cells_of(sys.stdin.buffer.read(_MAX_FILE)))
    except (ValueError, OSError, MemoryError):
        return 1
    # In lines, so that whoever reads them need not take it all in at one go.
    for start in range(0, len(rows), _LINE):
        sys.stdout.write(json.dumps(rows[start : start + _LINE]) + "\n")
    sys.stdout.flush()
    return 0


def cells_of(data: bytes) -> list[list[str]]:
    """The first sheet as text; raises ValueError or OSError for what is no workbook."""
    # After the limits: what it imports is what the limits are for.
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415

    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        return [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    except CalamineError as error:
        raise ValueError("no workbook") from error


def bounded(rows: list[list[str]]) -> list[list[str]]:
    """As much of a table as whoever asked can hold; raises ValueError for endless texts."""
    kept = [row[:_MOST_COLUMNS] for row in rows[:MOST_ROWS]]
    if sum(len(cell) for row in kept for cell in row) > _MOST_LETTERS:
        raise ValueError("too large inside")
    return kept


def _text(cell: object) -> str:
    """A cell as it is shown: workbooks keep a whole number as a fraction."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


if __name__ == "__main__":
    sys.exit(main())
