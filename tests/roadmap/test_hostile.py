"""Bad files end in a named error, quickly."""

from __future__ import annotations

import io
import random
import time
import zipfile

import pytest

from roadmap.compile import compile_document
from roadmap.model import RoadMapError
from roadmap.reading.sniff import sniff
from tests.roadmap.builders import as_docx, as_html, as_text, as_xlsx
from tests.roadmap.shared import needs_maps, source

ROWS = [["№", "Мероприятие", "Сроки", "Ответственный"], ["1", "Семинар", "март", "ИМЦ"]]
HEAD = ["Дорожная карта на 2022 год"]
CODES = {
    "not_a_road_map", "empty_file", "scanned_pdf", "legacy_doc", "encrypted", "too_large", "bomb",
    "broken_file", "unknown_type",
}  # fmt: skip


def code_of(data: bytes) -> str:
    with pytest.raises(RoadMapError) as caught:
        compile_document(data)
    return caught.value.code


def zipped(entries: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def locked() -> bytes:
    data = bytearray(zipped({"word/document.xml": b"<x/>"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    return bytes(data)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
FAR_CELL = (
    b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
    b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"  \n\t ", "empty_file"),
        (b"a" * (10 * 1024 * 1024 + 1), "too_large"),
        (zipped({"word/document.xml": b"0" * 60_000_000}), "bomb"),
        (zipped({"word/document.xml": b"0" * 20_000_000}), "bomb"),
        (zipped({f"word/{at}.xml": b"" for at in range(2001)}), "bomb"),
        (zipped({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": FAR_CELL}), "bomb"),
        (zipped({"readme.txt": b"hello"}), "unknown_type"),
        (zipped({"word/document.xml": b"<broken"}), "broken_file"),
        (zipped({"xl/workbook.xml": b"<broken"}), "broken_file"),
        (b"PK\x03\x04garbage", "broken_file"),
        (locked(), "encrypted"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (OLE, "unknown_type"),
        (b"%PDF-1.7\ngarbage", "broken_file"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "unknown_type"),
        (b"\x00\x01\x02\x03" * 100, "unknown_type"),
        ("Приказ без таблицы".encode("cp1251"), "not_a_road_map"),
        (b"<html><body><p>text</p></body></html>", "not_a_road_map"),
        ("слово " .encode() * 800_000, "too_large"),
    ],
)  # fmt: skip
def test_named_errors(data, code):
    started = time.perf_counter()
    assert code_of(data) == code
    assert time.perf_counter() - started < 10


def test_a_scan_is_named():
    page = b"BT ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R>>",
        b"<</Length 5>>stream\n" + page + b"\nendstream",
    ]
    body, places = b"%PDF-1.4\n", []
    for at, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj%sendobj\n" % (at, content)
    table = b"xref\n0 5\n0000000000 65535 f \n"
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer<</Root 1 0 R/Size 5>>\nstartxref\n%d\n%%%%EOF" % len(body)
    assert code_of(body + table + tail) == "scanned_pdf"


def test_entities_are_not_expanded():
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + at, (b"&%c;" % (97 + at)) * 10) for at in range(8))
        + b"]><w:document xmlns:w='urn:x'>&i;</w:document>"
    )
    data = as_docx(HEAD, [("", ROWS)])
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for entry in old.infolist():
            text = bomb if entry.filename == "word/document.xml" else old.read(entry)
            new.writestr(entry.filename, text)
    assert code_of(buffer.getvalue()) in {"broken_file", "not_a_road_map"}


def test_type_is_decided_by_content():
    assert sniff(as_docx(HEAD, [("", ROWS)])) == "docx"
    assert sniff(as_xlsx(HEAD, ROWS)) == "sheet"
    assert sniff(as_html(HEAD, ROWS)) == "html"
    assert sniff(as_text(HEAD, ROWS)) == "text"
    plan = compile_document(as_xlsx(HEAD, ROWS), filename="map.pdf")
    assert len(plan.rows) == 1


@pytest.mark.parametrize("make", [as_xlsx, as_html, as_text], ids=["xlsx", "html", "text"])
@pytest.mark.parametrize("seed", range(12))
def test_mutated_files_end_in_a_plan_or_a_named_error(make, seed):
    mutate(make(HEAD, ROWS), seed)


@pytest.mark.parametrize("seed", range(25))
def test_mutated_documents_end_in_a_plan_or_a_named_error(seed):
    mutate(as_docx(HEAD, [("", ROWS)]), seed)


@needs_maps
@pytest.mark.parametrize("seed", range(4))
def test_mutated_pdf_ends_in_a_plan_or_a_named_error(seed):
    mutate(source("formats/001.pdf")[:60_000], seed)


def mutate(data: bytes, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311  repeatable damage, not a secret
    damaged = bytearray(data)
    for _ in range(dice.randint(1, 30)):
        damaged[dice.randrange(len(damaged))] = dice.randrange(256)
    if seed % 3 == 0:
        del damaged[dice.randrange(len(damaged)) :]
    started = time.perf_counter()
    assert outcome(bytes(damaged)) in {"read", *CODES}
    assert time.perf_counter() - started < 10


def outcome(data: bytes) -> str:
    try:
        compile_document(data)
    except RoadMapError as error:
        return error.code
    return "read"


def test_errors_survive_the_trip_between_processes():
    import pickle

    error = pickle.loads(pickle.dumps(RoadMapError("bomb", rows=5)))  # noqa: S301
    assert (error.code, error.params) == ("bomb", {"rows": 5})
