"""Parameters of one Bot API call, whichever way they travelled.

The same method may arrive as JSON, as a form, as a query string or from the
same process; numbers and objects are then sometimes text.  Methods read them
through this class and never care.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.refusals import bad_request


@dataclass(frozen=True)
class Upload:
    """A file sent along with a call."""

    name: str
    content: bytes
    mime: str | None = None


def whole(value: Any, default: int = 0) -> int:
    """A whole number; anything unreadable counts as the default."""
    if isinstance(value, bool) or value is None:
        return default
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return default


class Params:
    """Typed reading of a call's parameters."""

    def __init__(self, values: Mapping[str, Any], files: Mapping[str, Upload]) -> None:
        self._values = values
        self.files = files

    def has(self, name: str) -> bool:
        """Whether the parameter came at all (an empty value counts as absent)."""
        return self._values.get(name) not in (None, "")

    def text(self, name: str) -> str:
        """A text parameter; absent is empty."""
        value = self._values.get(name)
        if value is None:
            return ""
        text = value if isinstance(value, str) else json.dumps(value)
        try:
            text.encode()
        except UnicodeEncodeError:
            bad_request("strings must be encoded in UTF-8")
        return text

    def integer(self, name: str, default: int = 0) -> int:
        """A whole number; anything unreadable counts as the default."""
        return whole(self._values.get(name), default)

    def flag(self, name: str) -> bool:
        """A yes-or-no parameter in any of the spellings in use."""
        return str(self._values.get(name, "")).lower() in {"true", "1", "yes", "t", "y"}

    def structure(self, name: str) -> Any:
        """An object or a list, decoded when it came as text; absent is None."""
        value = self._values.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError:
            bad_request(f"can't parse {name} JSON object")

    def mapping(self, name: str) -> dict[str, Any]:
        """An object; absent is empty."""
        value = self.structure(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            bad_request(f"can't parse {name}: expected an Object")
        return value

    def objects(self, name: str) -> list[dict[str, Any]]:
        """A list of objects; absent is empty."""
        value = self.structure(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            bad_request(f"expected an Array of Objects in {name}")
        return value

    def strings(self, name: str) -> list[str] | None:
        """A list of texts; absent is None."""
        value = self.structure(name)
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            bad_request(f"expected an Array of Strings in {name}")
        return value

    def integers(self, name: str) -> list[int]:
        """A list of whole numbers; absent is empty."""
        value = self.structure(name)
        if not isinstance(value, list):
            return []
        return [item for item in value if isinstance(item, int) and not isinstance(item, bool)]

    def upload(self, name: str) -> Upload | None:
        """The file of a parameter: the field itself or what `attach://` points at."""
        if name in self.files:
            return self.files[name]
        return self.attached(self._values.get(name))

    def attached(self, reference: object) -> Upload | None:
        """The file an `attach://` reference names, if it is one."""
        if not isinstance(reference, str) or not reference.startswith("attach://"):
            return None
        found = self.files.get(reference.removeprefix("attach://"))
        if found is None:
            bad_request("wrong file identifier/HTTP URL specified")
        return found

    def summary(self) -> dict[str, Any]:
        """Everything, fit for a log: files become their names and sizes."""
        kept = {name: self._readable(value) for name, value in self._values.items()}
        for name, upload in self.files.items():
            kept[name] = {"file": upload.name, "size": len(upload.content)}
        return kept

    @staticmethod
    def _readable(value: Any) -> Any:
        if isinstance(value, str) and value[:1] in {"{", "["}:
            try:
                return json.loads(value)
            except ValueError:
                return value
        return value
