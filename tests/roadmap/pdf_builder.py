"""PDF files written by hand: the smallest that a reader takes for printed pages with a table."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

_WIDTH, _HEIGHT, _MARGIN, _LEADING, _SIZE = 842, 595, 30, 10, 8
_TO_UNICODE = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /U def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
1 beginbfrange <0000> <FFFF> <0000> endbfrange
endcmap end end"""


def stream(content: bytes, **entries: str) -> bytes:
    """A stream object; ``entries`` are added to its dictionary."""
    extra = "".join(f"/{name} {value}" for name, value in entries.items()).encode()
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), extra, content)


def assembled(objects: Sequence[bytes], trailer: Mapping[str, str] | None = None) -> bytes:
    """A file of numbered objects; the first is the catalogue."""
    body, places = b"%PDF-1.4\n", []
    for at, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj%s\nendobj\n" % (at, content)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    extra = "".join(f"/{name} {value}" for name, value in (trailer or {}).items()).encode()
    tail = b"trailer<</Root 1 0 R/Size %d%s>>\n" % (len(objects) + 1, extra)
    return body + table + tail + b"startxref\n%d\n%%%%EOF" % len(body)


def with_pages(contents: Sequence[bytes], trailer: Mapping[str, str] | None = None) -> bytes:
    """A file of pages, each given as its drawing commands."""
    kids = " ".join(f"{7 + 2 * at} 0 R" for at in range(len(contents)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(contents)}>>".encode(),
        b"<</Type/Font/Subtype/Type0/BaseFont/Plain/Encoding/Identity-H"
        b"/DescendantFonts[4 0 R]/ToUnicode 6 0 R>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Plain/DW 500"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        b"/FontDescriptor 5 0 R>>",
        b"<</Type/FontDescriptor/FontName/Plain/Flags 4/Ascent 800/Descent -200/ItalicAngle 0"
        b"/FontBBox[0 -200 1000 800]/CapHeight 700/StemV 80>>",
        stream(_TO_UNICODE),
    ]
    for at, content in enumerate(contents):
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents %d 0 R"
            b"/Resources<</Font<</F 3 0 R>>>>>>" % (_WIDTH, _HEIGHT, 8 + 2 * at)
        )
        objects.append(stream(content))
    return assembled(objects, trailer)


def as_pdf(before: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """Lines above a ruled table that goes on over as many pages as it needs."""
    return with_pages(_drawn(before, rows))


def _drawn(before: Sequence[str], rows: Sequence[Sequence[str]]) -> list[bytes]:
    pages: list[list[str]] = [[]]
    top = _HEIGHT - _MARGIN
    for line in before:
        pages[-1].append(_text(_MARGIN, top - _LEADING, line))
        top -= 2 * _LEADING
    width = (_WIDTH - 2 * _MARGIN) / max(len(row) for row in rows)
    for row in rows:
        cells = [textwrap.wrap(text, int(width / _SIZE * 1.9)) or [""] for text in row]
        height = _LEADING * max(map(len, cells)) + 4
        if top - height < _MARGIN:
            pages.append([])
            top = _HEIGHT - _MARGIN
        for column, lines in enumerate(cells):
            left = _MARGIN + column * width
            wide = width if len(row) > 1 else _WIDTH - 2 * _MARGIN
            pages[-1].append(f"{left} {top - height} {wide} {height} re S")
            for at, line in enumerate(lines, 1):
                pages[-1].append(_text(left + 2, top - at * _LEADING, line))
        top -= height
    return ["\n".join(page).encode() for page in pages]


def _text(left: float, bottom: float, line: str) -> str:
    codes = line.encode("utf-16-be").hex()
    return f"BT /F {_SIZE} Tf {left} {bottom} Td <{codes}> Tj ET"
