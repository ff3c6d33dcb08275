"""The note as a workbook: native tables that can be sorted and filtered, native charts.

Every text is written as a text: a name that begins with «=» stays a name.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from math import ceil
from typing import Any

import xlsxwriter

from locales import Translator
from services.indicators import Figure, ProofKind
from services.official import words
from services.official.conclusions import Sentence
from services.official.facts import QUIET, Area, PlanFacts, RowFacts, sums_below
from services.official.note import rows_table
from services.official.packing import safe

_LONGEST = 32_000
# Colours that colour-blind people tell apart, by the convention of Okabe and Ito.
_BLUE, _ORANGE = "#0072B2", "#E69F00"
_PERCENT = "0%"
# As exact as the same share in the document.
_SHARE = "0.0%"
# Where the two shares of a territory stand in its line.
_SHARES = (4, 7)


class _Book:
    """A workbook with its formats, and sheets that hold one table each."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self.widths: dict[str, tuple[float, ...]] = {}
        letters = {"font_name": "Times New Roman", "font_size": 11}
        self.title = book.add_format({**letters, "bold": True, "font_size": 14})
        self.plain = book.add_format(letters)
        self.cell = book.add_format({**letters, "text_wrap": True, "valign": "top", "border": 1})
        self.head = book.add_format(
            {**letters, "bold": True, "text_wrap": True, "align": "center", "valign": "vcenter"}
            | {"border": 1}
        )
        self.count = book.add_format({**letters, "align": "center", "valign": "top", "border": 1})
        self.share = book.add_format(
            {**letters, "num_format": _SHARE, "align": "center", "valign": "top", "border": 1}
        )

    def sheet(self, name: str, widths: Sequence[float], *, lying: bool = True) -> Any:
        page = self.book.add_worksheet(name)
        page.set_paper(9)
        page.set_margins(left=0.6, right=0.4, top=0.6, bottom=0.6)
        page.fit_to_pages(1, 0)
        page.set_footer("&C&P")
        if lying:
            page.set_landscape()
        self.widths[name] = tuple(widths)
        for at, width in enumerate(widths):
            page.set_column(at, at, width, self.plain)
        return page

    def table(
        self, page: Any, top: int, name: str, titles: Sequence[str], lines: Sequence[Sequence[Any]]
    ) -> tuple[int, int]:
        """A native table; returns the first and the last row of its data."""
        last = top + max(len(lines), 1)
        page.add_table(
            top,
            0,
            last,
            len(titles) - 1,
            {
                "name": name,
                "style": None,
                "columns": [
                    {"header": safe(title), "header_format": self.head}
                    for title in _different(titles)
                ],
            },
        )
        for at, line in enumerate(lines, top + 1):
            for column, value in enumerate(line):
                self._write(page, at, column, value)
            page.set_row(at, _height(line, self.widths.get(page.get_name(), ())))
        page.set_row(top, 32)
        page.repeat_rows(top)
        return top + 1, last

    def _write(self, page: Any, row: int, column: int, value: Any) -> None:
        match value:
            case None:
                page.write_blank(row, column, None, self.cell)
            case float():
                page.write_number(row, column, value, self.share)
            case int():
                page.write_number(row, column, value, self.count)
            case _:
                page.write_string(row, column, safe(str(value))[:_LONGEST], self.cell)

    def text(self, page: Any, row: int, value: str, *, bold: bool = False) -> None:
        page.write_string(row, 0, safe(value)[:_LONGEST], self.title if bold else self.plain)


def _height(line: Sequence[Any], widths: Sequence[float]) -> float:
    """Room for the longest cell: not every program measures rows by itself."""
    most = 1
    for value, width in zip(line, widths, strict=False):
        if isinstance(value, str):
            broad = max(width * 0.95, 1)
            most = max(most, sum(max(ceil(len(one) / broad), 1) for one in value.split("\n")))
    return min(15.0 * most + 1, 400)


def _different(titles: Sequence[str]) -> list[str]:
    """Headings of a table, no two alike: Excel calls such a table broken."""
    seen: dict[str, int] = {}
    found = []
    for title in titles:
        key = title.casefold()
        seen[key] = seen.get(key, 0) + 1
        found.append(title if seen[key] == 1 else f"{title} ({seen[key]})")
    return found


def write(t: Translator, facts: PlanFacts, sentences: Sequence[Sentence]) -> bytes:
    """The note as .xlsx."""
    made = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as workbook:
        workbook.set_properties(
            {
                "title": safe(t("Analytic note: {place}", place=facts.place_name))[:250],
                "created": _naive(facts.as_of),
            }
        )
        book = _Book(workbook)
        _rows(t, book, facts)
        _territories(t, book, facts)
        _conclusions(t, book, sentences)
        _records(t, book, facts)
    return made.getvalue()


def _naive(moment: datetime) -> datetime:
    """As the library wants it."""
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)


def _head(t: Translator, book: _Book, page: Any, facts: PlanFacts, title: str) -> None:
    book.text(page, 0, f"{title}. {facts.place_name}", bold=True)
    book.text(page, 1, facts.plan_title)
    since, until = words.day(t, facts.since), words.day(t, facts.until)
    book.text(page, 2, t("From {since} to {until}", since=since, until=until))


