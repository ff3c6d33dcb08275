"""Plain text, CSV and TSV: lines with tabs are table rows, other lines are paragraphs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator

from roadmap.model import Cell, Document, Paragraph, Position, RoadMapError, Table
from roadmap.vocabulary import LOWER_CASE

__all__ = ["decode", "read_text"]

_MAX_LINES = 50_000
_MAX_LINE = 100_000
_BOX_DRAWING = re.compile("[\u2500-\u259f\ufffd]")
_OPENING = re.compile(r'(?:^|(?<=\t))"(?!")', re.MULTILINE)
_CLOSING = re.compile(r'(?<!")"(?=\t|$)', re.MULTILINE)
_MARKS = re.compile(r"\*\*(?=\S)|(?<=\S)\*\*|^#+\s*")


def decode(data: bytes) -> str:
    """Text of ``data``: UTF-8, UTF-16 or windows-1251, whichever reads as Russian."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if data[1::2].count(0) > len(data) // 4:
        return data.decode("utf-16-le", errors="replace")
    if b"\x00" in data[:4096]:
        raise RoadMapError("unknown_type")
    candidates = [data.decode(name, errors="replace") for name in ("cp1251", "cp866", "koi8-r")]
    return max(candidates, key=_russian_score)


def _russian_score(text: str) -> int:
    sample = text[:20_000]
    return 2 * len(LOWER_CASE.findall(sample)) - 5 * len(_BOX_DRAWING.findall(sample))


def read_text(data: bytes) -> Document:
    """Read plain text; positions carry line numbers. Raises RoadMapError for binary data."""
    text = decode(data)
    if "\x00" in text:
        raise RoadMapError("unknown_type")
    lines = text.splitlines()
    if len(lines) > _MAX_LINES or max(map(len, lines), default=0) > _MAX_LINE:
        raise RoadMapError("too_large", lines=len(lines))
    delimiter = _delimiter(lines)
    if delimiter:
        rows = _separated(text, delimiter)
        return Document("csv", tuple(_blocks(rows)), paged=False)
    return Document("text", tuple(_blocks(_tabbed(lines))), paged=True)


_Line = tuple[int, list[str]]


def _tabbed(lines: Iterable[str]) -> Iterator[_Line]:
    for number, line in enumerate(lines, 1):
        if "|" in line and "\t" not in line and line.count("|") >= 3:
            yield number, line.strip().strip("|").split("|")
        else:
            yield number, line.split("\t")


def _delimiter(lines: list[str]) -> str:
    """The separator of a CSV file, or "" for ordinary text."""
    sample = [line for line in lines if line.strip()][:200]
    if any("\t" in line for line in sample):
        return "\t" if _quoted_like_csv(lines) else ""
    for delimiter in (";", ","):
        wide = [line for line in sample if line.count(delimiter) >= 2]
        if len(wide) >= 2 and len(wide) * 2 >= len(sample) and _rectangular(sample, delimiter):
            return delimiter
    return ""


def _quoted_like_csv(lines: list[str]) -> bool:
    """Whether quotes stand at cell borders only, so that a cell may hold line breaks."""
    text = "\n".join(lines)
    opening, closing = len(_OPENING.findall(text)), len(_CLOSING.findall(text))
    inner = text.count('"') - opening - closing - 2 * text.count('""')
    return opening > 0 and opening == closing and inner == 0


def _rectangular(sample: list[str], delimiter: str) -> bool:
    try:
        widths = [len(row) for row in csv.reader(sample, delimiter=delimiter)]
    except csv.Error:
        return False
    common = max(set(widths), key=widths.count)
    return common >= 3 and widths.count(common) * 2 >= len(widths)


def _separated(text: str, delimiter: str) -> Iterator[_Line]:
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise RoadMapError("broken_file") from error


def _blocks(lines: Iterable[_Line]) -> Iterator[Paragraph | Table]:
    rows: list[tuple[Cell, ...]] = []
    for number, parts in lines:
        filled = [part for part in parts if part.strip()]
        if not filled:
            continue
        if len(parts) > 1:
            rows.append(tuple(_cells(parts, number)))
            continue
        if rows:
            yield Table(tuple(rows))
            rows = []
        yield Paragraph(_MARKS.sub("", parts[0]).strip(), Position(line=number))
    if rows:
        yield Table(tuple(rows))


def _cells(parts: list[str], number: int) -> Iterator[Cell]:
    for column, part in enumerate(parts, 1):
        yield Cell(part.strip(), Position(line=number, column=column))
