"""Links as files: a picture to print and a table to mail."""

from collections.abc import Sequence
from io import BytesIO

import segno
import xlsxwriter

# A module of the picture in points: large enough to be read from a wall.
_SCALE = 12
_WIDTHS = (34, 60, 64, 18)


def picture_of(link: str) -> bytes:
    """The link as a QR picture (PNG), with the quiet margin that readers need."""
    made = BytesIO()
    segno.make(link, error="m", micro=False).save(made, kind="png", scale=_SCALE, border=4)
    return made.getvalue()


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
