"""What a form is made of: questions, and what a person gives in answer. Data only."""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Literal

from roadmap.asks import Goal

Answers = Mapping[str, Any]
StepKind = Literal[
    "choice", "number", "text", "date", "link", "files", "evidence", "message", "marked"
]
# What a question for files takes besides them.
Taken = Literal["file", "link", "text"]
# What shows that something was done.
Proof = Literal["file", "link"]

PREVIEW = "preview"
MAX_FILES = 10


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that somebody sent: Telegram's id, its kind, the shown name, size in bytes."""

    file_id: str
    kind: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Input:
    """What a person gave: typed text (`html` keeps its formatting), a file, or a tapped choice.

    `today` is the day where the person is: without it nothing is read that depends on it.
    """

    text: str = ""
    html: str = ""
    file: Attached | None = None
    choice: str | None = None
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an answer was not taken: a code and its parameters."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


def _always(_answers: Answers) -> bool:
    return True


def _never(_answers: Answers) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Step:
    """One question. `is_asked` looks at the answers so far; `limit` bounds text or a number.

    An `optional` one may be left without an answer, unless `is_needed` by the other answers.
    `at_most` and `at_least` name another step whose number bounds this one.
    """

    name: str
    kind: StepKind
    choices: tuple[str, ...] = ()
    optional: bool = False
    limit: int = 1000
    least: int = 0
    is_asked: Callable[[Answers], bool] = _always
    is_needed: Callable[[Answers], bool] = _never
    at_most: str = ""
    at_least: str = ""
    # How many days before and after today a date may be.
    days: tuple[int, int] = (-400, 400)
    takes: tuple[Taken, ...] = ("file",)
    # What is counted here, and how many are wanted.
    goal: Goal | None = None
    # The question and the choices in the words of whoever has made the form.
    title: str = ""
    labels: tuple[str, ...] = ()
    # Raise it when the question changes its meaning: answers given to the former one do not fit.
    version: int = 1

    def may_skip(self, answers: Answers) -> bool:
        """Whether it may be left without an answer."""
        return self.optional and not self.is_needed(answers)

    def shows(self, what: Proof) -> bool:
        """Whether a file, or a link, answers it."""
        match self.kind:
            case "evidence":
                return True
            case "files":
                return what in self.takes
            case _:
                return self.kind == what

    @property
    def meaning(self) -> str:
        """A short sign that changes when answers to the former question do not fit any more."""
        said = (self.kind, self.choices, self.labels, self.title, self.takes, self.version)
        counted = (self.goal.unit, self.goal.per) if self.goal is not None else ()
        return f"{zlib.crc32(repr((*said, counted)).encode()):08x}"

    @property
    def shape(self) -> str:
        """A sign that changes with anything about the question that can be written down."""
        bounds = (self.optional, self.limit, self.least, self.at_most, self.at_least, self.days)
        wanted = self.goal.at_least if self.goal is not None else None
        return f"{self.name}:{self.meaning}:{zlib.crc32(repr((bounds, wanted)).encode()):08x}"


@dataclass(frozen=True, slots=True)
class Form:
    """A questionnaire; raise `version` when its steps change their meaning.

    `recipe` says what it was made from, as JSON, where it stands in no catalogue: whoever keeps
    the recipe can make the same form again. `gone` are questions of former versions, for readers.
    """

    name: str
    version: int
    steps: tuple[Step, ...]
    has_preview: bool = True
    # How long it is offered again when it was left half-done.
    kept: timedelta = timedelta(days=30)
    recipe: Mapping[str, Any] | None = None
    gone: tuple[Step, ...] = ()

    def taking(self, what: Proof) -> Step | None:
        """The first question that a file, or a link, answers."""
        return next((step for step in self.steps if step.shows(what)), None)

    @property
    def one_tap(self) -> Step | None:
        """The only question where one button answers it: it can stand on a card itself."""
        if len(self.steps) != 1 or self.has_preview:
            return None
        (step,) = self.steps
        return step if step.kind == "choice" and len(step.choices) == 1 else None

    def step(self, name: str) -> Step | None:
        """The step of this name; None for the preview."""
        return next((step for step in self.steps if step.name == name), None)

    def asked(self, answers: Answers) -> list[Step]:
        """The steps that these answers lead through."""
        return [step for step in self.steps if step.is_asked(answers)]

    def named(self, name: str) -> "Form":
        """The same questions under another name: somebody else finishes them."""
        return replace(self, name=name)

    @property
    def meanings(self) -> dict[str, str]:
        """Step → its meaning, to be kept beside answers."""
        return {step.name: step.meaning for step in self.steps}


def version_of(steps: tuple[Step, ...]) -> int:
    """A number that changes when any of the questions does; it fits in a column."""
    return zlib.crc32("\n".join(step.shape for step in steps).encode()) & 0x7FFFFFFF
