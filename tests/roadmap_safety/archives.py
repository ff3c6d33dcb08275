"""Office files that lie, swell, or hide something: .docx and .xlsx are archives of XML."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator

from tests.roadmap.builders import as_docx, as_xlsx
from tests.roadmap_safety.plan import HEAD, ROWS, File

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
DOCX, XLSX = as_docx(HEAD, [("", ROWS)]), as_xlsx(HEAD, ROWS)
_DOCUMENT, _SHEET, _STRINGS = (
    "word/document.xml",
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
)


def packed(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def replaced(data: bytes, **parts: str | bytes) -> bytes:
    """An office file with some parts exchanged or added; «__» stands for «/», «_» for «.»."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    for name, content in parts.items():
        path = name.replace("__", "/").replace("_xml", ".xml")
        entries[path] = content.encode() if isinstance(content, str) else content
    return packed(entries)


def word(body: str, before: str = "") -> bytes:
    """A .docx with another body."""
    xml = f"<?xml version='1.0'?>{before}<w:document {_W}><w:body>{body}</w:body></w:document>"
    return replaced(DOCX, word__document_xml=xml)


def sheet(rows: str, before: str = "", after: str = "") -> bytes:
    """An .xlsx with another first sheet."""
    xml = f"<?xml version='1.0'?>{before}<worksheet {_S}><sheetData>{rows}</sheetData>{after}"
    return replaced(XLSX, xl__worksheets__sheet1_xml=xml + "</worksheet>")


def bombs() -> Iterator[File]:
    """Archives that unpack to more than anybody has."""
    for size in (20, 60, 200):
        yield f"zeros-{size}mb.docx", packed({_DOCUMENT: b"0" * (size * 1_000_000)})
    honest = packed({_DOCUMENT: b"<w>" + b" " * 60_000_000, "[Content_Types].xml": b"<x/>"})
    for claimed in (0, 10, 1_000_000, 0xFFFFFFFE):
        yield f"lying-{claimed}.docx", _lying(honest, claimed)
        yield (
            f"lying-{claimed}.xlsx",
            _lying(packed({"xl/workbook.xml": b" " * 60_000_000}), claimed),
        )
    inner = packed({"0": b"\0" * 20_000_000})
    for depth in range(3):
        yield f"nested-{depth}.docx", packed({_DOCUMENT: inner, "a.zip": inner})
        inner = packed({str(at): inner for at in range(10)})
    for count in (1_999, 10_000):
        yield f"entries-{count}.docx", packed({f"word/{at}": b"" for at in range(count)})
    yield "bzip2.docx", packed({_DOCUMENT: b"0" * 40_000_000}, zipfile.ZIP_BZIP2)
    yield "lzma.xlsx", packed({"xl/workbook.xml": b"0" * 40_000_000}, zipfile.ZIP_LZMA)
    yield "traversal.docx", packed({"../../../tmp/out": b"x", _DOCUMENT: b"<x/>", "/etc/x": b""})
    yield "twice.docx", _twice()


def _lying(data: bytes, claimed: int) -> bytes:
    """Every header says another unpacked size."""
    changed = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = changed.find(mark)
        while at >= 0:
            struct.pack_into("<I", changed, at + offset, claimed)
            at = changed.find(mark, at + 4)
    return bytes(changed)


def _twice() -> bytes:
    """Two entries of one name."""
    buffer = io.BytesIO(DOCX)
    with zipfile.ZipFile(buffer, "a") as archive:
        content = archive.read("word/styles.xml")
        archive.writestr("word/styles2.xml", content)
    return buffer.getvalue().replace(b"word/styles2.xml", b"word/document.xm")


