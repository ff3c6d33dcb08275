"""Source rows into activities: headings, repeated headers, footnotes and torn rows told apart.

Every row of every table ends up either in a ``Draft`` or in the account of what it was instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from roadmap import vocabulary as terms_words
from roadmap import vocabulary_table as v
from roadmap.columns import Columns, is_number_row, read_header, read_subheader
from roadmap.guess import guess_columns
from roadmap.lexer import fold, tidy
from roadmap.model import Cell, Document, Paragraph, Position, SourceRow, Table
from roadmap.shift import straighten
from roadmap.terms import read_term

__all__ = ["Assembly", "Draft", "assemble"]

_LONGEST_SECTION = 200
_HEADER_ROWS = 3
_KEPT = frozenset({"dates", "responsible"})


@dataclass(slots=True)
class Draft:
    """One activity before its cells are understood. ``texts``: role -> printed text."""

    number: str
    texts: dict[str, str]
    section: str
    position: Position
    lines: list[int]
    year: int | str | None = None
    merged: set[str] = field(default_factory=set)
    shifted: bool = False
    joined: bool = False


@dataclass(slots=True)
class Assembly:
    """Everything found in the tables, and the text before the first one."""

    drafts: list[Draft] = field(default_factory=list)
    accounted: list[SourceRow] = field(default_factory=list)
    before: list[Paragraph] = field(default_factory=list)
    columns: Columns | None = None
    guessed: bool = False


def assemble(document: Document) -> Assembly:
    """Collect the activities of all road-map tables of ``document``."""
    return _Assembler(document).run()


class _Assembler:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._out = Assembly()
        self._columns: Columns | None = None
        self._section = ""
        self._year: int | str | None = None
        self._fresh = True
        self._numbered = True
        self._page: int | None = None

    def run(self) -> Assembly:
        blocks = self._document.blocks
        for at, block in enumerate(blocks):
            if isinstance(block, Table):
                self._table(block)
            elif self._out.columns is None:
                self._before(block, captions=_is_table(blocks, at + 1))
            else:
                self._between(block, captions=_is_table(blocks, at + 1))
        return self._out

    def _before(self, paragraph: Paragraph, *, captions: bool) -> None:
        """Text above the first table; a numbered line right above it names its first section."""
        above = fold(self._out.before[-1].text) if self._out.before else ""
        self._out.before.append(paragraph)
        listed = above.endswith(":") or v.NUMBERED_LINE.match(above)
        if captions and not listed and v.FIRST_SECTION.match(fold(paragraph.text)):
            self._open_section(tidy(paragraph.text))

    def _between(self, paragraph: Paragraph, *, captions: bool) -> None:
        """Text between or after tables: a section, a footnote, or nothing of ours."""
        text = tidy(paragraph.text)
        folded = fold(text)
        if v.FOOTNOTE.match(text.lower()):
            self._account(text, paragraph.position, "footnote", "below_table")
        elif captions and not v.PAGE_NUMBER.match(folded) and len(text) < _LONGEST_SECTION:
            self._open_section(text)
            self._account(text, paragraph.position, "heading", "section")
        else:
            self._account(text, paragraph.position, "skipped", "outside_table")

    def _open_section(self, text: str) -> None:
        year = _year_of(fold(text))
        if year is not None:
            self._year = year
        self._section = text
        self._fresh = True

    def _account(self, text: str, position: Position, fate: str, reason: str = "") -> None:
        self._out.accounted.append(SourceRow(text, position, fate, reason))

    def _table(self, table: Table) -> None:
        if self._document.kind == "sheet":
            self._columns = None
        header_at = next((at for at, row in enumerate(table.rows) if read_header(row)), None)
        if header_at is None and not self._continues(table):
            guessed = guess_columns(table) if self._out.columns is None else None
            if guessed is None:
                self._not_ours(table)
                return
            self._columns = self._out.columns = guessed
            self._out.guessed = True
        self._numbered = _numbers_used(table, header_at, self._columns)
        for at, row in enumerate(table.rows):
            if header_at is not None and at < header_at and self._columns is None:
                self._above_header(row)
            else:
                self._row(row, table.rows[at + 1] if at + 1 < len(table.rows) else (), at)

    def _continues(self, table: Table) -> bool:
        """Whether a table without a header goes on with the columns of the one before."""
        if self._columns is None:
            return False
        width = max((len(row) for row in table.rows), default=0)
        return abs(width - len(self._columns.names)) <= 1

    def _not_ours(self, table: Table) -> None:
        for row in table.rows:
            text = _joined(row)
            if text:
                if self._out.columns is None:
                    self._out.before.append(Paragraph(text, row[0].position))
                self._account(text, row[0].position, "skipped", "other_table")

    def _above_header(self, row: Sequence[Cell]) -> None:
        text = _joined(row)
        if text:
            self._account(text, row[0].position, "heading", "title")
            if self._out.columns is None:
                self._out.before.extend(
                    Paragraph(cell.text, cell.position) for cell in row if cell.text.strip()
                )

    def _row(self, cells: Sequence[Cell], following: Sequence[Cell], at: int) -> None:
        text = _joined(cells)
        if not text:
            return
        position = cells[0].position
        if v.RULE_LINE.match(text):
            self._account(text, position, "skipped", "rule")
            return
        header = read_header(cells)
        if header is not None and self._plausible(header, at):
            self._header(header, text, position)
            return
        if self._columns is None:
            self._account(text, position, "skipped", "before_header")
        elif self._subheader(cells, text):
            return
        elif is_number_row(cells):
            self._account(text, position, "header", "column_numbers")
        elif not self._lone(cells, following):
            self._activity(cells)

    def _plausible(self, header: Columns, at: int) -> bool:
        """Deep in a table only a repeat of its own header is a header, not a wordy activity."""
        if self._columns is None or at < _HEADER_ROWS:
            return True
        known = {fold(name) for name in self._columns.names if name}
        repeated = sum(fold(name) in known for name in header.names if name)
        return 2 * repeated >= len(known)

    def _header(self, header: Columns, text: str, position: Position) -> None:
        known = self._columns
        repeated = known is not None and header.places.items() <= known.places.items()
        if not repeated:
            self._columns = header
        if self._out.columns is None:
            self._out.columns = header
        self._account(text, position, "header", "repeated" if repeated else "columns")

    def _subheader(self, cells: Sequence[Cell], text: str) -> bool:
        """The second line of a header, right under the first."""
        last = self._out.accounted[-1].fate if self._out.accounted else ""
        if last != "header" or self._columns is None:
            return False
        split = read_subheader(cells, self._columns)
        if split is None:
            return False
        self._columns = split
        self._account(text, cells[0].position, "header", "second_line")
        return True

    def _lone(self, cells: Sequence[Cell], following: Sequence[Cell]) -> bool:
        """Rows with one filled cell, or a number and one: sections, footnotes, totals."""
        filled = [(at, tidy(cell.text)) for at, cell in enumerate(cells) if tidy(cell.text)]
        texts = {text for _, text in filled}
        number_at = self._columns.places.get("number") if self._columns else None
        at, text = filled[0]
        folded = fold(text)
        position = cells[0].position
        if v.FOOTNOTE.match(text.lower()) and len(texts) == 1:
            self._account(text, position, "footnote", "in_table")
            return True
        if any(cell.merged_up for cell in cells):
            return False
        if len(texts) == 1 and self._is_section(at, folded, cells):
            self._open_section(text)
            self._account(text, position, "heading", "section")
            return True
        if len(filled) == 2 and at == number_at and _opens_subsection(text, following):
            self._open_section(f"{text} {filled[1][1]}")
            self._account(f"{text} {filled[1][1]}", position, "heading", "section")
            return True
        return False

    def _is_section(self, at: int, folded: str, cells: Sequence[Cell]) -> bool:
        columns = self._columns
        if columns is None or v.NUMBER_PREFIX.match(folded):
            return False
        same = sum(1 for cell in cells if fold(cell.text) == folded)
        if same > 1 or (at == 0 and at != columns.places.get("title")):
            return True
        if at != columns.places.get("title", 0):
            return False
        if self._document.paged:
            return at == 0 and bool(v.SECTION_START.match(folded))
        return self._numbered or bool(v.SECTION_START.match(folded))

    def _activity(self, cells: Sequence[Cell]) -> None:
        columns = self._columns
        if columns is None:
            return
        straight, shifted = straighten(cells, columns)
        texts = {role: _raw(straight, place) for role, place in columns.places.items()}
        merged = {
            role
            for role, place in columns.places.items()
            if place < len(straight) and straight[place].merged_up
        }
        number = tidy(texts.get("number", "")).removesuffix(".0")
        position = cells[0].position
        if self._tears(number, texts, merged, position):
            self._join(texts, position, _joined(cells))
            return
        self._direction(texts, merged)
        draft = Draft(number, texts, self._section, position, _lines(position), self._year)
        draft.merged = merged
        draft.shifted = shifted
        self._out.drafts.append(draft)
        self._fresh = False
        self._page = position.page
        self._account(_joined(cells), position, "imported", number)

    def _direction(self, texts: dict[str, str], merged: set[str]) -> None:
        """A column of directions serves as the section of its rows."""
        text = tidy(texts.get("section", ""))
        if text and "section" not in merged:
            self._section = text

    def _tears(
        self, number: str, texts: dict[str, str], merged: set[str], position: Position
    ) -> bool:
        """Whether the row is the rest of the one above."""
        title = tidy(texts.get("title", ""))
        if number or not self._out.drafts:
            return False
        if not title:
            return True
        if self._fresh and all(texts.get(role) for role in _KEPT & texts.keys()):
            return False
        if not self._document.paged:
            return self._numbered and "title" in merged
        return not self._whole(title, texts, position)

    def _whole(self, title: str, texts: dict[str, str], position: Position) -> bool:
        """In a paged source: whether a row without a number is one by itself."""
        if position.page is not None and self._page == position.page:
            return True
        if self._columns is not None and "number" not in self._columns.places:
            return title[:1].isupper()
        return self._stands_alone(title, texts)

    def _stands_alone(self, title: str, texts: dict[str, str]) -> bool:
        """A row without a number that is whole by itself."""
        if not title[:1].isupper() or not all(texts.get(role) for role in _KEPT & texts.keys()):
            return False
        before = self._out.drafts[-1].texts.get("dates", "")
        return all(
            read_term(text, default_year=self._year or 2000).confidence > 0.4
            for text in (before, texts.get("dates", ""))
        )

    def _join(self, texts: dict[str, str], position: Position, whole: str) -> None:
        draft = self._out.drafts[-1]
        for role, text in texts.items():
            if text.strip():
                draft.texts[role] = _glue(draft.texts.get(role, ""), text)
        draft.lines.extend(_lines(position))
        draft.joined = True
        self._page = position.page
        self._account(whole, position, "imported", draft.number)


def _glue(head: str, tail: str) -> str:
    """Two parts of a torn cell; a word printed on both sides of the joint is kept once."""
    before, after = head.split(), tail.split()
    if before and after and len(before[-1]) > 4 and fold(before[-1]) == fold(after[0]).strip(",;"):
        head = head.rstrip().removesuffix(before[-1]).rstrip()
    return f"{head}\n{tail}" if head else tail


def _raw(cells: Sequence[Cell], place: int) -> str:
    return cells[place].text if place < len(cells) else ""


def _joined(cells: Sequence[Cell]) -> str:
    """The row as one line, merged repeats kept once."""
    texts: list[str] = []
    for cell in cells:
        text = tidy(cell.text)
        if text and text not in texts[-1:]:
            texts.append(text)
    return " | ".join(texts)


def _lines(position: Position) -> list[int]:
    return [position.line] if position.line else []


def _year_of(folded: str) -> int | str | None:
    match = terms_words.SUBHEADING_YEAR.fullmatch(folded)
    if match is None:
        return None
    first = int(match.group(1))
    return f"{first}/{first + 1}" if match.group(2) else first


def _is_table(blocks: Sequence[Paragraph | Table], at: int) -> bool:
    return at < len(blocks) and isinstance(blocks[at], Table)


def _opens_subsection(number: str, following: Sequence[Cell]) -> bool:
    """«1 | Organisation …» is a heading when the next row is numbered 1.1, or roman."""
    if not number.rstrip(".)").isdigit():
        return not any(character.isdigit() for character in number)
    after = tidy(following[0].text) if following else ""
    return after.startswith(number.rstrip(".)") + ".") and len(after) > len(number)


def _numbers_used(table: Table, header_at: int | None, known: Columns | None) -> bool:
    columns = known
    if header_at is not None:
        columns = read_header(table.rows[header_at])
    if columns is None or "number" not in columns.places:
        return False
    place = columns.places["number"]
    rows = list(_body(table, header_at))
    filled = sum(1 for row in rows if place < len(row) and tidy(row[place].text))
    return filled * 3 >= len(rows)


def _body(table: Table, header_at: int | None) -> Iterator[Sequence[Cell]]:
    start = 0 if header_at is None else header_at + 1
    for row in table.rows[start:]:
        filled = {tidy(cell.text) for cell in row} - {""}
        if len(filled) > 1 and not is_number_row(row):
            yield row
