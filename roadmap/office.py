"""Old Word files into .docx by LibreOffice, in a process with limits of its own.

`python -m roadmap.office FOLDER` reads FOLDER/source.doc and becomes LibreOffice, which writes
FOLDER/source.docx. LibreOffice needs far more room than a reader and must write files, so it gets
wider limits and never meets the process that compiles: only its .docx goes there.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Final

from roadmap.confine import confine

__all__ = ["CONVERTED", "SOURCE", "command", "find_office"]

SOURCE: Final = "source.doc"
CONVERTED: Final = "source.docx"
_NAMES: Final = ("soffice", "libreoffice")
_MIB: Final = 1024 * 1024
_LIMITS: Final = {"AS": 4096 * _MIB, "CPU": 60, "FSIZE": 64 * _MIB, "CORE": 0}


def find_office() -> str | None:
    """LibreOffice on this machine."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


def command(office: str, folder: Path) -> list[str]:
    """How LibreOffice is asked; its profile lies in the same folder and goes with it."""
    return [
        office,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--norestore",
        "--convert-to",
        "docx",
        "--outdir",
        str(folder),
        str(folder / SOURCE),
    ]


def main() -> int:
    """Take the limits along into LibreOffice."""
    office = find_office()
    if office is None:
        return 1
    confine(_LIMITS)
    words = command(office, Path(sys.argv[1]))
    os.execv(office, words)  # noqa: S606  fixed words; no shell
    return 1


if __name__ == "__main__":
    sys.exit(main())
