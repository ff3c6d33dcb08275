"""The engine of guided dialogs: a form is steps, a draft is answers, moving is arithmetic.

An answer is checked by its step and either moves the draft on or comes back as a problem code.
Answers are JSON values keyed by the step's name, so a draft survives a restart as it is. Going
back and changing an answer lose nothing: the former answer stands until another one is given.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from services.forms.reading import files_in, fits, items_in, read
from services.forms.steps import (
    MAX_FILES,
    PREVIEW,
    Answers,
    Attached,
    Form,
    Input,
    Problem,
    Proof,
    Step,
    StepKind,
    version_of,
)

__all__ = [
    "MAX_FILES",
    "PREVIEW",
    "Answers",
    "Attached",
    "Draft",
    "Form",
    "Input",
    "Problem",
    "Proof",
    "Step",
    "StepKind",
    "add_proof",
    "answer",
    "attach",
    "back",
    "begin",
    "carried_over",
    "files_in",
    "fits",
    "revise",
    "version_of",
]

# Kinds that are quickly said again as last time; a date or a file of last time is another one.
_REPEATED = frozenset({"number", "text", "choice", "link"})
# Which of how many files is taken back: a second tap on the same button meets fewer of them.
_DROP = re.compile(r"drop-(?P<number>[0-9]{1,2})-(?P<have>[0-9]{1,2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Draft:
    """Where somebody is in a form; `step` may be PREVIEW."""

    form: Form
    step: str
    answers: Answers
    # Choices that only the one who opened the form knows, by step: places, schools.
    options: Mapping[str, Sequence[str]] = field(default_factory=dict)
    # What was answered last time: offered, never taken without a tap.
    last: Answers = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to ask."""
        return self.step == PREVIEW

    @property
    def progress(self) -> tuple[int, int]:
        """Number of the present question and of all questions."""
        asked = [step.name for step in self.form.asked(self.answers)]
        at = asked.index(self.step) + 1 if self.step in asked else len(asked)
        return at, len(asked)

    @property
    def may_grow(self) -> bool:
        """Whether an answer that is still wanted may bring more questions: nobody knows the sum."""
        asked = self.form.asked(self.answers)
        open_ones = [s for s in asked if s.name == self.step or not _is_answered(self, s)]
        return any(
            len(self.form.asked({**self.answers, step.name: value})) > len(asked)
            for step in open_ones
            for value in (known(self, step).choices or (1,))
        )

    @property
    def offered(self) -> Any:
        """What was answered to the present question last time, if it can be said again."""
        step = self._present
        value = self.last.get(step.name) if step is not None else None
        if step is None or value is None or step.kind not in _REPEATED or self.kept is not None:
            return None
        return value if fits(step, value, self.answers) else None

    @property
    def kept(self) -> Any:
        """The answer that stands while its question is asked again."""
        step = self._present
        value = self.answers.get(step.name) if step is not None else None
        return value if step is not None and _is_answered(self, step) else None

    @property
    def given(self) -> dict[str, Any]:
        """The answers to what is asked, without those to questions that fell away."""
        names = [step.name for step in self.form.asked(self.answers)]
        return {name: self.answers[name] for name in names if name in self.answers}

    @property
    def _present(self) -> Step | None:
        step = self.form.step(self.step)
        return known(self, step) if step is not None else None


def begin(
    form: Form,
    answers: Answers | None = None,
    options: Mapping[str, Sequence[str]] | None = None,
    last: Answers | None = None,
) -> Draft:
    """A fresh draft at the first question; answers given already are kept and passed over."""
    return _after(Draft(form, "", dict(answers or {}), options or {}, last or {}), "")


def answer(draft: Draft, given: Input) -> Draft | Problem:
    """Take an answer to the present question."""
    step = draft.form.step(draft.step)
    if step is None:
        return Problem("press_a_button")
    step = known(draft, step)
    if given.choice == "keep" and step.kind != "files" and _is_answered(draft, step):
        return _after(draft, step.name)
    if given.choice == "again" and draft.offered is not None:
        return _after(_with(draft, step.name, draft.offered), step.name)
    if step.kind == "files":
        return _gather(draft, step, given)
    value = read(step, given, draft.answers)
    if isinstance(value, Problem):
        return value
    return _after(_with(draft, step.name, value), step.name)


def attach(draft: Draft, name: str, given: Input) -> Draft | Problem:
    """Take a file or a link for one question, wherever the draft stands."""
    step = draft.form.step(name)
    if step is None or step not in draft.form.asked(draft.answers):
        return Problem("press_a_button")
    if step.kind != "files":
        moved = revise(draft, name)
        return moved if isinstance(moved, Problem) else answer(moved, given)
    moved = _gather(replace(draft, step=name), step, given)
    if isinstance(moved, Problem) or draft.step != PREVIEW:
        return moved
    return replace(moved, step=PREVIEW)


