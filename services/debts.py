"""What a school still owes about an event: an answer about taking part, or a report."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from db.enums import PartyKind, ReportStatus
from db.models import Attendance, Report
from db.repositories.plans import Happening
from db.store import Store
from services.audience import is_reported_by_schools


class Debt(StrEnum):
    """What is missing."""

    ANSWER = "answer"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Said:
    """What schools have answered and reported, by occurrence and school."""

    answers: Mapping[tuple[int, int], Attendance]
    reports: Mapping[tuple[int, int], Report]

    def debt(self, found: Happening, school_id: int, now: datetime) -> Debt | None:
        """What a school that an event expects still owes about it."""
        key = (found.occurrence.id, school_id)
        return debt_of(found, self.answers.get(key), self.reports.get(key), now)


async def said_about(store: Store, occurrence_ids: Iterable[int]) -> Said:
    """Everything that schools have said about events, in two queries."""
    ids = list(occurrence_ids)
    return Said(
        answers={
            (a.occurrence_id, a.party_id): a
            for a in await store.duties.attendances(ids)
            if a.party_kind == PartyKind.SCHOOL
        },
        reports={(r.occurrence_id, r.school_id): r for r in await store.duties.reports(ids)},
    )


def debt_of(
    found: Happening, answer: Attendance | None, report: Report | None, now: datetime
) -> Debt | None:
    """What is missing, given what a school has said; a returned report is missing."""
    row, occurrence = found.row, found.occurrence
    # A window has no day yet about which somebody could say that he will come.
    is_asked = row.attendance_expected and occurrence.precision == "day"
    if is_asked and answer is None and report is None:
        return Debt.ANSWER
    if not asks_report(found) or (report is not None and report.status != ReportStatus.RETURNED):
        return None
    # Of an event nobody can report before it has begun; of work with a term anybody may.
    has_term = occurrence.is_deadline or row.temporal_role in {"deadline", "period"}
    return Debt.REPORT if has_term or occurrence.begins_at <= now else None


def asks_report(found: Happening) -> bool:
    """Whether schools have to report about it."""
    return found.row.report_expected and is_reported_by_schools(found.row)
