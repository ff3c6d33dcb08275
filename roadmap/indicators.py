"""Indicators: shape (share, count, threshold, fact, dynamics), unit, targets, fraction in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from roadmap import vocabulary_meaning as v
from roadmap.lexer import fold, tidy

__all__ = ["Indicator", "read_indicator"]


@dataclass(frozen=True, slots=True)
class Indicator:
    """``targets``: [{op, value, unit}]; ``numerator``/``denominator``: words of a share."""

    type: str | None = None
    unit: str | None = None
    numerator: str = ""
    denominator: str = ""
    targets: tuple[dict[str, Any], ...] = ()


def read_indicator(indicator: str, result: str) -> Indicator:
    """The indicator of a row; a result column counts only where it names a percentage."""
    text = indicator.strip() or (result if "%" in result else "")
    folded = fold(text)
    if not folded:
        return Indicator(targets=_targets(fold(result)))
    top, base = _fraction(folded)
    return Indicator(
        type=_shape(folded),
        unit=_unit(folded),
        numerator=top,
        denominator=base,
        targets=_targets(folded),
    )


def _shape(folded: str) -> str:
    for name, pattern in (
        ("dynamics", v.DYNAMICS),
        ("share", v.SHARE),
        ("threshold", v.THRESHOLD),
        ("count", v.COUNT),
    ):
        if pattern.search(folded):
            return name
    return "fact"


def _unit(folded: str) -> str | None:
    share = v.SHARE_UNIT.search(folded)
    subject = share.group(1) if share else v.TARGET_PERCENT.sub("", folded, count=1).strip()
    people = all(word in folded for word in v.PEOPLE_LISTED)
    for unit, pattern in v.INDICATOR_UNITS:
        if pattern.search(subject):
            return "participant" if unit == "school" and people else unit
    return None


def _fraction(folded: str) -> tuple[str, str]:
    match = v.SHARE_PARTS.search(folded)
    if match is None:
        return "", ""
    return tidy(match.group("top") or "").rstrip(" ,;"), tidy(match.group("base") or "")


def _targets(folded: str) -> tuple[dict[str, Any], ...]:
    found: list[dict[str, Any]] = []
    for word, number in v.TARGET_PERCENT.findall(folded):
        target = {"op": ">=" if word else "=", "value": int(number), "unit": "%"}
        if target not in found:
            found.append(target)
    for number, unit in v.TARGET_AT_LEAST.findall(folded):
        value = int(number) if number.isdigit() else v.TARGET_WORDS[number]
        found.append({"op": ">=", "value": value, "unit": unit.strip()})
    return tuple(found)
