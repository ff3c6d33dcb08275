"""One form for everything that one party hands in about a row: a block of steps for each proof.

Names of steps are kept in reports for ever: never give one another meaning. Who changes what a
question means raises the version of its step; the version of a form follows from its steps.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from roadmap.asks import Goal, Proof
from services.forms.own import own_gone, own_steps, published
from services.forms.steps import Answers, Form, Step, version_of

REPORT = "report"
_MOST = 999_999_999
_LONG, _SHORT = 3_000, 1_000
# Nobody places or visits in the future.
_PAST = (-400, 0)

_DONE = frozenset({Proof.SURVEY, Proof.TICK})

Block = Callable[[Sequence[Goal]], tuple[Step, ...]]


def form_of(
    proofs: Iterable[Proof | str],
    goals: Sequence[Goal] = (),
    own: Mapping[str, Any] | None = None,
) -> Form:
    """The form for these proofs, in their order; a form of the coordinator's own replaces them.

    `goals` belong to publications and counters; `own` is what stands in `PlanRow.own_form`.
    """
    # Whether it was done at all comes first: who has not done it yet is asked nothing more.
    asked = sorted(
        dict.fromkeys(Proof(proof) for proof in proofs), key=lambda one: one not in _DONE
    )
    blocks = tuple(step for proof in asked for step in _BLOCKS[proof](tuple(goals)))
    own_ones = own_steps(own)
    steps = own_ones or blocks
    is_one_tap = len(steps) == 1 and steps[0].kind == "choice" and len(steps[0].choices) == 1
    recipe = {
        "proofs": [str(proof) for proof in asked],
        "goals": [[goal.at_least, goal.unit, goal.per] for goal in goals],
        "own": published(own),
    }
    return Form(
        REPORT,
        version_of(steps),
        steps,
        has_preview=not is_one_tap,
        recipe=recipe,
        # Reports of before the coordinator's form, and of before its last change.
        gone=(*own_gone(own), *(blocks if own_ones else ())),
    )


def form_again(recipe: Mapping[str, Any]) -> Form:
    """The form of a stored recipe; raises KeyError, TypeError or ValueError for a broken one."""
    goals = [Goal(int(least), str(unit), str(per)) for least, unit, per in recipe["goals"]]
    return form_of(recipe["proofs"], goals, recipe["own"])


def _once(*steps: Step) -> Block:
    return lambda _goals: steps


def _paper(name: str) -> Block:
    """Files, or where they can be found."""
    return _once(Step(name, "files", takes=("file", "link")))


def _account(name: str) -> Block:
    """A file, a link to it, or what it would say, typed."""
    return _once(Step(name, "files", takes=("file", "link", "text"), limit=_LONG))


def _done(name: str) -> Block:
    return _once(Step(name, "choice", choices=("yes",)))


def _ratio(part: str, whole: str, *, optional: bool) -> Block:
    """Two numbers, the first not above the second."""

    def is_known(answers: Answers) -> bool:
        return part not in answers or answers[part] is not None

    return _once(
        Step(part, "number", limit=_MOST, at_most=whole, optional=optional),
        Step(whole, "number", limit=_MOST, least=1, at_least=part, is_asked=is_known),
    )


def _publications(goals: Sequence[Goal]) -> tuple[Step, ...]:
    return (Step("links", "files", takes=("link",), goal=goals[0] if goals else None),)


def _counters(goals: Sequence[Goal]) -> tuple[Step, ...]:
    if not goals:
        return (Step("count", "number", limit=_MOST),)
    return tuple(
        Step(f"count_{at}", "number", limit=_MOST, goal=goal) for at, goal in enumerate(goals, 1)
    )


def _wants_mending(answers: Answers) -> bool:
    return answers.get("verdict") == "mend"


_BLOCKS: Mapping[Proof, Block] = {
    Proof.EVENT_RESULT: _once(
        Step("participants", "number", limit=10_000),
        Step("done", "text", limit=2_000),
        Step("evidence", "files", takes=("file", "link"), optional=True),
    ),
    Proof.REPORT: _account("account"),
    Proof.MONTHLY_REPORT: _account("monthly"),
    Proof.ANALYTIC_NOTE: _account("note"),
    Proof.EXPERTISE: _once(
        Step("verdict", "choice", choices=("good", "mend")),
        # What the school is told; nothing to mend may leave nothing to say.
        Step("advice", "text", limit=_LONG, optional=True, is_needed=_wants_mending),
        Step("review", "files", takes=("file", "link"), optional=True),
    ),
    Proof.DOCUMENT: _paper("document"),
    Proof.ORDER: _paper("order"),
    Proof.CONTRACT: _paper("contract"),
    Proof.LIST: _paper("list"),
    # The day it was placed is the mark.
    Proof.UPLOAD: _once(
        Step("upload_day", "date", days=_PAST),
        Step("upload_link", "link", limit=500, optional=True),
    ),
    Proof.MARK: _done("mark"),
    Proof.PUBLICATION: _publications,
    Proof.VISIT: _once(
        Step("visit_day", "date", days=_PAST),
        Step("visit_notes", "text", limit=_LONG),
        Step("visit_files", "files", takes=("file", "link"), optional=True),
    ),
    Proof.SURVEY: _done("survey"),
    Proof.CERTIFICATES: _ratio("certificates", "team", optional=False),
    Proof.COUNTER: _counters,
    Proof.SHARE: _ratio("share_part", "share_whole", optional=True),
    Proof.PUPIL_SHARE: _ratio("pupils_part", "pupils_whole", optional=True),
    Proof.TICK: _done("tick"),
}
