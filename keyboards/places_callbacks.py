"""Buttons of a regional coordinator's work on the tree of places."""

from dataclasses import dataclass
from typing import ClassVar

from keyboards.tap import Tap, taps_of


@dataclass(frozen=True, slots=True)
class ApplyTable(Tap):
    """Make the changes of the table that our preview quotes, as they were seen."""

    prefix: ClassVar[str] = "xa"
    digest: str


@dataclass(frozen=True, slots=True)
class OpenPlaces(Tap):
    """A place with a page of what lies below; 0 is one's own."""

    prefix: ClassVar[str] = "xo"
    place_id: int
    page: int


@dataclass(frozen=True, slots=True)
class ChooseMerge(Tap):
    """A page of the municipalities that one can be merged into."""

    prefix: ClassVar[str] = "xm"
    place_id: int
    page: int


@dataclass(frozen=True, slots=True)
class MergePlaces(Tap):
    """Merge a municipality into another; `sure` 0 asks first."""

    prefix: ClassVar[str] = "xi"
    place_id: int
    into_id: int
    sure: int


@dataclass(frozen=True, slots=True)
class ClosePlace(Tap):
    """Close a school; `sure` 0 asks first."""

    prefix: ClassVar[str] = "xc"
    place_id: int
    sure: int


@dataclass(frozen=True, slots=True)
class RenamePlace(Tap):
    """Ask for another name of a place."""

    prefix: ClassVar[str] = "xn"
    place_id: int


@dataclass(frozen=True, slots=True)
class ListClosed(Tap):
    """A page of the closed schools of a territory."""

    prefix: ClassVar[str] = "xl"
    place_id: int
    page: int


@dataclass(frozen=True, slots=True)
class ReopenPlace(Tap):
    """Open a closed school again; `sure` 0 asks first."""

    prefix: ClassVar[str] = "xr"
    place_id: int
    sure: int


PLACES_TAPS: tuple[type[Tap], ...] = taps_of(globals())
