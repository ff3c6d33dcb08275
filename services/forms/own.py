"""A form of a coordinator's own: what stands in `PlanRow.own_form`, and the steps made of it.

    {"version": 3, "next": 5, "steps": [{"name": "q1", "kind": "number", "title": …}, …],
     "gone": […], "draft": […]}

`steps` are asked; none means that the row asks for its own things. `draft` is what its coordinator
works at, asked of nobody yet. Names are never given twice, and deleted questions are kept, so that
answers to them stay readable.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.forms.steps import Step

MAX_QUESTIONS = 12
MAX_OPTIONS = 8
TITLE_LIMIT = 300
OPTION_LIMIT = 60
_MOST = 999_999_999
_LONG = 2_000

Own = Mapping[str, Any]

# What a coordinator may ask for, in the order of the buttons.
OWN_KINDS = ("text", "number", "yes_no", "choice", "date", "link", "files")


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A question as its coordinator sees it; `number` is that of its name."""

    number: int
    kind: str
    title: str
    options: tuple[str, ...] = ()
    optional: bool = False


def is_asked(own: Own | None) -> bool:
    """Whether a form of one's own stands in the place of the row's."""
    return bool(own and own.get("steps"))


def own_steps(own: Own | None) -> tuple[Step, ...]:
    """The questions of a form of one's own; none for none."""
    return tuple(_step(one) for one in (own or {}).get("steps", ()))


def own_gone(own: Own | None) -> tuple[Step, ...]:
    """Questions that were deleted from it."""
    return tuple(_step(one) for one in (own or {}).get("gone", ()))


def published(own: Own | None) -> dict[str, Any] | None:
    """What a form is made of, without what its coordinator still works at."""
    if not own:
        return None
    return {name: own[name] for name in ("version", "steps", "gone") if name in own}


def working(own: Own | None) -> tuple[OwnQuestion, ...]:
    """The questions its coordinator works at."""
    return tuple(
        OwnQuestion(
            int(str(one["name"])[1:]),
            str(one["kind"]),
            str(one["title"]),
            tuple(str(option) for option in one.get("options", ())),
            bool(one.get("optional")),
        )
        for one in _working(_whole(own))
    )


def is_changed(own: Own | None) -> bool:
    """Whether something was changed that is asked of nobody yet."""
    whole = _whole(own)
    return whole["draft"] is not None and whole["draft"] != whole["steps"]


def added(own: Own | None, kind: str, title: str, options: Sequence[str] = ()) -> dict[str, Any]:
    """With one more question at the end."""
    whole = _whole(own)
    name = f"q{whole['next']}"
    question = {"name": name, "kind": kind, "title": title, "options": list(options)}
    draft = [*_working(whole), {**question, "optional": False}]
    return {**whole, "next": whole["next"] + 1, "draft": draft}


def without(own: Own | None, number: int) -> dict[str, Any]:
    """Without a question."""
    whole = _whole(own)
    draft = [one for one in _working(whole) if one["name"] != f"q{number}"]
    return {**whole, "draft": draft}


def raised(own: Own | None, number: int, at: int) -> dict[str, Any]:
    """With the question at a place one earlier; as it is, when it stands there no more."""
    whole = _whole(own)
    draft = list(_working(whole))
    if not 0 < at < len(draft) or draft[at]["name"] != f"q{number}":
        return whole
    draft[at - 1 : at + 1] = [draft[at], draft[at - 1]]
    return {**whole, "draft": draft}


def required(own: Own | None, number: int, *, optional: bool) -> dict[str, Any]:
    """With a question that must be answered, or may be left out."""
    whole = _whole(own)
    draft = [
        {**one, "optional": optional} if one["name"] == f"q{number}" else one
        for one in _working(whole)
    ]
    return {**whole, "draft": draft}


def saved(own: Own | None) -> dict[str, Any]:
    """What was worked at is asked from now on; without questions the row asks for its own."""
    whole = _whole(own)
    steps = list(_working(whole))
    names = {one["name"] for one in steps}
    gone = [one for one in whole["steps"] if one["name"] not in names]
    grown = {"version": whole["version"] + 1, "steps": steps, "gone": [*whole["gone"], *gone]}
    return {**whole, **grown, "draft": None}


def undone(own: Own | None) -> dict[str, Any]:
    """Without what was changed since it was saved."""
    return {**_whole(own), "draft": None}


def emptied(own: Own | None) -> dict[str, Any]:
    """Without questions: the row asks for its own things again."""
    return saved({**_whole(own), "draft": []})


def step_of(question: OwnQuestion) -> Step:
    """The question as it will be asked."""
    return _step(
        {
            "name": f"q{question.number}",
            "kind": question.kind,
            "title": question.title,
            "options": question.options,
            "optional": question.optional,
        }
    )


def _whole(own: Own | None) -> dict[str, Any]:
    blank = {"version": 0, "next": 1, "steps": [], "gone": [], "draft": None}
    return {**blank, **(own or {})}


def _working(whole: Own) -> Sequence[Mapping[str, Any]]:
    steps: Sequence[Mapping[str, Any]] = whole["steps"]
    return steps if whole["draft"] is None else whole["draft"]


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
