"""Conditions on subtrees and lists of any length, in pieces that a statement can hold.

SQLite builds no expression deeper than 1 000 terms and takes 32 766 bound values.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, false, or_
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Place

_T = TypeVar("_T")
_PATHS = 200
_VALUES = 10_000


def ids_of(path: str) -> list[int]:
    """The ids along a path («/1/4/9/»), the root first."""
    return [int(part) for part in path.strip("/").split("/") if part]


def topmost(paths: Iterable[str]) -> list[str]:
    """The paths without those that lie below another one."""
    kept: list[str] = []
    # In order of the alphabet whatever lies below a path follows it at once.
    for path in sorted(set(paths)):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return kept


def pieces(values: Iterable[_T]) -> Iterator[list[_T]]:
    """Different values, as many at a time as may be bound in one statement."""
    yield from _cut(list(dict.fromkeys(values)), _VALUES)


def path_pieces(paths: Iterable[str]) -> Iterator[list[str]]:
    """The topmost paths, as many at a time as one condition can hold."""
    yield from _cut(topmost(paths), _PATHS)


def under(session: AsyncSession, paths: Iterable[str]) -> ColumnElement[bool]:
    """Places at and below the paths; none when there are no paths."""
    return or_(false(), *(below(session, path) for path in topmost(paths)))


def below(session: AsyncSession, path: str) -> ColumnElement[bool]:
    """A place and all below it."""
    prefixed = Place.path.startswith(path, autoescape=True)
    if session.get_bind().dialect.name == "postgresql" or path == "/":
        return prefixed
    # SQLite looks a range up in the index, which it does not do for LIKE: from «/1/4/» up to
    # «/1/40», because 0 follows the slash.
    return and_(prefixed, Place.path >= path, Place.path < f"{path[:-1]}0")


def _cut(values: Sequence[Any], size: int) -> Iterator[list[Any]]:
    for start in range(0, len(values), size):
        yield list(values[start : start + size])
