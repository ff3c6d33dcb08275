"""Places by words, as people type them: an index in memory of all names.

A word is found as it is, by its beginning, or with one slip of the finger (a letter more, less,
another, or two swapped). Every typed word must be found in a name; legal forms and particles need
not be typed nor met, and a kind of school is met by its short and its long form.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from heapq import nsmallest
from itertools import islice

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
# «Secondary» of «secondary school»: tried without when nothing is found with it.
_QUALIFIERS = frozenset(
    word for kind in SCHOOL_KINDS for word in (kind, *_LONG_FORMS[kind]) if word != SCHOOL
)


@dataclass(frozen=True, slots=True)
class Named:
    """A place with all its names, for the index."""

    id: int
    name: str
    aliases: tuple[str, ...] = ()
    # The name of what it lies in: typed by those who look for one of many namesakes.
    within: str = ""


class PlaceIndex:
    """Finds ids of places by words; immutable once it is built."""

    def __init__(self, places: Iterable[Named]) -> None:
        """Take all places that may be found; the shorter name is the better answer."""
        ordered = sorted(places, key=lambda place: (len(place.name), place.name, place.id))
        self._ids = [place.id for place in ordered]
        postings: defaultdict[str, set[int]] = defaultdict(set)
        around: defaultdict[str, set[int]] = defaultdict(set)
        for position, place in enumerate(ordered):
            for word in words_of(place.within):
                around[word].add(position)
            for name in (place.name, *place.aliases):
                for word in _indexed(name):
                    postings[word].add(position)
        self._postings = dict(postings)
        self._around = dict(around)
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
        """The first positions where all words are met, in the strictest way that finds any."""
        if not words:
            return []
        ways: list[list[set[int]]] = [[self._postings.get(word, set())] for word in words]
        found = self._first(ways, limit)
        if len(found) < limit:
            self._widen(ways, words, self._begun)
            better = set(found)
            found += [at for at in self._first(ways, limit + len(found)) if at not in better]
        for more in (self._near, self._lies_in):
            if not found:
                self._widen(ways, words, more)
                found = self._first(ways, limit)
        return found[:limit]

    @staticmethod
    def _widen(
        ways: Sequence[list[set[int]]],
        words: Sequence[str],
        more: Callable[[str], Iterator[set[int]]],
    ) -> None:
        for way, word in zip(ways, words, strict=True):
            way.extend(more(word))

    def _first(self, ways: Sequence[list[set[int]]], limit: int) -> list[int]:
        """The first positions that every word has in one way or another."""
        smallest, *others = sorted(ways, key=lambda way: sum(map(len, way)))
        if sum(map(len, smallest)) > _LARGE:
            everywhere = (
                position
                for position in range(len(self._ids))
                if all(any(position in found for found in way) for way in ways)
            )
            return list(islice(everywhere, limit))
        here = set().union(*smallest)
        return nsmallest(
            limit, (p for p in here if all(any(p in found for found in way) for way in others))
        )

    def _begun(self, word: str) -> Iterator[set[int]]:
        """Where the longer words are that begin with this one."""
        start = bisect_right(self._words, word)
        for longer in islice(self._words, start, start + _LONGER):
            if not longer.startswith(word):
                return
            yield self._postings[longer]

    def _near(self, word: str) -> Iterator[set[int]]:
        """Where the words are that lie one slip away."""
        if not _may_slip(word):
            return
        candidates = set(self._slips.get(word, ()))
        for shorter in _shortened(word):
            candidates.update(self._slips.get(shorter, ()))
            if shorter in self._postings and _may_slip(shorter):
                candidates.add(shorter)
        for candidate in candidates:
            if is_one_slip(word, candidate):
                yield self._postings[candidate]

    def _lies_in(self, word: str) -> Iterator[set[int]]:
        """Where the places are that lie in something named so."""
        for name, found in self._around.items():
            if name.startswith(word) or (_may_slip(word) and is_one_slip(word, name)):
                yield found


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
    """«Secondary school 1» as «school 1»: not every name tells its kind."""
    general = [SCHOOL if word in _QUALIFIERS else word for word in words]
    return list(dict.fromkeys(general))
