"""How names of places are compared: case, the letter yo, quotes and spaces do not matter."""

import re
import unicodedata

_FOLD = str.maketrans(
    {
        "\N{CYRILLIC SMALL LETTER IO}": "\N{CYRILLIC SMALL LETTER IE}",
        # A word of its own, whether a space follows it or not.
        "\N{NUMERO SIGN}": " \N{NUMERO SIGN} ",
    }
)
_NOISE = re.compile("[^\\w\N{NUMERO SIGN}]+", re.UNICODE)
# Marks that reorder what is shown: an old trick to make a name look like another one.
_DIRECTION_MARKS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


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


def is_named(school_name: str, quoted: str) -> bool:
    """Whether a document's short name of a school can mean this school.

    All words of one side must be among the words of the other: a form of ownership, quotes and dots
    that only one of them has do not matter.
    """
    ours, theirs = set(search_key(school_name).split()), set(search_key(quoted).split())
    shorter, longer = sorted((ours, theirs), key=len)
    return len(shorter) > 1 and shorter <= longer
