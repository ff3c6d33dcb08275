"""Links as files: a picture to print and a table to mail."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

import segno
import xlsxwriter
from PIL import Image, ImageDraw, ImageFont

# A module of the picture in points: large enough to be read from a wall.
_SCALE = 12
_WIDTHS = (34, 60, 64, 18)
# Kept with the program: a server has no fonts, and Pillow's own has no Cyrillic.
_FONT = Path(__file__).parent / "fonts" / "DejaVuSansCondensed.ttf"
_LETTERS, _LEADING = 30, 40
_MOST_LINES = 8


def picture_of(link: str, words: Sequence[str] = ()) -> bytes:
    """The link as a QR picture (PNG), with the quiet margin that readers need.

    Each of `words` is written below, so that a printed sheet says whom it is for.
    """
    made = BytesIO()
    segno.make(link, error="m", micro=False).save(made, kind="png", scale=_SCALE, border=4)
    if not words:
        return made.getvalue()
    code = Image.open(made).convert("L")
    font = ImageFont.truetype(_FONT, _LETTERS)
    broad = code.width - 2 * _SCALE
    lines = [line for text in words for line in _wrapped(text, font, broad)][:_MOST_LINES]
    sheet = Image.new("L", (code.width, code.height + _LEADING * len(lines) + _SCALE), 255)
    sheet.paste(code)
    pen = ImageDraw.Draw(sheet)
    for number, line in enumerate(lines):
        at = (code.width / 2, code.height + _LEADING * number)
        pen.text(at, line, fill=0, font=font, anchor="ma")
    printed = BytesIO()
    sheet.save(printed, "PNG")
    return printed.getvalue()


def _wrapped(text: str, font: ImageFont.FreeTypeFont, broad: float) -> Iterator[str]:
    """The lines of a text that are no broader than the picture; a long word is cut."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if font.getlength(longer) <= broad:
            line = longer
            continue
        if line:
            yield line
        line = word
        while font.getlength(line) > broad:
            fits = next(n for n in range(len(line), 0, -1) if font.getlength(line[:n]) <= broad)
            yield line[:fits]
            line = line[fits:]
    if line:
        yield line


def table_of(headers: Sequence[str], rows: Sequence[Sequence[str]], sheet: str) -> bytes:
    """A workbook (XLSX) whose every cell is a text: a name that begins with «=» stays a name."""
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "num_format": "@"})
        plain = book.add_format({"num_format": "@"})
        page = book.add_worksheet(sheet)
        for column, header in enumerate(headers):
            page.set_column(column, column, _WIDTHS[min(column, len(_WIDTHS) - 1)])
            page.write_string(0, column, header, bold)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                page.write_string(number, column, value, plain)
        page.freeze_panes(1, 0)
    return made.getvalue()
