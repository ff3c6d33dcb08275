"""The shapes of a demand: what can be asked of people, of whom, and whose word makes it count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

__all__ = ["Ask", "Demand", "Goal", "Party", "Presence", "Proof", "RowLike", "Step"]


class Presence(StrEnum):
    """Whether people say if they come, and afterwards if they were there."""

    NONE = "none"
    INTENTION_AND_FACT = "intention_and_fact"


class Party(StrEnum):
    """Who hands something in. A coordinator speaks for the bodies of his level."""

    SCHOOL = "school"
    CURATOR = "curator"
    METHODIST = "methodist"
    MUNICIPALITY = "municipality"
    REGION = "region"


class Proof(StrEnum):
    """What is handed in."""

    EVENT_RESULT = "event_result"
    REPORT = "report"
    MONTHLY_REPORT = "monthly_report"
    ANALYTIC_NOTE = "analytic_note"
    EXPERTISE = "expertise"
    # These four are files.
    DOCUMENT = "document"
    ORDER = "order"
    CONTRACT = "contract"
    LIST = "list"
    # Placed in an information system; a form filled in there.
    UPLOAD = "upload"
    MARK = "mark"
    PUBLICATION = "publication"
    VISIT = "visit"
    SURVEY = "survey"
    CERTIFICATES = "certificates"
    COUNTER = "counter"
    # Two numbers by hand: of municipalities and the like; of pupils.
    SHARE = "share"
    PUPIL_SHARE = "pupil_share"
    TICK = "tick"


class Step(StrEnum):
    """Whose word makes it count, where the row wants one."""

    CURATOR = "curator"
    MUNICIPALITY = "municipality"
    REGION = "region"


@dataclass(frozen=True, slots=True)
class Goal:
    """At least so many; ``per`` is "", week, month, quarter or year, ``unit`` the row's words."""

    at_least: int
    unit: str
    per: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing to hand in. ``by`` is empty where the row names nobody.

    ``each_school``: one for every school of the row, be it by the school or about it.
    """

    proof: Proof
    by: tuple[Party, ...]
    each_school: bool = False
    steps: tuple[Step, ...] = ()
    goals: tuple[Goal, ...] = ()


@dataclass(frozen=True, slots=True)
class Demand:
    """Everything a row asks for. ``share``: per cent of those concerned that the row wants."""

    presence: Presence = Presence.NONE
    asks: tuple[Ask, ...] = ()
    share: int | None = None

    @property
    def is_nothing(self) -> bool:
        """Whether the row is there to be read only."""
        return self.presence is Presence.NONE and not self.asks


class RowLike(Protocol):
    """What a row must offer; compiled rows and stored ones both do."""

    @property
    def title(self) -> str: ...

    @property
    def responsible_raw(self) -> str: ...

    @property
    def result_raw(self) -> str: ...

    @property
    def indicator_raw(self) -> str: ...

    @property
    def level_raw(self) -> str: ...

    @property
    def schedule(self) -> Mapping[str, Any]: ...

    @property
    def kind(self) -> str: ...

    @property
    def roles(self) -> Sequence[str]: ...

    @property
    def participants(self) -> Sequence[str]: ...

    @property
    def attendance_expected(self) -> bool: ...

    @property
    def report_expected(self) -> bool: ...
