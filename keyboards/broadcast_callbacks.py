"""Buttons under the totals of an announcement."""

from dataclasses import dataclass
from typing import ClassVar

from keyboards.tap import Tap, taps_of


@dataclass(frozen=True, slots=True)
class SendAgain(Tap):
    """Once more to those of whom nobody knows; `rounds` is how often that was done before."""

    prefix: ClassVar[str] = "bu"
    broadcast_id: int
    rounds: int


@dataclass(frozen=True, slots=True)
class LeaveSo(Tap):
    """Of some nobody knows, and so it stays."""

    prefix: ClassVar[str] = "bk"
    broadcast_id: int
    rounds: int


BROADCAST_TAPS = taps_of(globals())
