"""The compiler: bytes of a document in, a road map with schedules and meaning out.

Reads nothing but its arguments and never asks what day it is. Rows come out in source order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import import_module

from roadmap.assemble import Draft, assemble
from roadmap.heading import Heading, find_heading, find_level
from roadmap.inherit import inherit
from roadmap.model import Document, Question, RoadMap, RoadMapError
from roadmap.reading.limits import within_limits
from roadmap.reading.sniff import sniff
from roadmap.rows import build_row
from roadmap.terms import read_term
from roadmap.twins import link_twins

__all__ = ["compile_document", "compile_map", "read_document"]


def compile_document(
    data: bytes, *, filename: str = "", default_year: int | str | None = None
) -> RoadMap:
    """Compile one file.

    ``filename`` serves error messages only: the type is decided by content. ``default_year``
    (2022 or "2021/2022") is the coordinator's answer, used where the document names no year.
    Raises ``RoadMapError``.
    """
    try:
        return compile_map(read_document(data), default_year=default_year)
    except RoadMapError as error:
        if filename:
            error.params.setdefault("filename", filename)
        raise


def read_document(data: bytes) -> Document:
    """Bytes into the neutral model, by content. Raises ``RoadMapError``."""
    return within_limits(_reader(sniff(data))(data))


def _reader(kind: str) -> Callable[[bytes], Document]:
    """The reader of a kind, imported only when its kind turns up: the libraries are heavy."""
    module, name = _READERS[kind]
    reader: Callable[[bytes], Document] = getattr(import_module(module), name)
    return reader


_READERS = {
    "docx": ("roadmap.reading.docx", "read_docx"),
    "sheet": ("roadmap.reading.sheets", "read_sheets"),
    "pdf": ("roadmap.reading.pdf", "read_pdf"),
    "html": ("roadmap.reading.html", "read_html"),
    "legacy_doc": ("roadmap.reading.legacy_doc", "read_legacy"),
    "text": ("roadmap.reading.text", "read_text"),
}


def compile_map(document: Document, *, default_year: int | str | None = None) -> RoadMap:
    """Compile a document already read. Raises RoadMapError not_a_road_map."""
    assembly = assemble(document)
    if assembly.columns is None or not assembly.drafts:
        raise RoadMapError("not_a_road_map")
    before = [paragraph.text for paragraph in assembly.before]
    heading = find_heading(before, [draft.texts.get("dates", "") for draft in assembly.drafts])
    heading, warnings = _with_year(heading, assembly.drafts, default_year)
    if assembly.guessed:
        warnings.append(Question("header_missing"))
    filled = inherit(assembly.drafts, torn=document.paged)
    rows = [
        build_row(draft, filling, draft.year or heading.year)
        for draft, filling in zip(assembly.drafts, filled, strict=True)
    ]
    rows = link_twins(rows)
    roles = [role for row in rows for role in row.roles]
    return RoadMap(
        title=heading.title,
        heading=heading.text,
        year=heading.year,
        year_evidence=heading.evidence,
        level=find_level(heading, before, roles),
        columns=assembly.columns.names,
        rows=tuple(rows),
        accounted=tuple(assembly.accounted),
        warnings=tuple(warnings),
    )


def _with_year(
    heading: Heading, drafts: Sequence[Draft], default_year: int | str | None
) -> tuple[Heading, list[Question]]:
    """The heading's year, else the coordinator's, else the cells' own; else a question."""
    if heading.year is not None:
        return heading, []
    if all(draft.year is not None for draft in drafts):
        return replace(heading, year=drafts[0].year, evidence=drafts[0].section), []
    if default_year is not None:
        return replace(heading, year=default_year), []
    years = [year for draft in drafts for year in _printed_years(draft)]
    if years:
        common = max(sorted(set(years)), key=years.count)
        return replace(heading, year=common), [Question("year_from_cells", {"year": common})]
    return heading, [Question("year_missing")]


def _printed_years(draft: Draft) -> list[int]:
    term = read_term(draft.texts.get("dates", ""), default_year=None)
    end = term.schedule["window"]["end"]
    return [int(end[:4])] if end else []
