"""Archives whose bytes depend on nothing but their contents: no clock, no order of chance."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping

# The first moment an archive knows.
_EPOCH = (1980, 1, 1, 0, 0, 0)
# What XML cannot hold, however it is escaped: control characters and halves of pairs.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def packed(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """An archive of the parts, in their order."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            # The same on every system.
            entry.create_system, entry.external_attr = 0, 0
            archive.writestr(entry, content)
    return made.getvalue()


def repacked(data: bytes, changed: Mapping[str, bytes]) -> bytes:
    """The same archive with some of its parts changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
        parts = [(name, changed.get(name) or archive.read(name)) for name in names]
    return packed(parts)


def safe(text: str) -> str:
    """A text that any XML can hold."""
    return _FORBIDDEN.sub("", text)
