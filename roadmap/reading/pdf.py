"""PDF with text: tables page by page, text around them, rows torn by page breaks left torn.

A page without letters but with pictures is a scan, and is named as such.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

from roadmap.model import Cell, Document, Paragraph, Position, RoadMapError, Table

__all__ = ["read_pdf"]

_MAX_PAGES = 50
_HYPHEN_BREAK = re.compile(r"-\n(?=\S)")
_MIN_LETTERS = 20


def read_pdf(data: bytes) -> Document:
    """Read a PDF. Raises RoadMapError scanned_pdf, encrypted, too_large or broken_file."""
    import pdfplumber  # noqa: PLC0415  heavy
    from pdfminer.pdfdocument import PDFPasswordIncorrect  # noqa: PLC0415

    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            pages = len(pdf.pages)
            if pages > _MAX_PAGES:
                raise RoadMapError("too_large", pages=pages)
            blocks = tuple(block for page in pdf.pages for block in _page(page))
    except RoadMapError:
        raise
    except Exception as error:
        if isinstance(error, PDFPasswordIncorrect) or _caused_by(error, PDFPasswordIncorrect):
            raise RoadMapError("encrypted") from error
        raise RoadMapError("broken_file") from error
    if _letters(blocks) < _MIN_LETTERS:
        raise RoadMapError("scanned_pdf", pages=pages)
    return Document("pdf", blocks, paged=True)


def _caused_by(error: BaseException, kind: type[BaseException]) -> bool:
    chained = [error.__cause__, error.__context__, *error.args]
    return any(isinstance(item, kind) for item in chained)


def _letters(blocks: Sequence[Paragraph | Table]) -> int:
    total = 0
    for block in blocks:
        if isinstance(block, Paragraph):
            total += len(block.text)
        else:
            total += sum(len(cell.text) for row in block.rows for cell in row)
    return total


def _page(page: Any) -> Iterator[Paragraph | Table]:
    """Tables of a page with the lines of text above, between and below them."""
    number = page.page_number
    lines = page.extract_text_lines(return_chars=False)
    top = 0.0
    for table in sorted(page.find_tables(), key=lambda found: float(found.bbox[1])):
        _, upper, _, lower = table.bbox
        yield from _text_between(lines, top, upper, number)
        yield Table(tuple(_rows(table.extract(), number)))
        top = lower
    yield from _text_between(lines, top, float(page.height) + 1, number)
    page.close()


def _text_between(
    lines: Sequence[Any], top: float, bottom: float, page: int
) -> Iterator[Paragraph]:
    for line in lines:
        middle = (line["top"] + line["bottom"]) / 2
        if top <= middle < bottom and line["text"].strip():
            yield Paragraph(line["text"].strip(), Position(page=page))


def _rows(extracted: Sequence[Sequence[str | None]], page: int) -> Iterator[tuple[Cell, ...]]:
    for at, row in enumerate(extracted, 1):
        lone = sum(1 for text in row if text is not None) == 1
        yield tuple(
            Cell(
                _HYPHEN_BREAK.sub("-", text or ""),
                Position(page=page, row=at, column=column),
                merged_up=text is None and not lone,
            )
            for column, text in enumerate(row, 1)
        )