def entities(canary: str) -> Iterator[File]:
    """Documents that make the parser read a file, fetch an address, or multiply a text."""
    laughs = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 10))
    wide = f'<!ENTITY a "{"a" * 100_000}">'
    kinds = {
        "laughs": (f'[<!ENTITY l0 "haha">{laughs}]', "&l9;"),
        "quadratic": (f"[{wide}]", "&a;" * 5_000),
        "file": (f'[<!ENTITY x SYSTEM "{canary}">]', "&x;"),
        "network": ('[<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]', "&x;"),
        "parameter": (f'[<!ENTITY % p SYSTEM "{canary}"> %p;]', "x"),
        "external": (f'SYSTEM "{canary}"', "x"),
        "loop": ('[<!ENTITY a "&b;"><!ENTITY b "&a;">]', "&a;"),
    }
    for name, (declared, used) in kinds.items():
        doctype = f"<!DOCTYPE x {declared}>"
        row = "".join(f"<w:tc><w:p><w:r><w:t>{t}</w:t></w:r></w:p></w:tc>" for t in (used, "март"))
        yield f"{name}.docx", word(f"<w:tbl><w:tr>{row}</w:tr></w:tbl>", doctype)
        cell = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{used}</t></is></c></row>'
        yield f"{name}.xlsx", sheet(cell, doctype)
        strings = f"<?xml version='1.0'?>{doctype}<sst {_S}><si><t>{used}</t></si></sst>"
        yield f"{name}-strings.xlsx", replaced(XLSX, xl__sharedStrings_xml=strings)
        page = f"<!DOCTYPE html {declared}><table><tr><td>{used}<td>март<td>x</table>"
        yield f"{name}.html", page.encode()
    link = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Target="http://127.0.0.1:9/t.dotm" TargetMode="External" Type="http'
        '://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/>'
        "</Relationships>"
    )
    yield "template.docx", replaced(DOCX, **{"word___rels__settings_xml.rels": link})


def encrypted() -> Iterator[File]:
    """Office files behind a password, in both ways there are."""
    package = _OLE + "EncryptedPackage".encode("utf-16-le")
    for name in ("docx", "xlsx", "xls"):
        yield f"package.{name}", package
    for name, data in (("docx", DOCX), ("xlsx", XLSX)):
        locked = bytearray(data)
        for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            locked[locked.index(mark) + offset] |= 1
        yield f"locked.{name}", bytes(locked)


def giants() -> Iterator[File]:
    """More rows, cells, spans and depth than any plan."""
    row = "<w:tr>" + "<w:tc><w:p><w:r><w:t>март</w:t></w:r></w:p></w:tc>" * 4 + "</w:tr>"
    yield "100000-rows.docx", word(f"<w:tbl>{row * 100_000}</w:tbl>")
    yield "4000-rows.docx", word(f"<w:tbl>{row * 4_000}</w:tbl>")
    yield "100000-paragraphs.docx", word("<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 100_000)
    for depth in (50, 500, 5_000):
        opened = "<w:tbl><w:tr><w:tc>" * depth
        closed = "<w:p/></w:tc></w:tr></w:tbl>" * depth
        yield f"nested-tables-{depth}.docx", word(opened + closed)
    for span in ("1000000000", "-5", "many"):
        cell = f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr><w:p/></w:tc>'
        yield f"span-{span}.docx", word(f"<w:tbl><w:tr>{cell * 20}</w:tr></w:tbl>")
    huge = f"<w:p><w:r><w:t>{'слово ' * 800_000}</w:t></w:r></w:p>"
    yield "one-cell.docx", word(f"<w:tbl><w:tr><w:tc>{huge}</w:tc></w:tr></w:tbl>")
    cells = "".join(f'<c r="{c}{{0}}" t="inlineStr"><is><t>март</t></is></c>' for c in "ABCD")
    many = "".join(f'<row r="{at}">{cells.format(at)}</row>' for at in range(1, 100_001))
    yield "100000-rows.xlsx", sheet(many)
    corners = (("1", "A1"), ("1048576", "XFD1048576"))
    far = "".join(f'<row r="{row}"><c r="{cell}"><v>1</v></c></row>' for row, cell in corners)
    yield "far-cell.xlsx", sheet(far)
    yield "no-reference.xlsx", sheet("<row><c><v>1</v></c></row>" * 300_000)
    for area in ("A1:XFD1048576", "B2:A1", "A1:A0"):
        merged = f'<mergeCells count="1"><mergeCell ref="{area}"/></mergeCells>'
        yield f"merged-{area.replace(':', '-')}.xlsx", sheet(cells.format(1), after=merged)
    index = '<c t="s"><v>999999999</v></c>'
    yield "far-string.xlsx", sheet(f'<row r="1">{index}</row>')
    yield (
        "one-cell.xlsx",
        sheet(f'<row><c t="inlineStr"><is><t>{"x" * 9_000_000}</t></is></c></row>'),
    )
