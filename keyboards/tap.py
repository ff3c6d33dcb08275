"""How buttons carry data, and how it is read back: strictly.

Buttons live for ever and their data can be forged: exact number of fields, plain decimal numbers
of at most 16 digits, known choices. (The framework's own reader takes « 7 », «+7» and numbers of
any length.)
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, ClassVar, Self, get_type_hints

LIMIT_BYTES = 64
# What every database takes as an id.
LARGEST = 2**31 - 1
_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,15}", re.ASCII)
_FIELD_TYPES: dict[type, tuple[type, ...]] = {}
_WORD = re.compile(r"[A-Za-z0-9_-]{0,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Tap:
    """Base of all buttons' data."""

    prefix: ClassVar[str] = ""

    def pack(self) -> str:
        """The data of a button; raises ValueError beyond 64 bytes."""
        values = [str(getattr(self, field.name)) for field in fields(self)]
        packed = ":".join([self.prefix, *values])
        if len(packed.encode()) > LIMIT_BYTES:
            raise ValueError(f"{type(self).__name__} does not fit in a button")
        return packed

    @classmethod
    def unpack(cls, data: str) -> Self | None:
        """Read the data of a button; None when it is not exactly of this class."""
        prefix, *parts = data.split(":")
        kinds = _field_types(cls)
        if prefix != cls.prefix or len(parts) != len(kinds):
            return None
        values = [_read(kind, part) for kind, part in zip(kinds, parts, strict=True)]
        return None if None in values else cls(*values)


def _field_types(cls: type[Tap]) -> tuple[type, ...]:
    if cls not in _FIELD_TYPES:
        hints = get_type_hints(cls)
        _FIELD_TYPES[cls] = tuple(hints[field.name] for field in fields(cls))
    return _FIELD_TYPES[cls]


def _read(kind: type, part: str) -> Any:
    if kind is int:
        return int(part) if _NUMBER.fullmatch(part) and abs(int(part)) <= LARGEST else None
    if issubclass(kind, StrEnum):
        return next((member for member in kind if member.value == part), None)
    return part if _WORD.fullmatch(part) else None


def taps_of(module: Mapping[str, object]) -> tuple[type[Tap], ...]:
    """The classes of buttons that a module defines."""
    return tuple(
        found
        for found in module.values()
        if isinstance(found, type) and issubclass(found, Tap) and found is not Tap
    )
