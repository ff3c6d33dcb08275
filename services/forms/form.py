"""The engine of guided dialogs: a form is steps, a draft is answers, moving is arithmetic.

An answer is checked by its step and either moves the draft on or comes back as a problem code.
Answers are JSON values keyed by the step's name, so a draft survives a restart as it is.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Literal

Answers = Mapping[str, Any]
StepKind = Literal["choice", "number", "text", "evidence", "message"]

PREVIEW = "preview"
# «12», «1 200», «12 people»: a number of at most nine digits, perhaps with a word behind it.
_NUMBER = re.compile(r"([0-9](?:[ \u00a0]?[0-9]){0,8})(?:[ \u00a0]*[^\W\d]+\.?)?")
# A caption holds 1024 characters, some of which name the sender.
_CAPTION_LIMIT = 900


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that somebody sent: Telegram's id, its kind, the shown name, size in bytes."""

    file_id: str
    kind: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Input:
    """What a person gave: typed text (`html` keeps its formatting), a file, or a tapped choice."""

    text: str = ""
    html: str = ""
    file: Attached | None = None
    choice: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an answer was not taken: a code and its parameters."""

    code: str
    params: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One question. `is_asked` looks at the answers so far; `limit` bounds text or a number."""

    name: str
    kind: StepKind
    choices: tuple[str, ...] = ()
    optional: bool = False
    limit: int = 1000
    is_asked: Callable[[Answers], bool] = lambda _answers: True


@dataclass(frozen=True, slots=True)
class Form:
    """A questionnaire; raise `version` when its steps change their meaning."""

    name: str
    version: int
    steps: tuple[Step, ...]
    has_preview: bool = True
    # How long it is offered again when it was left half-done.
    kept: timedelta = timedelta(days=30)

    @property
    def evidence(self) -> Step | None:
        """The step that a file or a link answers."""
        return next((step for step in self.steps if step.kind == "evidence"), None)

    def step(self, name: str) -> Step | None:
        """The step of this name; None for the preview."""
        return next((step for step in self.steps if step.name == name), None)

    def asked(self, answers: Answers) -> list[Step]:
        """The steps that these answers lead through."""
        return [step for step in self.steps if step.is_asked(answers)]


@dataclass(frozen=True, slots=True)
class Draft:
    """Where somebody is in a form; `step` may be PREVIEW."""

    form: Form
    step: str
    answers: Answers
    # Choices that only the one who opened the form knows, by step: places, schools.
    options: Mapping[str, Sequence[str]] = field(default_factory=dict)

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


def begin(
    form: Form,
    answers: Answers | None = None,
    options: Mapping[str, Sequence[str]] | None = None,
) -> Draft:
    """A fresh draft at the first question; answers given already are kept and passed over."""
    return _after(Draft(form, "", dict(answers or {}), options or {}), "")


def answer(draft: Draft, given: Input) -> Draft | Problem:
    """Take an answer to the present question."""
    step = draft.form.step(draft.step)
    if step is None:
        return Problem("press_a_button")
    choices = step.choices or draft.options.get(step.name, ())
    value = _read(replace(step, choices=tuple(choices)), given)
    if isinstance(value, Problem):
        return value
    answers = {**draft.answers, step.name: value}
    return _after(replace(draft, answers=answers), step.name)


def add_proof(draft: Draft, given: Input) -> Draft | Problem:
    """At the preview nothing is asked any more, but a proof may still come: one is kept."""
    step = draft.form.evidence
    proof = _read_evidence(step, given) if step is not None else None
    if step is None or isinstance(proof, Problem):
        return Problem("press_a_button")
    if draft.answers.get(step.name) is not None:
        return Problem("evidence_given")
    return replace(draft, answers={**draft.answers, step.name: proof})


def back(draft: Draft) -> Draft:
    """The question before; the first one stays."""
    asked = [step.name for step in draft.form.asked(draft.answers)]
    at = asked.index(draft.step) if draft.step in asked else len(asked)
    return replace(draft, step=asked[max(at - 1, 0)])


def revise(draft: Draft, name: str) -> Draft | Problem:
    """Go to one question again, from the preview."""
    if name not in [step.name for step in draft.form.asked(draft.answers)]:
        return Problem("press_a_button")
    answers = {key: value for key, value in draft.answers.items() if key != name}
    return replace(draft, step=name, answers=answers)


def _after(draft: Draft, name: str) -> Draft:
    """The next question without an answer, else an earlier one, else the preview."""
    asked = [step.name for step in draft.form.asked(draft.answers)]
    start = asked.index(name) + 1 if name in asked else 0
    missing = [step for step in asked[start:] + asked[:start] if step not in draft.answers]
    return replace(draft, step=missing[0] if missing else PREVIEW)


def _read(step: Step, given: Input) -> Any:
    if given.choice is not None:
        return _read_choice(step, given.choice)
    reader = {
        "choice": _refuse,
        "number": _read_number,
        "text": _read_text,
        "evidence": _read_evidence,
        "message": _read_message,
    }[step.kind]
    return reader(step, given)


def _refuse(_step: Step, _given: Input) -> Problem:
    return Problem("press_a_button")


def _read_choice(step: Step, choice: str) -> Any:
    if choice == "skip" and step.optional:
        return None
    if choice in step.choices:
        return choice
    return Problem("press_a_button")


def _read_number(step: Step, given: Input) -> Any:
    found = _NUMBER.fullmatch(given.text.strip())
    if found is None:
        return Problem("number_expected", {"limit": step.limit})
    number = int(re.sub(r"\D", "", found[1]))
    if number > step.limit:
        return Problem("number_too_large", {"limit": step.limit})
    return number


def _read_text(step: Step, given: Input) -> Any:
    if given.file is not None or not given.text.strip():
        return Problem("text_expected")
    if len(given.text) > step.limit:
        return Problem("text_too_long", {"limit": step.limit, "length": len(given.text)})
    return given.text.strip()


def _read_evidence(step: Step, given: Input) -> Any:
    if given.file is not None:
        return {"file": _as_json(given.file)}
    text = given.text.strip()
    if text.startswith(("https://", "http://")) and " " not in text and len(text) <= step.limit:
        return {"link": text}
    return Problem("evidence_expected")


def _read_message(step: Step, given: Input) -> Any:
    if not given.text.strip() and given.file is None:
        return Problem("text_expected")
    limit = _CAPTION_LIMIT if given.file is not None else step.limit
    if len(given.text) > limit:
        return Problem("text_too_long", {"limit": limit, "length": len(given.text)})
    return {
        "html": given.html or "",
        "file": _as_json(given.file) if given.file is not None else None,
    }


def _as_json(file: Attached) -> dict[str, Any]:
    return {"file_id": file.file_id, "kind": file.kind, "name": file.name, "size": file.size}
