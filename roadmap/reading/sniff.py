"""What a file is, decided by its content; archives are weighed before anything unpacks them."""

from __future__ import annotations

import io
import re
import zipfile

from roadmap.model import RoadMapError

__all__ = ["MAX_BYTES", "check_archive", "sniff"]

MAX_BYTES = 10 * 1024 * 1024
_MAX_ENTRIES = 2_000
_MAX_UNPACKED = 50 * 1024 * 1024
_MAX_RATIO = 100
_MAX_PART = 25 * 1024 * 1024
_RATIO_FLOOR = 1024 * 1024
_CHUNK = 1 << 16
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(rb"<\s*(?:!doctype\s+html|html|body|table|head|meta)\b", re.IGNORECASE)
_KINDS_IN_ZIP = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "sheet"),
    ("xl/workbook.bin", "sheet"),
)


def sniff(data: bytes) -> str:
    """One of docx, sheet, pdf, html, legacy_doc, text.

    Raises RoadMapError: empty_file, too_large, bomb, encrypted, broken_file, unknown_type.
    """
    if not data.strip():
        raise RoadMapError("empty_file")
    if len(data) > MAX_BYTES:
        raise RoadMapError("too_large", bytes=len(data))
    if data.startswith(b"PK\x03\x04"):
        return check_archive(data)
    if data.startswith(_OLE):
        return _ole(data)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"{\\rtf"):
        return "legacy_doc"
    if _HTML.search(_plain_head(data)):
        return "html"
    if data.startswith(
        (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"\x7fELF")
    ):
        raise RoadMapError("unknown_type")
    return "text"


def _plain_head(data: bytes) -> bytes:
    head = data[:4096]
    return head.replace(b"\x00", b"") if head.startswith((b"\xff\xfe", b"\xfe\xff")) else head


def _ole(data: bytes) -> str:
    """Old Office containers keep stream names in UTF-16; an encrypted new one says so."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise RoadMapError("encrypted")
    if "WordDocument".encode("utf-16-le") in data:
        return "legacy_doc"
    if any(name.encode("utf-16-le") in data for name in ("Workbook", "Book")):
        return "sheet"
    raise RoadMapError("unknown_type")


def check_archive(data: bytes) -> str:
    """The kind of an office archive after counting what it really unpacks to."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _weigh(archive, entries, len(data))
            names = {entry.filename for entry in entries}
            if "mimetype" in names:
                return _open_document(archive.read("mimetype"))
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, OSError) as error:
        raise RoadMapError("broken_file") from error
    except RuntimeError as error:
        raise RoadMapError("encrypted") from error
    except zipfile.zlib.error as error:  # type: ignore[attr-defined]
        raise RoadMapError("broken_file") from error
    for name, kind in _KINDS_IN_ZIP:
        if name in names:
            return kind
    raise RoadMapError("unknown_type")


def _weigh(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], packed: int) -> None:
    if len(entries) > _MAX_ENTRIES:
        raise RoadMapError("bomb", entries=len(entries))
    if any(entry.flag_bits & 1 for entry in entries):
        raise RoadMapError("encrypted")
    if sum(entry.file_size for entry in entries) > _MAX_UNPACKED:
        raise RoadMapError("bomb")
    if any(entry.file_size > _MAX_PART for entry in entries if entry.filename.endswith(".xml")):
        raise RoadMapError("too_large")
    total = 0
    for entry in entries:
        with archive.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                total += len(chunk)
                too_dense = total > _RATIO_FLOOR and total > packed * _MAX_RATIO
                if total > _MAX_UNPACKED or too_dense:
                    raise RoadMapError("bomb")


def _open_document(mimetype: bytes) -> str:
    if mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return "sheet"
    if mimetype.startswith(b"application/vnd.oasis.opendocument.text"):
        return "legacy_doc"
    raise RoadMapError("unknown_type")
