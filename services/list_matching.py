"""Rows of a webinar platform's list and the schools they mean: pure, tolerant, never too sure.

Such lists know people, not schools: «Petrova Maria, School 7», a mail address, minutes. A school is
sure when a cell names it and no other; the name of somebody who speaks for a school helps where the
name of a school leaves several, and is a guess where nothing else is there. Somebody who is called
for himself is sure when his family and first name stand in the row and are nobody else's.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice

from roadmap.vocabulary_participants import HEADINGS
from services.names import Essence, clean, essence, words_of

# How much of a row is shown and kept.
TEXT_LIMIT = 160
_CELLS = 12
_CELL = 300
# Of a long word so much may be mistyped.
_ALIKE = 0.82
_LONG_WORD = 5
_SLIPS = 2
# So many words of a row may be mistyped names; what is longer is a chat.
_MOST_WORDS = 40
_GUESSES = 4
# Family name and first name.
_WHOLE_NAME = 2


@dataclass(frozen=True, slots=True)
class KnownSchool:
    """A school that is expected, with all its names and the names of who speaks for it."""

    id: int
    name: str
    names: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    # Not a school: somebody who is called for himself, by the only name in `people`.
    is_person: bool = False


@dataclass(frozen=True, slots=True)
class Matched:
    """What a row means: one school for sure, or some it may mean, the likeliest first."""

    number: int
    text: str
    sure: int | None = None
    guesses: tuple[int, ...] = ()


class ListMatcher:
    """Asked for each row of a list which of the expected schools it means."""

    def __init__(self, schools: Sequence[KnownSchool]) -> None:
        """Index the schools by their words: a list has a thousand rows."""
        self._essences: dict[int, list[Essence]] = {
            school.id: [
                essence(one) for name in (school.name, *school.names) for one in _with_own(name)
            ]
            for school in schools
            if not school.is_person
        }
        self._called = frozenset(school.id for school in schools if school.is_person)
        self._by_word: defaultdict[str, set[int]] = defaultdict(set)
        for school_id, own in self._essences.items():
            for one in own:
                for word in one.words:
                    self._by_word[word].add(school_id)
        self._by_first: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._by_word:
            if len(word) >= _LONG_WORD:
                self._by_first[word[0]].append(word)
        # The same words come in row after row.
        self._slips: dict[str, frozenset[int]] = {}
        self._people: defaultdict[str, set[int]] = defaultdict(set)
        self._names: dict[int, list[frozenset[str]]] = {}
        for school in schools:
            self._names[school.id] = []
            for person in school.people:
                words = _words_of_person(person)
                if len(words) >= _WHOLE_NAME:
                    self._names[school.id].append(words)
                    for word in words:
                        self._people[word].add(school.id)

    @property
    def compared(self) -> frozenset[str]:
        """The words that were looked at for slips so far."""
        return frozenset(self._slips)

    def match(self, number: int, cells: Sequence[str]) -> Matched | None:
        """What a row means; None where nothing in it looks like a school or its people."""
        shown = [" ".join(cell.split())[:_CELL] for cell in cells[:_CELLS]]
        named: set[int] = set()
        for cell in shown:
            named |= self._named_in(cell)
        by_person = self._people_in(shown)
        text = clean(" · ".join(cell for cell in shown if _has_letters(cell)), TEXT_LIMIT)
        called = by_person & self._called
        if called:
            # With a school beside the name it may be a namesake who works there.
            sure = next(iter(called)) if len(called) == 1 and not named else None
            return Matched(number, text, sure, self._likeliest(called | named, called))
        if len(named) == 1:
            return Matched(number, text, sure=next(iter(named)), guesses=tuple(named))
        if named:
            hinted = named & by_person
            sure = next(iter(hinted)) if len(hinted) == 1 else None
            return Matched(number, text, sure, self._likeliest(named, by_person))
        alike = self._alike(shown)
        found = alike | by_person
        if not found:
            return None
        return Matched(number, text, None, self._likeliest(found, by_person))

    def _likeliest(self, found: set[int], hinted: set[int]) -> tuple[int, ...]:
        return tuple(sorted(found, key=lambda id_: (id_ not in hinted, id_))[:_GUESSES])

    def _named_in(self, cell: str) -> set[int]:
        """The schools whose name a cell says, or that say all that the cell does."""
        said = essence(cell)
        if not said.words:
            return set()
        near = {id_ for word in said.words for id_ in self._by_word.get(word, ())}
        whole = {id_ for id_ in near if any(_is_said(own, said) for own in self._essences[id_])}
        # «School 2 of Bereza» says more than «School 2»: the longer name is meant.
        most = max((self._words_said(id_, said) for id_ in whole), default=0)
        whole = {id_ for id_ in whole if self._words_said(id_, said) == most}
        if whole:
            return whole
        return {id_ for id_ in near if any(_is_part(said, own) for own in self._essences[id_])}

    def _words_said(self, school_id: int, said: Essence) -> int:
        own = self._essences[school_id]
        return max((len(one.words) for one in own if _is_said(one, said)), default=0)

    def _alike(self, cells: Iterable[str]) -> set[int]:
        """Schools of which a long word stands there almost as it is."""
        words = (word for cell in cells for word in essence(cell).words)
        long = (word for word in words if len(word) >= _LONG_WORD and not word.isdigit())
        found: set[int] = set()
        for word in islice(long, _MOST_WORDS):
            if word not in self._slips:
                self._slips[word] = self._meant_by(word)
            found |= self._slips[word]
        return found

    def _meant_by(self, word: str) -> frozenset[int]:
        """Schools with a word that this one may be, with a slip or two."""
        matcher = SequenceMatcher(None, b=word, autojunk=False)
        return frozenset(
            id_
            for known in self._by_first[word[0]]
            if abs(len(known) - len(word)) <= _SLIPS and _is_alike(matcher, known)
            for id_ in self._by_word[known]
        )

    def _people_in(self, cells: Iterable[str]) -> set[int]:
        """Schools for which somebody speaks whose family and first name stand in the row.

        Platforms keep them in one column or in two.
        """
        words = {word for cell in cells for word in words_of(cell)}
        near = {id_ for word in words for id_ in self._people.get(word, ())}
        return {
            id_ for id_ in near if any(len(own & words) >= _WHOLE_NAME for own in self._names[id_])
        }


def is_heading(cells: Iterable[str]) -> bool:
    """Whether a row names the columns: it says nothing but what such rows say."""
    said = [" ".join(cell.lower().replace("_", " ").split()).strip(" :*") for cell in cells]
    said = [cell for cell in said if cell]
    return bool(said) and sum(cell in HEADINGS for cell in said) * 2 >= len(said)


def _with_own(name: str) -> tuple[str, ...]:
    """A name, and of a branch also what it is called by itself."""
    _, dash, own = name.partition(" – ")
    return (name, own) if dash and essence(name).is_branch else (name,)


def _is_said(own: Essence, said: Essence) -> bool:
    """Whether a cell says all of a school's name; a bare number is no name of a school."""
    if all(word.isdigit() for word in own.words) and not said.kinds:
        return False
    return own.is_within(said)


def _is_part(said: Essence, own: Essence) -> bool:
    """Whether a cell says a part of a school's name, and nothing else."""
    if all(word.isdigit() for word in said.words) and not said.kinds:
        return False
    return said.is_within(own)


def _is_alike(matcher: SequenceMatcher[str], known: str) -> bool:
    """Asked of one word about many: the cheap bounds first."""
    matcher.set_seq1(known)
    return matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def _words_of_person(name: str) -> frozenset[str]:
    """The words of somebody's name without initials; two of them are enough, in any order."""
    return frozenset(word for word in words_of(name) if len(word) > 1)


def _has_letters(cell: str) -> bool:
    return any(char.isalpha() for char in cell)
