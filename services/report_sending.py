"""What is looked at, made safe and noted when a report is sent."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from db.enums import Fact, FactSource, PartyKind, ReportStatus
from db.models import Attendance, Report, ReportVersion
from db.repositories.plans import Happening
from db.store import Store
from roadmap.asks import Party
from services.access import Actor
from services.errors import DomainError
from services.expectations import asks_report
from services.forms.form import Form
from services.names import clean
from services.presence import said_fact
from services.report_cards import MENDABLE

_LONGEST = 3_000


def is_voluntary(found: Happening, by: Party) -> bool:
    """Whether a school tells of its own accord what came of an event: it cannot be late."""
    return by is Party.SCHOOL and not asks_report(found)


def check_sendable(report: Report | None, seen: Any) -> None:
    """Whether the next version may be sent by somebody who has seen this one.

    Raises DomainError `report_sent_already`, `report_changed` or `report_decided`.
    """
    if report is None:
        return
    if not seen:
        if report.status != ReportStatus.RETURNED or seen is not None:
            raise DomainError("report_sent_already", report_id=report.id)
    elif report.version != int(seen):
        raise DomainError("report_changed", report_id=report.id)
    elif report.status not in MENDABLE:
        raise DomainError("report_decided", report_id=report.id)


def version_of(report: Report) -> ReportVersion:
    """What is sent now, to be kept as it is."""
    return ReportVersion(
        report_id=report.id,
        version=report.version,
        proofs=list(report.proofs),
        form_version=report.form_version,
        answers=dict(report.answers),
        late=report.late,
        submitted_by=report.submitted_by,
        submitted_at=report.submitted_at,
    )


def cleaned(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers with typed texts made safe to keep."""
    limits = {step.name: step.limit for step in form.steps if step.kind in {"text", "link"}}
    return {
        name: clean(value, limits[name])
        if name in limits and isinstance(value, str)
        else _with_clean_items(value)
        for name, value in answers.items()
    }


def _with_clean_items(value: Any) -> Any:
    """Texts sent where files may be."""
    if not isinstance(value, list):
        return value
    return [
        {**item, "text": clean(str(item["text"]), _LONGEST)}
        if isinstance(item, Mapping) and "text" in item
        else item
        for item in value
    ]


async def note_attendance(
    store: Store, actor: Actor, found: Happening, report: Report, now: datetime
) -> None:
    """A report with participants on a past event says that the school took part.

    What was said before stands; silence that was written down does not.
    """
    people = report.answers.get("participants")
    if people is None or not found.row.attendance_expected or found.occurrence.begins_at > now:
        return
    row = await store.duties.attendance(found.occurrence.id, PartyKind.SCHOOL, report.place_id)
    if row is None:
        row = Attendance(
            occurrence_id=found.occurrence.id,
            party_kind=PartyKind.SCHOOL,
            party_id=report.place_id,
        )
        store.duties.add(row)
    elif said_fact(row) is not None:
        return
    row.fact = Fact.ATTENDED if people else Fact.MISSED
    row.fact_source, row.answered_by = FactSource.REPORT, actor.id
    if row.answered_at is None:
        row.answered_at = now
