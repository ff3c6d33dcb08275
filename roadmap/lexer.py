"""Text of a term into typed tokens.

All knowledge of Russian spelling sits here and in the vocabulary: the parser above sees kinds
(MONTH, QUARTER, UNTIL …) and numbers only. Input is capped, every pattern is linear, so hostile
text costs bounded time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from roadmap import vocabulary as v

__all__ = ["MAX_CHARS", "Token", "fold", "tidy", "tokenize"]

MAX_CHARS = 600
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_DROPPED = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_QUOTES = re.compile("[\u00ab\u00bb\"'\u201c\u201d\u201e\u2019\u2018*]")
_TAG = re.compile(r"<[^<>]{0,40}>")
_LATIN_TWINS = str.maketrans("aceopxykmthb", v.CYRILLIC_TWINS)
_WORD_MIXED = re.compile(
    r"[\u0430-\u044f]+[a-z][a-z\u0430-\u044f]*|[a-z]+[\u0430-\u044f][a-z\u0430-\u044f]*|\bc\b"
)


@dataclass(frozen=True, slots=True)
class Token:
    """One piece. ``numbers``: day, month, year or hour, minute; ``ocr``: repaired."""

    kind: str
    text: str
    value: int | str = ""
    numbers: tuple[int, ...] = ()
    ocr: bool = False


@lru_cache(maxsize=8192)
def tidy(text: str) -> str:
    """Readable text: tags, soft hyphens and repeated white space removed, letters untouched."""
    plain = _DROPPED.sub("", text)
    if "<" in plain:
        plain = _TAG.sub(" ", plain)
    return " ".join(plain.replace("\u2011", "-").split())


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """The form patterns match: lower case, plain hyphens, no quotes, no footnote stars."""
    plain = _QUOTES.sub("", _DASHES.sub("-", tidy(text))).lower().replace(v.YO, v.YE)
    plain = _WORD_MIXED.sub(lambda found: found.group().translate(_LATIN_TWINS), plain)
    return plain.strip()


_ODD = "".join(re.escape(letter) for letter in v.DIGIT_LOOKALIKES)
_OCR_DATE = re.compile(
    rf"(?<![\w|])[\d{_ODD}]{{1,2}}\s?[.,]\s?[\d{_ODD}]{{1,2}}\s?[.,]\s?[\d{_ODD}]{{4}}(?![\w|])"
)
_COMMA_DATE = re.compile(r"(?<!\d)\d{1,2},\d{1,2},\d{4}(?!\d)")


def _repair_digits(text: str) -> tuple[str, bool]:
    """Dates whose digits an OCR took for letters, or whose points it took for commas."""
    repaired = False

    def fix(found: re.Match[str]) -> str:
        nonlocal repaired
        piece = found.group()
        if sum(letter.isdigit() for letter in piece) < 4:
            return piece
        clean = "".join(v.DIGIT_LOOKALIKES.get(letter, letter) for letter in piece)
        repaired = repaired or clean != piece
        return clean

    text = _OCR_DATE.sub(fix, text)
    with_points = _COMMA_DATE.sub(lambda found: found.group().replace(",", "."), text)
    return with_points, repaired or with_points != text


_PATTERNS: tuple[tuple[str, str], ...] = (
    ("ISO", r"((?:19|20)\d\d)-(\d\d)-(\d\d)(?:[ t]00:00(?::00)?)?(?!\d)"),
    (
        "DATE",
        r"(\d{1,2})\s?[./]\s?(\d{1,2})\s?[./]\s?((?:19|20)\d\d|\d\d)(?![\d:])" + v.YEAR_TAIL,
    ),
    ("SYEAR", r"(20\d\d)\s*[-/]\s*(?:20)?(\d\d)(?!\d)" + v.SCHOOL_TAIL),
    ("SYEAR", r"(20\d\d)\s*/\s*(?:20)?(\d\d)(?!\d)" + v.YEAR_TAIL),
    ("MY", r"(0?[1-9]|1[0-2])[./]((?:19|20)\d\d)(?!\d)" + v.YEAR_TAIL),
    ("TIME", r"([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?(?!\d)"),
    ("TIME", v.CLOCK_WORDS),
    ("TIME", v.CLOCK_DASHED),
    ("DM", r"(\d{1,2})\.\s?(\d{1,2})(?!\d)\.?|(\d\d)/(\d\d)(?!\d)"),
    ("YEAR", r"((?:19|20)\d\d)(?!\d)" + v.YEAR_TAIL),
    ("ROMAN", rf"(?<![^\W\d_])([{v.ROMAN_LETTERS}]{{1,4}})(?![^\W\d_])"),
    ("ROMANOCR", rf"(?<!\w)({'|'.join(v.ROMAN_LOOKALIKES)})" + v.UNITS_AFTER_ROMAN),
    ("NUM", r"(\d{1,3})(?!\d)" + v.ORDINAL_SUFFIX),
    *((f"P{number}", rf"(?<!\w)(?:{row[2]})(?!\w)") for number, row in enumerate(v.PHRASES)),
    ("WORD", r"[^\W\d_]+\.?"),
    ("DASH", r"-+"),
    ("COMMA", r"[,;]"),
    ("PAREN", r"[()\[\]]"),
    ("DOT", r"[.:]"),
    ("JUNK", r"\S"),
)
_COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in _PATTERNS)


def tokenize(text: str) -> tuple[Token, ...]:
    """Tokens of folded ``text`` (at most ``MAX_CHARS`` letters are looked at)."""
    clean, repaired = _repair_digits(text[:MAX_CHARS])
    found: list[Token] = []
    at = 0
    while at < len(clean):
        if clean[at].isspace():
            at += 1
            continue
        token, at = _next(clean, at)
        if token.kind != "DOT":
            found.append(token)
    if repaired:
        found = [Token(t.kind, t.text, t.value, t.numbers, ocr=t.kind == "DATE") for t in found]
    return tuple(_join_hyphenated(found))


def _next(text: str, at: int) -> tuple[Token, int]:
    for kind, pattern in _COMPILED:
        match = pattern.match(text, at)
        if match is None or match.end() == at:
            continue
        token = _make(kind, match)
        if token is not None:
            return token, match.end()
    return Token("JUNK", text[at]), at + 1


def _make(kind: str, match: re.Match[str]) -> Token | None:
    text = match.group().strip()
    if kind == "WORD":
        return _word(text.rstrip("."))
    if kind[0] == "P" and kind[1:].isdigit():
        name, value, _ = v.PHRASES[int(kind[1:])]
        return Token(name, text, value)
    if kind == "ROMANOCR":
        return Token("NUM", text, v.ROMAN_LOOKALIKES[match.group(1)], ocr=True)
    if kind == "ROMAN":
        number = _roman(match.group(1))
        return Token("NUM", text, number) if number else None
    numbers = tuple(int(group) for group in match.groups() if group and group.isdigit())
    return _numeric(kind, text, numbers)


def _numeric(kind: str, text: str, numbers: tuple[int, ...]) -> Token | None:
    if kind == "ISO":
        return Token("DATE", text, numbers=numbers[::-1])
    if kind == "DATE":
        day, month, year = numbers
        return Token("DATE", text, numbers=(day, month, year + 2000 if year < 100 else year))
    if kind == "SYEAR":
        first = numbers[0]
        return Token("SYEAR", text, first) if numbers[1] == (first + 1) % 100 else None
    if kind == "DM":
        day, month = numbers
        if month == 0 or month > 12:
            clock = day < 24 and month < 60
            return Token("TIME" if clock else "BADDATE", text, numbers=numbers)
    if kind == "TIME" and len(numbers) == 1:
        numbers = (numbers[0], 0)
    if kind in {"NUM", "YEAR"}:
        return Token(kind, text, numbers[0])
    return Token(kind, text, numbers=numbers)


def _roman(letters: str) -> int:
    value = 0
    digits = [v.ROMAN_LETTERS_VALUES[letter] for letter in letters]
    for here, following in zip(digits, [*digits[1:], 0], strict=True):
        value += -here if here < following else here
    return value if 0 < value <= 12 else 0


@lru_cache(maxsize=4096)
def _word(word: str) -> Token:
    for kind, value, pattern in v.WORD_KINDS:
        if pattern.fullmatch(word):
            return Token(kind, word, value)
    month = _month_misread(word)
    return Token("MONTH", word, month, ocr=True) if month else Token("WORD", word)


def _month_misread(word: str) -> int:
    """The one month whose written form differs from ``word`` by a single letter, or 0."""
    if not 5 <= len(word) <= 10:
        return 0
    close = {
        number
        for number, forms in enumerate(v.MONTH_NAMES, 1)
        for form in forms
        if len(form) >= 5 and _one_slip(word, form)
    }
    return close.pop() if len(close) == 1 else 0


def _one_slip(first: str, second: str) -> bool:
    """Whether one substitution, insertion or deletion turns ``first`` into ``second``."""
    if abs(len(first) - len(second)) > 1:
        return False
    head = 0
    while head < min(len(first), len(second)) and first[head] == second[head]:
        head += 1
    longer, shorter = (first, second) if len(first) >= len(second) else (second, first)
    if len(first) == len(second):
        return first[head + 1 :] == second[head + 1 :]
    return longer[head + 1 :] == shorter[head:]


def _join_hyphenated(tokens: list[Token]) -> list[Token]:
    """Words cut by a line break («octo-» «ber») made whole where the whole is known."""
    joined: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if _cut_word(tokens, at):
            whole = _word(token.text + tokens[at + 2].text)
            if whole.kind != "WORD" and not whole.ocr:
                joined.append(whole)
                at += 3
                continue
        joined.append(token)
        at += 1
    return joined


def _cut_word(tokens: list[Token], at: int) -> bool:
    return (
        at + 2 < len(tokens)
        and tokens[at + 1].kind == "DASH"
        and tokens[at + 2].kind == "WORD"
        and tokens[at].text.isalpha()
    )
