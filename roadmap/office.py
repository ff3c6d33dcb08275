"""Old Word, RTF and OpenDocument text into .docx by LibreOffice, far from the compiler.

`python -m roadmap.office FOLDER` has LibreOffice turn FOLDER/source.doc into FOLDER/source.docx,
closes its stdout to say that this is over, and waits to be ended with its whole process group: the
program that people call `soffice` is a script which starts others. When stdin ends first, nobody
is left to do that, so it removes the folder and ends the group itself.

LibreOffice must write files and needs more room than a reader, so it gets limits of its own and
never meets the process that compiles: only its .docx goes there.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Final

from roadmap.confine import confine

__all__ = ["CONVERTED", "SOURCE", "command", "find_office", "remove_socket"]

SOURCE: Final = "source.doc"
CONVERTED: Final = "source.docx"
_NAMES: Final = ("soffice", "libreoffice")
_MIB: Final = 1024 * 1024
# Its libraries alone take half a gigabyte of addresses; what a document can make it hold is DATA.
_LIMITS: Final = {
    "AS": 2048 * _MIB,
    "DATA": 512 * _MIB,
    "CPU": 15,
    "FSIZE": 64 * _MIB,
    "NOFILE": 256,
    "CORE": 0,
}
# Named, for left to guess LibreOffice would try a stranger's bytes on every format of forty years.
_FILTERS: Final = ((b"{\\rtf", "Rich Text Format"), (b"PK", "writer8"), (b"", "MS Word 97"))
# A document may name pictures, sections and templates that lie elsewhere, and LibreOffice would
# fetch them from inside our network. It must not; if it tries, it is sent to a proxy that is none.
_SETTINGS: Final = (
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Writer/Content/Update", "Link", "2"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("Inet/Settings", "ooInetFTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetFTPProxyPort", "9"),
)
# Where it puts its socket, whatever TMPDIR says.
_SOCKETS: Final = ("/tmp", "/var/tmp")  # noqa: S108  removed from there, never written
_SETTING: Final = (
    '<item oor:path="/org.openoffice.{}">'
    '<prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
)
_REGISTRY: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry">{}</oor:items>'
)


def find_office() -> str | None:
    """LibreOffice on this machine."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


def command(office: str, folder: Path) -> list[str]:
    """How LibreOffice is asked; its profile lies in the same folder and goes with it."""
    return [
        office,
        f"-env:UserInstallation={_profile(folder)}",
        "--headless",
        "--norestore",
        f"--infilter={_filter(folder / SOURCE)}",
        "--convert-to",
        "docx",
        "--outdir",
        str(folder),
        str(folder / SOURCE),
    ]


def _profile(folder: Path) -> str:
    return (folder / "profile").as_uri()


def remove_socket(folder: Path) -> None:
    """Remove what a LibreOffice that was killed leaves outside its folder, named by its profile."""
    if not hasattr(os, "getuid"):
        return
    digest = hashlib.md5(_profile(folder).encode("utf-16-le"), usedforsecurity=False).digest()
    # Each byte without a leading zero: so LibreOffice writes it.
    name = f"OSL_PIPE_{os.getuid()}_SingleOfficeIPC_" + "".join(f"{byte:x}" for byte in digest)
    for place in _SOCKETS:
        with contextlib.suppress(OSError):
            (Path(place) / name).unlink()


def _filter(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(8)
    return next(name for start, name in _FILTERS if head.startswith(start))


def _write_settings(folder: Path) -> None:
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    items = "".join(_SETTING.format(*setting) for setting in _SETTINGS)
    (user / "registrymodifications.xcu").write_text(_REGISTRY.format(items), encoding="utf-8")


def _outlive(folder: Path) -> None:
    """Wait for the end of stdin: whoever should have ended us is dead, and we clean up."""
    while os.read(0, 1):
        pass
    remove_socket(folder)
    shutil.rmtree(folder, ignore_errors=True)
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def main() -> int:
    """Have the file converted, then wait for the end."""
    office, folder = find_office(), Path(sys.argv[1])
    if office is None:
        return 1
    confine(_LIMITS)
    _write_settings(folder)
    # Its stderr is ours: once that is closed everywhere, the caller knows that nobody is left.
    running = subprocess.Popen(  # noqa: S603  fixed words; no shell
        command(office, folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        cwd=folder,
    )
    watch = threading.Thread(target=_outlive, args=(folder,), daemon=True)
    watch.start()
    running.wait()
    os.close(1)
    watch.join()
    return 0


if __name__ == "__main__":
    sys.exit(main())
