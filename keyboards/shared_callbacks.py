"""Buttons of a card that was shared into another chat: whoever taps them is looked up anew."""

from dataclasses import dataclass
from typing import ClassVar

from keyboards.tap import Tap, taps_of
from services.terms import Intention

# What stands before the number of an event in a deep link to its card.
EVENT_PAYLOAD = "e"


@dataclass(frozen=True, slots=True)
class SharedIntend(Tap):
    """Will the tapper's school come? It says nothing about whose it is."""

    prefix: ClassVar[str] = "shi"
    occurrence_id: int
    intention: Intention


SHARED_TAPS = taps_of(globals())
