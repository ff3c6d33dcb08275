"""Sample documents a person of the demo can send with one press."""

from dataclasses import dataclass
from pathlib import Path

from sandbox.params import Upload


@dataclass(frozen=True)
class Sample:
    """A ready document: `name` is the file name, `title` is what the page shows."""

    name: str
    title: str
    content: bytes

    @classmethod
    def from_path(cls, path: Path, title: str | None = None) -> "Sample":
        """Read a sample from disk."""
        return cls(path.name, title or path.stem, path.read_bytes())

    def as_upload(self) -> Upload:
        """The file as a person sends it."""
        return Upload(self.name, self.content)
