"""Files kept in memory, with the identifiers and links Telegram gives out."""

import mimetypes
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.params import Upload

_FOLDERS = {
    "document": "documents",
    "photo": "photos",
    "voice": "voice",
    "audio": "music",
    "video": "videos",
    "sticker": "stickers",
}
_PREFIXES = {
    "document": "BQ",
    "photo": "AgA",
    "voice": "Aw",
    "audio": "CQ",
    "video": "BA",
    "sticker": "CA",
}
_STANDALONE = range(0xD0, 0xDA)


@dataclass(frozen=True)
class StoredFile:
    """One file; it never changes after it was sent."""

    file_id: str
    unique_id: str
    kind: str
    name: str
    mime: str
    content: bytes
    path: str

    @property
    def size(self) -> int:
        """Length in bytes."""
        return len(self.content)


class FileStore:
    """All files of a world and the links that are open to them."""

    def __init__(self, link_seconds: float, monotonic: Callable[[], float]) -> None:
        self._link_seconds = link_seconds
        self._monotonic = monotonic
        self._files: dict[str, StoredFile] = {}
        self._links: dict[str, tuple[str, float]] = {}
        self._count = 0

    def add(self, kind: str, upload: Upload) -> StoredFile:
        """Keep an upload and give it identifiers."""
        self._count += 1
        number = f"{self._count:08d}"
        guessed = mimetypes.guess_type(upload.name)[0]
        suffix = upload.name.rpartition(".")[2] if "." in upload.name else "bin"
        safe = "".join(char for char in suffix if char.isalnum())[:8] or "bin"
        stored = StoredFile(
            file_id=f"{_PREFIXES[kind]}ACAgSandbox{number}",
            unique_id=f"AgAD{number}",
            kind=kind,
            name=upload.name,
            mime=upload.mime or guessed or "application/octet-stream",
            content=upload.content,
            path=f"{_FOLDERS[kind]}/file_{self._count}.{safe}",
        )
        self._files[stored.file_id] = stored
        return stored

    def find(self, file_id: str) -> StoredFile | None:
        """The file with this identifier."""
        return self._files.get(file_id)

    def open_link(self, stored: StoredFile) -> str:
        """Make the file downloadable for a while; returns its path."""
        self._links[stored.path] = (stored.file_id, self._monotonic() + self._link_seconds)
        return stored.path

    def by_link(self, path: str) -> StoredFile | None:
        """The file behind a link that is still open."""
        file_id, until = self._links.get(path, ("", 0.0))
        return self._files.get(file_id) if self._monotonic() < until else None

    def expire_links(self) -> None:
        """Close every link at once."""
        self._links.clear()

    def forget(self, file_id: str) -> None:
        """Telegram keeps no promise about how long a file can be had."""
        self._files.pop(file_id, None)

    def clear(self) -> None:
        """Forget all files; identifiers are not used again."""
        self._files.clear()
        self._links.clear()


def described(stored: StoredFile, details: dict[str, Any] | None = None) -> Any:
    """The Telegram object that stands for the file in a message."""
    basic: dict[str, Any] = {
        "file_id": stored.file_id,
        "file_unique_id": stored.unique_id,
        "file_size": stored.size,
    }
    if stored.kind == "photo":
        width, height = image_size(stored.content) or (800, 600)
        return [basic | {"width": width, "height": height}]
    if stored.kind == "sticker":
        return basic | {
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
            **(details or {}),
        }
    full = basic | {"file_name": stored.name, "mime_type": stored.mime}
    if stored.kind == "voice":
        del full["file_name"]
    if stored.kind in {"voice", "audio", "video"}:
        full["duration"] = 1
    if stored.kind == "video":
        full |= {"width": 640, "height": 360}
    return full | (details or {})


def image_size(content: bytes) -> tuple[int, int] | None:
    """Width and height of a picture; None when the bytes are not one."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        return struct.unpack(">II", content[16:24])
    if content[:6] in {b"GIF87a", b"GIF89a"} and len(content) >= 10:
        return struct.unpack("<HH", content[6:10])
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return (800, 600)
    return _jpeg_size(content) if content.startswith(b"\xff\xd8") else None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker in _STANDALONE or marker == 0xFF:
            at += 1 if marker == 0xFF else 2
            continue
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + int(struct.unpack(">H", content[at + 2 : at + 4])[0])
    return None
