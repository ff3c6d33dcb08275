"""Figures as people type them: so many of so many, a percentage, a plain number."""

from __future__ import annotations

import re

from roadmap import vocabulary_figures as v

__all__ = ["read_amount"]


def read_amount(text: str) -> tuple[float, float | None] | None:
    """A number, or a number and the whole it is part of; None when it is neither."""
    plain = re.sub(r"(?<=\d)[ \u00a0\u202f](?=\d{3}\b)", "", text.strip().casefold())
    match = v.AMOUNT.fullmatch(plain)
    if match is None:
        return None
    amount = float(match["amount"].replace(",", ".").replace("\u2212", "-"))
    if match["whole"] is None:
        return amount, None
    whole = float(match["whole"].replace(",", "."))
    return (amount, whole) if whole > 0 and not match["percent"] else None