def add_proof(draft: Draft, given: Input) -> Draft | Problem:
    """At the preview nothing is asked any more, but a proof may still come."""
    step = draft.form.taking("file" if given.file is not None else "link")
    if step is None or given.choice is not None:
        return Problem("press_a_button")
    if step.kind == "files":
        # Words at the preview are no part of a report that takes words: they may be a slip.
        shown = replace(step, takes=tuple(one for one in step.takes if one != "text"))
        if isinstance(items_in(shown, given), Problem):
            return Problem("press_a_button")
        added = attach(draft, step.name, given)
        is_told = isinstance(added, Draft) or added.code == "files_enough"
        return added if is_told else Problem("press_a_button")
    proof = read(step, given, draft.answers)
    if isinstance(proof, Problem):
        return Problem("press_a_button")
    if draft.answers.get(step.name) is not None:
        return Problem("evidence_given")
    return _with(draft, step.name, proof)


def back(draft: Draft) -> Draft:
    """The question before; the first one stays."""
    asked = [step.name for step in draft.form.asked(draft.answers)]
    at = asked.index(draft.step) if draft.step in asked else len(asked)
    return replace(draft, step=asked[max(at - 1, 0)])


def revise(draft: Draft, name: str) -> Draft | Problem:
    """Go to one question again; its answer stands until another one is given."""
    if name not in [step.name for step in draft.form.asked(draft.answers)]:
        return Problem("press_a_button")
    return replace(draft, step=name)


def carried_over(form: Form, answers: Answers, meanings: Mapping[str, str] | None) -> Answers:
    """What still fits of answers to a former version of a form.

    `meanings` are those of the former questions; without them an answer is kept by its shape.
    """
    kept = {}
    for step in form.steps:
        if step.name not in answers:
            continue
        same = meanings is None or meanings.get(step.name) == step.meaning
        if same and fits(step, answers[step.name], answers):
            kept[step.name] = answers[step.name]
    return kept


def known(draft: Draft, step: Step) -> Step:
    """The step with the choices that the opener of the form has given."""
    options = draft.options.get(step.name)
    return replace(step, choices=tuple(options)) if options and not step.choices else step


def _with(draft: Draft, name: str, value: Any) -> Draft:
    return replace(draft, answers={**draft.answers, name: value})


def _is_answered(draft: Draft, step: Step) -> bool:
    if step.name not in draft.answers:
        return False
    return fits(known(draft, step), draft.answers[step.name], draft.answers)


def _after(draft: Draft, name: str) -> Draft:
    """The next question without an answer, else an earlier one, else the preview."""
    asked = [step.name for step in draft.form.asked(draft.answers)]
    missing = {s.name for s in draft.form.asked(draft.answers) if not _is_answered(draft, s)}
    start = asked.index(name) + 1 if name in asked else 0
    left = [step for step in asked[start:] + asked[:start] if step in missing]
    return replace(draft, step=left[0] if left else PREVIEW)


def _gather(draft: Draft, step: Step, given: Input) -> Draft | Problem:
    """Files come one message each; «done» ends them, and so does the last that fits."""
    have = list(draft.answers.get(step.name) or ())
    if given.choice is not None and (dropped := _DROP.fullmatch(given.choice)):
        return _without(draft, step, int(dropped["number"]), int(dropped["have"]))
    match given.choice:
        case "done" | "keep" | "skip" if have:
            # An old «without them» loses nothing that has come since.
            return _after(draft, step.name)
        case "clear":
            rest = {key: value for key, value in draft.answers.items() if key != step.name}
            return replace(draft, answers=rest)
        case "skip" if step.may_skip(draft.answers):
            return _after(_with(draft, step.name, None), step.name)
        case str():
            return Problem("press_a_button")
    items = items_in(step, given)
    if isinstance(items, Problem):
        return items
    fresh = [item for item in items if item not in have]
    if len(have) + len(fresh) > MAX_FILES:
        return Problem("files_enough", {"limit": MAX_FILES})
    gathered = _with(draft, step.name, [*have, *fresh])
    return gathered if len(have) + len(fresh) < MAX_FILES else _after(gathered, step.name)


def _without(draft: Draft, step: Step, number: int, have: int) -> Draft:
    """Without one of the files; the others stay."""
    files = list(draft.answers.get(step.name) or ())
    if len(files) != have or not 1 <= number <= have:
        return draft
    left = [*files[: number - 1], *files[number:]]
    if left:
        return _with(draft, step.name, left)
    rest = {key: value for key, value in draft.answers.items() if key != step.name}
    return replace(draft, answers=rest)
