"""A compiled map as plain JSON and back, without loss: how the child hands it to its parent.

What comes back is checked field by field. The child has read a stranger's file, so its answer is
believed no further than its types.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from roadmap.model import Position, Question, RoadMap, Row, SourceRow

__all__ = ["from_json", "to_json"]

# Where the JSON of a row calls a field by another name.
_NAMES = {"number": "row"}


def to_json(roadmap: RoadMap) -> dict[str, Any]:
    """Plain lists, dicts, texts and numbers only."""
    return roadmap.as_dict()


def from_json(data: object) -> RoadMap:
    """The map that ``to_json`` was given. Raises ValueError where ``data`` is no such thing."""
    try:
        return _roadmap(data)
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a compiled map: {type(error).__name__}") from error


def _roadmap(data: object) -> RoadMap:
    return RoadMap(**_values(RoadMap, _mapping(data)))


def _row(data: object) -> Row:
    return Row(**_values(Row, _mapping(data)))


def _source_row(data: object) -> SourceRow:
    return SourceRow(**_values(SourceRow, _mapping(data)))


def _question(data: object) -> Question:
    return Question(**_values(Question, _mapping(data)))


def _position(data: object) -> Position:
    known = _mapping(data)
    return Position(**{name: _POSITION[name](value) for name, value in known.items()})


def _values(kind: type[Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """Every field of a class, read by its annotation."""
    return {
        field.name: _READERS[str(field.type)](data[_NAMES.get(field.name, field.name)])
        for field in fields(kind)
    }


def _mapping(data: object) -> Mapping[str, Any]:
    if not isinstance(data, dict):
        raise TypeError("not an object")
    return data


def _one_of(*kinds: type[Any]) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        # A class and not its heirs: to Python a truth value is a number as well.
        if type(value) not in kinds:
            raise TypeError("wrong type")
        return value

    return read


def _many(reader: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
    def read(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise TypeError("not a list")
        return tuple(reader(item) for item in value)

    return read


def _params(value: object) -> dict[str, str | int]:
    return {name: _NUMBER_OR_TEXT(item) for name, item in _mapping(value).items()}


def _object(value: object) -> dict[str, Any]:
    return dict(_mapping(value))


_TEXT = _one_of(str)
_NUMBER_OR_TEXT = _one_of(str, int)
_POSITION = {
    "page": _one_of(int),
    "line": _one_of(int),
    "row": _one_of(int),
    "column": _one_of(int),
    "sheet": _TEXT,
}
_READERS: dict[str, Callable[[Any], Any]] = {
    "str": _TEXT,
    "str | None": _one_of(str, type(None)),
    "int | str | None": _one_of(int, str, type(None)),
    "bool": _one_of(bool),
    "float": _one_of(float, int),
    "dict[str, Any]": _object,
    "dict[str, str | int]": _params,
    "tuple[str, ...]": _many(_TEXT),
    "tuple[int, ...]": _many(_one_of(int)),
    "tuple[dict[str, Any], ...]": _many(_object),
    "tuple[Row, ...]": _many(_row),
    "tuple[SourceRow, ...]": _many(_source_row),
    "tuple[Question, ...]": _many(_question),
    "Position": _position,
}
