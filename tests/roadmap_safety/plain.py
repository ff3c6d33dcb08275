"""Texts and pages without end, of odd encodings, of another kind than they say."""

from __future__ import annotations

import gzip
import struct
from collections.abc import Iterator

from tests.roadmap.builders import as_csv, as_html, as_text
from tests.roadmap_safety.archives import DOCX, XLSX, packed
from tests.roadmap_safety.plan import HEAD, HEADER, ROWS, File
from tests.roadmap_safety.printed import PDF

TEXT, CSV, HTML = as_text(HEAD, ROWS), as_csv(HEAD, ROWS), as_html(HEAD, ROWS)
_TEN_MB = 10 * 1024 * 1024
_ROW = "1.\tСеминар\tмарт\tИМЦ\tсправка\n"


def _table(*rows: str) -> bytes:
    return "\n".join([HEAD[0], "\t".join(HEADER), *rows]).encode()


def giants() -> Iterator[File]:
    """Ten megabytes in every shape."""
    yield "one-line.txt", b"a" * _TEN_MB
    yield "one-byte-more.txt", b"a" * (_TEN_MB + 1)
    yield "words.txt", ("слово " * (_TEN_MB // 11)).encode()
    yield "lines.txt", b"a\n" * (_TEN_MB // 2)
    yield "tabs.txt", b"\t" * _TEN_MB
    yield "bars.txt", b"|" * (_TEN_MB // 4)
    yield "quotes.csv", b'"' * (_TEN_MB // 4)
    yield "commas.csv", b"1,2,3\n" * (_TEN_MB // 6)
    yield "open-quote.csv", CSV + b';"' + b"x;y\n" * 1_000_000
    yield "100000-rows.txt", _table(_ROW * 100_000)
    yield "4000-rows.txt", _table(_ROW * 4_000)
    yield "one-cell.txt", _table("1.\tСеминар " + "слово " * 900_000 + "\tмарт\tИМЦ\t")
    yield "wide.txt", _table("\t".join(["март"] * 50_000))


def pages() -> Iterator[File]:
    """The same as web pages."""
    row = "<tr>" + "<td>март</td>" * 5 + "</tr>"
    yield "100000-rows.html", f"<html><table>{row * 100_000}</table>".encode()
    yield "4000-rows.html", f"<html><table>{row * 4_000}</table>".encode()
    for depth in (100, 2_000, 50_000):
        yield f"nested-tables-{depth}.html", b"<html>" + b"<table><tr><td>" * depth
        yield f"nested-blocks-{depth}.html", b"<html>" + b"<div>" * depth + b"x"
    yield "one-cell.html", f"<html><table><tr><td>{'слово ' * 900_000}</table>".encode()
    wide = "<td colspan=999999999 rowspan=999999999>март</td>" * 200
    yield "spans.html", f"<html><table>{f'<tr>{wide}</tr>' * 100}</table>".encode()
    yield "attributes.html", b"<html " + b"a=b " * 1_000_000 + b"><table>"
    yield "comments.html", b"<html>" + b"<!-- x -->" * 300_000 + b"<table>"
    yield "open-tags.html", b"<html>" + b"<b>" * 300_000
    yield "nothing-closed.html", b"<html><table>" + b"<tr><td>x" * 30_000


def hard_terms() -> Iterator[File]:
    """Date cells made to keep a pattern or a grammar busy."""
    terms = {
        "digits": "1" * 19_000,
        "points": "1." * 9_000,
        "until": "до " * 6_000,
        "dates": "01.02.2022, " * 1_500,
        "ranges": "01.02.2022-" * 1_500,
        "weekdays": "по четвергам, " * 1_300,
        "months": "март, апрель и " * 1_200,
        "spaces": "с" + " " * 19_000 + "по",
        "dashes": "-" * 19_000,
        "brackets": "(" * 19_000,
        "years": "2022/2023 " * 1_900,
        "every-day": "ежедневно с 01.01.0001 по 31.12.9999",
        "far": "еженедельно по четвергам с 01.01.2022 по 31.12.9999",
        "zero": "00.00.0000",
        "hours": "24.02.2022 с 10.00 до 12.00 " * 600,
    }
    for name, term in terms.items():
        yield f"{name}.txt", _table(f"1.\tСеминар\t{term}\tИМЦ\tсправка")
    for name in ("digits", "points", "dashes", "spaces"):
        term = terms[name]
        yield f"title-{name}.txt", _table(f"{term}\t{term}\tмарт\t{term}\t{term}")


def encodings() -> Iterator[File]:
    """One plan in every encoding, and bytes that are none."""
    text = TEXT.decode()
    for name in ("cp1251", "cp866", "koi8-r", "utf-16", "utf-16-le", "utf-16-be", "utf-32",
                 "utf-8-sig", "utf-7", "mac-cyrillic", "iso8859-5"):  # fmt: skip
        yield f"{name}.txt", text.encode(name, errors="replace")
    yield "broken-utf-8.txt", TEXT.replace(b"\xd0", b"\xd0\xd0")
    yield "half-a-pair.txt", b"\xff\xfe" + text.encode("utf-16-le")[:-1] + b"\xd8"
    yield "lone-surrogates.txt", b"\xff\xfe" + b"\x00\xd8" * 5_000 + text.encode("utf-16-le")
    yield "mark-only.txt", b"\xff\xfe"
    yield "zeros-inside.txt", TEXT.replace(b" ", b"\0")
    yield "controls.txt", TEXT.replace(b" ", b"\x1b\x07\x08")
    yield "marks.txt", text.replace(" ", "\u202e\u2066\u200b").encode()
    yield "line-ends.txt", text.replace("\n", "\r").encode()
    yield "unknown-charset.html", HTML.replace(b"windows-1251", b"x-unknown")
    yield "utf-16.html", HTML.decode("cp1251").encode("utf-16")


def mistaken() -> Iterator[File]:
    """Files of another kind than their names, and no documents at all."""
    yield "nothing.docx", b""
    yield "spaces.txt", b" \r\n\t" * 1_000
    yield "zeros.bin", b"\0" * 100_000
    heads = {
        "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff\xe0", "gif": b"GIF89a",
        "exe": b"MZ\x90\0", "elf": b"\x7fELF\x02", "7z": b"7z\xbc\xaf\x27\x1c",
        "rar": b"Rar!\x1a\x07",
        "mp4": b"\0\0\0\x18ftypmp42", "webp": b"RIFF\0\0\0\0WEBP", "sqlite": b"SQLite format 3\0",
        "class": b"\xca\xfe\xba\xbe", "wav": b"RIFF\0\0\0\0WAVE", "djvu": b"AT&TFORM",
    }  # fmt: skip
    for name, head in heads.items():
        yield f"picture.{name}.docx", head + struct.pack("<200I", *range(200)) * 20
    yield "text.gz", gzip.compress(TEXT)
    yield "archive.zip", packed({"map.docx": DOCX})
    yield "slides.pptx", packed({"ppt/presentation.xml": b"<x/>"})
    yield "both.docx", packed({"word/document.xml": b"<x/>", "xl/workbook.xml": b"<x/>"})
    yield "word.pdf", DOCX
    yield "sheet.txt", XLSX
    yield "print.xlsx", PDF
    yield "page.docx", HTML
    yield "text.docx", TEXT
    yield "zip-in-a-print.pdf", PDF + DOCX
    yield "print-in-a-text.txt", TEXT + PDF
    yield "rich.rtf", rb"{\rtf1\ansi " + b"{" * 50_000 + b"}"
    yield "old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") * 99
    yield "old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") * 99
    yield "old.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 5_000
    for name in ("../../etc/passwd", "map\0.docx", "\u202exslx.docx", "я" * 3_000, "con", ""):
        yield name, TEXT[:200]
