"""What a school still owes about an event: an answer about taking part, or a report."""

from datetime import datetime
from enum import StrEnum

from db.enums import PartyKind, ReportStatus
from db.models import Attendance, Report
from db.repositories.plans import Happening
from services.answers import Said
from services.audience import Party, is_reported_by_schools


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
    return answer is not None and (since is None or answer.answered_at >= since)


def debt_of(
    found: Happening, answer: Attendance | None, report: Report | None, now: datetime
) -> Debt | None:
    """What is missing, given what a school has said; a returned report is missing."""
    if asks_answer(found) and answer is None and report is None:
        return Debt.ANSWER
    if not asks_report(found) or (report is not None and report.status != ReportStatus.RETURNED):
        return None
    # Of an event nobody can report before it has begun; of work with a term anybody may.
    return Debt.REPORT if has_term(found) or found.occurrence.begins_at <= now else None


def asks_answer(found: Happening) -> bool:
    """Whether schools are asked who comes; a window has no day yet to say it about."""
    return found.row.attendance_expected and found.occurrence.precision == "day"


def has_term(found: Happening) -> bool:
    """Whether work is to be done by the end of it; an event just takes place."""
    role, occurrence = found.row.temporal_role, found.occurrence
    is_span = role == "recurring" and occurrence.precision != "day"
    return occurrence.is_deadline or role in {"deadline", "period"} or is_span


def asks_report(found: Happening) -> bool:
    """Whether schools have to report about it."""
    return found.row.report_expected and is_reported_by_schools(found.row)
