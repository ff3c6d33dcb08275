"""Buttons of announcements after «send»."""

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


@dataclass(frozen=True, slots=True)
class ListAnnouncements(Tap):
    """A page of one's announcements."""

    prefix: ClassVar[str] = "bl"
    page: int


@dataclass(frozen=True, slots=True)
class OpenAnnouncement(Tap):
    """How far an announcement has got."""

    prefix: ClassVar[str] = "bo"
    broadcast_id: int


@dataclass(frozen=True, slots=True)
class StopAnnouncement(Tap):
    """Whoever has not got it gets it no more."""

    prefix: ClassVar[str] = "bx"
    broadcast_id: int


@dataclass(frozen=True, slots=True)
class PauseAnnouncement(Tap):
    """Nobody else gets it until it goes on."""

    prefix: ClassVar[str] = "bz"
    broadcast_id: int


@dataclass(frozen=True, slots=True)
class ResumeAnnouncement(Tap):
    """Go on."""

    prefix: ClassVar[str] = "bg"
    broadcast_id: int


@dataclass(frozen=True, slots=True)
class ShowMissed(Tap):
    """Who did not get it and why."""

    prefix: ClassVar[str] = "bm"
    broadcast_id: int
    page: int


@dataclass(frozen=True, slots=True)
class ShowSilent(Tap):
    """Who has not said that they have read it."""

    prefix: ClassVar[str] = "bs"
    broadcast_id: int
    page: int


@dataclass(frozen=True, slots=True)
class NudgeReaders(Tap):
    """Ask those who have not said so once more."""

    prefix: ClassVar[str] = "bn"
    broadcast_id: int


@dataclass(frozen=True, slots=True)
class HaveRead(Tap):
    """«I have read it»: in everybody's chat, under the announcement."""

    prefix: ClassVar[str] = "br"
    broadcast_id: int


@dataclass(frozen=True, slots=True)
class AmendAnnouncement(Tap):
    """Other words for what was delivered; `locale` says in which language."""

    prefix: ClassVar[str] = "be"
    broadcast_id: int
    locale: str


@dataclass(frozen=True, slots=True)
class RecallAnnouncement(Tap):
    """Take it out of all chats: asked once more before it is done."""

    prefix: ClassVar[str] = "bd"
    broadcast_id: int
    is_sure: int


@dataclass(frozen=True, slots=True)
class ReplyInWords(Tap):
    """The words that our question quotes answer this announcement."""

    prefix: ClassVar[str] = "by"
    broadcast_id: int


@dataclass(frozen=True, slots=True)
class AskInWords(Tap):
    """The words that our question quotes are a question of its own."""

    prefix: ClassVar[str] = "bq"


@dataclass(frozen=True, slots=True)
class ListReplies(Tap):
    """A page of what was answered in words."""

    prefix: ClassVar[str] = "bw"
    broadcast_id: int
    page: int


@dataclass(frozen=True, slots=True)
class AskAgain(Tap):
    """Whoever has read the former words is asked to read the new ones."""

    prefix: ClassVar[str] = "bh"
    broadcast_id: int


ANNOUNCED_TAPS = taps_of(globals())
