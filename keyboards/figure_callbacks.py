"""Buttons of the figures of road maps."""

from dataclasses import dataclass
from typing import ClassVar

from keyboards.tap import Tap, taps_of
from services.figure_entries import Entered
from services.figure_pictures import Picture
from services.indicator_board import Side
from services.indicators.breakdown import Split


@dataclass(frozen=True, slots=True)
class OpenBoard(Tap):
    """What matters now."""

    prefix: ClassVar[str] = "fb"


@dataclass(frozen=True, slots=True)
class EventsByNumber(Tap):
    """A page of the events, in the order of the road map."""

    prefix: ClassVar[str] = "fm"
    page: int


@dataclass(frozen=True, slots=True)
class OpenPlanFigures(Tap):
    """A road map by its sections."""

    prefix: ClassVar[str] = "fp"
    plan_id: int
    page: int


@dataclass(frozen=True, slots=True)
class ListFigures(Tap):
    """The figures of a section by number; -1 are all of the map, -2 wait for a hand."""

    prefix: ClassVar[str] = "fl"
    plan_id: int
    section: int
    page: int


@dataclass(frozen=True, slots=True)
class OpenFigure(Tap):
    """One figure."""

    prefix: ClassVar[str] = "fi"
    row_id: int
    part: int


@dataclass(frozen=True, slots=True)
class SplitFigure(Tap):
    """A figure taken apart."""

    prefix: ClassVar[str] = "fs"
    row_id: int
    part: int
    split: Split
    page: int


@dataclass(frozen=True, slots=True)
class ListNamed(Tap):
    """Who is behind a figure."""

    prefix: ClassVar[str] = "fn"
    row_id: int
    part: int
    side: Side
    page: int


@dataclass(frozen=True, slots=True)
class EnterFigure(Tap):
    """Enter the value or the target by hand."""

    prefix: ClassVar[str] = "fe"
    row_id: int
    part: int
    what: Entered


@dataclass(frozen=True, slots=True)
class TakeEntryBack(Tap):
    """Count again."""

    prefix: ClassVar[str] = "ft"
    row_id: int
    part: int
    what: Entered


@dataclass(frozen=True, slots=True)
class DrawFigures(Tap):
    """A picture of a road map; `came` from which page of its sections, -1 from the board."""

    prefix: ClassVar[str] = "fd"
    plan_id: int
    picture: Picture
    came: int


FIGURE_TAPS = taps_of(globals())
