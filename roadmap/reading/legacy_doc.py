"""Old Word, RTF and OpenDocument text: converted by LibreOffice where it is installed.

Without it the error asks for a .docx, which every Word of the last twenty years can save.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from roadmap.model import Document, RoadMapError
from roadmap.reading.docx import read_docx
from roadmap.reading.sniff import sniff

__all__ = ["read_legacy"]

_TIMEOUT_S = 60


def read_legacy(data: bytes) -> Document:
    """Read through LibreOffice. Raises RoadMapError legacy_doc or broken_file."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise RoadMapError("legacy_doc")
    with tempfile.TemporaryDirectory(prefix="roadmap-") as folder:
        converted = _convert(office, data, Path(folder))
    if sniff(converted) != "docx":
        raise RoadMapError("broken_file")
    return read_docx(converted)


def _convert(office: str, data: bytes, folder: Path) -> bytes:
    source = folder / "source.doc"
    source.write_bytes(data)
    profile = (folder / "profile").as_uri()
    command = [
        office,
        f"-env:UserInstallation={profile}",
        "--headless",
        "--norestore",
        "--convert-to",
        "docx",
        "--outdir",
        str(folder),
        str(source),
    ]
    try:
        subprocess.run(  # noqa: S603  fixed arguments, the file name is ours
            command, check=True, capture_output=True, timeout=_TIMEOUT_S, cwd=folder
        )
        return (folder / "source.docx").read_bytes()
    except (subprocess.SubprocessError, OSError) as error:
        raise RoadMapError("legacy_doc", converter="failed") from error
