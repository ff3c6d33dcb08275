"""People and bodies: who answers, who must turn up, whose names must not be shown around."""

from __future__ import annotations

import re

from roadmap import vocabulary_children as c
from roadmap import vocabulary_meaning as v
from roadmap.lexer import fold, tidy

__all__ = [
    "audience",
    "child_named",
    "persons",
    "public_text",
    "roles_in",
    "schools_in",
    "without_name",
]

# Names with more letters change their endings with the case, and lose at most two letters.
_DECLINED = 4
# How far from a name the word stands that tells whose it is.
_NEAR = 60
_GAP = re.compile(r"\s+([,;)])|\(\s*\)|\s{2,}|([(,;:])\s*(?=[,;])")


def roles_in(text: str) -> tuple[str, ...]:
    """Role codes named by ``text`` in order: municipal_coordinator, curator, school, …"""
    found: list[str] = []
    for match in v.ROLE_SCAN.finditer(fold(text)):
        role = v.ROLES[int((match.lastgroup or "g0")[1:])][0]
        if role == "school" and v.HEADS_OF_AUTHORITY.match(match.group()):
            role = "other"
        if role != "drop" and role not in found:
            found.append(role)
    return tuple(found)


def audience(text: str) -> tuple[str, ...]:
    """Roles a title or result speaks to: its quoted names and objects of care left out."""
    plain = fold(v.QUOTED_NAME.sub(" ", tidy(text)))
    return roles_in(v.NOT_AUDIENCE.sub(" ", plain))


def persons(text: str) -> tuple[str, ...]:
    """Personal names printed in ``text`` («Surname I.O.», «I.O. Surname», full names)."""
    return tuple(dict.fromkeys(match.group() for match in v.PERSON.finditer(tidy(text))))


def public_text(text: str) -> str:
    """``text`` without personal names, fit to be shown to everybody."""
    plain = v.PERSON.sub("", tidy(text))
    previous = ""
    while previous != plain:
        previous = plain
        plain = _GAP.sub(_close, plain).strip()
    return plain


def _close(match: re.Match[str]) -> str:
    if match.group(1):
        return match.group(1)
    if match.group(2):
        return ""
    return " "


def without_name(text: str, name: str) -> str:
    """``text`` with the words of one person's name left out, in whatever case they stand."""
    for word in re.findall(r"[^\W\d_]{2,}", name):
        # Longer words are declined by their endings; short ones are taken as they are.
        stem, ending = (word[:-2], r"[^\W\d_]{0,4}") if len(word) > _DECLINED else (word, "")
        text = re.sub(rf"(?<![^\W_]){re.escape(stem)}{ending}(?![^\W_])", "…", text, flags=re.I)
    return text


def child_named(text: str) -> str | None:
    """What in ``text`` looks like the name of a pupil; None where nothing does.

    A guess for a hint, never for a refusal: a name beside a word for a child or a class, or a first
    name with a surname that no word for an adult stands before.
    """
    plain = tidy(text)
    for pattern, needs_child in (
        (c.FULL_NAME, True),
        (c.TWO_WORDS, False),
        (c.WITH_INITIAL, True),
        (c.ANY_INITIALS, True),
        (c.ONE_WORD, True),
    ):
        for found in pattern.finditer(plain):
            if _is_of_child(plain, found, needs_child=needs_child):
                return found.group()
    return None


def _is_of_child(text: str, found: re.Match[str], *, needs_child: bool) -> bool:
    before = text[max(found.start() - _NEAR, 0) : found.start()]
    after = text[found.end() : found.end() + _NEAR]
    if c.IN_HONOUR.search(before) or c.ADULT.match(found.group()):
        return False
    if any(c.PATRONYMIC.search(word) for word in found.group().split()) and not needs_child:
        return False
    # «Irina Petrovna»: a patronymic right behind belongs to an adult.
    follows = re.match(r"\s+([^\W\d_]+)", after)
    if follows and c.PATRONYMIC.search(follows[1]):
        return False
    child = _last(c.CHILD, before)
    adult = _last(c.ADULT, before)
    # «The head of class 6, Orlova»: the class belongs to the adult.
    is_adult = adult > child or (adult >= 0 and c.CLASS.search(before[child:]) is not None)
    if is_adult and c.APART.search(before) is None:
        return False
    if child >= 0:
        return True
    is_followed = c.CHILD.match(after.lstrip(" ,(–-")) is not None
    return is_followed or not needs_child


def _last(pattern: re.Pattern[str], text: str) -> int:
    """Where the last match in the same sentence begins; -1 without any."""
    sentence = max(text.rfind(mark) for mark in ("! ", "? ", "; ", "\n"))
    return max((m.start() for m in pattern.finditer(text) if m.start() > sentence), default=-1)


def schools_in(*texts: str) -> tuple[str, ...]:
    """Names of schools printed with their legal form, in order, without repeats."""
    found = [
        match.group().strip() for text in texts for match in v.SCHOOL_NAME.finditer(tidy(text))
    ]
    return tuple(dict.fromkeys(found))
