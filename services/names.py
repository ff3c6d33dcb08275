"""How names of places are compared.

Case, the letter yo, quotes and spaces never matter. Where somebody writes a name from memory, the
legal form, the number sign, «village» and the long form of a kind of school do not matter either.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from roadmap.vocabulary_places import BRANCH, FORMS, GENERAL, KINDS, PARTICLES, SCHOOL, SCHOOL_KINDS

_FOLD = str.maketrans(
    {
        "\N{CYRILLIC SMALL LETTER IO}": "\N{CYRILLIC SMALL LETTER IE}",
        # A word of its own, whether a space follows it or not.
        "\N{NUMERO SIGN}": " \N{NUMERO SIGN} ",
    }
)
_NOISE = re.compile("[^\\w\N{NUMERO SIGN}]+", re.UNICODE)
# A number stands alone, whatever letters touch it; an underscore joins nothing.
_WORDS = re.compile(r"[^\W\d_]+|\d+")
# Marks that reorder what is shown: an old trick to make a name look like another one.
_DIRECTION_MARKS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_DASH = re.compile(" [\N{EN DASH}\N{EM DASH}-] ")
_PHRASES = tuple(
    (tuple(phrase.split()), kind)
    for phrase, kind in sorted(
        ((phrase, kind) for kind, phrases in KINDS for phrase in phrases),
        key=lambda pair: -len(pair[0].split()),
    )
)
_FIRST_WORDS = frozenset(words[0] for words, _ in _PHRASES)
# Left out of a name that says enough without them.
IGNORED = FORMS | PARTICLES | GENERAL
_ENOUGH = 2


def search_key(name: str) -> str:
    """Fold a name for comparing: case, the two dots of yo, quotes and spaces do not matter."""
    folded = unicodedata.normalize("NFC", name).casefold().translate(_FOLD)
    return _NOISE.sub(" ", folded).strip()


def clean(text: str, limit: int) -> str:
    """Make typed text safe to keep: NFC, no control or direction marks, at most `limit` long."""
    kept = "".join(filter(_is_kept, text))
    return unicodedata.normalize("NFC", kept).strip()[:limit].rstrip()


def _is_kept(char: str) -> bool:
    if char in "\n\t":
        return True
    return char not in _DIRECTION_MARKS and unicodedata.category(char) not in {"Cc", "Cs"}


def words_of(name: str) -> list[str]:
    """The folded words of a name; letters and digits are words apart."""
    return _WORDS.findall(search_key(name))


def kinds_of(words: list[str]) -> tuple[list[str], list[str]]:
    """Kinds of school that the words name, however long, and the words that are left."""
    kinds: list[str] = []
    rest: list[str] = []
    at = 0
    while at < len(words):
        found = None
        if words[at] in _FIRST_WORDS:
            found = next(
                (pair for pair in _PHRASES if tuple(words[at : at + len(pair[0])]) == pair[0]), None
            )
        if found is None:
            rest.append(words[at])
            at += 1
        else:
            kinds.append(found[1])
            at += len(found[0])
    return kinds, rest


@dataclass(frozen=True, slots=True)
class Essence:
    """What is left of a name when all that people leave out is left out."""

    kinds: frozenset[str]
    words: frozenset[str]
    is_branch: bool

    @property
    def says_enough(self) -> bool:
        """Whether it can mean one school rather than any."""
        return bool(self.words) and len(self.words) + bool(self.kinds) >= _ENOUGH

    def is_within(self, other: "Essence") -> bool:
        """Whether everything this name says is said by the other too, and nothing against it."""
        if not self.says_enough or self.is_branch != other.is_branch:
            return False
        return _agree(self.kinds, other.kinds) and self.words <= other.words


def _agree(some: frozenset[str], others: frozenset[str]) -> bool:
    if not some or not others or some <= others or others <= some:
        return True
    # «School 1» may be any kind of school, but not a lyceum.
    return (some == {SCHOOL} and bool(others & SCHOOL_KINDS)) or (
        others == {SCHOOL} and bool(some & SCHOOL_KINDS)
    )


@lru_cache(maxsize=4096)
def essence(name: str) -> Essence:
    """The essence of a name."""
    kinds, rest = kinds_of(words_of(name))
    words = [word for word in rest if word not in IGNORED and word not in BRANCH]
    if SCHOOL in words:
        words = [word for word in words if word != SCHOOL]
        kinds = kinds or [SCHOOL]
    return Essence(frozenset(kinds), frozenset(words), any(word in BRANCH for word in rest))


def own_name_first(name: str) -> str:
    """«Branch of X – Y» as «Y – Branch of X»: in a narrow list the head schools are all alike."""
    head, dash, own = name.partition(" – ")
    is_branch = bool(dash) and any(word in BRANCH for word in words_of(head)[:2])
    return f"{own}{dash}{head}" if is_branch else name


def telling_end(name: str) -> str:
    """The end that tells a place from others whose names begin alike; nothing where none does.

    A branch is told by what follows its head school, a school with a long legal form by what is
    in quotes.
    """
    words = words_of(name)[:1]
    if not words or words[0] not in IGNORED | BRANCH:
        return ""
    if words[0] in BRANCH or any(word in BRANCH for word in words_of(name)[:2]):
        after_dash = _DASH.split(name)
        own = (
            after_dash[-1]
            if len(after_dash) > 1
            else name.rpartition("\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}")[2]
        )
        return own.strip()
    quoted = name.rfind("\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}")
    return name[quoted:] if quoted > 0 else ""


def is_named(school_name: str, quoted: str) -> bool:
    """Whether a document's short name of a school can mean this school.

    All words of one side must be among the words of the other: a form of ownership, quotes, «№» and
    dots that only one of them has do not matter.
    """
    ours, theirs = essence(school_name), essence(quoted)
    return ours.is_within(theirs) or theirs.is_within(ours)


class KnownSchools:
    """Schools with all their names, asked which of them a document means."""

    def __init__(self, names: Iterable[tuple[int, str]]) -> None:
        """Take pairs of id and name; a school may come several times."""
        self._known = [(place_id, essence(name)) for place_id, name in names]

    def meant(self, quoted: Iterable[str]) -> list[int]:
        """Ids of the schools that one of the quoted names can mean."""
        asked = [essence(name) for name in quoted]
        found = {
            place_id: None
            for place_id, ours in self._known
            for theirs in asked
            if ours.is_within(theirs) or theirs.is_within(ours)
        }
        return list(found)
