"""A typed «yes» or «no» where a button was expected."""

from __future__ import annotations

from roadmap import vocabulary_answers as v
from roadmap.lexer import fold

__all__ = ["says_yes"]


def says_yes(text: str) -> bool | None:
    """Whether a few words mean yes or no; None when they mean neither."""
    said = " ".join(fold(text).strip(" .!,)\n").split())
    if said in v.YES:
        return True
    return False if said in v.NO else None
