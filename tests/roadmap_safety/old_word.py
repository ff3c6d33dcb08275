"""Files for LibreOffice: damaged, sham, deep, or pointing elsewhere."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator

# What LibreOffice calls the formats that no reader of ours understands.
FILTERS = {"doc": "doc:MS Word 97", "rtf": "rtf:Rich Text Format", "odt": "odt:writer8"}

SHAM = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") * 50

_NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{urn}:1.0"'
    for name, urn in (
        ("office", "office"), ("text", "text"), ("draw", "drawing"), ("table", "table"),
        ("svg", "svg-compatible"),
    )
)  # fmt: skip
_ENTRY = '<manifest:file-entry manifest:full-path="{}" manifest:media-type="{}"/>'
_ODT = "application/vnd.oasis.opendocument.text"


def damaged(data: bytes, dice: random.Random, count: int) -> Iterator[bytes]:
    """Cut short, or with bytes changed: in the directory at the start, or anywhere."""
    for at in range(count):
        copy = bytearray(data)
        if at % 3 == 0:
            del copy[dice.randrange(512, len(copy)) :]
        reach = 2048 if at % 3 == 1 else len(copy)
        for _ in range(dice.randint(5, 60)):
            copy[dice.randrange(8, min(reach, len(copy)))] = dice.randrange(256)
        yield bytes(copy)


def deep(levels: int) -> bytes:
    """Tables in tables, as deep as asked."""
    opening = rb"\pard\intbl\itap%d x\nestcell"
    inside = b"".join(opening % level for level in range(1, levels))
    return rb"{\rtf1\ansi " + inside + b"{" * levels + b"}" * levels + b"}"


def linked(address: str, file: str) -> Iterator[bytes]:
    """A map that wants a picture and sections from elsewhere; the same in RTF."""
    yield _archive(_content(address, file))
    yield _rtf(address, file)


def _content(address: str, file: str) -> str:
    cells = (("№", "Мероприятие", "Сроки"), ("1", "Семинар", "март 2022"))
    table = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in row)
        + "</table:table-row>"
        for row in cells
    )
    sections = "".join(
        f'<text:section text:name="s{at}"><text:section-source xlink:href="{link}" {words}/>'
        "<text:p>empty</text:p></text:section>"
        for at, (link, words) in enumerate(
            [(file, 'text:filter-name="Text"'), (f"{address}/section.odt", "")]
        )
    )
    picture = (
        '<draw:frame svg:width="3cm" svg:height="3cm" text:anchor-type="as-char">'
        f'<draw:image xlink:href="{address}/picture.png"/></draw:frame>'
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMESPACES} '
        'xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2">'
        f"<office:body><office:text><text:p>{picture}</text:p>{sections}"
        f'<table:table table:name="t"><table:table-column table:number-columns-repeated="3"/>'
        f"{table}</table:table><text:p/></office:text></office:body></office:document-content>"
    )


def _archive(content: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", _ODT)
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest '
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            + _ENTRY.format("/", _ODT)
            + _ENTRY.format("content.xml", "text/xml")
            + "</manifest:manifest>",
        )
    return buffer.getvalue()


def _rtf(address: str, file: str) -> bytes:
    def row(*cells: str) -> str:
        places = "".join(rf"\cellx{2000 * at}" for at in range(1, len(cells) + 1))
        return rf"\trowd{places}" + "".join(rf"\pard\intbl {cell}\cell" for cell in cells) + r"\row"

    def field(words: str) -> str:
        return rf"{{\field{{\*\fldinst {{{words}}}}}{{\fldrslt x}}}}\par"

    text = (
        rf"{{\rtf1\ansi{{\*\template {address}/template.dot}}"
        + field(rf'INCLUDEPICTURE "{address}/picture.png" \\d')
        + field(f'INCLUDETEXT "{file}"')
        + row("№", "Мероприятие", "Сроки")
        + row("1", "Семинар", "март 2022")
        + r"\pard\par}"
    )
    return "".join(sign if ord(sign) < 128 else rf"\u{ord(sign)}?" for sign in text).encode()
