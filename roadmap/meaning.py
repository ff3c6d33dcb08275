"""What a row asks of people: its kind, who takes part, what must be handed over, what the bot does.

Every flag carries its basis (result, indicator, title, kind, implied), so that a coordinator can
see why we think so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from roadmap import vocabulary_meaning as v
from roadmap.lexer import fold
from roadmap.people import audience

__all__ = [
    "Attendance",
    "Report",
    "attendance",
    "evidence",
    "kind_of",
    "participants",
    "report",
    "temporal_role",
]


@dataclass(frozen=True, slots=True)
class Attendance:
    """Whether people are to turn up, and where that is said."""

    expected: bool
    basis: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Whether the row closes with a deliverable, of what kind, and where that is said."""

    expected: bool
    kind: str | None = None
    basis: str | None = None


def kind_of(title: str) -> tuple[str, tuple[str, ...]]:
    """Kind of an activity and other defensible readings of the same title."""
    folded = fold(title)
    plain = v.NOT_KIND.sub(" ", fold(v.QUOTED_NAME.sub(" ", title)))
    found = _first_kind(plain) or _first_kind(v.NOT_KIND.sub(" ", folded)) or "other"
    others = [
        other for kind, other, pattern in v.KIND_ALT if kind == found and pattern.search(folded)
    ]
    return found, tuple(dict.fromkeys(others))


def _first_kind(text: str) -> str:
    best: tuple[int, int, str] | None = None
    for rank, (kind, pattern) in enumerate(v.KINDS):
        match = pattern.search(text)
        if match and (best is None or (match.start(), rank) < best[:2]):
            best = (match.start(), rank, kind)
    return best[2] if best else ""


def attendance(kind: str, title: str, result: str, indicator: str) -> Attendance:
    """Attendance follows from the result, the indicator, the title or the kind, in that order."""
    if kind in v.PAPER_KINDS or kind == "survey":
        return Attendance(False)
    for text, basis in ((result, "result"), (indicator, "indicator")):
        if v.TAKES_PART.search(fold(text)):
            return Attendance(True, basis)
    if v.PARTICIPATION.search(fold(title)):
        return Attendance(True, "title")
    return Attendance(kind in v.EVENT_KINDS, "kind" if kind in v.EVENT_KINDS else None)


def report(kind: str, title: str, result: str, indicator: str) -> Report:
    """What is handed over at the end, if anything."""
    if kind == "expertise":
        return Report(True, "recommendations", _basis_of_expertise(result, indicator))
    for text, basis in ((result, "result"), (indicator, "indicator"), (title, "title")):
        named = _named_report(kind, fold(text), basis)
        if named:
            return Report(True, named, basis)
    if kind in v.REPORT_ASSUMED_IN:
        return Report(True, v.REPORT_BY_KIND[kind], _basis_of_kind(kind, result, indicator))
    folded = fold(title)
    if v.IMPLIED_REPORT.search(folded):
        return Report(True, "report", "implied")
    if v.IMPLIED_LIST.search(folded):
        return Report(True, "list", "implied")
    return Report(False)


def _basis_of_expertise(result: str, indicator: str) -> str:
    if result.strip():
        return "result"
    return "indicator" if indicator.strip() else "kind"


def _basis_of_kind(kind: str, result: str, indicator: str) -> str:
    if kind == "document":
        return "result" if result.strip() else "indicator" if indicator.strip() else "title"
    return "result" if result.strip() and kind == "publication" else "kind"


def _named_report(kind: str, text: str, basis: str) -> str:
    for name, pattern in v.REPORTS:
        if pattern.search(text) and _believable(name, kind, basis):
            return name
    return ""


def _believable(name: str, kind: str, basis: str) -> bool:
    """Orders and lists are proof only where the row is about making them."""
    if name in {"order", "list"}:
        return basis != "title"
    if name == "report":
        return basis != "title" or kind not in {"monitoring"}
    if name == "publication_link":
        return kind not in {"document", "monitoring"} or basis != "title"
    if name == "contract":
        return kind in {"document", "other", "appointment"}
    return True


