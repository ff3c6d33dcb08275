"""Honest files after an accident: cut short, bytes flipped, pieces swapped or repeated."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.roadmap_safety.archives import DOCX, XLSX
from tests.roadmap_safety.plain import CSV, HTML, TEXT
from tests.roadmap_safety.plan import File
from tests.roadmap_safety.printed import PDF

_HONEST = {"docx": DOCX, "xlsx": XLSX, "pdf": PDF, "html": HTML, "txt": TEXT, "csv": CSV}


def honest() -> Iterator[File]:
    """The files before the accident: a guard that took these for bad would be too strict."""
    for name, data in _HONEST.items():
        yield f"plan.{name}", data


def truncated(dice: random.Random, each: int) -> Iterator[File]:
    """Cut short, anywhere."""
    for name, data in _HONEST.items():
        for _ in range(each):
            yield f"cut.{name}", data[: dice.randrange(1, len(data))]


def flipped(dice: random.Random, each: int) -> Iterator[File]:
    """A few bytes changed, or pieces of the file in another place."""
    for name, data in _HONEST.items():
        for at in range(each):
            yield f"flipped.{name}", _swapped(dice, data) if at % 3 == 2 else _flipped(dice, data)


def _flipped(dice: random.Random, data: bytes) -> bytes:
    damaged = bytearray(data)
    for _ in range(dice.randint(1, 40)):
        damaged[dice.randrange(len(damaged))] = dice.randrange(256)
    return bytes(damaged)


def _swapped(dice: random.Random, data: bytes) -> bytes:
    one, two, three = sorted(dice.randrange(len(data)) for _ in range(3))
    return data[:one] + data[two:three] * dice.randint(1, 3) + data[one:two] + data[three:]
