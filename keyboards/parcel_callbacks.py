"""Buttons under files that were sent out of the blue."""

from dataclasses import dataclass
from typing import ClassVar

from keyboards.tap import Tap, taps_of


@dataclass(frozen=True, slots=True)
class PutFiles(Tap):
    """The files belong to this report."""

    prefix: ClassVar[str] = "zp"
    parcel_id: int
    occurrence_id: int
    school_id: int


@dataclass(frozen=True, slots=True)
class OtherEvents(Tap):
    """They belong to none of the likeliest."""

    prefix: ClassVar[str] = "zo"
    parcel_id: int


PARCEL_TAPS = taps_of(globals())
