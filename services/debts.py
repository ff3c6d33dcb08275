"""What a school still owes about an event: an answer about taking part, or a report."""

from datetime import datetime
from enum import StrEnum

from db.enums import PartyKind
from db.models import Attendance, Report
from db.repositories.plans import Happening
from services.answers import Said, is_answer, is_handed_in
from services.audience import Party
from services.expectations import asks_answer, asks_report, has_term, stands
from services.row_demands import is_visited


class Debt(StrEnum):
    """What is missing."""

    ANSWER = "answer"
    REPORT = "report"


def school_debt(said: Said, found: Happening, school_id: int, now: datetime) -> Debt | None:
    """What a school that an event expects still owes about it."""
    occurrence_id = found.occurrence.id
    answer = said.answers.get((occurrence_id, Party(PartyKind.SCHOOL, school_id)))
    return debt_of(found, answer, said.reports.get((occurrence_id, school_id)), now)


def has_spoken(
    said: Said, found: Happening, school_id: int, *, since: datetime | None = None
) -> bool:
    """Whether a school has said anything at all about an event.

    With `since` an answer counts when it was given, or changed, later: a promise to come is no
    report. A report counts always, a returned one too.
    """
    occurrence_id = found.occurrence.id
    if (occurrence_id, school_id) in said.reports:
        return True
    answer = said.answers.get((occurrence_id, Party(PartyKind.SCHOOL, school_id)))
    if answer is None or not is_answer(answer):
        return False
    return since is None or answer.answered_at >= since


def debt_of(
    found: Happening, answer: Attendance | None, report: Report | None, now: datetime
) -> Debt | None:
    """What is missing, given what a school has said; a returned report is missing.

    About what stands no more nothing is.
    """
    if not stands(found):
        return None
    if asks_answer(found) and not is_answer(answer) and report is None:
        # A school that is visited has nothing to say before the visit is over; it may have to
        # hand something in all the same.
        is_early = found.occurrence.ends_at > now and is_visited(found.row)
        if not is_early:
            return Debt.ANSWER
    return Debt.REPORT if owes_report(found, report, now) else None


def owes_report(found: Happening, report: Report | None, now: datetime) -> bool:
    """Whether a school could hand something in about an event that stands, and has not."""
    if not asks_report(found) or is_handed_in(report):
        return False
    occurrence = found.occurrence
    # Of an event nobody can report before it has begun, of one without a day not before it is over;
    # of work with a term anybody may.
    since = occurrence.begins_at if occurrence.precision == "day" else occurrence.ends_at
    return has_term(found) or since <= now
