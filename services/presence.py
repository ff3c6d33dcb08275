"""Who was there: what counts as having taken part, and when one may say «I am here»."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from db.enums import Fact, Intention
from db.models import Attendance
from db.repositories.answering import AnswerRow
from db.repositories.figures import Said
from db.repositories.plans import Happening

# Whoever comes early enters the room about then, and is at the screen with nothing else to do.
EARLY = timedelta(minutes=15)
# Events run over, and a word shown at the end is entered after it. Later the ordinary question
# «were you there?» has come, and the word has gone round.
LATE = timedelta(hours=1)
# Who has said nothing for a day and a night after it is silent; what is said later still counts.
CLOSES_AFTER = timedelta(days=1)

# Both count in shares; how many have only watched the recording is said beside them.
TOOK_PART = frozenset({Fact.ATTENDED, Fact.RECORDING})
# What somebody himself may say; the rest is for the program.
SAID = (Fact.ATTENDED, Fact.RECORDING, Fact.MISSED, Fact.EXCUSED)


@dataclass(frozen=True, slots=True)
class Window:
    """From when until when one may check in at an event."""

    opens_at: datetime
    closes_at: datetime

    def is_open(self, now: datetime) -> bool:
        """Whether one may check in now."""
        return self.opens_at <= now < self.closes_at


def window_of(found: Happening) -> Window | None:
    """When one may check in; None where nobody is asked who comes, or no day is known yet."""
    occurrence = found.occurrence
    has_day = occurrence.precision == "day" and not occurrence.is_deadline
    if not found.row.attendance_expected or not has_day or occurrence.cancelled_at is not None:
        return None
    # Of a day without an hour nobody knows when it begins: it is open from its midnight on.
    early = EARLY if occurrence.begin_time is not None else timedelta()
    return Window(occurrence.begins_at - early, occurrence.ends_at + LATE)


def can_check_in(found: Happening, now: datetime) -> bool:
    """Whether one may say «I am here» now."""
    window = window_of(found)
    return window is not None and window.is_open(now)


def said_fact(answer: Attendance | AnswerRow | Said | None) -> Fact | None:
    """What somebody has said about having been there; silence that was written down is none."""
    if answer is None or answer.fact is None or answer.fact == Fact.NO_ANSWER:
        return None
    return Fact(answer.fact)


def took_part(answer: Attendance | AnswerRow | Said | None) -> bool:
    """Whether somebody was there or has watched the recording."""
    return said_fact(answer) in TOOK_PART


def is_silent(answer: Attendance | None) -> bool:
    """Whether somebody has still to say if he was there; who has declined has said it."""
    if said_fact(answer) is not None:
        return False
    return answer is None or answer.intention != Intention.ABSENT