def evidence(kind: str, title: str, texts: str, there: Attendance, due: Report) -> tuple[str, ...]:
    """Proofs that close the row, in the order people meet them."""
    found: list[str] = []
    folded = fold(title)
    if there.expected:
        found.append("attendance")
        if kind == "visit" and there.basis != "result":
            found.append("visit_mark")
        if kind == "training" and v.CERTIFICATE.search(folded):
            found.append("certificate")
    elif kind == "survey":
        found.append("survey_completed")
    if due.kind:
        if due.kind == "analytic_note" and v.REPORTS[-1][1].search(fold(texts)):
            found.append("publication_link")
        found.append(due.kind)
    elif kind == "appointment":
        found.append("list" if _selection(folded) else "order")
    return tuple(dict.fromkeys(found)) or ("done_mark",)


def _selection(folded: str) -> bool:
    return folded.startswith(v.SELECTION_WORD)


def temporal_role(schedule: Mapping[str, Any], kind: str, *, attended: bool) -> str:
    """event, event_tba, deadline, period, recurring or background: what the bot does with a row."""
    form = schedule["type"]
    if form == "recurring" or schedule.get("hint", {}).get("freq") == "WEEKLY":
        return "recurring"
    if form == "deadline":
        return "deadline"
    if form == "multi":
        roles = {temporal_role(item, kind, attended=attended) for item in schedule["items"]}
        return roles.pop() if len(roles) == 1 else ("event_tba" if attended else "period")
    if form in {"day", "days"}:
        return "event" if attended else "deadline"
    if form == "range":
        return _role_of_range(schedule, kind, attended=attended)
    return _role_of_window(form, kind, attended=attended)


def _role_of_range(schedule: Mapping[str, Any], kind: str, *, attended: bool) -> str:
    from datetime import date  # noqa: PLC0415

    if not attended or kind == "visit":
        return "period"
    if schedule.get("by_plan"):
        return "event_tba"
    length = date.fromisoformat(schedule["end"]) - date.fromisoformat(schedule["start"])
    return "event" if length.days <= 9 else "period"


def _role_of_window(form: str, kind: str, *, attended: bool) -> str:
    if form in {"ongoing", "as_needed", "from"}:
        return "event_tba" if attended and form == "ongoing" else "background"
    if attended:
        return "event_tba"
    return (
        "background" if form in {"by_plan", "relative", "unknown"} and kind == "other" else "period"
    )


def participants(
    kind: str, title: str, outcome: str, roles: Sequence[str], *, attended: bool
) -> tuple[str, ...]:
    """Who must turn up or act: by the title, by the ``outcome`` (result or indicator), by duty.

    The responsible are the answer only where nobody else is named.
    """
    named = [role for role in audience(title) if role not in v.GUESTS_NOT_HOSTS]
    folded = fold(title)
    came = v.TAKES_PART.search(fold(outcome)) is not None
    listed = audience(outcome) if came or "100" in outcome else ()
    if attended and v.PARTICIPATION.search(folded):
        return tuple(dict.fromkeys([*(named or roles), *listed]))
    if attended and came and listed:
        return tuple(dict.fromkeys([*listed, *named]))
    if kind in {"appointment", "survey"}:
        return tuple(named[:1] or roles)
    if kind == "training" and v.CERTIFICATE.search(folded):
        return tuple(named or roles)
    return tuple(dict.fromkeys([*roles, *named, *_also(kind, folded, named, listed)]))


def _also(kind: str, folded: str, named: Sequence[str], listed: Sequence[str]) -> tuple[str, ...]:
    """People an organiser's row speaks to without naming them in the title."""
    if not named and kind in {"webinar", "training", "conference"}:
        return ("school", "curator")
    if v.RECOMMENDS.search(folded):
        return ("school",)
    return tuple(role for role in listed if role in {"school", "regional_coordinator"})
