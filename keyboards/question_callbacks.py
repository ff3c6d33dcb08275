"""Buttons of questions that schools ask those who advise them."""

from dataclasses import dataclass
from typing import ClassVar

from keyboards.tap import Tap, taps_of


@dataclass(frozen=True, slots=True)
class AskQuestion(Tap):
    """Ask, about an event or about nothing (0), for a school or for the only one (0)."""

    prefix: ClassVar[str] = "ua"
    occurrence_id: int
    school_id: int


@dataclass(frozen=True, slots=True)
class OpenQuestion(Tap):
    """A question."""

    prefix: ClassVar[str] = "uo"
    question_id: int


@dataclass(frozen=True, slots=True)
class AnswerQuestion(Tap):
    """Answer a question."""

    prefix: ClassVar[str] = "ur"
    question_id: int


@dataclass(frozen=True, slots=True)
class ListQuestions(Tap):
    """What waits for an answer, by page."""

    prefix: ClassVar[str] = "ul"
    page: int


@dataclass(frozen=True, slots=True)
class ListAsked(Tap):
    """What one's own school has asked, by page."""

    prefix: ClassVar[str] = "us"
    page: int


@dataclass(frozen=True, slots=True)
class CountQuestions(Tap):
    """How many were asked and answered in a month, so many months ago."""

    prefix: ClassVar[str] = "uc"
    back: int


QUESTION_TAPS: tuple[type[Tap], ...] = taps_of(globals())
