"""The neutral shapes of the compiler: what a reader hands over and what a compiled map is.

Readers know file formats and nothing of road maps; the compiler knows road maps and nothing of
file formats. They meet in ``Document``. Everything here is frozen, so that a compiled map can be
passed between processes and compared without fear.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = [
    "Cell",
    "Document",
    "Paragraph",
    "Position",
    "Question",
    "RoadMap",
    "RoadMapError",
    "Row",
    "SourceRow",
    "Table",
]


class RoadMapError(Exception):
    """A file that cannot be read as a road map.

    ``code`` is stable and translated by the caller: not_a_road_map, empty_file, scanned_pdf,
    legacy_doc, encrypted, too_large, bomb, broken_file, unknown_type; and, of the process that
    read the file, too_long and too_large_inside.
    """

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params: dict[str, str | int] = params

    def __reduce__(self) -> tuple[Any, ...]:
        """Survive the trip between processes with the parameters kept."""
        return _rebuild_error, (self.code, self.params)


def _rebuild_error(code: str, params: Mapping[str, str | int]) -> RoadMapError:
    return RoadMapError(code, **params)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a text stood in the source; every number counts from one."""

    page: int | None = None
    line: int | None = None
    row: int | None = None
    column: int | None = None
    sheet: str | None = None

    def as_dict(self) -> dict[str, int | str]:
        """Only the known co-ordinates."""
        pairs = (
            ("page", self.page),
            ("line", self.line),
            ("row", self.row),
            ("column", self.column),
            ("sheet", self.sheet),
        )
        return {name: value for name, value in pairs if value is not None}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table. ``merged_up``: its text is that of the filled cell above."""

    text: str
    position: Position = Position()
    merged_up: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of text outside tables."""

    text: str
    position: Position = Position()


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; rows may differ in length."""

    rows: tuple[tuple[Cell, ...], ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader returns: text and tables in reading order.

    ``paged`` is true where page breaks may cut a row in two (plain text, PDF).
    """

    kind: str
    blocks: tuple[Paragraph | Table, ...]
    paged: bool = False

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables in reading order."""
        return tuple(block for block in self.blocks if isinstance(block, Table))

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The text outside tables in reading order."""
        return tuple(block for block in self.blocks if isinstance(block, Paragraph))


@dataclass(frozen=True, slots=True)
class Question:
    """Something only a person can settle: a stable code, never text for the user."""

    code: str
    params: dict[str, str | int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON."""
        return {"code": self.code, "params": dict(self.params)}


@dataclass(frozen=True, slots=True)
class SourceRow:
    """The fate of one row of a source table.

    ``fate``: imported, heading, header, footnote or skipped; ``reason``: a stable code.
    """

    text: str
    position: Position
    fate: str
    reason: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON."""
        return {
            "text": self.text,
            "position": self.position.as_dict(),
            "fate": self.fate,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Row:
    """One activity of the map. Texts are the source's; codes are those of the normal form."""

    number: str
    row_id: str | None
    section: str
    title: str
    title_public: str
    dates_raw: str
    responsible_raw: str
    responsible_effective: str
    result_raw: str
    indicator_raw: str
    level_raw: str
    levels: tuple[str, ...]
    links: tuple[str, ...]
    schedule: dict[str, Any]
    temporal_role: str
    kind: str
    kind_alt: tuple[str, ...]
    roles: tuple[str, ...]
    participants: tuple[str, ...]
    attendance_expected: bool
    attendance_basis: str | None
    report_expected: bool
    report_kind: str | None
    report_basis: str | None
    evidence: tuple[str, ...]
    confirmed_by: str
    targets: tuple[dict[str, Any], ...]
    indicator_type: str | None
    indicator_unit: str | None
    numerator: str
    denominator: str
    subitems: tuple[str, ...]
    schools_named: tuple[str, ...]
    twin: str | None
    src_lines: tuple[int, ...]
    position: Position
    confidence: float
    questions: tuple[Question, ...] = ()
    responsible_inherited_from: str = ""

    def as_dict(self) -> dict[str, Any]:
        """JSON in the shape of the normal form, with ``confidence`` and ``questions`` added."""
        plain: dict[str, Any] = {"row": self.number}
        for name in _COPIED:
            value = getattr(self, name)
            plain[name] = list(value) if isinstance(value, tuple) else value
        plain["links_clean"] = list(self.links)
        plain["position"] = self.position.as_dict()
        plain["questions"] = [question.as_dict() for question in self.questions]
        return plain


_COPIED = tuple(
    name for name in Row.__dataclass_fields__ if name not in {"number", "position", "questions"}
)


@dataclass(frozen=True, slots=True)
class RoadMap:
    """A compiled document. ``year`` is 2022, "2021/2022" or None (to be asked)."""

    title: str
    heading: str
    year: int | str | None
    year_evidence: str
    level: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    accounted: tuple[SourceRow, ...]
    warnings: tuple[Question, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON of the whole map."""
        return {
            "title": self.title,
            "heading": self.heading,
            "year": self.year,
            "year_evidence": self.year_evidence,
            "level": self.level,
            "columns": list(self.columns),
            "rows": [row.as_dict() for row in self.rows],
            "accounted": [row.as_dict() for row in self.accounted],
            "warnings": [question.as_dict() for question in self.warnings],
        }