def _rows(t: Translator, book: _Book, facts: PlanFacts) -> None:
    grid = rows_table(t, facts, with_share=True)
    titles = [t("Section"), *(one.title for one in grid.columns)]
    page = book.sheet(t("Activities"), [22, *(1.3 * one.width for one in grid.columns)])
    _head(t, book, page, facts, t("How the road map is fulfilled"))
    lines: list[list[Any]] = []
    section = ""
    rows = iter(facts.rows)
    for line in grid.lines:
        if line.kind == "section":
            section = line.cells[0]
            continue
        row = next(rows)
        lines.append([section if row.section else "", *line.cells[:-1], _share(t, row)])
    book.table(page, 4, "Activities", titles, lines)
    page.freeze_panes(5, 2)


def _share(t: Translator, row: RowFacts) -> float | str:
    """The first share as a number that can be summed up; else as it is said."""
    if row.verdict in QUIET:
        return words.shares_of(t, row)
    told = [one for one in row.counted if one.unit == "%" and one.value is not None]
    if len(row.counted) == 1 and told and told[0].value is not None:
        return told[0].value / 100
    return words.shares_of(t, row)


def _territories(t: Translator, book: _Book, facts: PlanFacts) -> None:
    page = book.sheet(t("Territories"), (38, 10, 14, 14, 12, 14, 14, 12, 12))
    title = t("By municipality") if facts.by_municipality else t("By school")
    _head(t, book, page, facts, title)
    titles = [
        t("Municipality") if facts.by_municipality else t("School"),
        t("Schools"),
        t("Took part"),
        t("Were expected"),
        t("Share of participants"),
        t("Handed in"),
        t("Were due"),
        t("Share of materials"),
        t("Share of both"),
    ]
    lines = [_territory(facts, area) for area in facts.areas]
    first, last = book.table(page, 4, "Territories", titles, lines)
    # Before anything is over there is nothing to draw.
    if any(line[at] is not None for line in lines for at in _SHARES):
        page.insert_chart(last + 2, 0, _chart(t, book, page.get_name(), title, (first, last)))
    page.freeze_panes(5, 1)


def _territory(facts: PlanFacts, area: Area) -> list[Any]:
    sums = sums_below(facts.begun, area.path)
    cells: list[Any] = [area.name, area.schools]
    for done, of in (sums.attended, sums.handed_in):
        cells += [done, of, done / of if of else None]
    done, of = sums.whole
    return [*cells, done / of if of else None]


def _chart(t: Translator, book: _Book, sheet: str, title: str, lines: tuple[int, int]) -> Any:
    first, last = lines
    chart = book.book.add_chart({"type": "bar"})
    for column, name, colour in (
        (_SHARES[0], t("Share of participants"), _BLUE),
        (_SHARES[1], t("Share of materials"), _ORANGE),
    ):
        chart.add_series(
            {
                "name": name,
                "categories": [sheet, first, 0, last, 0],
                "values": [sheet, first, column, last, column],
                "fill": {"color": colour},
                "data_labels": {"value": True, "num_format": _PERCENT},
                "gap": 60,
            }
        )
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_x_axis({"min": 0, "max": 1, "num_format": _PERCENT})
    chart.set_y_axis({"reverse": True})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 900, "height": 140 + 42 * min(last - first + 1, 40)})
    return chart


def _conclusions(t: Translator, book: _Book, sentences: Sequence[Sentence]) -> None:
    page = book.sheet(t("Conclusions"), (6, 110), lying=False)
    book.text(page, 0, t("Conclusions"), bold=True)
    lines = [[at, one.text] for at, one in enumerate(sentences, 1)]
    book.table(page, 2, "Conclusions", [t("No."), t("Conclusion")], lines)


def _records(t: Translator, book: _Book, facts: PlanFacts) -> None:
    """Every figure down to the records it is made of."""
    page = book.sheet(t("Records"), (10, 46, 12, 46, 12, 12, 12, 14))
    _head(t, book, page, facts, t("What the figures are made of"))
    titles = [
        t("No."),
        t("Activity"),
        t("Value"),
        t("Who"),
        t("Counted"),
        t("Record"),
        t("Number of the record"),
        t("Day"),
    ]
    lines = [
        line for row in facts.begun for figure in row.counted for line in _of(t, facts, row, figure)
    ]
    book.table(page, 4, "Records", titles, lines)
    page.freeze_panes(5, 0)


def _of(t: Translator, facts: PlanFacts, row: RowFacts, figure: Figure) -> list[list[Any]]:
    named = [row.number, words.named(t, row, figure), words.value_of(t, figure)]
    lines: list[list[Any]] = []
    if figure.entry is not None:
        day = words.day_of(t, figure.entry.added_at, facts.timezone)
        record = t(words.PROOFS[ProofKind.ENTRY])
        lines.append([*named, t("Entered by hand"), t("yes"), record, figure.entry.id, day])
    for one in figure.done:
        lines += [
            [
                *named,
                one.name,
                t("yes"),
                t(words.PROOFS[trace.kind]),
                trace.id,
                words.day_of(t, trace.at, facts.timezone),
            ]
            for trace in one.traces
        ] or [[*named, one.name, t("yes"), "", "", ""]]
    lines += [[*named, one.name, t("no"), "", "", ""] for one in figure.missing]
    return lines
