"""Small documents made on the spot, so that the tests do not depend on files outside."""

from __future__ import annotations

import io
from collections.abc import Sequence

Rows = Sequence[Sequence[str]]


def as_text(before: Sequence[str], rows: Rows, after: Sequence[str] = ()) -> bytes:
    """The tab-separated form; a row of one cell becomes a line of its own."""
    lines = [*before, "", *("\t".join(row) for row in rows), *after]
    return "\n".join(lines).encode()


def as_csv(before: Sequence[str], rows: Rows) -> bytes:
    """A semicolon file in windows-1251, as Excel saves it in Russia."""
    import csv

    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";")
    width = max(len(row) for row in rows)
    for line in before:
        writer.writerow([line, *[""] * (width - 1)])
    writer.writerows([[*row, *[""] * (width - len(row))] for row in rows])
    return buffer.getvalue().encode("cp1251")


def as_docx(before: Sequence[str], tables: Sequence[tuple[str, Rows]]) -> bytes:
    """Word: ``tables`` are (paragraph above, rows); a row of one text is merged over the width;
    a cell "^" is merged with the cell above."""
    from docx import Document

    document = Document()
    for line in before:
        document.add_paragraph(line)
    for caption, rows in tables:
        if caption:
            document.add_paragraph(caption)
        width = max(len(row) for row in rows)
        table = document.add_table(rows=0, cols=width)
        for row in rows:
            cells = table.add_row().cells
            if len(row) == 1:
                cells[0].merge(cells[-1]).text = row[0]
                continue
            for at, text in enumerate(row):
                if text == "^":
                    above = table.rows[-2].cells[at]
                    whole = above.text
                    above.merge(cells[at]).text = whole
                else:
                    cells[at].text = text
    # Word never ends with a table, and old Word files that do lose it.
    document.add_paragraph()
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def as_xlsx(before: Sequence[str], rows: Rows, *, sheet: str = "Лист1") -> bytes:
    """A workbook with title rows, merged section rows and an instruction sheet beside it."""
    from openpyxl import Workbook

    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    width = max(len(row) for row in rows)
    for line in before:
        page.append([line])
        page.merge_cells(
            start_row=page.max_row, start_column=1, end_row=page.max_row, end_column=width
        )
    for row in rows:
        page.append(["" if text == "^" else text for text in row])
        at = page.max_row
        if len(row) == 1:
            page.merge_cells(start_row=at, start_column=1, end_row=at, end_column=width)
        for column, text in enumerate(row, 1):
            if text == "^":
                _grow(page, at, column)
    book.create_sheet("Инструкция").append(["Срок", "как заполнять", "01.02.2022"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _grow(page: object, at: int, column: int) -> None:
    """Extend the merged area that ends right above (at, column), or start one."""
    ranges = page.merged_cells.ranges  # type: ignore[attr-defined]
    for area in list(ranges):
        if area.min_col == area.max_col == column and area.max_row == at - 1:
            first = area.min_row
            page.unmerge_cells(str(area))  # type: ignore[attr-defined]
            page.merge_cells(start_row=first, start_column=column, end_row=at, end_column=column)  # type: ignore[attr-defined]
            return
    page.merge_cells(start_row=at - 1, start_column=column, end_row=at, end_column=column)  # type: ignore[attr-defined]


def as_html(before: Sequence[str], rows: Rows) -> bytes:
    """A page whose table sits inside a layout table, in windows-1251."""
    width = max(len(row) for row in rows)
    lines = [f"<p>{line}</p>" for line in before]
    body = []
    for row in rows:
        if len(row) == 1:
            body.append(f"<tr><td colspan={width}><b>{row[0]}</b></td></tr>")
        else:
            body.append("<tr>" + "".join(f"<td><p>{text}</p></td>" for text in row) + "</tr>")
    page = (
        "<html><head><meta charset='windows-1251'></head><body><table><tr><td>"
        + "".join(lines)
        + "<table border=1>"
        + "".join(body)
        + "</table></td></tr></table></body></html>"
    )
    return page.encode("cp1251")
