"""Which territory a heading speaks of: enough to notice a map of elsewhere, not to choose a place.

«of the Altai territory» is compared by the stem of its name: a heading declines it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from roadmap import vocabulary_territory as v
from roadmap.lexer import fold

__all__ = ["Territory", "territories"]

_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Territory:
    """A territory that a text names, in its words."""

    level: Literal["region", "municipality"]
    said: str
    stem: str

    def may_be(self, name: str) -> bool:
        """Whether a place of this name can be meant."""
        words = fold(name).replace("-", " ").split()
        return any(_alike(self.stem, _stem(word)) for word in words)


def territories(text: str) -> list[Territory]:
    """Territories that a text names, in its order."""
    folded = fold(text)
    whole = text if len(text) == len(folded) else folded
    found = sorted(_found(folded), key=lambda pair: pair[0].start())
    return [
        Territory(
            "region" if match["kind"].startswith(v.REGIONS) else "municipality",
            whole[match.start() : match.end()].strip(),
            stem,
        )
        for match, stem in found
    ]


def _found(folded: str) -> Iterator[tuple[re.Match[str], str]]:
    for pattern in (v.ADJECTIVE, v.NAMED):
        for match in pattern.finditer(folded):
            stem = _stem(match["name"])
            if len(stem) >= _SHORTEST and not v.NOT_NAMES.match(match["name"]):
                yield match, stem


def _stem(word: str) -> str:
    return v.ENDINGS.sub("", word.strip(v.QUOTES), count=1)


def _alike(one: str, other: str) -> bool:
    if min(len(one), len(other)) < _SHORTEST:
        return one == other
    return one.startswith(other) or other.startswith(one)
