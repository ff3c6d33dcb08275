"""Places by words, as people type them: an index in memory of all names.

A word is found as it is, by its beginning, or with one slip of the finger (a letter more, less,
another, or two swapped). Every typed word must be found in a name; legal forms, «№» and «с.» need
not be typed nor met, and a kind of school is met by its short and its long form.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from heapq import nsmallest

from roadmap.vocabulary_places import KINDS, SCHOOL, SCHOOL_KINDS
from services.names import IGNORED, kinds_of, words_of

# How many longer words the beginning of one may stand for.
_LONGER = 400
# Shorter words, and numbers, must be typed as they are.
_SHORTEST_WITH_SLIP = 3
# A result this large is walked through in order rather than sorted.
_LARGE = 1500

_LONG_FORMS = {
    kind: frozenset(word for phrase in phrases for word in phrase.split())
    for kind, phrases in KINDS
}
# «Средняя» of «средняя школа»: tried without when nothing is found with it.
_QUALIFIERS = frozenset(
    word for kind in SCHOOL_KINDS for word in (kind, *_LONG_FORMS[kind]) if word != SCHOOL
)


@dataclass(frozen=True, slots=True)
class Named:
    """A place with all its names, for the index."""

    id: int
    name: str
    aliases: tuple[str, ...] = ()


class PlaceIndex:
    """Finds ids of places by words; immutable once it is built."""

    def __init__(self, places: Iterable[Named]) -> None:
        """Take all places that may be found; the shorter name is the better answer."""
        ordered = sorted(places, key=lambda place: (len(place.name), place.name, place.id))
        self._ids = [place.id for place in ordered]
        postings: defaultdict[str, set[int]] = defaultdict(set)
        for position, place in enumerate(ordered):
            for name in (place.name, *place.aliases):
                for word in _indexed(name):
                    postings[word].add(position)
        self._postings = dict(postings)
        self._words = sorted(self._postings)
        slips: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._words:
            if _may_slip(word):
                for shorter in _shortened(word):
                    slips[shorter].append(word)
        self._slips = dict(slips)

    def find(self, text: str, limit: int) -> list[int]:
        """Ids of the places that hold all typed words, the best first."""
        typed = _typed(text)
        found = self._found(typed, limit)
        if not found:
            general = _without_qualifiers(typed)
            found = self._found(general, limit) if general != typed else []
        return [self._ids[position] for position in found]

    def _found(self, words: Sequence[str], limit: int) -> list[int]:
        if not words:
            return []
        exact = [self._postings.get(word, frozenset()) for word in words]
        found = self._first(exact, limit)
        if len(found) < limit:
            begun = [found_so | self._begun(w) for w, found_so in zip(words, exact, strict=True)]
            found += [p for p in self._first(begun, limit) if p not in set(found)]
            if not found:
                near = [so_far | self._near(w) for w, so_far in zip(words, begun, strict=True)]
                found = self._first(near, limit)
        return found[:limit]

    def _first(self, parts: Sequence[set[int] | frozenset[int]], limit: int) -> list[int]:
        """The first positions that all parts have."""
        smallest, *others = sorted(parts, key=len)
        if len(smallest) > _LARGE:
            return list(self._walked(smallest, others, limit))
        return nsmallest(limit, smallest.intersection(*others))

    def _walked(
        self,
        smallest: set[int] | frozenset[int],
        others: Sequence[set[int] | frozenset[int]],
        limit: int,
    ) -> Iterator[int]:
        left = limit
        for position in range(len(self._ids)):
            if position in smallest and all(position in other for other in others):
                yield position
                left -= 1
                if not left:
                    return

    def _begun(self, word: str) -> set[int]:
        """Positions of all longer words that begin with this one."""
        start = bisect_left(self._words, word)
        positions: set[int] = set()
        for longer in self._words[start : start + _LONGER]:
            if not longer.startswith(word):
                break
            positions |= self._postings[longer]
        return positions

    def _near(self, word: str) -> set[int]:
        """Positions of the words one slip away."""
        if not _may_slip(word):
            return set()
        candidates = set(self._slips.get(word, ()))
        for shorter in _shortened(word):
            candidates.update(self._slips.get(shorter, ()))
            if shorter in self._postings and _may_slip(shorter):
                candidates.add(shorter)
        positions: set[int] = set()
        for candidate in candidates:
            if is_one_slip(word, candidate):
                positions |= self._postings[candidate]
        return positions


def is_one_slip(typed: str, meant: str) -> bool:
    """Whether two words differ by one letter more, less or other, or by two neighbours swapped."""
    if len(typed) > len(meant):
        typed, meant = meant, typed
    if len(meant) - len(typed) > 1 or typed == meant:
        return False
    at = next((i for i, char in enumerate(typed) if char != meant[i]), len(typed))
    if len(typed) < len(meant):
        return typed[at:] == meant[at + 1 :]
    swapped = typed[at + 1 : at + 2] + typed[at] + typed[at + 2 :]
    return typed[at + 1 :] == meant[at + 1 :] or swapped == meant[at:]


def _may_slip(word: str) -> bool:
    return len(word) >= _SHORTEST_WITH_SLIP and not word.isdigit()


def _shortened(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


@cache
def _long_forms(kind: str) -> frozenset[str]:
    school = {SCHOOL} if kind in SCHOOL_KINDS else set()
    return frozenset({kind, *_LONG_FORMS[kind], *school})


def _indexed(name: str) -> set[str]:
    """All words under which a name is found: its own, and both forms of its kind."""
    words = words_of(name)
    kinds, _ = kinds_of(words)
    return set(words).union(*(_long_forms(kind) for kind in kinds))


def _typed(text: str) -> list[str]:
    """The words that must be met: those that tell places apart, or all if there is none."""
    words = list(dict.fromkeys(words_of(text)))
    return [word for word in words if word not in IGNORED] or words


def _without_qualifiers(words: Sequence[str]) -> list[str]:
    """«СОШ 1» as «школа 1»: not every name tells its kind."""
    general = [SCHOOL if word in _QUALIFIERS else word for word in words]
    return list(dict.fromkeys(general))
