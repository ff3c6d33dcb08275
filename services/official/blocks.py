"""What a written paper is made of: headings, paragraphs, tables, sheets of paper."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Align = Literal["left", "center", "right", "both"]


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `kind` says what it is, not what it looks like."""

    text: str
    kind: Literal["body", "title", "subtitle", "heading", "plain", "small", "item"] = "body"
    align: Align | None = None
    bold: bool = False
    # Keeps to the paragraph below it: a heading is never the last line of a page.
    keeps: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, its share of the width, how its cells stand."""

    title: str
    width: float
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table; a `section` is one cell as broad as the table."""

    cells: tuple[str, ...]
    kind: Literal["row", "section", "total"] = "row"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table whose heading is repeated on every page."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    # In points.
    letters: float = 10
    caption: str = ""
    # Rows with long lists may go over to the next page; in rows to be signed there is room.
    is_torn: bool = False
    is_signed: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: what he is, room for his hand, his name or room for it."""

    post: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """A new page from here on, standing or lying."""

    lying: bool


Block = Text | Grid | Signature | Turn


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper; it begins standing unless `lying`."""

    title: str
    blocks: tuple[Block, ...]
    language: str = "ru"
    lying: bool = False
    subject: str = ""
    keywords: tuple[str, ...] = field(default=())
