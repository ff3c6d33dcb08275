"""Buttons about the chats of municipalities; they are pressed in private."""

from dataclasses import dataclass
from typing import ClassVar

from keyboards.tap import Tap, taps_of

# What stands before the number of a place in a link that adds the bot to a group.
BIND_PAYLOAD = "bind-"


@dataclass(frozen=True, slots=True)
class OpenGroups(Tap):
    """The chats of one's municipalities."""

    prefix: ClassVar[str] = "grp"
    page: int


@dataclass(frozen=True, slots=True)
class UnbindGroup(Tap):
    """Nothing more is posted to a chat; `sure` after a question."""

    prefix: ClassVar[str] = "gru"
    group_id: int
    sure: int


GROUP_TAPS = taps_of(globals())
