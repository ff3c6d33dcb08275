"""A form of a coordinator's own: what stands in `PlanRow.own_form`, and the steps made of it.

`{"version": 3, "next": 5, "steps": [{"name": "q1", "kind": "number", "title": …}, …], "gone": […]}`
Names are never given twice, so that answers to a deleted question stay readable.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from services.forms.steps import Step

MAX_QUESTIONS = 12
MAX_OPTIONS = 8
TITLE_LIMIT = 300
OPTION_LIMIT = 60
_MOST = 999_999_999
_LONG = 2_000

# What a coordinator may ask for, in the order of the buttons.
OWN_KINDS = ("text", "number", "yes_no", "choice", "date", "link", "files")


def own_steps(own: Mapping[str, Any] | None) -> tuple[Step, ...]:
    """The questions of a form of one's own; none for none."""
    return tuple(_step(one) for one in (own or {}).get("steps", ()))


def own_gone(own: Mapping[str, Any] | None) -> tuple[Step, ...]:
    """Questions that were deleted from it."""
    return tuple(_step(one) for one in (own or {}).get("gone", ()))


def added(
    own: Mapping[str, Any] | None,
    *,
    kind: str,
    title: str,
    options: Sequence[str] = (),
    optional: bool = False,
) -> dict[str, Any]:
    """The form with one more question at its end."""
    whole = _whole(own)
    question = {
        "name": f"q{whole['next']}",
        "kind": kind,
        "title": title,
        "options": list(options),
        "optional": optional,
    }
    return {
        **whole,
        "version": whole["version"] + 1,
        "next": whole["next"] + 1,
        "steps": [*whole["steps"], question],
    }


def without(own: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The form without a question; readers of former answers still find it."""
    whole = _whole(own)
    out = [one for one in whole["steps"] if one["name"] == name]
    left = [one for one in whole["steps"] if one["name"] != name]
    grown = whole["version"] + bool(out)
    return {**whole, "version": grown, "steps": left, "gone": [*whole["gone"], *out]}


def raised(own: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The form with a question one place earlier."""
    whole = _whole(own)
    steps = list(whole["steps"])
    at = next((at for at, one in enumerate(steps) if one["name"] == name), 0)
    if at == 0:
        return whole
    steps[at - 1 : at + 1] = [steps[at], steps[at - 1]]
    return {**whole, "version": whole["version"] + 1, "steps": steps}


def emptied(own: Mapping[str, Any]) -> dict[str, Any]:
    """The form without questions: the row asks for its own things again."""
    whole = _whole(own)
    gone = [*whole["gone"], *whole["steps"]]
    return {**whole, "version": whole["version"] + 1, "steps": [], "gone": gone}


def _whole(own: Mapping[str, Any] | None) -> dict[str, Any]:
    return {"version": 0, "next": 1, "steps": [], "gone": [], **(own or {})}


def _step(one: Mapping[str, Any]) -> Step:
    name, kind = str(one["name"]), str(one["kind"])
    title, optional = str(one["title"]), bool(one.get("optional"))
    match kind:
        case "number":
            return Step(name, "number", limit=_MOST, title=title, optional=optional)
        case "yes_no":
            return Step(name, "choice", choices=("yes", "no"), title=title, optional=optional)
        case "choice":
            labels = tuple(str(label) for label in one["options"])
            codes = tuple(f"c{at}" for at in range(1, len(labels) + 1))
            return Step(name, "choice", codes, optional, title=title, labels=labels)
        case "date":
            return Step(name, "date", days=(-3650, 3650), title=title, optional=optional)
        case "link":
            return Step(name, "link", limit=500, title=title, optional=optional)
        case "files":
            return Step(name, "files", takes=("file", "link"), title=title, optional=optional)
        case _:
            return Step(name, "text", limit=_LONG, title=title, optional=optional)
