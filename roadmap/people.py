"""People and bodies: who answers, who must turn up, whose names must not be shown around."""

from __future__ import annotations

import re

from roadmap import vocabulary_meaning as v
from roadmap.lexer import fold, tidy

__all__ = ["audience", "persons", "public_text", "roles_in", "schools_in", "without_name"]

# Names with more letters change their endings with the case, and lose at most two letters.
_DECLINED = 4
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


def schools_in(*texts: str) -> tuple[str, ...]:
    """Names of schools printed with their legal form, in order, without repeats."""
    found = [
        match.group().strip() for text in texts for match in v.SCHOOL_NAME.finditer(tidy(text))
    ]
    return tuple(dict.fromkeys(found))
