"""Buttons about when somebody is written to: why a reminder came, silence, habits."""

from dataclasses import dataclass
from typing import ClassVar

from keyboards.tap import Tap, taps_of
from services.terms import PartyKind


@dataclass(frozen=True, slots=True)
class WhyReminder(Tap):
    """Why an event of a message came; number -1 asks which one."""

    prefix: ClassVar[str] = "kw"
    message_id: int
    number: int


@dataclass(frozen=True, slots=True)
class ReopenReminder(Tap):
    """A message with reminders as it was."""

    prefix: ClassVar[str] = "ko"
    message_id: int


@dataclass(frozen=True, slots=True)
class OpenReminded(Tap):
    """One event of such a message, with the way back to it."""

    prefix: ClassVar[str] = "ke"
    message_id: int
    number: int


@dataclass(frozen=True, slots=True)
class AnswerReminded(Tap):
    """«Yes» or «no» about one event of such a message, for one party.

    `said` is 0 will come, 1 came, 2 cannot come, 3 did not come.
    """

    prefix: ClassVar[str] = "ka"
    message_id: int
    number: int
    party_kind: PartyKind
    party_id: int
    said: int


@dataclass(frozen=True, slots=True)
class MuteReminded(Tap):
    """No more reminders of an event (`whole` 1: of its series); `on` 0 takes it back."""

    prefix: ClassVar[str] = "kx"
    message_id: int
    number: int
    whole: int
    on: int


@dataclass(frozen=True, slots=True)
class OpenHabits(Tap):
    """When one is written to."""

    prefix: ClassVar[str] = "kh"


@dataclass(frozen=True, slots=True)
class ChooseQuiet(Tap):
    """The quiet hours: -1 asks when they begin, an hour when those end."""

    prefix: ClassVar[str] = "kq"
    since: int


@dataclass(frozen=True, slots=True)
class SetQuiet(Tap):
    """The quiet hours; the same hour twice is none."""

    prefix: ClassVar[str] = "kqs"
    since: int
    until: int


@dataclass(frozen=True, slots=True)
class SetWorkdays(Tap):
    """1: reminders come on working days only."""

    prefix: ClassVar[str] = "kd"
    on: int


@dataclass(frozen=True, slots=True)
class ChooseBudget(Tap):
    """How many messages a week."""

    prefix: ClassVar[str] = "kb"


@dataclass(frozen=True, slots=True)
class SetBudget(Tap):
    """So many messages a week; 0 is no bound."""

    prefix: ClassVar[str] = "kbs"
    budget: int


@dataclass(frozen=True, slots=True)
class ChooseDigest(Tap):
    """When the week's message comes: -1 asks for the day, a day for the hour."""

    prefix: ClassVar[str] = "kg"
    weekday: int


@dataclass(frozen=True, slots=True)
class SetDigest(Tap):
    """The day and hour of the week's message."""

    prefix: ClassVar[str] = "kgs"
    weekday: int
    hour: int


@dataclass(frozen=True, slots=True)
class ListMutes(Tap):
    """What one is not reminded of, by page."""

    prefix: ClassVar[str] = "km"
    page: int


@dataclass(frozen=True, slots=True)
class TakeMuteBack(Tap):
    """Be reminded of it again."""

    prefix: ClassVar[str] = "kmb"
    mute_id: int
    page: int


@dataclass(frozen=True, slots=True)
class ChooseSilence(Tap):
    """Until which day nothing shall come."""

    prefix: ClassVar[str] = "ks"


@dataclass(frozen=True, slots=True)
class SetSilence(Tap):
    """Nothing until a day, by its number; 0 ends the silence."""

    prefix: ClassVar[str] = "kss"
    day: int


HABIT_TAPS: tuple[type[Tap], ...] = taps_of(globals())
