"""PDF files that turn in circles, swell, or are only pictures."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from tests.roadmap.pdf_builder import as_pdf, assembled, stream, with_pages
from tests.roadmap_safety.plan import HEAD, ROWS, File

PDF = as_pdf(HEAD, ROWS)
_CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources 5 0 R>>"


def _one_page(content: bytes, resources: bytes = b"<<>>", *more: bytes) -> bytes:
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    return assembled([_CATALOGUE, pages, _PAGE, content, resources, *more])


def hostile() -> Iterator[File]:
    """One trick each."""
    yield "scan.pdf", _one_page(stream(b"q 300 0 0 300 0 0 cm /I Do Q"))
    yield "empty-pages.pdf", with_pages([b""] * 3)
    yield "60-pages.pdf", with_pages([b""] * 60)
    yield "10000-pages.pdf", with_pages([b""] * 10_000)
    yield from _cycles()
    yield from _swelling()
    yield from _locked()
    yield "no-xref.pdf", PDF[: PDF.rindex(b"xref\n0")]
    yield "no-eof.pdf", PDF[:-6]
    yield "script.pdf", PDF.replace(_CATALOGUE, _CATALOGUE[:-2] + b"/OpenAction<</S/JavaScript>>>>")
    yield "garbage.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 4_000
    yield "only-a-head.pdf", b"%PDF-1.7\n"
    yield "numbers.pdf", b"%PDF-1.7\n" + b"1 0 obj\n" * 50_000
    yield "brackets.pdf", _one_page(stream(b"[" * 100_000))
    yield "dictionaries.pdf", _one_page(b"<<" * 20_000)


def _cycles() -> Iterator[File]:
    kids = b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"
    yield "tree-of-itself.pdf", assembled([_CATALOGUE, kids])
    ring = [b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % at for at in (3, 4, 2)]
    yield "ring.pdf", assembled([_CATALOGUE, *ring])
    yield "page-of-itself.pdf", _one_page(b"4 0 R")
    yield "length-of-itself.pdf", _one_page(b"<</Length 4 0 R>>stream\nx\nendstream")
    place = PDF.rindex(b"xref\n0")
    yield "previous-is-itself.pdf", PDF.replace(b"trailer<<", b"trailer<</Prev %d" % place)
    form = stream(b"/F Do /F Do", Type="/XObject", Subtype="/Form", BBox="[0 0 9 9]",
                  Resources="<</XObject<</F 6 0 R>>>>")  # fmt: skip
    yield "form-of-itself.pdf", _one_page(stream(b"/F Do"), b"<</XObject<</F 6 0 R>>>>", form)
    tower = [
        stream(b"/F Do " * 10, Type="/XObject", Subtype="/Form", BBox="[0 0 9 9]",
               Resources=f"<</XObject<</F {7 + at} 0 R>>>>")
        for at in range(8)
    ]  # fmt: skip
    yield "tower.pdf", _one_page(stream(b"/F Do"), b"<</XObject<</F 6 0 R>>>>", *tower, stream(b""))


def _swelling() -> Iterator[File]:
    deflated = zlib.compress(b"0 " * 150_000_000, 1)
    yield "deflated.pdf", _one_page(stream(deflated, Filter="/FlateDecode"))
    twice = zlib.compress(zlib.compress(b"\0" * 200_000_000, 1), 1)
    chained = stream(twice, Filter="[/FlateDecode/FlateDecode]")
    yield "deflated-twice.pdf", _one_page(chained)
    lines = b"".join(b"%d 0 m %d 300 l S " % (at % 300, at % 299) for at in range(20_000))
    yield "20000-lines.pdf", _one_page(stream(lines))
    boxes = b"".join(b"%d %d 5 5 re S " % (at % 300, at // 300) for at in range(8_000))
    yield "8000-boxes.pdf", _one_page(stream(boxes))


def _locked() -> Iterator[File]:
    key = "(" + "x" * 32 + ")"
    for version, revision in ((1, 2), (2, 3), (9, 9)):
        entry = f"<</Filter/Standard/V {version}/R {revision}/O{key}/U{key}/P -4/Length 128>>"
        yield f"locked-{version}.pdf", as_locked(entry)
    yield "locked-by-somebody.pdf", as_locked("<</Filter/Other/V 1>>")


def as_locked(entry: str) -> bytes:
    """A file that names an encryption."""
    return with_pages(
        [b"BT ET"], {"Encrypt": entry, "ID": "[(0123456789abcdef)(0123456789abcdef)]"}
    )
