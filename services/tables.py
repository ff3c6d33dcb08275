"""Tables that an operator sends (csv, xlsx, ods) as rows of named cells."""

import asyncio
import csv
import io
import itertools
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Iterable
from pathlib import Path

from roadmap.sheet import MOST_ROWS, cells_of
from services.errors import DomainError

TABLE_LIMIT = 10 * 1024 * 1024
_CSV_DELIMITERS = ";,\t"
_WORKBOOKS = frozenset({b"PK", b"\xd0\xcf"})
_WIDE = frozenset({b"\xff\xfe", b"\xfe\xff"})
_SECONDS = 30.0
_ROOT = Path(__file__).resolve().parent.parent
# What a system needs to start Python at all; no token and no password.
_PASSED_ON = ("SYSTEMROOT", "LD_LIBRARY_PATH")


def read_table(data: bytes, columns: Iterable[str]) -> list[dict[str, str]]:
    """Read a table of our own with a heading row; type by content.

    Returns a dict per non-empty row, keyed by the heading in lower case. Raises DomainError
    `table_unreadable`, or `table_columns_missing` with the names of the missing columns.
    """
    rows = _sheet(data) if data[:2] in _WORKBOOKS else _csv(data)
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if not filled:
        raise DomainError("table_unreadable")
    heading = [cell.strip().lower() for cell in filled[0]]
    missing = [name for name in columns if name not in heading]
    if missing:
        raise DomainError("table_columns_missing", columns=", ".join(missing))
    return [dict(zip(heading, row, strict=False)) for row in filled[1:]]


async def read_cells(data: bytes) -> list[list[str]]:
    """The cells of a stranger's table, empty rows too; a workbook is opened in a child process.

    Of a table that is larger than any list only the beginning: whoever asks refuses it by its
    rows. Raises DomainError `table_unreadable`.
    """
    if len(data) > TABLE_LIMIT:
        raise DomainError("document_too_large", limit=TABLE_LIMIT // 1024 // 1024)
    if data[:2] not in _WORKBOOKS:
        return await asyncio.to_thread(_csv, data, MOST_ROWS)
    answer = await _asked(data)
    cells: list[list[str]] = []
    try:
        for line in answer.splitlines():
            cells += json.loads(line)
            await asyncio.sleep(0)
    except ValueError:
        raise DomainError("table_unreadable") from None
    return cells


async def _asked(data: bytes) -> bytes:
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-E", "-s", "-B", "-X", "utf8", "-m", "roadmap.sheet"),
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        cwd=_ROOT,
        env=environment,
    )
    try:
        async with asyncio.timeout(_SECONDS):
            answer, _ = await process.communicate(data)
            if process.returncode != 0:
                raise DomainError("table_unreadable")
            return answer
    except TimeoutError:
        raise DomainError("table_unreadable") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


def _csv(data: bytes, most: int | None = None) -> list[list[str]]:
    # Webinar platforms export tables for Excel in sixteen bits, with a mark in front.
    is_wide = data[:2] in _WIDE
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "cp1251"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        first = text.split("\n", 1)[0]
        delimiter = max(_CSV_DELIMITERS, key=first.count)
        try:
            rows = csv.reader(io.StringIO(text), delimiter=delimiter)
            return [list(row) for row in itertools.islice(rows, most)]
        except csv.Error as error:
            raise DomainError("table_unreadable") from error
    raise DomainError("table_unreadable")


def _sheet(data: bytes) -> list[list[str]]:
    try:
        return cells_of(data)
    except (ValueError, OSError) as error:
        raise DomainError("table_unreadable") from error
