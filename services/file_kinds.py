"""Which files are taken as proof, and how their names are made harmless.

A file is judged by its name and size alone: it is never opened here.
"""

import re
import unicodedata

from services.forms.form import Attached, Problem
from services.names import clean

MEGABYTE = 1 << 20
# More than that bots may not fetch, so that it could not be copied.
LARGEST_MEGABYTES = 20
_NAME_LIMIT = 120
_EXTENSION = re.compile(r"\.([A-Za-z0-9]{1,10})$")


def _endings(*lists: str) -> frozenset[str]:
    return frozenset(" ".join(lists).split())


TAKEN = _endings(
    # Of an office, printed, signed.
    "doc docx odt rtf txt md htm html xls xlsx ods csv tsv ppt pptx odp pdf djvu sig p7s",
    "jpg jpeg png gif webp bmp tif tiff heic heif",
    "mp4 mov m4v webm avi 3gp",
    "zip rar 7z",
)
# What does something when it is opened.
_PROGRAMS = _endings(
    "exe msi bat cmd com scr pif cpl dll sys js jse mjs vbs vbe wsf wsh ps1 psm1 hta jar apk ipa",
    "app dmg pkg deb rpm run sh bash py pyw rb pl php lnk url reg inf iso img vhd chm gadget scf",
    "ade adp swf xll",
)
_WITH_MACROS = _endings("docm dotm xlsm xltm xlsb xlam pptm potm ppsm ppam")


def cleaned_name(name: str) -> str:
    """A name to be shown: no path, no marks that turn its end around, of a bearable length."""
    last = re.split(r"[/\\]", name)[-1]
    seen = "".join(char for char in last if unicodedata.category(char) != "Cf")
    shown = " ".join(clean(seen, len(seen)).split()).strip(". ")
    if len(shown) <= _NAME_LIMIT:
        return shown
    ending = extension_of(shown)
    tail = f".{ending}" if ending else ""
    return shown[: _NAME_LIMIT - len(tail) - 1].rstrip(". ") + "\N{HORIZONTAL ELLIPSIS}" + tail


def extension_of(name: str) -> str:
    """The ending of a name, in small letters, without its dot; empty where there is none."""
    found = _EXTENSION.search(name)
    return found[1].lower() if found else ""


def refusal(file: Attached, megabytes: int = LARGEST_MEGABYTES) -> Problem | None:
    """Why a file is not taken; None for one that is."""
    if file.kind == "document":
        ending = extension_of(cleaned_name(file.name))
        if ending in _PROGRAMS:
            return Problem("file_is_program")
        if ending in _WITH_MACROS:
            return Problem("file_has_macros")
        if ending not in TAKEN:
            return Problem("file_kind_unwanted")
    if file.size > megabytes * MEGABYTE:
        return Problem("file_too_large", {"limit": megabytes})
    return None
